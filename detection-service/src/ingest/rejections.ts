/** Why the decoder leaves a well-formed point out. The order is that of the codes. */
export const REJECTIONS = [
  /** Summaries carry quantiles that cannot be merged. */
  'summary',
  /** Neither `as_double` nor `as_int`, and no flag that says so; a histogram without `count`'s worth of anything is fine. */
  'no_value',
  /** A histogram whose flag says that nothing was recorded: a gap, which needs no point. */
  'no_recorded_value',
  /** Infinity as a value, a sum or a bound. */
  'not_finite',
  /** Aggregation temporality is neither delta nor cumulative. */
  'no_temporality',
  'no_time',
  /** Before `DecodeLimits.earliest` or from `latest` on. */
  'time_out_of_range',
  'no_name',
  'name_too_long',
  'too_many_attributes',
  'attribute_too_long',
  'too_many_buckets',
  /** Bucket counts are not one more than the bounds. */
  'bounds_mismatch',
  'bounds_not_ascending',
  /** Bucket counts do not add up to the count. */
  'count_mismatch',
  /** Exponential scale outside of −10..20. */
  'scale_out_of_range',
  /** Exponential buckets where no double can fall. */
  'bucket_out_of_range',
] as const;
export type Rejection = (typeof REJECTIONS)[number];

/** Counts by reason; plain numbers while decoding, a map at the end. */
export class Rejections {
  readonly #counts: Record<string, number> = {};

  add(reason: Rejection, points = 1): void {
    if (points > 0) this.#counts[reason] = (this.#counts[reason] ?? 0) + points;
  }

  /** In the order of `REJECTIONS`; only reasons that occurred. */
  toMap(): ReadonlyMap<Rejection, number> {
    const map = new Map<Rejection, number>();
    for (const reason of REJECTIONS) {
      const count = this.#counts[reason];
      if (count !== undefined) map.set(reason, count);
    }
    return map;
  }
}
