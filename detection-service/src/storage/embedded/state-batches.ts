import type { AppendFile } from './append-file.ts';
import { RECORD_HEADER } from './append-file.ts';
import { DIGEST_WORDS } from './key-digests.ts';
import type { KeyDigests } from './key-digests.ts';
import type { StepState } from '../ports.ts';

/**
 * Step states of one (step, log offset) as a record: step f64, offset f64, count u32, nothing u32; one entry a state
 * (digest of its key, position in the record's payload, length: 6 words); then their bytes.
 */
const HEAD_BYTES = 24;
const ENTRY_WORDS = DIGEST_WORDS + 2;
/** Room for the place of an entry beside the first word of its digest, in the whole part of a double. */
const PLACES = 2 ** 21;

interface Batch {
  readonly step: number;
  readonly offset: number;
  readonly count: number;
  readonly position: number;
  /** First words of the digests with the places of their entries, ascending; made when first looked into. */
  index?: Float64Array | undefined;
}

/** The most states of one record; a place must fit beside a word of a digest. */
export const MAX_STATES = 1 << 20;

/** The states in one file, found by step and key. */
export class StateBatches {
  readonly file: AppendFile;
  readonly #batches = new Map<number, Batch[]>();
  readonly #head = new Uint8Array(HEAD_BYTES);

  constructor(file: AppendFile) {
    this.file = file;
  }

  /** Takes up what was appended since the last call. */
  refresh(): void {
    for (const { position } of this.file.discover()) {
      if (!this.file.read(this.#head, position)) return;
      const view = new DataView(this.#head.buffer);
      this.#add({
        step: view.getFloat64(0, true),
        offset: view.getFloat64(8, true),
        count: view.getUint32(16, true),
        position,
      });
    }
  }

  #add(batch: Batch): void {
    const known = this.#batches.get(batch.step);
    if (known === undefined) this.#batches.set(batch.step, [batch]);
    else known.push(batch);
  }

  /** Appends states that share step and offset, at most `MAX_STATES`. */
  append(states: readonly StepState[], digests: KeyDigests): void {
    const first = states[0];
    if (first === undefined) return;
    const { step, offset } = first;
    const position = this.file.append(encode(states, digests));
    this.#add({ step, offset, count: states.length, position });
  }

  /** The newest version of a key at a step that an entry before `before` made. */
  find(digest: Uint32Array, step: number, before: number): Uint8Array | undefined {
    let newest: { readonly offset: number; readonly bytes: Uint8Array } | undefined;
    for (const batch of this.#batches.get(step) ?? []) {
      if (batch.offset >= before || (newest !== undefined && batch.offset < newest.offset)) continue;
      const bytes = this.#findIn(batch, digest);
      if (bytes !== undefined) newest = { offset: batch.offset, bytes };
    }
    return newest?.bytes;
  }

  #findIn(batch: Batch, digest: Uint32Array): Uint8Array | undefined {
    const index = (batch.index ??= this.#indexOf(batch));
    const wanted = (digest[0] as number) * PLACES;
    let low = 0;
    let high = index.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((index[middle] as number) < wanted) low = middle + 1;
      else high = middle;
    }
    for (let i = low; i < index.length && (index[i] as number) < wanted + PLACES; i++) {
      const entry = this.#words(batch, (index[i] as number) - wanted, 1);
      if (entry === undefined || digest.some((word, w) => word !== entry[w])) continue;
      const bytes = new Uint8Array(entry[DIGEST_WORDS + 1] as number);
      return this.file.read(bytes, batch.position + (entry[DIGEST_WORDS] as number)) ? bytes : undefined;
    }
    return undefined;
  }

  #indexOf(batch: Batch): Float64Array {
    const words = this.#words(batch, 0, batch.count) ?? new Uint32Array(0);
    const index = new Float64Array(words.length / ENTRY_WORDS);
    for (let i = 0; i < index.length; i++) index[i] = (words[i * ENTRY_WORDS] as number) * PLACES + i;
    return index.sort();
  }

  #words(batch: Batch, place: number, count: number): Uint32Array | undefined {
    const words = new Uint32Array(count * ENTRY_WORDS);
    const position = batch.position + HEAD_BYTES + place * ENTRY_WORDS * 4;
    return this.file.read(new Uint8Array(words.buffer), position) ? words : undefined;
  }
}

let scratch = new ArrayBuffer(1 << 16);

function encode(states: readonly StepState[], digests: KeyDigests): Uint8Array {
  const [first] = states;
  let at = HEAD_BYTES + states.length * ENTRY_WORDS * 4;
  let length = at;
  for (const { bytes } of states) length += bytes.length;
  const padded = RECORD_HEADER + Math.ceil(length / 8) * 8;
  if (scratch.byteLength < padded) scratch = new ArrayBuffer(Math.ceil((padded * 5) / 32) * 8);
  const record = new Uint8Array(scratch, 0, padded);
  const words = new Uint32Array(scratch);
  const doubles = new Float64Array(scratch);
  doubles[RECORD_HEADER / 8] = first?.step ?? 0;
  doubles[RECORD_HEADER / 8 + 1] = first?.offset ?? 0;
  words[RECORD_HEADER / 4 + 4] = states.length;
  words[RECORD_HEADER / 4 + 5] = 0;
  let entry = (RECORD_HEADER + HEAD_BYTES) / 4;
  for (const { key, bytes } of states) {
    const place = digests.place(key);
    for (let w = 0; w < DIGEST_WORDS; w++) words[entry + w] = digests.words[place + w] as number;
    words[entry + DIGEST_WORDS] = at;
    words[entry + DIGEST_WORDS + 1] = bytes.length;
    record.set(bytes, RECORD_HEADER + at);
    at += bytes.length;
    entry += ENTRY_WORDS;
  }
  record.fill(0, RECORD_HEADER + at);
  return record;
}
