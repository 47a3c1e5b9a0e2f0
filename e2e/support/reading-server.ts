import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { loadConfig } from '@weir/detection-service/config/load.ts';
import { MemoryForecasts } from '@weir/detection-service/forecasting/memory-forecasts.ts';
import type { HttpDependencies } from '@weir/detection-service/http/dependencies.ts';
import { ratingSources } from '@weir/detection-service/http/rating-sources.ts';
import { buildServer } from '@weir/detection-service/http/server.ts';
import { RatingBook } from '@weir/detection-service/ratings/rating-book.ts';
import { R1 } from '@weir/detection-service/ratings/rubric.ts';
import { MemoryRecords } from '@weir/detection-service/records/memory-records.ts';
import type { ReadableResults, Storage } from '@weir/detection-service/storage/ports.ts';
import { createServiceMetrics, type ServiceMetrics } from '@weir/detection-service/telemetry/metrics.ts';
import { createLogger } from '@weir/detection-service/telemetry/logger.ts';

/** Token of people, and the one that replicas show to each other. */
export const READER = 'the-secret-of-a-reader';
export const REPLICAS = 'the-secret-of-replicas';

export interface ReadingParts {
  readonly metadata: Storage;
  readonly results: ReadableResults;
  /** The present of the data. */
  readonly present: number;
  readonly metrics?: ServiceMetrics;
  readonly internal?: NonNullable<HttpDependencies['internal']>;
}

/** The whole HTTP side over stores that nobody writes any more. */
export function readingServer({
  metadata,
  results,
  present,
  metrics,
  internal,
}: ReadingParts): ReturnType<typeof buildServer> {
  const digest = (secret: string): string => createHash('sha256').update(secret).digest('hex');
  const records = new MemoryRecords();
  const sources: HttpDependencies['sources'] = () =>
    Promise.resolve([{ id: 's', mode: 'live', alive: true, ended: false, watermark: present }]);
  const now = (): number => present;
  const rated = { catalogue: metadata, results, anomalies: metadata, records, objectives: [], sources, now };
  return buildServer({
    config: {
      ...loadConfig({ env: {} }),
      tokens: [
        { name: 'reader', tenant: 'default', scopes: ['read'], sha256: digest(READER) },
        { name: 'replicas', tenant: 'default', scopes: ['admin'], sha256: digest(REPLICAS) },
      ],
    },
    version: '1',
    ingest: () => Promise.reject(new Error('nothing is taken here')),
    catalogue: metadata,
    results,
    anomalies: metadata,
    changes: metadata,
    forecasts: Object.assign(new MemoryForecasts(), { want: () => Promise.reject(new Error('none are made here')) }),
    learning: () => ({ samples: 2_000, span: 0 }),
    records,
    ratings: new RatingBook(ratingSources(rated), R1, setImmediate),
    now,
    sources,
    readiness: () => Promise.resolve([]),
    metrics: metrics ?? createServiceMetrics(now, '1'),
    logger: createLogger('silent'),
    ...(internal && { internal }),
  });
}
