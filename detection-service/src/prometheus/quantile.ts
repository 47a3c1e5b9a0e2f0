/**
 * The `q`-quantile of `values`, between two of them by linear interpolation, as Prometheus has it: −Inf below 0, +Inf
 * above 1, NaN of nothing; NaN counts as the least value.
 */
export function quantile(q: number, values: readonly number[]): number {
  if (values.length === 0 || Number.isNaN(q)) return Number.NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  const sorted = [...values].sort(nanFirst);
  const rank = q * (sorted.length - 1);
  const below = Math.max(0, Math.floor(rank));
  const above = Math.min(sorted.length - 1, below + 1);
  const weight = rank - Math.floor(rank);
  return (sorted[below] as number) * (1 - weight) + (sorted[above] as number) * weight;
}

function nanFirst(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : -1;
  if (Number.isNaN(b)) return 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
