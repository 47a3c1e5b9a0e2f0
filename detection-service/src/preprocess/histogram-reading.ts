import { EXPONENTIAL_CUMULATIVE, EXPONENTIAL_DELTA, HISTOGRAM_CUMULATIVE } from '../ingest/metric-points.ts';
import type { MetricPoints } from '../ingest/metric-points.ts';
import type { HistogramPoint } from './cumulative.ts';
import { MIN_SCALE } from './distribution.ts';

/** The finest scale that OTLP allows in practice. */
const MAX_OTLP_SCALE = 20;

/** A histogram point as it came; undefined when its numbers cannot be counts. */
export function readHistogram(points: MetricPoints, i: number): HistogramPoint | undefined {
  const kind = points.kind[i] as number;
  const isExponential = kind === EXPONENTIAL_DELTA || kind === EXPONENTIAL_CUMULATIVE;
  const exponential = isExponential ? points.exponential(i) : undefined;
  const explicit = !isExponential && kind <= HISTOGRAM_CUMULATIVE ? points.histogram(i) : undefined;
  const count = points.observations[i] as number;
  if (!isCount(count)) return undefined;
  if (exponential !== undefined) {
    const { scale, zeroCount, positive, negative } = exponential;
    if (!Number.isInteger(scale) || scale < MIN_SCALE || scale > MAX_OTLP_SCALE || !isCount(zeroCount))
      return undefined;
    if (!Number.isInteger(positive.offset) || !areCounts(positive.counts) || !areCounts(negative.counts))
      return undefined;
  }
  if (explicit !== undefined && (!areCounts(explicit.counts) || !ascending(explicit.bounds))) return undefined;
  const sum = points.value[i] as number;
  return { time: points.time[i] as number, start: points.start[i] as number, count, sum, explicit, exponential };
}

function areCounts(counts: Float64Array): boolean {
  for (const count of counts) if (!isCount(count)) return false;
  return true;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function ascending(bounds: Float64Array): boolean {
  for (let i = 0; i < bounds.length; i++) {
    const bound = bounds[i] as number;
    if (!Number.isFinite(bound) || (i > 0 && bound <= (bounds[i - 1] as number))) return false;
  }
  return true;
}
