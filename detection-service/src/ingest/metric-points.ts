/** What a point is, in `MetricPoints.kind`. */
export const GAUGE = 0;
export const SUM_DELTA = 1;
export const SUM_CUMULATIVE = 2;
/** A sum that may fall (not monotonic): as it is, like a gauge. */
export const SUM_UP_DOWN = 3;
export const HISTOGRAM_DELTA = 4;
export const HISTOGRAM_CUMULATIVE = 5;
export const EXPONENTIAL_DELTA = 6;
export const EXPONENTIAL_CUMULATIVE = 7;

/** Attributes as they stand in a request; values that are not strings are written as JSON would write them. */
export type Attributes = Readonly<Record<string, string>>;

/** Explicit-bounds histogram: `counts.length === bounds.length + 1`. */
export interface HistogramValue {
  readonly bounds: Float64Array;
  readonly counts: Float64Array;
}

/** Exponential histogram as in OTLP; `offset` is the index of the first bucket, base is 2^(2^-scale). */
export interface ExponentialValue {
  readonly scale: number;
  readonly zeroCount: number;
  readonly positive: { readonly offset: number; readonly counts: Float64Array };
  readonly negative: { readonly offset: number; readonly counts: Float64Array };
}

/**
 * The points of one OTLP metrics request in columns, in the order of the request. Decoding is a pure function of the
 * bytes: nothing is remembered from one request to the next. Identities stay bytes until somebody asks, because a
 * steady sender repeats the same ones every step; `keyLow`/`keyHigh` are a 64-bit hash of all bytes that make the
 * identity (resource attributes, scope name, metric name, kind and unit, point attributes).
 */
export interface MetricPoints {
  readonly count: number;
  readonly kind: Uint8Array;
  /** Index for `resourceAttributes` and the metric accessors. */
  readonly resource: Uint32Array;
  readonly metric: Uint32Array;
  readonly keyLow: Uint32Array;
  readonly keyHigh: Uint32Array;
  /** Milliseconds; `start` is 0 when absent. */
  readonly time: Float64Array;
  readonly start: Float64Array;
  /** Number points: the value (NaN when the point says that nothing was recorded). Histograms: the sum, NaN when absent. */
  readonly value: Float64Array;
  /** Histograms: the number of observations; number points: 0. */
  readonly observations: Float64Array;
  /** Resources in the order of the request. */
  readonly resources: number;
  resourceAttributes(resource: number): Attributes;
  /** The ResourceMetrics message as it stands in the request: a view of its bytes. */
  resourceBytes(resource: number): Uint8Array;
  scopeName(metric: number): string;
  metricName(metric: number): string;
  metricUnit(metric: number): string;
  /** Attributes of point `i`, parsed anew at each call. */
  pointAttributes(i: number): Attributes;
  /** The message of point `i` as it stands in the request: a view of its bytes. */
  pointBytes(i: number): Uint8Array;
  /** Buckets of point `i`, parsed anew at each call; throws when its kind is another. */
  histogram(i: number): HistogramValue;
  exponential(i: number): ExponentialValue;
  /** Points that the decoder itself could not take, by reason (`summary`, `no_value`, `too_many_attributes` …). */
  readonly rejected: ReadonlyMap<string, number>;
  /** Says that nobody reads the points any more: their columns may be used for other requests. */
  release(): void;
}
