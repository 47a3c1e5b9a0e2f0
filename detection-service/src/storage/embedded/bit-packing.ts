/**
 * Frame-of-reference bit packing (Goldstein, Ramakrishnan, Shaft, "Compressing relations and indexes", 1998): what the
 * numbers lie above their least, each in as many bits as the largest of them needs.
 */

/** Bits that `range` needs, 0..32. */
export function bitWidth(range: number): number {
  return 32 - Math.clz32(range);
}

/** Words that `count` numbers of `width` bits take. */
export function packedWords(count: number, width: number): number {
  return (count * width + 31) >>> 5;
}

/**
 * Writes the low `width` bits of `values[0..count) − base` to `words` from `at` on, lowest bits first.
 * Returns the position after them.
 */
export function packBits(
  values: Int32Array,
  count: number,
  base: number,
  width: number,
  words: Int32Array,
  at: number
): number {
  if (width === 0) return at;
  let word = 0;
  let filled = 0;
  let next = at;
  // No branch on whether a word is full: it would be mispredicted at most widths.
  for (let i = 0; i < count; i++) {
    const value = ((values[i] as number) - base) | 0;
    word |= value << filled;
    words[next] = word;
    const end = filled + width;
    const full = end >>> 5;
    next += full;
    filled = end & 31;
    if (full === 1) word = filled === 0 ? 0 : value >>> (width - filled);
  }
  if (filled > 0) words[next++] = word;
  return next;
}

/** The reverse of `packBits`. Returns the position after what was read. */
export function unpackBits(
  words: Int32Array,
  at: number,
  count: number,
  base: number,
  width: number,
  values: Int32Array
): number {
  if (width === 0) {
    values.fill(base, 0, count);
    return at;
  }
  const mask = width === 32 ? -1 : (1 << width) - 1;
  for (let i = 0, bit = 0; i < count; i++, bit += width) {
    const word = at + (bit >>> 5);
    const shift = bit & 31;
    let value = (words[word] as number) >>> shift;
    if (shift + width > 32) value |= (words[word + 1] as number) << (32 - shift);
    values[i] = ((value & mask) + base) | 0;
  }
  return at + packedWords(count, width);
}
