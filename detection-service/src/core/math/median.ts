/** The median of `values`, which are left as they are; 0 of none. NaN must not be among them. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  if (sorted.length % 2 === 1) return sorted[middle] as number;
  return 0.5 * ((sorted[middle - 1] as number) + (sorted[middle] as number));
}
