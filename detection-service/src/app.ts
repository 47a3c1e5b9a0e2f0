import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { composePipeline, learningOf } from './compose-pipeline.ts';
import { isDistributed } from './config/is-distributed.ts';
import type { Config } from './config/schema.ts';
import { WeirError } from './core/errors.ts';
import { SECOND } from './core/time.ts';
import { loadMstl } from './forecast/mstl.ts';
import { forecasters } from './forecast/registry.ts';
import { ForecastKeeper } from './forecasting/forecast-keeper.ts';
import { forecastStores } from './forecasting/registry.ts';
import { MemoryForecasts } from './forecasting/memory-forecasts.ts';
import { SqliteForecasts } from './forecasting/sqlite-forecasts.ts';
import { ThreadForecasting } from './forecasting/thread-forecasting.ts';
import { LOOPBACK_TENANT } from './http/authentication.ts';
import type { Forecasts, HttpDependencies, ReadinessCheck } from './http/dependencies.ts';
import { listen } from './http/listen.ts';
import { ratingSources } from './http/rating-sources.ts';
import { buildServer } from './http/server.ts';
import type { RequestLimits } from './ingest/decode-request.ts';
import { DECODE_LIMITS } from './ingest/decode-limits.ts';
import { lockDataDirectory } from './log/data-lock.ts';
import type { Log } from './log/log.ts';
import { openSegmentLog } from './log/segment-log.ts';
import { RatingBook } from './ratings/rating-book.ts';
import { R1 } from './ratings/rubric.ts';
import type { RecordStore } from './records/record-store.ts';
import { recordStores } from './records/registry.ts';
import { DiskRoom } from './shard/disk-room.ts';
import { LocalGrouping } from './shard/local-grouping.ts';
import { LocalShard } from './shard/local-shard.ts';
import { refuseGap } from './shard/refuse-gap.ts';
import type { Shard, ShardStatus } from './shard/shard.ts';
import { ThreadShard } from './shard/thread-shard.ts';
import { openEmbeddedStorage } from './storage/embedded/embedded-storage.ts';
import type { MetadataReads } from './storage/mirror/mirror-reader.ts';
import type { ReadableResults, Storage } from './storage/ports.ts';
import { createLogger } from './telemetry/logger.ts';
import { createServiceMetrics, type ServiceMetrics } from './telemetry/metrics.ts';
import { startTracing } from './telemetry/tracing.ts';
import { VERSION } from './version.ts';

/**
 * The composition root: the only file that picks adapters. `startService` is the whole service, `composeShard` what
 * runs in a shard's thread.
 */

const TICK = 5 * SECOND;
const STATUS_INTERVAL = SECOND;
/** Requests of the largest size that may wait for the disk. */
const PENDING_BODIES = 8;
/** Operations that one forecast may take, all forecasters and past days together: about five seconds of a core. */
const FORECAST_OPERATIONS = 5e9;

/** A running service. */
export interface Service {
  readonly url: string;
  readonly logger: Logger;
  readonly shard: Shard;
  /** Answers what is under way, takes a snapshot, lets go of the data directory. */
  close(): Promise<void>;
}

/** What of the service is wanted. */
export interface ServiceExtent {
  /** Whether forecasts are made; a replay does without. */
  readonly forecasts?: boolean;
  /** Whether programs on this machine are answered without a token although there are tokens. Only while the service listens on loopback. */
  readonly openLoopback?: boolean;
}

/**
 * Starts everything and resolves when requests are answered. Rejects with `WeirError`: `conflict` when another
 * process has the data directory or the port, `unavailable` when the disk fails or the log is damaged.
 */
export async function startService(config: Config, extent: ServiceExtent = {}): Promise<Service> {
  const { forecasts = true, openLoopback = false } = extent;
  const stopTracing = await startTracing(config.telemetry.traces.endpoint, VERSION);
  const logger = createLogger(config.log.level);
  const metrics = createServiceMetrics(Date.now, VERSION);
  const opened: (() => Promise<void> | void)[] = [stopTracing];
  const close = async (): Promise<void> => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  try {
    const report = (sentence: string): void => logger.error(sentence);
    const shard = await ThreadShard.start(config, report);
    opened.push(() => shard.close());
    const reads = isDistributed(config)
      ? await (await import('./open-replica-reads.ts')).openReplicaReads(config, shard, metrics, report)
      : openReads(config.data, report);
    opened.push(() => reads.close());
    // Forecasts are made where all results are; replicas make none yet.
    const forecasting = forecasts && !isDistributed(config) ? await startForecasts(config, report) : noForecasts();
    opened.push(() => forecasting.close());
    const records = recordStores[0].open(config.data);
    opened.push(() => records.close());
    const watch = setInterval(() => void observe(shard, metrics), STATUS_INTERVAL);
    watch.unref();
    opened.push(() => clearInterval(watch));
    const parts = dependencies(config, { shard, reads, forecasting, records, metrics, logger, openLoopback });
    const server = buildServer(parts);
    opened.push(() => server.close());
    const url = await listen(server, config);
    // Of thousands of services they take a while; so the first who asks hardly waits.
    if (forecasts) for (const tenant of tenantsOf(config)) parts.ratings.all(tenant).catch(() => undefined);
    return { url, logger, shard, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Starts the thread that forecasts; what it has made is read here. */
async function startForecasts(config: Config, report: (sentence: string) => void): Promise<OpenForecasts> {
  const thread = await ThreadForecasting.start(config, report);
  const made = new SqliteForecasts(config.data, { readOnly: true });
  return {
    newest: (key) => made.newest(key),
    past: (key, span, page) => made.past(key, span, page),
    list: (tenant, filter, page) => made.list(tenant, filter, page),
    want: (key) => thread.want(key),
    close: async () => {
      await thread.close();
      made.close();
    },
  };
}

function noForecasts(): OpenForecasts {
  const want = (): Promise<never> => Promise.reject(new WeirError('unavailable', 'No forecasts are made here.'));
  return Object.assign(new MemoryForecasts(), { want });
}

/** What is read to answer requests. */
interface Reads {
  readonly metadata: MetadataReads;
  readonly results: ReadableResults;
  readonly internal?: (app: FastifyInstance) => void;
  readonly problem?: () => string | undefined;
  readonly close: () => Promise<void> | void;
}

/** The results of a data directory, of which there is one writer. */
function openReads(data: string, report: (sentence: string) => void): Reads {
  const reader = openReader(data, report);
  return { metadata: reader, results: reader, close: () => reader.close() };
}

/** Opens the results of a data directory for reading, beside whoever writes them. */
export function openReader(data: string, report: (sentence: string) => void = () => undefined): Storage {
  return openEmbeddedStorage(resultsOf(data), {
    readOnly: true,
    onDamage: (damage) => report(`${damage.file}: ${damage.what}`),
  });
}

/** Everything that a shard's thread owns: of the one process there is, or of one of several replicas. */
export function composeShard(config: Config, report: (sentence: string) => void): Promise<Shard> {
  return isDistributed(config) ? composeReplicaShard(config, report) : composeLocalShard(config, report);
}

/** A replica's part of the partitions in Kafka. What only replicas need is loaded by them only: it takes a while. */
async function composeReplicaShard(config: Config, report: (sentence: string) => void): Promise<Shard> {
  const { composeReplica } = await import('./compose-replica.ts');
  const { openSharedMetadata, openSharedObjects } = await import('./open-shared.ts');
  const lock = lockDataDirectory(config.data);
  try {
    const objects = openSharedObjects(config);
    const metadata = await openSharedMetadata(config, report);
    const close = async (): Promise<void> => {
      await metadata.close();
      objects.close();
      lock.release();
    };
    return composeReplica(config, { objects, metadata, limits: requestLimits(config), close }, report);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The one shard there is, restored from its snapshot and caught up with its log. */
async function composeLocalShard(config: Config, report: (sentence: string) => void): Promise<Shard> {
  const lock = lockDataDirectory(config.data);
  const storage = openEmbeddedStorage(resultsOf(config.data), {
    onDamage: (damage) => report(`${damage.file}: ${damage.what}`),
  });
  let log: Log | undefined;
  try {
    const { snapshot, damaged } = storage.latestSnapshot();
    for (const name of damaged) report(`The snapshot ${name} is damaged; an older one is used.`);
    log = await openSegmentLog(path.join(config.data, 'log'), {
      verifyFrom: snapshot?.offset ?? 0,
      report: ({ file, position, why }) => report(`The log was cut at ${file}, byte ${position}: ${why}`),
    });
    refuseGap(snapshot, log.firstOffset, log.nextOffset);
    const { pipeline, preprocess } = composePipeline(config, storage, snapshot, {
      told: new LocalGrouping(storage, snapshot?.stages),
    });
    const room = new DiskRoom(config.data, Date.now);
    return await LocalShard.start(
      {
        log,
        storage,
        pipeline,
        preprocess,
        limits: requestLimits(config),
        maxPendingBytes: PENDING_BODIES * config.limits.body,
        snapshotInterval: config.snapshot.interval,
        tickInterval: TICK,
        retention: {
          logAge: config.retention.log.age,
          logBytes: config.retention.log.size,
          stepState: config.retention.stepState,
          results: config.retention.results,
        },
        now: Date.now,
        shortage: (lookAgain) => room.shortage(lookAgain),
        report,
        release: () => lock.release(),
      },
      snapshot?.offset ?? log.firstOffset
    );
  } catch (error) {
    await log?.close();
    storage.close();
    lock.release();
    throw error;
  }
}

/** Everything that the thread of forecasts owns. It reads what the shard stores. */
export async function composeForecasting(
  config: Config,
  report: (sentence: string) => void
): Promise<{ readonly keeper: ForecastKeeper; readonly close: () => void }> {
  const wasm = createRequire(import.meta.url)
    .resolve('@bsull/augurs/mstl')
    .replace(/\.js$/, '_bg.wasm');
  await loadMstl(readFileSync(wasm));
  const reader = openReader(config.data, report);
  const store = forecastStores[0].open(config.data);
  const { indicators, hours, days, perHour, cpu } = config.forecast;
  const objectives = config.objectives.map(({ above, below, ...rest }) => ({
    ...rest,
    side: above === undefined ? ('below' as const) : ('above' as const),
    value: above ?? below ?? Number.NaN,
  }));
  const keeper = new ForecastKeeper(
    {
      ...{ catalogue: reader, results: reader, store, forecasters, objectives, report },
      operations: FORECAST_OPERATIONS,
      now: Date.now,
      cpu: () => {
        const { user, system } = process.threadCpuUsage();
        return (user + system) / 1_000;
      },
    },
    {
      ...{ indicators, perHour },
      tenants: tenantsOf(config),
      every: { '24h': hours, '14d': days },
      cpuShare: cpu / 100,
      retention: config.retention.forecasts,
    }
  );
  return {
    keeper,
    close: () => {
      keeper.close();
      store.close();
      reader.close();
    },
  };
}

function tenantsOf(config: Config): string[] {
  return [...new Set([LOOPBACK_TENANT, ...config.tokens.map(({ tenant }) => tenant)])];
}

function requestLimits(config: Config): RequestLimits {
  const { body, unpacked, attributes, attributeBytes } = config.limits;
  return { body: { body, unpacked }, decode: { ...DECODE_LIMITS, attributes, attributeBytes } };
}

/** Forecasts, and the end of their thread. */
type OpenForecasts = Forecasts & { readonly close: () => Promise<void> | void };

/** What the HTTP side is made of. */
interface Parts {
  readonly shard: Shard;
  readonly reads: Reads;
  readonly forecasting: Forecasts;
  readonly records: RecordStore;
  readonly metrics: ServiceMetrics;
  readonly logger: Logger;
  readonly openLoopback: boolean;
}

function dependencies(
  config: Config,
  { shard, reads, forecasting, records, metrics, logger, openLoopback }: Parts
): HttpDependencies {
  return {
    config,
    openLoopback,
    version: VERSION,
    ingest: (request) => shard.ingest(request),
    catalogue: reads.metadata,
    results: reads.results,
    anomalies: reads.metadata,
    changes: reads.metadata,
    forecasts: forecasting,
    learning: learningOf(config),
    records,
    ratings: new RatingBook(
      ratingSources({
        catalogue: reads.metadata,
        results: reads.results,
        anomalies: reads.metadata,
        records,
        objectives: config.objectives,
        sources: (tenant) => shard.sources(tenant),
        now: Date.now,
      }),
      R1,
      setImmediate
    ),
    now: Date.now,
    sources: (tenant) => shard.sources(tenant),
    readiness: () => readiness(shard, reads),
    ...(reads.internal && { internal: reads.internal }),
    metrics,
    logger,
  };
}

async function readiness(shard: Shard, reads: Pick<Reads, 'problem'>): Promise<readonly ReadinessCheck[]> {
  try {
    const problems = [...(await shard.status()).problems, reads.problem?.()].filter((problem) => problem !== undefined);
    return [{ name: 'shard', ready: problems.length === 0, reason: problems.join(' ') || undefined }];
  } catch (error) {
    return [{ name: 'shard', ready: false, reason: error instanceof Error ? error.message : String(error) }];
  }
}

/** Carries the shard's numbers into the metrics of this thread. */
async function observe(shard: Shard, metrics: ServiceMetrics): Promise<void> {
  const status = await shard.status().catch((): ShardStatus | undefined => undefined);
  if (status === undefined) return;
  metrics.apply(status.metrics);
}

function resultsOf(data: string): string {
  return path.join(data, 'results');
}
