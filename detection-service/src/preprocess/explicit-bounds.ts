/** What takes the parts of a bucket. */
interface BucketSink {
  add(index: number, count: number, scale: number): void;
  addZeros(count: number): void;
}

/**
 * Spreads the count of one bucket of an explicit-bounds histogram over the exponential buckets of `scale`, evenly over
 * the logarithm. Counts stay whole: each part gets the rounded running total less what the parts below it got, so few
 * calls lie evenly around the middle of their bucket. (Giving what is left over to the largest remainders would put all
 * of them at its lower end: most points hold fewer calls than their bucket has parts.) The same input always gives the
 * same parts.
 *
 * A bucket that ends at or below 0 counts as zeros. One that starts at or below 0 is taken to start as far below its end
 * as the next bound lies above it, but at most ten and at least two times. The last bucket has no end: its values
 * count just above the last bound, so a percentile in it reads as that bound (as Prometheus' `histogram_quantile`).
 * `factor` turns the unit of the bounds into the distribution's.
 */
export function spreadBucket(
  bounds: Float64Array,
  bucket: number,
  factor: number,
  count: number,
  scale: number,
  out: BucketSink
): void {
  const size = 2 ** scale;
  if (bucket >= bounds.length) {
    const last = bounds.length === 0 ? 0 : (bounds[bounds.length - 1] as number) * factor;
    if (last > 0) out.add(Math.floor(Math.log2(last) * size), count, scale);
    else out.addZeros(count);
    return;
  }
  const end = (bounds[bucket] as number) * factor;
  if (!(end > 0)) return out.addZeros(count);
  let begin = bucket === 0 ? 0 : (bounds[bucket - 1] as number) * factor;
  if (!(begin > 0)) {
    const next = bucket + 1 < bounds.length ? (bounds[bucket + 1] as number) * factor : 2 * end;
    begin = end / Math.min(Math.max(next / end, 2), 10);
  }
  spreadSpan(Math.log2(begin) * size, Math.log2(end) * size, count, scale, out);
}

/** `from` and `to` are positions on the logarithmic scale, in buckets. */
function spreadSpan(from: number, to: number, count: number, scale: number, out: BucketSink): void {
  const first = Math.floor(from);
  const last = Math.ceil(to) - 1;
  let placed = 0;
  for (let index = first; index < last; index++) {
    const upTo = Math.floor((count * (index + 1 - from)) / (to - from) + 0.5);
    out.add(index, upTo - placed, scale);
    placed = upTo;
  }
  out.add(Math.max(first, last), count - placed, scale);
}
