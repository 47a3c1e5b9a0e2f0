import type { Millis } from '../core/time.ts';
import { CLIENT_ERROR_RATIO, ERROR_RATIO, P50, P95, RATE } from './indicators.ts';
import type { RequestSums } from './request-sums.ts';
import type { PreprocessSettings } from './settings.ts';

/** One number of a step and the calls behind it. */
export interface Sample {
  /** NaN is a gap. */
  value: number;
  weight: number;
}

/**
 * What an indicator says of a step: calls per second, the share of calls that failed, or a percentile. Without calls a
 * ratio is a gap, and a percentile is one below its minimum of calls. `sums` undefined means that nothing is known: all
 * are gaps of weight 0.
 */
export function sampleOf(
  code: number,
  sums: RequestSums | undefined,
  step: Millis,
  factor: number,
  minimum: PreprocessSettings['percentileCalls'],
  out: Sample
): void {
  out.value = Number.NaN;
  out.weight = 0;
  if (sums === undefined) return;
  if (code === RATE) {
    out.value = (sums.calls * 1000) / step;
    out.weight = sums.calls;
  } else if (code === ERROR_RATIO || code === CLIENT_ERROR_RATIO) {
    out.weight = sums.calls;
    if (sums.calls > 0) out.value = (code === ERROR_RATIO ? sums.errors : sums.clientErrors) / sums.calls;
  } else {
    const total = sums.durations?.total ?? 0;
    out.weight = total;
    const [share, needed] =
      code === P50 ? [0.5, minimum.p50] : code === P95 ? [0.95, minimum.p95] : [0.99, minimum.p99];
    if (sums.durations !== undefined && total >= Math.max(1, needed))
      out.value = sums.durations.quantile(share) * factor;
  }
}
