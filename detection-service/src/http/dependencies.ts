import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config/schema.ts';
import type { Millis } from '../core/time.ts';
import type { Learning } from '../detect/detector.ts';
import type { ForecastKey, ForecastStore } from '../forecasting/forecast-store.ts';
import type { StoredForecast } from '../forecasting/stored-forecast.ts';
import type { RatingBook } from '../ratings/rating-book.ts';
import type { RecordStore } from '../records/record-store.ts';
import type { IngestRequest, IngestResult } from '../shard/shard.ts';
import type { AnomalyStore, CatalogueStore, ChangeStore, ReadableResults } from '../storage/ports.ts';
import type { ServiceMetrics } from '../telemetry/metrics.ts';

/** What the HTTP side stands on. The composition root gives it; nothing here knows how any of it is done. */
export interface HttpDependencies {
  readonly config: Pick<Config, 'tokens' | 'limits' | 'subscriptions'>;
  /** Whether programs on this machine need no token although there are some. */
  readonly openLoopback?: boolean;
  /** Version of the service. */
  readonly version: string;
  /** Takes a telemetry request; resolves when it is durable. */
  readonly ingest: (request: IngestRequest) => Promise<IngestResult>;
  readonly catalogue: Pick<CatalogueStore, 'series' | 'seriesById' | 'entities' | 'entityById'>;
  readonly results: ReadableResults;
  readonly anomalies: Pick<AnomalyStore, 'anomalies' | 'anomaly' | 'problems' | 'problem'>;
  readonly changes: Pick<ChangeStore, 'changes' | 'changeBounds'>;
  readonly forecasts: Forecasts;
  /** What it takes until series with a step are judged. */
  readonly learning: (step: Millis) => Learning;
  /** What people say and decide. */
  readonly records: RecordStore;
  readonly ratings: Pick<RatingBook, 'all' | 'progress' | 'one' | 'history' | 'forget'>;
  /** The wall clock, for what people do. */
  readonly now: () => Millis;
  readonly sources: (tenant: string) => Promise<readonly SourceState[]>;
  /** One check for each part that has to work: log, storage, shard. */
  readonly readiness: () => Promise<readonly ReadinessCheck[]>;
  readonly metrics: ServiceMetrics;
  readonly logger: Logger;
  /** Routes that are no part of the contract, such as those for other replicas. */
  readonly internal?: (app: FastifyInstance) => void;
}

/** Forecasts as they were made, and the making of the next one. */
export interface Forecasts extends Pick<ForecastStore, 'newest' | 'past' | 'list'> {
  /** The newest forecast; makes one when there is none, or when it has grown old. See `ForecastKeeper.want`. */
  readonly want: (key: ForecastKey) => Promise<StoredForecast>;
}

/** A source of telemetry, as the API shows it. */
export interface SourceState {
  readonly id: string;
  /** Collector that speaks for it; absent for an ordinary OpenTelemetry sender. */
  readonly emitter?: string | undefined;
  readonly mode: 'live' | 'history';
  readonly alive: boolean;
  readonly ended: boolean;
  readonly receivedUpTo?: Millis | undefined;
  /** Of its mode. */
  readonly watermark?: Millis | undefined;
}

/** Whether one part works, and if not, why. */
export interface ReadinessCheck {
  readonly name: string;
  readonly ready: boolean;
  readonly reason?: string | undefined;
}
