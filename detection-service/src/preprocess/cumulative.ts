import type { Millis } from '../core/time.ts';
import type { ExponentialValue, HistogramValue } from '../ingest/metric-points.ts';
import { Distribution } from './distribution.ts';

/** What a point of a cumulative stream says. */
export const BASE_ONLY = 0;
export const GREW = 1;
export const SAME_AGAIN = 2;
export const OUT_OF_ORDER = 3;
export type Progress = typeof BASE_ONLY | typeof GREW | typeof SAME_AGAIN | typeof OUT_OF_ORDER;

/**
 * A new start time means a reset only when it does not lie before the last point (less this much for two clocks);
 * otherwise it is a sender that guesses its start anew each time.
 */
const START_TOLERANCE: Millis = 1_000;

/** Whether a cumulative stream began anew between two points. Times in ms; a start of 0 is unknown. */
export function restarted(lastTime: Millis, lastStart: Millis, start: Millis): boolean {
  return start > lastStart && lastStart > 0 && start >= lastTime - START_TOLERANCE;
}

/** The memory of one cumulative counter, and what its newest point added. */
export class Counter {
  time: Millis = -1;
  start: Millis = 0;
  value = 0;
  /** After `GREW`: what was added, and over how long. */
  delta = 0;
  duration: Millis = 0;

  /**
   * Takes the next point. The first point is only a base, unless the caller knows that the counter stood at zero at
   * `since` (≥ 0). A reset (new start, or a value that fell) counts from zero since its start.
   */
  take(time: Millis, start: Millis, value: number, since: Millis): Progress {
    if (this.time < 0) {
      this.set(time, start, value);
      if (since < 0 || since >= time) return BASE_ONLY;
      this.delta = value;
      this.duration = time - since;
      return GREW;
    }
    if (time <= this.time) return time === this.time && value === this.value ? SAME_AGAIN : OUT_OF_ORDER;
    const reset = restarted(this.time, this.start, start) || value < this.value;
    this.delta = reset ? value : value - this.value;
    this.duration = time - (reset && start > this.time && start < time ? start : this.time);
    this.set(time, start, value);
    return GREW;
  }

  set(time: Millis, start: Millis, value: number): void {
    this.time = time;
    this.start = start;
    this.value = value;
  }
}

/** One point of a histogram as it came. */
export interface HistogramPoint {
  readonly time: Millis;
  readonly start: Millis;
  readonly count: number;
  /** NaN when absent. */
  readonly sum: number;
  readonly explicit: HistogramValue | undefined;
  readonly exponential: ExponentialValue | undefined;
}

/** What one histogram point adds: observations, their sum, and where they lie (undefined when that cannot be known). */
export interface HistogramDelta {
  readonly count: number;
  readonly sum: number;
  readonly distribution: Distribution | undefined;
}

/**
 * The distribution of one point as it stands; `factor` turns the unit of its buckets into the distribution's. It is
 * written into `distribution`, which must be empty.
 */
export function distributionOf(
  point: HistogramPoint,
  factor: number,
  distribution = new Distribution()
): Distribution | undefined {
  if (point.exponential !== undefined) distribution.addExponential(point.exponential, factor);
  else if (point.explicit !== undefined && point.explicit.counts.length > 0)
    distribution.addExplicit(point.explicit, factor);
  else return undefined;
  return distribution;
}

/** The memory of one cumulative histogram stream: the last point. */
export interface HistogramBase {
  time: Millis;
  start: Millis;
  count: number;
  sum: number;
  bounds: Float64Array | undefined;
  counts: Float64Array | undefined;
  /** Of exponential histograms. */
  distribution: Distribution | undefined;
}

/**
 * What `point` adds to `base`, which becomes it; undefined when nothing can be said. Resets are a new start time, a
 * falling count or a falling bucket: the whole point is then new. Bounds that change without a new start leave no way to
 * tell the buckets apart: calls are counted, their durations are not. `fromZero` says that a first point is all new.
 */
export function histogramProgress(
  base: HistogramBase | undefined,
  point: HistogramPoint,
  factor: number,
  fromZero: boolean
): { readonly progress: Progress; readonly base: HistogramBase; readonly delta?: HistogramDelta } {
  if (base !== undefined && point.time <= base.time) {
    return { progress: point.time === base.time && point.count === base.count ? SAME_AGAIN : OUT_OF_ORDER, base };
  }
  const next: HistogramBase = {
    time: point.time,
    start: point.start,
    count: point.count,
    sum: point.sum,
    bounds: point.explicit?.bounds,
    counts: point.explicit?.counts,
    distribution: point.exponential === undefined ? undefined : distributionOf(point, factor),
  };
  if (base === undefined && !fromZero) return { progress: BASE_ONLY, base: next };
  const anew = base === undefined || restarted(base.time, base.start, point.start) || point.count < base.count;
  const delta = (anew ? undefined : grownSince(base, next, point, factor)) ?? {
    count: point.count,
    sum: point.sum,
    distribution: next.distribution ?? distributionOf(point, factor),
  };
  return { progress: GREW, base: next, delta };
}

/** What came between two points of one stream; undefined when a bucket fell, so that it must have begun anew. */
function grownSince(
  base: HistogramBase,
  next: HistogramBase,
  point: HistogramPoint,
  factor: number
): HistogramDelta | undefined {
  const count = point.count - base.count;
  const sum = point.sum - base.sum;
  if (next.distribution !== undefined && base.distribution !== undefined) {
    const distribution = next.distribution.since(base.distribution);
    return distribution && { count, sum, distribution };
  }
  if (!sameBounds(base, next)) return { count, sum, distribution: undefined };
  const counts = grownBy(base.counts as Float64Array, next.counts as Float64Array);
  if (counts === undefined) return undefined;
  const explicit = { bounds: next.bounds as Float64Array, counts };
  return { count, sum, distribution: distributionOf({ ...point, explicit }, factor) };
}

function sameBounds(a: HistogramBase, b: HistogramBase): boolean {
  if (a.bounds === undefined || b.bounds === undefined || a.bounds.length !== b.bounds.length) return false;
  if (a.counts?.length !== b.counts?.length) return false;
  return a.bounds.every((bound, i) => bound === b.bounds?.[i]);
}

function grownBy(before: Float64Array, after: Float64Array): Float64Array | undefined {
  const delta = after.map((count, i) => count - (before[i] as number));
  return delta.some((count) => count < 0) ? undefined : delta;
}
