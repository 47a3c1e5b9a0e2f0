import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { ColumnPool } from './column-pool.ts';
import { decodeMetrics } from './decode-metrics.ts';
import { DECODE_LIMITS } from './decode-limits.ts';
import { writeMetrics } from './otlp-writer.ts';
import { flatten, keys } from './test-support/flatten.ts';
import { randomRequest } from './test-support/random-request.ts';

describe('columns that are used again', () => {
  it('show nothing of the request before', () => {
    const random = seededRandom(7);
    const pool = new ColumnPool();
    for (let i = 0; i < 200; i++) {
      const body = writeMetrics(randomRequest(random));
      const points = decodeMetrics(body, DECODE_LIMITS, pool);
      const fresh = decodeMetrics(body);
      expect(flatten(points)).toEqual(flatten(fresh));
      expect(keys(points)).toEqual(keys(fresh));
      points.release();
    }
  });

  it('serve one request at a time, also when one is released twice', () => {
    const pool = new ColumnPool();
    const gauge = (value: number): Uint8Array =>
      writeMetrics([{ scopes: [{ metrics: [{ name: 'g', gauge: [{ time: 1_700_000_000_000, value }] }] }] }]);
    const first = decodeMetrics(gauge(1), DECODE_LIMITS, pool);
    first.release();
    first.release();
    const second = decodeMetrics(gauge(2), DECODE_LIMITS, pool);
    const third = decodeMetrics(gauge(3), DECODE_LIMITS, pool);
    expect([second.value[0], third.value[0]]).toEqual([2, 3]);
  });

  it('keep to the limit of points of the request at hand', () => {
    const pool = new ColumnPool();
    const points = Array.from({ length: 100 }, (_, i) => ({ time: 1_700_000_000_000, value: i }));
    const body = writeMetrics([{ scopes: [{ metrics: [{ name: 'g', gauge: points }] }] }]);
    decodeMetrics(body, DECODE_LIMITS, pool).release();
    expect(() => decodeMetrics(body, { ...DECODE_LIMITS, points: 99 }, pool)).toThrow('at most 99 points');
  });
});
