import { forecastMetrics } from './forecast-metrics.ts';
import type { MetricDescription, MetricSource, MetricStores } from './metric-source.ts';
import { resultMetrics } from './result-metrics.ts';
import type { SeriesSource } from './samples.ts';

/** Where metrics come from. A new one is a file like these and a line here; nothing else knows metrics by name. */
const metricSources: readonly MetricSource[] = [resultMetrics, forecastMetrics];

/** All metrics. */
export const metrics: readonly MetricDescription[] = metricSources.flatMap((source) => source.metrics);

/** The series of all metrics of a tenant, for one query. */
export function openMetrics(stores: MetricStores, tenant: string): SeriesSource {
  const sources = metricSources.map((source) => source.open(stores, tenant));
  return {
    *select(matchers, span) {
      for (const source of sources) yield* source.select(matchers, span);
    },
    *labels(matchers, upTo) {
      for (const source of sources) yield* source.labels(matchers, upTo);
    },
  };
}
