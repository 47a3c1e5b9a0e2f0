/** Shares of calls at or below the percentiles that a step has. */
const SHARES = [0.5, 0.95, 0.99] as const;

/**
 * The share of a step's calls that were slower than `limit`, as far as its percentiles tell: between two of them it is
 * interpolated over the logarithm of the duration, beyond them it is taken for half of what is left. NaN without any.
 */
export function slowShare(p50: number, p95: number, p99: number, limit: number): number {
  const known = [p50, p95, p99]
    .map((duration, i) => ({ duration, share: SHARES[i] as number }))
    .filter(({ duration }) => duration > 0);
  const first = known[0];
  if (first === undefined) return Number.NaN;
  if (limit < first.duration) return 1 - first.share / 2;
  for (let i = 0; i + 1 < known.length; i++) {
    const low = known[i] as (typeof known)[number];
    const high = known[i + 1] as (typeof known)[number];
    if (limit >= high.duration) continue;
    const at = Math.log(limit / low.duration) / Math.log(high.duration / low.duration);
    return 1 - (low.share + (high.share - low.share) * at);
  }
  const last = known.at(-1) as (typeof known)[number];
  return limit === last.duration ? 1 - last.share : (1 - last.share) / 2;
}
