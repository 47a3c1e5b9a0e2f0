import type { StepBlock } from '../../core/step-block.ts';
import type { VerdictBlock } from '../../core/verdict.ts';
import { RECORD_HEADER } from './append-file.ts';
import type { ResultRows } from './result-rows.ts';

/**
 * One closed step as it is appended: a head (time, revision, count, first and last ordinal), then one entry a series,
 * ascending in ordinals. The entry carries its ordinal, so that a reader finds a series without any index.
 *
 *     0 value f64 | 8 expected f32 | 12 lower f32 | 16 upper f32 | 20 score f32 | 24 ordinal u32 | 28 status u8 | 29 flags u8
 */
export const ROW_HEAD = 32;
export const ENTRY_BYTES = 32;
export const ENTRY_WORDS = ENTRY_BYTES / 4;
const ORDINAL_WORD = 6;

/** What the head of a row says. */
export interface RowHead {
  readonly time: number;
  readonly revision: number;
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

/** Makes records of rows in a buffer that is used over and over. */
export class RowEncoder {
  #buffer = new ArrayBuffer(0);
  #doubles = new Float64Array(0);
  #floats = new Float32Array(0);
  #words = new Uint32Array(0);

  /** The record of a step, with room for the header of an `AppendFile`; valid until the next call. */
  encode(block: StepBlock, verdicts: VerdictBlock): Uint8Array {
    const { count } = block;
    const bytes = RECORD_HEADER + ROW_HEAD + count * ENTRY_BYTES;
    this.#reserve(bytes);
    const words = this.#words;
    const doubles = this.#doubles;
    const floats = this.#floats;
    const head = RECORD_HEADER / 4;
    doubles[RECORD_HEADER / 8] = block.time;
    words[head + 2] = block.revision;
    words[head + 3] = count;
    words[head + 4] = block.series[0] ?? 0;
    words[head + 5] = block.series[count - 1] ?? 0;
    words[head + 6] = 0;
    words[head + 7] = 0;
    let at = (RECORD_HEADER + ROW_HEAD) / 4;
    for (let i = 0; i < count; i++, at += ENTRY_WORDS) {
      doubles[at >>> 1] = block.value[i] as number;
      floats[at + 2] = verdicts.expected[i] as number;
      floats[at + 3] = verdicts.lower[i] as number;
      floats[at + 4] = verdicts.upper[i] as number;
      floats[at + 5] = verdicts.score[i] as number;
      words[at + ORDINAL_WORD] = block.series[i] as number;
      words[at + 7] = (verdicts.status[i] as number) | ((block.flags[i] as number) << 8);
    }
    return new Uint8Array(this.#buffer, 0, bytes);
  }

  #reserve(bytes: number): void {
    if (this.#buffer.byteLength >= bytes) return;
    this.#buffer = new ArrayBuffer(Math.ceil((bytes * 1.25) / ENTRY_BYTES) * ENTRY_BYTES);
    this.#doubles = new Float64Array(this.#buffer);
    this.#floats = new Float32Array(this.#buffer);
    this.#words = new Uint32Array(this.#buffer);
  }
}

export function decodeRowHead(bytes: Uint8Array): RowHead {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return {
    time: view.getFloat64(0, true),
    revision: view.getUint32(8, true),
    count: view.getUint32(12, true),
    first: view.getUint32(16, true),
    last: view.getUint32(20, true),
  };
}

/** Entries of a row in memory, seen as the numbers that they hold. */
export class Entries {
  readonly bytes: Uint8Array;
  readonly #doubles: Float64Array;
  readonly #floats: Float32Array;
  readonly #words: Uint32Array;

  constructor(capacity: number) {
    const buffer = new ArrayBuffer(capacity * ENTRY_BYTES);
    this.bytes = new Uint8Array(buffer);
    this.#doubles = new Float64Array(buffer);
    this.#floats = new Float32Array(buffer);
    this.#words = new Uint32Array(buffer);
  }

  ordinal(entry: number): number {
    return this.#words[entry * ENTRY_WORDS + ORDINAL_WORD] as number;
  }

  /**
   * Adds entries to the rows of their series. `places` holds, from `from` on, one more than the entry of each step, or
   * 0; a row of the same time just before, and of no newer revision, is replaced.
   */
  gather(rows: ResultRows, places: Int32Array, from: number, steps: readonly StepOfEntry[]): void {
    rows.reserve(steps.length);
    const { time, revision, value, expected, lower, upper, score, status, flags } = rows;
    const words = this.#words;
    const floats = this.#floats;
    let next = rows.length;
    for (let s = 0; s < steps.length; s++) {
      const place = places[from + s] as number;
      if (place === 0) continue;
      const at = (place - 1) * ENTRY_WORDS;
      const step = steps[s] as StepOfEntry;
      const replaces = next > 0 && time[next - 1] === step.time && (revision[next - 1] as number) <= step.revision;
      const row = replaces ? next - 1 : next++;
      time[row] = step.time;
      revision[row] = step.revision;
      value[row] = this.#doubles[at >>> 1] as number;
      expected[row] = floats[at + 2] as number;
      lower[row] = floats[at + 3] as number;
      upper[row] = floats[at + 4] as number;
      score[row] = floats[at + 5] as number;
      const marks = words[at + 7] as number;
      status[row] = marks & 0xff;
      flags[row] = marks >>> 8;
    }
    rows.length = next;
  }
}

/** When and in which revision an entry was written. */
export interface StepOfEntry {
  readonly time: number;
  readonly revision: number;
}
