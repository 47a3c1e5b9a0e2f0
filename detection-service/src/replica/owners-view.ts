import type { Millis } from '../core/time.ts';
import { LEASE, type Owner, type Owners } from './owners.ts';

/** A list that is younger is not asked for again. */
const FRESH: Millis = 2_000;

/** Owners by their partition. */
export type OwnerOf = ReadonlyMap<number, Owner>;

/** Who has which partition, as it was said seconds ago: nobody asks for it with every request. */
export class OwnersView {
  readonly #owners: Pick<Owners, 'list'>;
  readonly #now: () => Millis;
  #known: { readonly owners: OwnerOf; readonly at: Millis } | undefined;
  #asking: Promise<OwnerOf> | undefined;

  constructor(owners: Pick<Owners, 'list'>, now: () => Millis = () => performance.now()) {
    this.#owners = owners;
    this.#now = now;
  }

  /** Who has what, as far as is known. */
  now(): Promise<OwnerOf> {
    if (this.#known !== undefined && this.#now() - this.#known.at < FRESH) return Promise.resolve(this.#known.owners);
    return this.anew();
  }

  /**
   * Who has what, asked for now. While nobody answers that, what was known within the lease stands.
   * @throws {WeirError} `unavailable`
   */
  anew(): Promise<OwnerOf> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #ask(): Promise<OwnerOf> {
    try {
      const owners = new Map((await this.#owners.list()).map((owner) => [owner.partition, owner]));
      this.#known = { owners, at: this.#now() };
      return owners;
    } catch (error) {
      if (this.#known !== undefined && this.#now() - this.#known.at < LEASE) return this.#known.owners;
      throw error;
    }
  }
}
