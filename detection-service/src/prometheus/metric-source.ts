import type { ForecastStore } from '../forecasting/forecast-store.ts';
import type { CatalogueStore, ReadableResults } from '../storage/ports.ts';
import type { SeriesSource } from './samples.ts';

/** What metrics are read from. */
export interface MetricStores {
  readonly catalogue: Pick<CatalogueStore, 'series' | 'seriesById'>;
  readonly results: ReadableResults;
  readonly forecasts: Pick<ForecastStore, 'past' | 'list'>;
}

/** A metric as people read of it. All are gauges. */
export interface MetricDescription {
  readonly name: string;
  readonly help: string;
}

/** Metrics that come from one place. */
export interface MetricSource {
  readonly metrics: readonly MetricDescription[];
  /** Their series, of one tenant, for one query. */
  open(stores: MetricStores, tenant: string): SeriesSource;
}
