import { describe, expect, test } from 'vitest';
import { BASE_ONLY, Counter, distributionOf, GREW, histogramProgress, OUT_OF_ORDER, SAME_AGAIN } from './cumulative.ts';
import type { HistogramBase, HistogramPoint } from './cumulative.ts';

describe('Counter', () => {
  const after = (time: number, start: number, value: number): Counter => {
    const counter = new Counter();
    counter.set(time, start, value);
    return counter;
  };

  test.each([
    ['grows', after(60, 1, 10), [120, 1, 25, -1], GREW, 15, 60],
    ['stands still', after(60, 1, 10), [120, 1, 10, -1], GREW, 0, 60],
    ['fell: counts from zero since the last point', after(60, 1, 10), [120, 1, 4, -1], GREW, 4, 60],
    ['fell, no start known', after(60, 0, 10), [120, 0, 4, -1], GREW, 4, 60],
    [
      'a new start after the last point is a reset although it grew',
      after(60_000, 1, 10),
      [120_000, 90_000, 30, -1],
      GREW,
      30,
      30_000,
    ],
    ['a start that is only guessed anew is none', after(60_000, 1_000, 10), [120_000, 1_007, 30, -1], GREW, 20, 60_000],
    ['the same point again', after(60, 1, 10), [60, 1, 10, -1], SAME_AGAIN, 0, 0],
    ['an older point', after(60, 1, 10), [50, 1, 9, -1], OUT_OF_ORDER, 0, 0],
    ['the same time, another value', after(60, 1, 10), [60, 1, 11, -1], OUT_OF_ORDER, 0, 0],
    ['the first point is a base', new Counter(), [60, 1, 10, -1], BASE_ONLY, 0, 0],
    ['the first point counts when its beginning is known', new Counter(), [60, 20, 10, 20], GREW, 10, 40],
  ] as const)('%s', (_, counter, [time, start, value, since], progress, delta, duration) => {
    expect(counter.take(time, start, value, since)).toBe(progress);
    if (progress === GREW) expect([counter.delta, counter.duration]).toEqual([delta, duration]);
    if (progress === OUT_OF_ORDER) expect(counter.time).toBe(60);
  });
});

describe('histogramProgress', () => {
  const explicit = (time: number, bounds: number[], counts: number[], start = 1): HistogramPoint => ({
    time,
    start,
    count: counts.reduce((sum, count) => sum + count, 0),
    sum: Number.NaN,
    explicit: { bounds: Float64Array.from(bounds), counts: Float64Array.from(counts) },
    exponential: undefined,
  });
  const exponential = (time: number, scale: number, offset: number, counts: number[], start = 1): HistogramPoint => ({
    time,
    start,
    count: counts.reduce((sum, count) => sum + count, 0),
    sum: 1,
    explicit: undefined,
    exponential: {
      scale,
      zeroCount: 0,
      positive: { offset, counts: Float64Array.from(counts) },
      negative: { offset: 0, counts: new Float64Array(0) },
    },
  });
  const baseOf = (point: HistogramPoint): HistogramBase => histogramProgress(undefined, point, 1, false).base;

  test('a first point is a base, unless it is known to be all new', () => {
    const point = explicit(60_000, [1], [3, 4]);
    expect(histogramProgress(undefined, point, 1, false)).toMatchObject({ progress: BASE_ONLY });
    expect(histogramProgress(undefined, point, 1, true).delta?.count).toBe(7);
  });

  test.each([
    ['grew', [4, 9], 1, 6, 6],
    ['did not grow', [3, 4], 1, 0, 0],
    ['the count fell: all is new', [1, 2], 1, 3, 3],
    ['one bucket fell: all is new', [1, 9], 1, 10, 10],
    ['a new start: all is new', [4, 9], 70_000, 13, 13],
  ])('explicit bounds: %s', (_, counts, start, calls, timed) => {
    const { delta } = histogramProgress(
      baseOf(explicit(60_000, [1], [3, 4])),
      explicit(120_000, [1], counts, start),
      1,
      false
    );
    expect(delta?.count).toBe(calls);
    expect(delta?.distribution?.total ?? 0).toBe(timed);
  });

  test('changed bounds: calls count, durations cannot', () => {
    const base = baseOf(explicit(60_000, [1], [3, 4]));
    const { delta, base: next } = histogramProgress(base, explicit(120_000, [1, 2], [4, 4, 4]), 1, false);
    expect([delta?.count, delta?.distribution]).toEqual([5, undefined]);
    expect(histogramProgress(next, explicit(180_000, [1, 2], [5, 4, 4]), 1, false).delta?.distribution?.total).toBe(1);
  });

  test('changed bounds with a new start are a new histogram', () => {
    const base = baseOf(explicit(60_000, [1], [3, 4]));
    const { delta } = histogramProgress(base, explicit(120_000, [1, 2], [4, 4, 4], 61_000), 1, false);
    expect([delta?.count, delta?.distribution?.total]).toEqual([12, 12]);
  });

  test('an exponential histogram that became coarser is compared exactly', () => {
    const base = baseOf(exponential(60_000, 4, 0, [1, 1, 1, 1]));
    const { delta } = histogramProgress(base, exponential(120_000, 3, 0, [2, 5]), 1, false);
    expect(delta?.count).toBe(3);
    expect(delta?.distribution?.scale).toBe(3);
    expect(delta?.distribution?.quantile(1)).toBeCloseTo(2 ** (2 / 8), 12);
  });

  test('an exponential histogram whose bucket fell began anew', () => {
    const base = baseOf(exponential(60_000, 4, 0, [5, 1]));
    expect(histogramProgress(base, exponential(120_000, 4, 0, [1, 9]), 1, false).delta?.distribution?.total).toBe(10);
  });

  test('old points change nothing', () => {
    const base = baseOf(explicit(60_000, [1], [3, 4]));
    expect(histogramProgress(base, explicit(60_000, [1], [3, 4]), 1, false)).toEqual({ progress: SAME_AGAIN, base });
    expect(histogramProgress(base, explicit(50_000, [1], [3, 3]), 1, false)).toEqual({ progress: OUT_OF_ORDER, base });
  });

  test('milliseconds become seconds, in both forms', () => {
    const seconds = distributionOf(explicit(1, [100, 200], [0, 8, 0]), 1e-3)?.quantile(0.5) ?? 0;
    expect(Math.abs(seconds / (0.1 * Math.SQRT2) - 1)).toBeLessThan(0.045);
    const moved = distributionOf(exponential(1, 4, 106, [8]), 1e-3)?.quantile(0.5) ?? 0;
    expect(Math.abs(moved / (2 ** (106.5 / 16) / 1000) - 1)).toBeLessThan(0.023);
  });
});
