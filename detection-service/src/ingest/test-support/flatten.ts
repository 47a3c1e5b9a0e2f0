import * as kinds from '../metric-points.ts';
import type { MetricPoints } from '../metric-points.ts';
import type { ReferencePoint } from './reference-points.ts';

/** All that decoded points say, every accessor called. */
export function flatten(points: MetricPoints): ReferencePoint[] {
  return Array.from({ length: points.count }, (_, i) => {
    const metric = points.metric[i] as number;
    const kind = points.kind[i] as number;
    const buckets =
      kind >= kinds.EXPONENTIAL_DELTA
        ? points.exponential(i)
        : kind >= kinds.HISTOGRAM_DELTA
          ? points.histogram(i)
          : undefined;
    return {
      kind,
      resource: { ...points.resourceAttributes(points.resource[i] as number) },
      scope: points.scopeName(metric),
      name: points.metricName(metric),
      unit: points.metricUnit(metric),
      attributes: { ...points.pointAttributes(i) },
      time: points.time[i] as number,
      start: points.start[i] as number,
      value: points.value[i] as number,
      observations: points.observations[i] as number,
      buckets,
    };
  });
}

/** Keys as bigints, to compare and to collect. */
export function keys(points: MetricPoints): bigint[] {
  return Array.from(
    { length: points.count },
    (_, i) => (BigInt(points.keyHigh[i] as number) << 32n) | BigInt(points.keyLow[i] as number)
  );
}
