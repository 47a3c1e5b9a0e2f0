import { describe, expect, it } from 'vitest';
import { decodeMetrics } from './decode-metrics.ts';
import * as kinds from './metric-points.ts';
import type { ExponentialPointInput, HistogramPointInput, MetricInput, NumberPointInput } from './otlp-writer.ts';
import { writeMetrics } from './otlp-writer.ts';
import { REJECTIONS } from './rejections.ts';

const T = 1_700_000_000_000;

const decode = (...metrics: MetricInput[]) => decodeMetrics(writeMetrics([{ scopes: [{ metrics }] }]));
const gauge = (...points: NumberPointInput[]) => decode({ name: 'g', gauge: points });
const rejected = (points: ReturnType<typeof decodeMetrics>) => Object.fromEntries(points.rejected);

describe('points that cannot be taken are counted by reason, and the others are taken', () => {
  const good: NumberPointInput = { time: T, value: 7 };
  const attributes = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'v']));

  it.each<[string, NumberPointInput]>([
    ['no_value', { time: T }],
    ['no_time', { time: 0, value: 1 }],
    ['time_out_of_range', { time: 1_700_000_000, value: 1 }],
    ['time_out_of_range', { time: 9_223_372_036_854, value: 1 }],
    ['time_out_of_range', { time: T, start: 18_446_744_073_709, value: 1 }],
    ['not_finite', { time: T, value: Infinity }],
    ['not_finite', { time: T, value: -Infinity }],
    ['too_many_attributes', { time: T, value: 1, attributes: attributes(65) }],
    ['attribute_too_long', { time: T, value: 1, attributes: { key: 'x'.repeat(1_025) } }],
    ['attribute_too_long', { time: T, value: 1, attributes: { ['k'.repeat(1_025)]: 'x' } }],
    ['attribute_too_long', { time: T, value: 1, attributes: { key: ['x'.repeat(600), 'x'.repeat(600)] } }],
  ])('%s: %o', (reason, bad) => {
    const points = gauge(good, bad, good);
    expect(rejected(points)).toEqual({ [reason]: 1 });
    expect([...points.value]).toEqual([7, 7]);
  });

  it('takes what is just within the limits', () => {
    const points = gauge(
      { ...good, attributes: attributes(64) },
      { ...good, attributes: { ['k'.repeat(1_024)]: 'x'.repeat(1_024) } }
    );
    expect(points.count).toBe(2);
    expect(Object.keys(points.pointAttributes(0))).toHaveLength(64);
  });

  it('metrics without a name or temporality, summaries', () => {
    const points = decode(
      { name: '', gauge: [good, good] },
      { name: 'n'.repeat(1_025), gauge: [good] },
      { name: 's', sum: [good, good, { time: T }], temporality: 'unspecified', monotonic: true },
      {
        name: 'q',
        summary: [
          { time: T, count: 1, sum: 1 },
          { time: T, count: 1, sum: 1 },
        ],
      },
      { name: 'h', histogram: [{ time: T, count: 0, bounds: [], counts: [] }], temporality: 'unspecified' },
      { name: 'fine', gauge: [good] }
    );
    expect(rejected(points)).toEqual({ summary: 2, no_value: 1, no_temporality: 3, no_name: 2, name_too_long: 1 });
    expect(points.count).toBe(1);
    expect(points.metricName(points.metric[0] as number)).toBe('fine');
  });

  const histogram: HistogramPointInput = { time: T, count: 6, sum: 1, bounds: [1, 2], counts: [1, 2, 3] };
  it.each<[string, Partial<HistogramPointInput>]>([
    ['bounds_mismatch', { bounds: [1] }],
    ['bounds_mismatch', { bounds: [], counts: [3, 3] }],
    ['bounds_not_ascending', { bounds: [2, 1] }],
    ['bounds_not_ascending', { bounds: [2, 2] }],
    ['not_finite', { bounds: [1, NaN] }],
    ['not_finite', { bounds: [1, Infinity] }],
    ['not_finite', { sum: Infinity }],
    ['count_mismatch', { count: 7 }],
    ['no_recorded_value', { noRecordedValue: true }],
    ['no_time', { time: 0 }],
    [
      'too_many_buckets',
      { bounds: Array.from({ length: 1_001 }, (_, i) => i), counts: Array.from({ length: 1_002 }, () => 0), count: 0 },
    ],
  ])('histogram, %s', (reason, change) => {
    const points = decode({
      name: 'h',
      histogram: [histogram, { ...histogram, ...change }, histogram],
      temporality: 'delta',
    });
    expect(rejected(points)).toEqual({ [reason]: 1 });
    expect(points.count).toBe(2);
  });

  const exponential: ExponentialPointInput = {
    time: T,
    count: 6,
    scale: 4,
    zeroCount: 1,
    positive: { offset: -3, counts: [1, 0, 4] },
  };
  it.each<[string, Partial<ExponentialPointInput>]>([
    ['scale_out_of_range', { scale: 21 }],
    ['scale_out_of_range', { scale: -11 }],
    ['count_mismatch', { count: 5 }],
    ['count_mismatch', { zeroCount: 0 }],
    ['bucket_out_of_range', { scale: 0, positive: { offset: 1_023, counts: [1, 0, 4] } }],
    ['bucket_out_of_range', { scale: 0, positive: { offset: -1_077, counts: [1, 0, 4] } }],
    ['bucket_out_of_range', { negative: { offset: 2_147_483_647, counts: [0] } }],
    ['too_many_buckets', { positive: { offset: 0, counts: Array.from({ length: 1_001 }, () => 0) } }],
    ['too_many_attributes', { attributes: attributes(65) }],
    ['attribute_too_long', { attributes: { key: 'x'.repeat(1_025) } }],
  ])('exponential histogram, %s', (reason, change) => {
    const points = decode({
      name: 'e',
      exponential: [exponential, { ...exponential, ...change }, exponential],
      temporality: 'delta',
    });
    expect(rejected(points)).toEqual({ [reason]: 1 });
    expect(points.count).toBe(2);
  });

  it('a resource over the limits takes its points with it, and only those', () => {
    const scopes = [{ metrics: [{ name: 'g', gauge: [good, good] }] }];
    const points = decodeMetrics(
      writeMetrics([
        { attributes: { a: 'x'.repeat(16_385) }, scopes },
        { attributes: attributes(129), scopes },
        { attributes: { a: 'x'.repeat(16_384) }, scopes },
      ])
    );
    expect(rejected(points)).toEqual({ attribute_too_long: 2, too_many_attributes: 2 });
    expect([...points.resource]).toEqual([0, 0]);
    expect(points.resources).toBe(1);
    expect(points.resourceAttributes(0)['a']).toHaveLength(16_384);
  });

  it('leave nothing behind in the columns', () => {
    const points = decode(
      { name: 'h', histogram: [{ time: T, count: 5, bounds: [], counts: [] }], temporality: 'unspecified' },
      { name: 'g', gauge: [good] }
    );
    expect([points.observations[0], points.value[0], points.kind[0]]).toEqual([0, 7, kinds.GAUGE]);
  });

  it('every reason is one of REJECTIONS, in its order', () => {
    const points = decode({ name: 's', gauge: [{ time: 0 }, { time: T }] }, { name: '', gauge: [good] });
    expect([...points.rejected.keys()]).toEqual(REJECTIONS.filter((reason) => points.rejected.has(reason)));
  });
});
