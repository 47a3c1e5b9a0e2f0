import type { Millis } from '../core/time.ts';
import { ERROR_RATIO, P50, P95, RATE } from './indicators.ts';
import type { RequestSums } from './request-sums.ts';
import type { PreprocessSettings } from './settings.ts';

const SHARES = { p50: 0.5, p95: 0.95, p99: 0.99 };

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
  if (code >= P50) return percentile(code, sums, factor, minimum, out);
  const { calls } = sums;
  out.weight = calls;
  if (code === RATE) out.value = (calls * 1000) / step;
  else if (calls > 0) out.value = (code === ERROR_RATIO ? sums.errors : sums.clientErrors) / calls;
}

function percentile(
  code: number,
  { durations }: RequestSums,
  factor: number,
  minimum: PreprocessSettings['percentileCalls'],
  out: Sample
): void {
  if (durations === undefined) return;
  const name = code === P50 ? 'p50' : code === P95 ? 'p95' : 'p99';
  out.weight = durations.total;
  if (durations.total >= Math.max(1, minimum[name])) out.value = durations.quantile(SHARES[name]) * factor;
}
