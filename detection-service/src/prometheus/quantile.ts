/**
 * The `q`-quantile of `values`, between two of them by linear interpolation, as Prometheus has it: −Inf below 0, +Inf
 * above 1, NaN of nothing; NaN counts as the least value.
 */
export function quantile(q: number, values: ArrayLike<number>): number {
  const count = values.length;
  if (count === 0 || Number.isNaN(q)) return Number.NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  // Typed arrays sort fast, with NaN at the end.
  const sorted = Float64Array.from(values).sort();
  let unknown = 0;
  while (unknown < count && Number.isNaN(sorted[count - 1 - unknown])) unknown++;
  const at = (rank: number): number => (rank < unknown ? Number.NaN : (sorted[rank - unknown] as number));
  const rank = q * (count - 1);
  const below = Math.floor(rank);
  const weight = rank - below;
  return at(below) * (1 - weight) + at(Math.min(count - 1, below + 1)) * weight;
}
