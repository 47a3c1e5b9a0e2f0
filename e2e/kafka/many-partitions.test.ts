import { describe, expect, test } from 'vitest';
import { composePipeline } from '@weir/detection-service/compose-pipeline.ts';
import { loadConfig } from '@weir/detection-service/config/load.ts';
import { ALL_PARTITIONS } from '@weir/detection-service/core/partition.ts';
import { seededRandom } from '@weir/detection-service/core/random.ts';
import { MINUTE } from '@weir/detection-service/core/time.ts';
import { decodeMetrics } from '@weir/detection-service/ingest/decode-metrics.ts';
import type { LogEntry } from '@weir/detection-service/log/log.ts';
import { AggregatorPartition } from '@weir/detection-service/replica/aggregator-partition.ts';
import { decodeAnomalyMessage, encodeAnomalyMessage } from '@weir/detection-service/replica/anomaly-message.ts';
import { AnomalyOutbox } from '@weir/detection-service/replica/anomaly-outbox.ts';
import { splitRequest } from '@weir/detection-service/rekey/split-request.ts';
import type { CanonicalHash } from '@weir/detection-service/storage/canonical-hash.ts';
import { MemoryStorage } from '@weir/detection-service/storage/memory/memory-storage.ts';
import { onePipeline } from '../support/one-pipeline.ts';
import { partitionedHash, wholeHash } from '../support/partitioned-results.ts';
import { tellStory } from '../support/otlp-story.ts';

const TENANT = 'default';
const FROM = Date.UTC(2024, 0, 1);
const APPENDED = FROM + 48 * 60 * MINUTE;
const OTHERS = Array.from({ length: 14 }, (_, i) => `shop-${i}`);
const config = loadConfig({ env: {} });

function entry(offset: number, payload: Uint8Array, kind: LogEntry['kind'] = 'metrics'): LogEntry {
  const appendTime = APPENDED + offset * 1_000;
  return { offset, kind, tenant: TENANT, appendTime, partitions: ALL_PARTITIONS, payload, gzip: false };
}

/** A pipeline for each partition, each as far as chance has it, and one aggregator. */
function apart(requests: readonly Uint8Array[], partitions: number, random: () => number): CanonicalHash {
  const merged = new MemoryStorage();
  let aggregator = AggregatorPartition.open(undefined, 0);
  let offset = 0;
  const logs = Array.from({ length: partitions }, (): LogEntry[] => []);
  for (const body of requests) {
    for (const part of splitRequest(TENANT, decodeMetrics(body), partitions)) {
      const log = logs[part.partition] as LogEntry[];
      log.push(entry(log.length, part.body));
    }
  }
  for (const log of logs) log.push(entry(log.length, new Uint8Array(0), 'tick'));
  const replicas = logs.map((log, partition) => {
    const storage = new MemoryStorage();
    const outbox = new AnomalyOutbox(partition, config.steps.request, (message) => {
      const placed = {
        offset: offset++,
        appended: APPENDED,
        message: decodeAnomalyMessage(encodeAnomalyMessage(message)),
      };
      for (const { grouped } of aggregator.take([placed])) {
        merged.putAnomalies(grouped.anomalies);
        merged.putProblems(grouped.problems);
      }
      // As after a change of owners.
      if (random() < 0.01) aggregator = AggregatorPartition.open(structuredClone(aggregator.snapshot()), 0);
    });
    const { pipeline, preprocess } = composePipeline(config, storage, undefined, { told: outbox });
    outbox.watch(preprocess);
    return { log, storage, pipeline, next: 0 };
  });
  for (let open = replicas; open.length > 0; open = open.filter(({ log, next }) => next < log.length)) {
    const replica = open[Math.floor(random() * open.length)] as (typeof replicas)[number];
    const one = replica.log[replica.next++] as LogEntry;
    replica.pipeline.apply(one, one.kind === 'metrics' ? decodeMetrics(one.payload) : undefined);
  }
  expect(aggregator.held).toBe(0);
  const stores = replicas.map(({ storage }) => storage);
  return partitionedHash(stores, merged);
}

describe('the same input in one partition and in many', () => {
  const seed = Math.floor(Math.random() * 1e6);
  const { requests } = tellStory({ seed, from: FROM, minutes: 8 * 60, outage: [300, 340], others: OTHERS });
  const whole = wholeHash(onePipeline(requests, FROM));

  test.each([1, 2, 7, 16])(
    `%i partitions give the same verdicts, anomalies and problems (seed ${seed})`,
    (partitions) => {
      expect(whole.problems).toBeGreaterThan(0);
      expect(apart(requests, partitions, seededRandom(partitions))).toEqual(whole);
    }
  );
});
