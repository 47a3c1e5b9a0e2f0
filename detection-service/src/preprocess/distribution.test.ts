import { describe, expect, test } from 'vitest';
import { ByteReader, ByteWriter } from './byte-code.ts';
import { Distribution, MAX_SCALE } from './distribution.ts';
import { exponentialOf } from './scenario.ts';

const bytesOf = (distribution: Distribution): string => {
  const out = new ByteWriter();
  distribution.encode(out);
  return out.take().join();
};
const of = (values: readonly number[], scale = MAX_SCALE): Distribution => {
  const distribution = new Distribution();
  const { zeroCount, positive } = exponentialOf(values, scale);
  distribution.addExponential({
    scale,
    zeroCount: zeroCount ?? 0,
    positive: { offset: positive?.offset ?? 0, counts: Float64Array.from(positive?.counts ?? []) },
    negative: { offset: 0, counts: new Float64Array(0) },
  });
  return distribution;
};
const mergeOf = (parts: readonly Distribution[]): Distribution => {
  const all = new Distribution();
  for (const part of parts) all.merge(part);
  return all;
};
/** A fixed sequence of numbers in (0, 1). */
function* uniform(): Generator<number, never> {
  for (let x = 0.5; ; x = (x * 16807) % 1 || 0.5)
    yield (x = ((Math.floor(x * 2147483647) * 48271) % 2147483647) / 2147483647);
}
const take = (count: number, make: (u: number) => number): number[] => {
  const source = uniform();
  return Array.from({ length: count }, () => make(source.next().value));
};

describe('Distribution', () => {
  test('knows nothing when empty', () => {
    const empty = new Distribution();
    expect(empty.total).toBe(0);
    expect(empty.quantile(0.5)).toBeNaN();
    expect(bytesOf(Distribution.decode(new ByteReader(Uint8Array.from(bytesOf(empty).split(',').map(Number)))))).toBe(
      bytesOf(empty)
    );
  });

  test('gives quantiles within a bucket of the truth', () => {
    const values = take(10_000, (u) => 0.02 * Math.exp(3 * u));
    const distribution = of(values);
    const sorted = [...values].sort((a, b) => a - b);
    for (const q of [0.01, 0.25, 0.5, 0.95, 0.99, 1]) {
      const truth = sorted[Math.ceil(q * sorted.length) - 1] as number;
      expect(distribution.quantile(q) / truth).toBeGreaterThan(0.956);
      expect(distribution.quantile(q) / truth).toBeLessThan(1.045);
    }
  });

  test('one value: every quantile lies in its bucket', () => {
    const one = of([0.3]);
    for (const q of [0.001, 0.5, 1]) expect(Math.abs(one.quantile(q) / 0.3 - 1)).toBeLessThan(0.045);
  });

  test('a power of two is the upper edge of its bucket', () => expect(of([0.25]).quantile(1)).toBe(0.25));

  test('zeros and negative values are one count below everything else', () => {
    const distribution = of([0, 0, 0, 8]);
    distribution.addExponential({
      scale: 0,
      zeroCount: 0,
      positive: { offset: 0, counts: new Float64Array(0) },
      negative: { offset: 3, counts: Float64Array.of(1) },
    });
    expect(distribution.zero).toBe(4);
    expect(distribution.quantile(0.8)).toBe(0);
    expect(distribution.quantile(1)).toBe(8);
  });

  test('merging has no order and no grouping, whatever the scales', () => {
    const parts = [4, 3, 4, 1, 0, 4].map((scale, i) =>
      of(
        take(50 + i, (u) => u * 10 ** (i - 3)),
        scale
      )
    );
    const forwards = mergeOf(parts);
    const backwards = mergeOf([...parts].reverse());
    const grouped = mergeOf([mergeOf(parts.slice(0, 2)), mergeOf(parts.slice(2))]);
    expect(forwards.scale).toBe(0);
    expect(bytesOf(backwards)).toBe(bytesOf(forwards));
    expect(bytesOf(grouped)).toBe(bytesOf(forwards));
  });

  test.each([8, 4, 2, 0, -1, -10])(
    'taking values at scale %i equals taking them finely and making that coarser',
    (scale) => {
      const values = take(400, (u) => Math.exp(20 * u - 10));
      const coarse = of(values, scale);
      const both = of(values, 4);
      both.merge(of(values, scale));
      expect(both.scale).toBe(Math.min(scale, MAX_SCALE));
      const twice = of(values, scale);
      twice.merge(coarse);
      expect(bytesOf(both)).toBe(bytesOf(twice));
    }
  );

  test('is the same after encoding and decoding', () => {
    const distribution = of([0, ...take(200, (u) => u * 3)], 2);
    const bytes = Uint8Array.from(bytesOf(distribution).split(',').map(Number));
    const back = Distribution.decode(new ByteReader(bytes));
    expect(bytesOf(back)).toBe(bytesOf(distribution));
    expect(back.quantile(0.95)).toBe(distribution.quantile(0.95));
    expect(() => Distribution.decode(new ByteReader(bytes.subarray(0, 5)))).toThrow('cut short');
  });

  test('far-apart values cannot make it large', () => {
    const distribution = new Distribution();
    for (const index of [-2_000_000_000, 2_000_000_000]) distribution.add(index, 1, 4);
    expect(distribution.total).toBe(2);
    expect(bytesOf(distribution).split(',').length).toBeLessThan(12);
    expect(distribution.quantile(1)).toBe(2 ** 64);
  });

  test('the difference of two points of a cumulative histogram is what came between', () => {
    const before = of(take(100, (u) => u));
    const between = of(
      take(37, (u) => u * u),
      2
    );
    const after = mergeOf([before, between]);
    expect(bytesOf(after.since(before) as Distribution)).toBe(bytesOf(mergeOf([between])));
    expect(before.since(after)).toBeUndefined();
    expect(of([1, 1, 1]).since(of([2]))).toBeUndefined();
  });
});

describe('explicit bounds', () => {
  const explicit = (bounds: readonly number[], counts: readonly number[], factor = 1): Distribution => {
    const distribution = new Distribution();
    distribution.addExplicit({ bounds: Float64Array.from(bounds), counts: Float64Array.from(counts) }, factor);
    return distribution;
  };

  test('counts stay whole and none is lost, however they are spread', () => {
    const bounds = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];
    for (let n = 1; n < 40; n++) {
      const counts = bounds.map((_, i) => (n * (i + 3)) % 17).concat(n % 5);
      expect(explicit(bounds, counts, 1e-3).total).toBe(counts.reduce((sum, count) => sum + count, 0));
    }
  });

  test.each([1, 5, 16, 1_000])('%i calls lie evenly around the middle of their bucket on the logarithm', (count) => {
    const distribution = explicit([1, 2], [0, count, 0]);
    expect(Math.abs(Math.log2(distribution.quantile(0.5)) - 0.5)).toBeLessThan(0.04);
    expect(distribution.quantile(1)).toBeLessThanOrEqual(2);
    expect(distribution.quantile(1e-9)).toBeGreaterThanOrEqual(1);
  });

  test('a quantile lies between the bounds of its bucket', () => {
    const distribution = explicit([0.1, 0.25, 0.5, 1], [10, 30, 40, 15, 5]);
    expect(distribution.quantile(0.3)).toBeGreaterThan(0.1 / 1.05);
    expect(distribution.quantile(0.3)).toBeLessThan(0.25 * 1.05);
    expect(distribution.quantile(0.99) / 1).toBeLessThan(1.05);
    expect(distribution.quantile(0.99) / 1).toBeGreaterThan(0.99);
  });

  test('what is at most 0 counts as zero; a first bucket has a start', () => {
    expect(explicit([0, 10], [3, 1, 0]).zero).toBe(3);
    expect(explicit([10, 20], [4, 0, 0]).quantile(0.001)).toBeGreaterThan(4.5);
    expect(explicit([], [7]).zero).toBe(7);
  });
});
