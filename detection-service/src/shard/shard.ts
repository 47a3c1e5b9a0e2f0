import type { SourceStatus } from '../preprocess/preprocess.ts';
import type { MetricsUpdate } from '../telemetry/metrics.ts';

/** An OTLP metrics request as it came over the wire; tenant and limits are checked already. */
export interface IngestRequest {
  readonly tenant: string;
  readonly body: Uint8Array;
  readonly contentType: 'protobuf' | 'json';
  readonly encoding: 'gzip' | 'identity';
}

/** What became of the points of a request. */
export interface IngestResult {
  readonly accepted: number;
  readonly duplicates: number;
  /** Points that were refused, by reason. */
  readonly rejected: ReadonlyMap<string, number>;
}

/** How a shard is doing; plain data, because it crosses threads. */
export interface ShardStatus {
  /** Empty when all is well; otherwise a sentence for each thing that is wrong. */
  readonly problems: readonly string[];
  /** The offset that the next entry of the log will get: it grows as long as something arrives. */
  readonly nextOffset: number;
  /** Of several replicas: the partitions that this one owns now. */
  readonly partitions?: readonly number[];
  /** For the service's own metrics. */
  readonly metrics: MetricsUpdate;
}

/**
 * A shard owns whole partitions: their place in the log, their state, snapshots and results. The main thread speaks to
 * it only through this interface, so that there can be more than one, in threads of their own.
 */
export interface Shard {
  /**
   * Decodes, appends to the log, and after that is durable runs the pipeline over it. Rejects with
   * `WeirError('invalid_argument' | 'too_large')` for what can never be accepted and `('unavailable')` for what may be
   * sent again.
   */
  ingest(request: IngestRequest): Promise<IngestResult>;
  sources(tenant: string): Promise<readonly SourceStatus[]>;
  status(): Promise<ShardStatus>;
  /** Makes results readable as whole blocks; used at the end of a replay. */
  seal(): Promise<void>;
  /** Takes a snapshot and lets go of the data directory. */
  close(): Promise<void>;
}
