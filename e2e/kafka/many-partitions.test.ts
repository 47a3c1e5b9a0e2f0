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
import { LocalGrouping } from '@weir/detection-service/shard/local-grouping.ts';
import { canonicalHash } from '@weir/detection-service/storage/canonical-hash.ts';
import { MemoryStorage } from '@weir/detection-service/storage/memory/memory-storage.ts';
import type { Storage } from '@weir/detection-service/storage/ports.ts';
import { tellStory } from '../support/otlp-story.ts';

const TENANT = 'default';
const FROM = Date.UTC(2024, 0, 1);
const APPENDED = FROM + 48 * 60 * MINUTE;
const OTHERS = Array.from({ length: 14 }, (_, i) => `shop-${i}`);
const ALL_TIME = { from: 0, to: Number.MAX_SAFE_INTEGER };
const config = loadConfig({ env: {} });

function entry(offset: number, payload: Uint8Array, kind: LogEntry['kind'] = 'metrics'): LogEntry {
  const appendTime = APPENDED + offset * 1_000;
  return { offset, kind, tenant: TENANT, appendTime, partitions: ALL_PARTITIONS, payload, gzip: false };
}

/** One pipeline over everything. */
function together(requests: readonly Uint8Array[]): Storage {
  const storage = new MemoryStorage();
  const { pipeline } = composePipeline(config, storage, undefined, new LocalGrouping(storage, undefined));
  requests.forEach((body, offset) => pipeline.apply(entry(offset, body), decodeMetrics(body)));
  pipeline.apply(entry(requests.length, new Uint8Array(0), 'tick'), undefined);
  return storage;
}

/** A pipeline for each partition, each as far as chance has it, and one aggregator. */
function apart(requests: readonly Uint8Array[], partitions: number, random: () => number): Storage {
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
  let ordinals = 0;
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
    const { pipeline, preprocess } = composePipeline(config, storage, undefined, outbox);
    outbox.watch(preprocess);
    return { log, storage, pipeline, next: 0 };
  });
  for (let open = replicas; open.length > 0; open = open.filter(({ log, next }) => next < log.length)) {
    const replica = open[Math.floor(random() * open.length)] as (typeof replicas)[number];
    const one = replica.log[replica.next++] as LogEntry;
    replica.pipeline.apply(one, one.kind === 'metrics' ? decodeMetrics(one.payload) : undefined);
  }
  expect(aggregator.held).toBe(0);
  return new Proxy(merged, {
    get: (target, name) => {
      const stores = replicas.map(({ storage }) => storage);
      if (name === 'series') {
        const rows = stores.flatMap((store) => [...store.series(TENANT, {}, { limit: 1_000_000 }).rows]);
        return () => ({ rows: rows.sort((a, b) => (a.id < b.id ? -1 : 1)) });
      }
      if (name === 'read') {
        return (series: { readonly id: string }, from: number, to: number) => {
          for (const store of stores) {
            const own = store.seriesById(TENANT, series.id);
            if (own !== undefined) return store.read(own, from, to);
          }
          throw new Error(`nobody has ${series.id}: ${ordinals++}`);
        };
      }
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

describe('the same input in one partition and in many', () => {
  const seed = Math.floor(Math.random() * 1e6);
  const { requests } = tellStory({ seed, from: FROM, minutes: 8 * 60, outage: [300, 340], others: OTHERS });
  const whole = canonicalHash(together(requests), TENANT, ALL_TIME);

  test.each([1, 2, 7, 16])(
    `%i partitions give the same verdicts, anomalies and problems (seed ${seed})`,
    (partitions) => {
      expect(whole.problems).toBeGreaterThan(0);
      expect(canonicalHash(apart(requests, partitions, seededRandom(partitions)), TENANT, ALL_TIME)).toEqual(whole);
    }
  );
});
