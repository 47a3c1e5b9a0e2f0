/**
 * Floating-point numbers as signed words in the order of the numbers, so that neighbours in value are neighbours as
 * integers, and +0 is 0. Nothing is lost but which NaN it was.
 */

/** The word of any NaN, for 32-bit floats and for the upper word of 64-bit floats. */
export const FLOAT32_GAP = 0x7fc0_0000;
export const FLOAT64_GAP = 0x7ff8_0000;
/** The raw bits of infinity, above which there are only NaNs. */
export const FLOAT32_INFINITY = 0x7f80_0000;
export const FLOAT64_INFINITY = 0x7ff0_0000;

/** Raw bits of 32-bit floats (or of upper words of 64-bit floats) to ordered words; NaNs become `gap`. */
export function toOrdered(raw: Int32Array, count: number, infinity: number, gap: number, ordered: Int32Array): void {
  for (let i = 0; i < count; i++) {
    const bits = raw[i] as number;
    // The magnitude of a negative number grows downwards.
    ordered[i] = (bits & 0x7fff_ffff) > infinity ? gap : bits ^ ((bits >> 31) & 0x7fff_ffff);
  }
}

/** The reverse of `toOrdered`, in place. */
export function fromOrdered(words: Int32Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const word = words[i] as number;
    words[i] = word ^ ((word >> 31) & 0x7fff_ffff);
  }
}
