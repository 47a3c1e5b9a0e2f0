import { createHash } from 'node:crypto';

/** Words of a digest: 128 bits, as all ids. */
export const DIGEST_WORDS = 4;
/** Keys that are remembered; beyond that all are forgotten and made again as they come. */
const MAX_KEYS = 500_000;

/** The first 128 bits of SHA-256 over keys, remembered, because the same entities close a step every minute. */
export class KeyDigests {
  readonly #places = new Map<string, number>();
  #digests = new Uint32Array(1024 * DIGEST_WORDS);

  /** The digests of all keys; the one of a key stands at `place(key)`. Changes when a key is new. */
  get words(): Uint32Array {
    return this.#digests;
  }

  place(key: string): number {
    return this.#places.get(key) ?? this.#add(key);
  }

  #add(key: string): number {
    if (this.#places.size >= MAX_KEYS) this.#places.clear();
    const place = this.#places.size * DIGEST_WORDS;
    if (place === this.#digests.length) {
      const larger = new Uint32Array(place * 2);
      larger.set(this.#digests);
      this.#digests = larger;
    }
    const digest = createHash('sha256').update(key).digest();
    for (let i = 0; i < DIGEST_WORDS; i++) this.#digests[place + i] = digest.readUInt32LE(i * 4);
    this.#places.set(key, place);
    return place;
  }
}
