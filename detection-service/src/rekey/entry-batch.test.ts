import { expect, it } from 'vitest';
import { decodeMetrics } from '../ingest/decode-metrics.ts';
import { writeMetrics } from '../ingest/otlp-writer.ts';
import { EntryBatch } from './entry-batch.ts';

const body = (...values: readonly number[]): Uint8Array =>
  writeMetrics([
    { scopes: [{ metrics: [{ name: 'm', gauge: values.map((value) => ({ time: Date.UTC(2024, 0, 1), value })) }] }] },
  ]);

it('makes one entry of what goes to one partition of one tenant, in order, up to a size', () => {
  const batch = new EntryBatch(3 * body(1).length);
  batch.add('a', [
    { partition: 1, body: body(1) },
    { partition: 2, body: body(2) },
  ]);
  batch.add('b', [{ partition: 1, body: body(3) }]);
  batch.add('a', [{ partition: 1, body: body(4) }]);
  batch.add('a', [{ partition: 1, body: body(5) }]);
  batch.add('a', [{ partition: 1, body: body(6) }]);
  batch.add('a', [{ partition: 2, body: body(...new Array<number>(50).fill(7)) }]);
  const told = batch
    .entries()
    .map((entry) => [entry.tenant, entry.partition, ...new Set(decodeMetrics(entry.body).value)]);
  expect(told).toEqual([
    ['a', 1, 1, 4, 5],
    ['a', 2, 2],
    ['b', 1, 3],
    ['a', 1, 6],
    ['a', 2, 7],
  ]);
});
