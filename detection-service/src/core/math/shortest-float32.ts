/** The most digits that a 32-bit float needs to be told from its neighbours. */
const MOST_DIGITS = 9;
const LEAST_DIGITS = 6;
/** Powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * The double with the fewest decimal digits that is still the same 32-bit float: 0.1 instead of 0.10000000149011612.
 * Halves the size of an answer and spares people digits that mean nothing. `x` must be the value of a 32-bit float;
 * very large and very small numbers come back as they are.
 */
export function shortestFloat32(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  const magnitude = Math.floor(Math.log10(Math.abs(x)));
  if (magnitude < -14 || magnitude > 21) return x;
  for (let digits = LEAST_DIGITS; digits <= MOST_DIGITS; digits++) {
    const exponent = digits - 1 - magnitude;
    const scale = POWERS[Math.abs(exponent)] as number;
    const rounded = exponent >= 0 ? Math.round(x * scale) / scale : Math.round(x / scale) * scale;
    if (Math.fround(rounded) === x) return rounded;
  }
  return x;
}
