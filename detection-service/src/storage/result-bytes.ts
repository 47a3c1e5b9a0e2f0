import { SECOND, type Millis } from '../core/time.ts';
import { ResultRows } from './embedded/result-rows.ts';
import { SeriesCodec, type BlockScale } from './embedded/series-codec.ts';
import type { SeriesResults } from './ports.ts';

/** Words before the record: rows, and the time of the first of them as a 64-bit number. */
const HEAD_BYTES = 16;
const INT32_MAX = 0x7fff_ffff;

/**
 * Results as bytes that cross from one process to another, bit for bit, in the form in which blocks keep them: a few
 * bytes a row. One object is used over and over.
 */
export class ResultBytes {
  readonly #codec = new SeriesCodec();
  readonly #rows = new ResultRows();

  /** The bytes of results of a series with this step; their number is a multiple of four. */
  encode(results: SeriesResults, step: Millis): Uint8Array {
    const count = results.time.length;
    const first = results.time[0];
    if (first === undefined) return new Uint8Array(HEAD_BYTES);
    this.#take(results);
    const scale = scaleOf(first, unitOf(results.time, step), step);
    const record = this.#codec.encode(this.#rows, scale);
    const bytes = new Uint8Array(HEAD_BYTES + record.byteLength);
    const head = new DataView(bytes.buffer);
    head.setUint32(0, count, true);
    head.setUint32(4, scale.unit, true);
    head.setFloat64(8, first, true);
    bytes.set(new Uint8Array(record.buffer, record.byteOffset, record.byteLength), HEAD_BYTES);
    return bytes;
  }

  /** The results that were encoded; undefined when these are not such bytes, or of more than `most` rows. */
  decode(bytes: Uint8Array, step: Millis, most: number): SeriesResults | undefined {
    if (bytes.length < HEAD_BYTES || bytes.length % 4 !== 0) return undefined;
    const head = new DataView(bytes.buffer, bytes.byteOffset);
    const count = head.getUint32(0, true);
    if (count > most) return undefined;
    this.#rows.length = 0;
    if (count > 0) {
      // A copy begins where words do; `slice` of a Buffer is none.
      const copy = new Uint8Array(bytes.length - HEAD_BYTES);
      copy.set(bytes.subarray(HEAD_BYTES));
      const record = new Int32Array(copy.buffer);
      if (record[1] !== count) return undefined;
      const scale = scaleOf(head.getFloat64(8, true), head.getUint32(4, true), step);
      if (!this.#codec.decode(record, scale, this.#rows)) return undefined;
    }
    return this.#rows.toResults();
  }

  #take(results: SeriesResults): void {
    const rows = this.#rows;
    const { time, value, expected, lower, upper, score, revision, status, flags } = results;
    rows.length = 0;
    rows.reserve(time.length);
    rows.time.set(time);
    rows.value.set(value);
    rows.expected.set(expected);
    rows.lower.set(lower);
    rows.upper.set(upper);
    rows.score.set(score);
    rows.revision.set(revision);
    rows.status.set(status);
    rows.flags.set(flags);
    rows.length = time.length;
  }
}

function scaleOf(start: Millis, unit: number, step: Millis): BlockScale {
  const seconds = step / SECOND;
  return { start, unit, perStep: Number.isInteger(seconds) && seconds > 0 ? seconds : 1 };
}

/** What all times are whole multiples of after the first one: the step, or less when steps do not follow each other. */
function unitOf(time: Float64Array, step: Millis): number {
  let unit = step;
  for (let i = 1; i < time.length; i++) {
    let [a, b] = [(time[i] as number) - (time[0] as number), unit];
    while (a % b !== 0) [a, b] = [b, a % b];
    unit = b;
  }
  const span = (time.at(-1) ?? 0) - (time[0] ?? 0);
  if (span / unit > INT32_MAX) throw new Error('the span is too long for its unit');
  return unit;
}
