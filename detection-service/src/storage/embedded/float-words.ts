/**
 * Floating-point numbers as signed words in the order of the numbers, so that neighbours in value are neighbours as
 * integers, and +0 is 0. Nothing is lost but which NaN it was.
 */

/** The word of any NaN, for 32-bit floats and for the upper word of 64-bit floats. */
export const FLOAT32_GAP = 0x7fc0_0000;
export const FLOAT64_GAP = 0x7ff8_0000;
/** Raw bits of a 32-bit float to its word. */
export function orderedFloat32(bits: number): number {
  // The magnitude of a negative number grows downwards.
  return (bits & 0x7fff_ffff) > 0x7f80_0000 ? FLOAT32_GAP : bits ^ ((bits >> 31) & 0x7fff_ffff);
}

/** The upper half of the raw bits of a 64-bit float to its word. */
export function orderedFloat64(bits: number): number {
  return (bits & 0x7fff_ffff) > 0x7ff0_0000 ? FLOAT64_GAP : bits ^ ((bits >> 31) & 0x7fff_ffff);
}

/** The reverse of both, in place. */
export function fromOrdered(words: Int32Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const word = words[i] as number;
    words[i] = word ^ ((word >> 31) & 0x7fff_ffff);
  }
}
