/** Beyond this the tail is below 1e-28 and told as `MAX_TAIL`. */
const MAX_Z = 11;
const MAX_TAIL = 30;
/** erfc(x) = t exp(-x² + p(t)), t = 1/(1 + x/2): W. H. Press et al., Numerical Recipes, §6.2, relative error < 1.2e-7. */
const P = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
  0.17087277,
] as const;

/** −log10 of the upper tail of the standard normal distribution at `z` ≥ 0: 0.301 at 0, 7.92 at 5.6, at most 30. */
export function normalTail(z: number): number {
  if (!(z < MAX_Z)) return MAX_TAIL;
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.5 * x);
  let p = P[9] as number;
  for (let i = 8; i >= 0; i--) p = p * t + (P[i] as number);
  return (x * x - p - Math.log(0.5 * t)) * Math.LOG10E;
}
