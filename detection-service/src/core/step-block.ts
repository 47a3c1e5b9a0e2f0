import type { Millis } from './time.ts';

/** A source that was alive did not report the whole of the step; it cannot raise a downward alarm. */
export const INCOMPLETE = 1;
/** No live source covers the series: there is nothing to say, which is not the same as zero. */
export const UNCOVERED = 2;

/**
 * One closed step of many series that share a step length: one row a series, in columns. `series` holds the ordinals
 * that the series table gave; a detector keeps its state by them.
 */
export interface StepBlock {
  /** Start of the step. */
  readonly time: Millis;
  /** Length of the step. */
  readonly step: Millis;
  readonly count: number;
  /** Ordinals of the series, ascending, each at most once. */
  readonly series: Uint32Array;
  /** Codes of `SERIES_KINDS`. */
  readonly kind: Uint8Array;
  /** The samples; NaN is a gap. Rates per second, ratios 0..1, latencies in milliseconds. */
  readonly value: Float64Array;
  /** Calls behind the sample (for a ratio its denominator, for a latency its number of calls); 1 for a gauge. */
  readonly weight: Float64Array;
  /** Bits `INCOMPLETE` and `UNCOVERED`. */
  readonly flags: Uint8Array;
  /** 0 when the step closes for the first time; counts up each time late partials revise it. */
  readonly revision: number;
}
