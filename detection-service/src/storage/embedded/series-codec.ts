import { ColumnCodec } from './column-codec.ts';
import { FLOAT64_GAP, fromOrdered, orderedFloat64 } from './float-words.ts';
import type { ResultRows } from './result-rows.ts';

/** How the 64-bit values of a series are kept: the first of these that loses nothing. */
const WHOLE_COUNTS = 0;
const FLOAT32 = 1;
const FLOAT64 = 2;

/** Words before the columns: checksum, rows, nine descriptors of a byte each, kind of values, two bytes of nothing. */
const HEAD_WORDS = 5;
/** The least word is no count but a gap. */
const COUNT_GAP = -0x8000_0000;
const MAX_COUNT = 0x7fff_ffff;
const DESCRIPTORS = 8;

/** What all series of a block share. */
export interface BlockScale {
  /** Times are kept as whole multiples of `unit` since `start`. */
  readonly start: number;
  readonly unit: number;
  /** Rates are counts over this many seconds: a value that is a whole number times 1/`perStep` is kept as that number. */
  readonly perStep: number;
}

/** Rows of one series to and from a record of 32-bit words, bit for bit. One object is used over and over. */
export class SeriesCodec {
  readonly #columns = new ColumnCodec();
  #capacity = 0;
  #words = new Int32Array(0);
  #bytes = new Uint8Array(0);
  #column = new Int32Array(0);

  /** The record of `rows` (at least one, ascending in time) as words; valid until the next call. */
  encode(rows: ResultRows, scale: BlockScale): Int32Array {
    const count = rows.length;
    this.#reserve(count);
    const words = this.#words;
    let at = this.#encodeTimes(rows, scale, HEAD_WORDS);
    at = this.#encodeMarks(rows, at);
    at = this.#encodeValues(rows, scale.perStep, at);
    at = this.#putFloats(5, rows.expectedWords, count, at);
    at = this.#putFloats(6, rows.lowerWords, count, at);
    at = this.#putFloats(7, rows.upperWords, count, at);
    at = this.#putFloats(8, rows.scoreWords, count, at);
    words[1] = count;
    words[0] = checksum(words, at);
    return words.subarray(0, at);
  }

  #encodeTimes({ time, length: count }: ResultRows, { start, unit }: BlockScale, at: number): number {
    const first = ((time[0] as number) - start) / unit;
    const last = ((time[count - 1] as number) - start) / unit;
    // Ascending whole numbers over a distance of as many are all the numbers between.
    if (count > 1 && last - first === count - 1) {
      return this.#described(0, this.#columns.encodeCounting(first, this.#words, at));
    }
    for (let i = 0; i < count; i++) this.#column[i] = ((time[i] as number) - start) / unit;
    return this.#put(0, count, 0, at);
  }

  #encodeMarks({ status, flags, revision, length: count }: ResultRows, at: number): number {
    const column = this.#column;
    const first = (status[0] as number) | ((flags[0] as number) << 8);
    let marksDiffer = 0;
    let revised = 0;
    for (let i = 0; i < count; i++) {
      const marks = (status[i] as number) | ((flags[i] as number) << 8);
      column[i] = marks;
      marksDiffer |= marks ^ first;
      revised |= revision[i] as number;
    }
    const next =
      marksDiffer === 0
        ? this.#described(1, this.#columns.encodeConstant(first, this.#words, at))
        : this.#put(1, count, 0, at);
    if (revised === 0) return this.#described(2, this.#columns.encodeConstant(0, this.#words, next));
    column.set(revision.subarray(0, count));
    return this.#put(2, count, 0, next);
  }

  #encodeValues(rows: ResultRows, perStep: number, at: number): number {
    const count = rows.length;
    const { value } = rows;
    if (wholeCounts(value, count, perStep, this.#column)) {
      this.#bytes[DESCRIPTORS + 9] = WHOLE_COUNTS;
      this.#bytes[DESCRIPTORS + 4] = 0;
      return this.#put(3, count, COUNT_GAP, at);
    }
    if (fitsFloat32(value, count)) {
      this.#bytes[DESCRIPTORS + 9] = FLOAT32;
      this.#bytes[DESCRIPTORS + 4] = 0;
      return this.#putFloats(3, new Int32Array(Float32Array.from(value.subarray(0, count)).buffer), count, at);
    }
    this.#bytes[DESCRIPTORS + 9] = FLOAT64;
    const raw = rows.valueWords;
    for (let i = 0; i < count; i++) this.#column[i] = orderedFloat64(raw[2 * i + 1] as number);
    const next = this.#put(3, count, FLOAT64_GAP, at);
    for (let i = 0; i < count; i++) this.#column[i] = raw[2 * i] as number;
    return this.#put(4, count, 0, next);
  }

  #putFloats(index: number, raw: Int32Array, count: number, at: number): number {
    return this.#described(index, this.#columns.encodeFloats(raw, count, this.#words, at));
  }

  #put(index: number, count: number, gap: number, at: number): number {
    return this.#described(index, this.#columns.encode(this.#column, count, gap, this.#words, at));
  }

  /** Notes how the column that was written last is kept; hands on where it ends. */
  #described(index: number, next: number): number {
    this.#bytes[DESCRIPTORS + index] = this.#columns.descriptor;
    return next;
  }

  /** Adds the rows of a record to `rows`; `false`, and nothing added, when its checksum is wrong. */
  decode(record: Int32Array, scale: BlockScale, rows: ResultRows): boolean {
    const bytes = new Uint8Array(record.buffer, record.byteOffset, record.byteLength);
    if (record.length < HEAD_WORDS || checksum(record, record.length) !== record[0]) return false;
    const count = record[1] as number;
    this.#reserve(count);
    rows.reserve(count);
    const start = rows.length;
    const column = this.#column;
    let at = this.#get(0, record, bytes, HEAD_WORDS);
    for (let i = 0; i < count; i++) rows.time[start + i] = scale.start + (column[i] as number) * scale.unit;
    at = this.#get(1, record, bytes, at);
    for (let i = 0; i < count; i++) {
      rows.status[start + i] = (column[i] as number) & 0xff;
      rows.flags[start + i] = (column[i] as number) >>> 8;
    }
    at = this.#get(2, record, bytes, at);
    rows.revision.set(column.subarray(0, count), start);
    at = this.#decodeValues(record, bytes, at, scale.perStep, rows.value.subarray(start, start + count));
    at = this.#getFloats(5, record, bytes, at, rows.expected.subarray(start, start + count));
    at = this.#getFloats(6, record, bytes, at, rows.lower.subarray(start, start + count));
    at = this.#getFloats(7, record, bytes, at, rows.upper.subarray(start, start + count));
    this.#getFloats(8, record, bytes, at, rows.score.subarray(start, start + count));
    rows.length = start + count;
    return true;
  }

  #decodeValues(record: Int32Array, bytes: Uint8Array, at: number, perStep: number, into: Float64Array): number {
    const column = this.#column;
    const kind = bytes[DESCRIPTORS + 9];
    if (kind === WHOLE_COUNTS) {
      const next = this.#get(3, record, bytes, at);
      for (let i = 0; i < into.length; i++) {
        const word = column[i] as number;
        into[i] = word === COUNT_GAP ? Number.NaN : word / perStep;
      }
      return next;
    }
    if (kind === FLOAT32) {
      const floats = new Float32Array(into.length);
      const next = this.#getFloats(3, record, bytes, at, floats);
      into.set(floats);
      return next;
    }
    const raw = new Int32Array(into.buffer, into.byteOffset, into.length * 2);
    const low = this.#get(3, record, bytes, at);
    fromOrdered(column, into.length);
    for (let i = 0; i < into.length; i++) raw[2 * i + 1] = column[i] as number;
    const next = this.#get(4, record, bytes, low);
    for (let i = 0; i < into.length; i++) raw[2 * i] = column[i] as number;
    return next;
  }

  #getFloats(index: number, record: Int32Array, bytes: Uint8Array, at: number, into: Float32Array): number {
    const next = this.#get(index, record, bytes, at);
    fromOrdered(this.#column, into.length);
    new Int32Array(into.buffer, into.byteOffset, into.length).set(this.#column.subarray(0, into.length));
    return next;
  }

  #get(index: number, record: Int32Array, bytes: Uint8Array, at: number): number {
    const descriptor = bytes[DESCRIPTORS + index] as number;
    return this.#columns.decode(descriptor, record, at, record[1] as number, this.#column);
  }

  #reserve(count: number): void {
    if (count <= this.#capacity) return;
    this.#capacity = count * 2;
    this.#columns.reserve(this.#capacity);
    this.#words = new Int32Array(HEAD_WORDS + 9 * ColumnCodec.bound(this.#capacity));
    this.#bytes = new Uint8Array(this.#words.buffer);
    this.#column = new Int32Array(this.#capacity);
  }
}

/**
 * FNV-1a over the words after the first. A record is short, and in a block there are as many as series: calling CRC-32
 * for each would cost more than encoding it.
 */
function checksum(words: Int32Array, end: number): number {
  let hash = 0x811c_9dc5 | 0;
  for (let i = 1; i < end; i++) hash = Math.imul(hash ^ (words[i] as number), 0x0100_0193);
  return hash;
}

/** Fills `column` with the counts behind the values; `false` when one of them is not exactly a count over `perStep`. */
function wholeCounts(value: Float64Array, count: number, perStep: number, column: Int32Array): boolean {
  for (let i = 0; i < count; i++) {
    const number = value[i] as number;
    if (number !== number) {
      column[i] = COUNT_GAP;
      continue;
    }
    const whole = Math.round(number * perStep);
    if (whole / perStep !== number || Math.abs(whole) > MAX_COUNT || Object.is(number, -0)) return false;
    column[i] = whole;
  }
  return true;
}

function fitsFloat32(value: Float64Array, count: number): boolean {
  for (let i = 0; i < count; i++) {
    const number = value[i] as number;
    if (number === number && Math.fround(number) !== number) return false;
  }
  return true;
}
