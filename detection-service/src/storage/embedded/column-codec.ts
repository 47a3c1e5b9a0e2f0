import { bitWidth, packBits, packedWords, unpackBits } from './bit-packing.ts';
import { FLOAT32_GAP, orderedFloat32 } from './float-words.ts';

/** How a column is kept: the two high bits of its descriptor; the six low ones are the width in bits. */
const ALL_ZERO = 0;
const OFFSETS = 1;
const DIFFERENCES = 2;
const SPARSE = 3;

const LEAST = -0x8000_0000;
const MOST = 0x7fff_ffff;

/** From this width on it is worth a look whether one value, such as a gap or zero, spoils the range of the others. */
const WIDE = 16;

/** Keeps columns of signed 32-bit words small without losing a bit. One object is used over and over. */
export class ColumnCodec {
  #scratch = new Int32Array(0);
  #rest = new Int32Array(0);
  #ordered = new Int32Array(0);
  /** The descriptor (one byte) of the column that `encode` wrote last. */
  descriptor = 0;

  reserve(count: number): void {
    if (this.#scratch.length >= count) return;
    this.#scratch = new Int32Array(count * 2);
    this.#rest = new Int32Array(count * 2);
    this.#ordered = new Int32Array(count * 2);
  }

  /** Words that `encode` takes at most for `count` values. */
  static bound(count: number): number {
    return count + packedWords(count, 1) + 3;
  }

  /**
   * Writes `values[0..count)` to `words` from `at` on and returns the position after them. Zeros cost nothing when they
   * are all there is; `gap` is looked for among wide columns, as zeros are.
   */
  encode(values: Int32Array, count: number, gap: number, words: Int32Array, at: number): number {
    let least = values[0] as number;
    let most = least;
    for (let i = 1; i < count; i++) {
      const value = values[i] as number;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    return this.#encodeRange(values, count, least, most, gap, words, at);
  }

  /** As `encode`, of the raw bits of 32-bit floats. */
  encodeFloats(raw: Int32Array, count: number, words: Int32Array, at: number): number {
    const ordered = this.#ordered;
    let least = MOST;
    let most = LEAST;
    for (let i = 0; i < count; i++) {
      const word = orderedFloat32(raw[i] as number);
      ordered[i] = word;
      if (word < least) least = word;
      if (word > most) most = word;
    }
    return this.#encodeRange(ordered, count, least, most, FLOAT32_GAP, words, at);
  }

  /** As `encode`, of one value over and over. */
  encodeConstant(value: number, words: Int32Array, at: number): number {
    this.descriptor = (value === 0 ? ALL_ZERO : OFFSETS) << 6;
    words[at] = value;
    return value === 0 ? at : at + 1;
  }

  /** As `encode`, of values that count up from the first by 1. */
  encodeCounting(first: number, words: Int32Array, at: number): number {
    this.descriptor = DIFFERENCES << 6;
    words[at] = first;
    words[at + 1] = 1;
    return at + 2;
  }

  #encodeRange(
    values: Int32Array,
    count: number,
    least: number,
    most: number,
    gap: number,
    words: Int32Array,
    at: number
  ): number {
    const width = bitWidth((most - least) | 0);
    if (width === 0) return this.encodeConstant(least, words, at);
    if (width > 2 && count > 2) {
      const end = this.#encodeDifferences(values, count, width, words, at);
      if (end > 0) return end;
    }
    if (width >= WIDE) {
      const end = this.#encodeSparse(values, count, gap, width, words, at);
      if (end > 0) return end;
    }
    this.descriptor = (OFFSETS << 6) | width;
    words[at] = least;
    return packBits(values, count, least, width, words, at + 1);
  }

  /** The differences from one to the next; 0 when they do not make the column smaller. */
  #encodeDifferences(values: Int32Array, count: number, width: number, words: Int32Array, at: number): number {
    const differences = this.#scratch;
    // Noise is found out after a few values: then the differences need as many bits as the numbers.
    const limit = 2 ** (width - 2);
    let before = values[1] as number;
    let least = (before - (values[0] as number)) | 0;
    let most = least;
    differences[0] = least;
    for (let i = 2; i < count; i++) {
      const value = values[i] as number;
      const difference = (value - before) | 0;
      differences[i - 1] = difference;
      before = value;
      if (difference < least) least = difference;
      else if (difference > most) most = difference;
      else continue;
      if (most - least >= limit) return 0;
    }
    const stepWidth = bitWidth(most - least);
    this.descriptor = (DIFFERENCES << 6) | stepWidth;
    words[at] = values[0] as number;
    words[at + 1] = least;
    return packBits(differences, count - 1, least, stepWidth, words, at + 2);
  }

  /** One value apart, with a bit for each place where it is not; 0 when that does not make the column smaller. */
  #encodeSparse(values: Int32Array, count: number, gap: number, width: number, words: Int32Array, at: number): number {
    let zeros = 0;
    let gaps = 0;
    for (let i = 0; i < count; i++) {
      const value = values[i] as number;
      if (value === 0) zeros++;
      else if (value === gap) gaps++;
    }
    if (zeros + gaps === 0) return 0;
    const apart = zeros >= gaps ? 0 : gap;
    const others = count - Math.max(zeros, gaps);
    const mapWords = packedWords(count, 1);
    const rest = this.#rest;
    words.fill(0, at + 2, at + 2 + mapWords);
    let least = MOST;
    let most = LEAST;
    let found = 0;
    for (let i = 0; i < count; i++) {
      const value = values[i] as number;
      if (value === apart) continue;
      if (value < least) least = value;
      if (value > most) most = value;
      const word = at + 2 + (i >>> 5);
      words[word] = (words[word] as number) | (1 << (i & 31));
      rest[found++] = value;
    }
    const restWidth = others === 0 ? 0 : bitWidth((most - least) | 0);
    if (2 + mapWords + packedWords(others, restWidth) >= 1 + packedWords(count, width)) return 0;
    words[at] = apart;
    words[at + 1] = least;
    this.descriptor = (SPARSE << 6) | restWidth;
    return packBits(rest, others, least, restWidth, words, at + 2 + mapWords);
  }

  /** The reverse of `encode`: fills `values[0..count)` and returns the position after the column. */
  decode(descriptor: number, words: Int32Array, at: number, count: number, values: Int32Array): number {
    const width = descriptor & 63;
    switch (descriptor >>> 6) {
      case ALL_ZERO:
        values.fill(0, 0, count);
        return at;
      case OFFSETS:
        return unpackBits(words, at + 1, count, words[at] as number, width, values);
      case DIFFERENCES: {
        const end = unpackBits(words, at + 2, count - 1, words[at + 1] as number, width, this.#scratch);
        let value = words[at] as number;
        values[0] = value;
        for (let i = 1; i < count; i++) {
          value = (value + (this.#scratch[i - 1] as number)) | 0;
          values[i] = value;
        }
        return end;
      }
      default:
        return this.#decodeSparse(width, words, at, count, values);
    }
  }

  #decodeSparse(width: number, words: Int32Array, at: number, count: number, values: Int32Array): number {
    const apart = words[at] as number;
    const map = at + 2;
    let others = 0;
    for (let i = 0; i < count; i++) others += ((words[map + (i >>> 5)] as number) >>> (i & 31)) & 1;
    const packed = map + packedWords(count, 1);
    const end = unpackBits(words, packed, others, words[at + 1] as number, width, this.#rest);
    let next = 0;
    for (let i = 0; i < count; i++) {
      const present = ((words[map + (i >>> 5)] as number) >>> (i & 31)) & 1;
      values[i] = present === 1 ? (this.#rest[next++] as number) : apart;
    }
    return end;
  }
}
