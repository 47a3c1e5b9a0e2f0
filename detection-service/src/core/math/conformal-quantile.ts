/**
 * The value that a new one stays at or below with probability `level`, when it is exchangeable with those seen: the
 * ⌈level·(n+1)⌉-th smallest of n, or the largest when n is too small for the level (split conformal prediction:
 * Lei, G'Sell, Rinaldo, Tibshirani, Wasserman 2018). `sorted` ascends; NaN of none.
 */
export function conformalQuantile(sorted: Float64Array, level: number): number {
  const rank = Math.ceil((sorted.length + 1) * level);
  return sorted[Math.min(sorted.length, rank) - 1] ?? Number.NaN;
}
