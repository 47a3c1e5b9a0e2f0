import { composePipeline } from '@weir/detection-service/compose-pipeline.ts';
import { loadConfig } from '@weir/detection-service/config/load.ts';
import { ALL_PARTITIONS } from '@weir/detection-service/core/partition.ts';
import { MINUTE } from '@weir/detection-service/core/time.ts';
import { decodeMetrics } from '@weir/detection-service/ingest/decode-metrics.ts';
import type { LogEntry } from '@weir/detection-service/log/log.ts';
import { LocalGrouping } from '@weir/detection-service/shard/local-grouping.ts';
import { MemoryStorage } from '@weir/detection-service/storage/memory/memory-storage.ts';
import type { Storage } from '@weir/detection-service/storage/ports.ts';

/** What one pipeline over all requests makes of them; they are history, so that it is all the same when they came. */
export function onePipeline(requests: readonly Uint8Array[], from: number): Storage {
  const storage = new MemoryStorage();
  const told = new LocalGrouping(storage, undefined);
  const { pipeline } = composePipeline(loadConfig({ env: {} }), storage, undefined, { told });
  const entry = (offset: number, payload: Uint8Array, kind: LogEntry['kind']): LogEntry => ({
    ...{ offset, kind, payload, tenant: 'default', partitions: ALL_PARTITIONS, gzip: false },
    appendTime: from + 48 * 60 * MINUTE + offset * 1_000,
  });
  requests.forEach((body, offset) => pipeline.apply(entry(offset, body, 'metrics'), decodeMetrics(body)));
  pipeline.apply(entry(requests.length, new Uint8Array(0), 'tick'), undefined);
  return storage;
}
