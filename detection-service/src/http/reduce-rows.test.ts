import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import type { SeriesResults } from '../storage/ports.ts';
import { reduceRows } from './reduce-rows.ts';
import { shortestFloat32 } from '../core/math/shortest-float32.ts';
import { showHoles } from './show-holes.ts';

const STEP = 60_000;

function rows(
  count: number,
  value: (i: number) => number,
  score: (i: number) => number = () => 0,
  time = (i: number) => i * STEP
): SeriesResults {
  const made = (of: (i: number) => number) => Array.from({ length: count }, (_, i) => of(i));
  return {
    time: Float64Array.from(made(time)),
    value: Float64Array.from(made(value)),
    status: Uint8Array.from(made((i) => (Number.isNaN(value(i)) ? 0 : 2))),
    score: Float32Array.from(made(score)),
    expected: new Float32Array(count),
    lower: new Float32Array(count),
    upper: new Float32Array(count),
    flags: new Uint8Array(count),
    revision: new Uint32Array(count),
  };
}

describe('reduceRows', () => {
  it('leaves alone what is small enough', () => {
    expect([
      ...reduceRows(
        rows(10, () => 1),
        STEP,
        10
      ),
    ]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(
      reduceRows(
        rows(0, () => 1),
        STEP,
        10
      )
    ).toHaveLength(0);
  });

  it.each([10, 11, 37, 100, 1_000])(
    'keeps to %d rows, ascending, each once, with extremes, over random series',
    (most) => {
      const random = seededRandom(most);
      for (let round = 0; round < 50; round++) {
        const count = most + 1 + Math.floor(random() * 3_000);
        const values = Array.from({ length: count }, () => (random() < 0.05 ? Number.NaN : random() * 2 - 1));
        const scores = Array.from({ length: count }, () => (random() < 0.02 ? 1 : 0));
        const first = Math.floor(random() * 1e6);
        const all = rows(
          count,
          (i) => values[i] as number,
          (i) => scores[i] as number,
          (i) => (first + i) * STEP
        );
        const kept = [...reduceRows(all, STEP, most)];
        expect(kept.length).toBeLessThanOrEqual(most);
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
        const seen = kept.map((i) => values[i] as number).filter((value) => !Number.isNaN(value));
        const known = values.filter((value) => !Number.isNaN(value));
        expect(Math.min(...seen)).toBe(Math.min(...known));
        expect(Math.max(...seen)).toBe(Math.max(...known));
      }
    }
  );

  it('keeps the peak of every anomalous stretch, each as short as one row', () => {
    const peaks = [5, 500, 501, 999];
    const all = rows(
      1_000,
      () => 1,
      (i) => (i === 500 ? 0.9 : i === 501 ? 0.95 : peaks.includes(i) ? 0.5 : 0.49)
    );
    const kept = [...reduceRows(all, STEP, 20)];
    expect(kept).toEqual(expect.arrayContaining([5, 501, 999]));
  });

  it('keeps the highest of each part when there are more stretches than room', () => {
    const all = rows(
      1_000,
      () => 1,
      (i) => (i % 2 === 0 ? 0.6 + (i % 100 === 0 ? 0.3 : 0) : 0)
    );
    const kept = [...reduceRows(all, STEP, 20)];
    expect(kept.length).toBeLessThanOrEqual(20);
    expect(kept.filter((i) => i % 100 === 0)).toHaveLength(10);
  });

  it('keeps the first gap of a bucket', () => {
    const all = rows(100, (i) => (i === 42 || i === 43 ? Number.NaN : 1));
    expect([...reduceRows(all, STEP, 10)]).toContain(42);
  });

  it('chooses the same rows when the range moves, away from its ends', () => {
    const wave = (i: number) => Math.sin(i / 7) + Math.sin(i * 1.3);
    const times = (from: number) => {
      const all = rows(
        2_000,
        (i) => wave(from + i),
        undefined,
        (i) => (from + i) * STEP
      );
      return [...reduceRows(all, STEP, 100)].map((i) => all.time[i] as number);
    };
    const middle = (list: number[]) => list.filter((time) => time > 300 * STEP && time < 1_700 * STEP);
    expect(middle(times(5))).toEqual(middle(times(0)));
  });
});

describe('showHoles', () => {
  it('adds one gap to each hole and changes nothing else', () => {
    const all = rows(
      4,
      (i) => i,
      undefined,
      (i) => ([0, 1, 4, 5][i] as number) * STEP
    );
    const shown = showHoles(all, STEP);
    expect([...shown.time]).toEqual([0, 1, 2, 4, 5].map((i) => i * STEP));
    expect([...shown.value]).toEqual([0, 1, Number.NaN, 2, 3]);
    expect([...shown.status]).toEqual([2, 2, 0, 2, 2]);
  });

  it('gives back what has no hole', () => {
    const all = rows(3, (i) => i);
    expect(showHoles(all, STEP)).toBe(all);
    expect(
      showHoles(
        rows(0, () => 0),
        STEP
      ).time
    ).toHaveLength(0);
  });
});

describe('shortestFloat32', () => {
  it.each([
    [Math.fround(0.1), 0.1],
    [Math.fround(0.38), 0.38],
    [Math.fround(1 / 3), 0.33333334],
    [Math.fround(-1234.5678), -1234.5677],
    [16_777_216, 16_777_216],
    [0, 0],
    [-0, -0],
  ])('%d is told as %d', (float, shortest) => {
    expect(shortestFloat32(float)).toBe(shortest);
  });

  it('is still the same 32-bit float, for random bits of all magnitudes', () => {
    const random = seededRandom(1);
    const bits = new Uint32Array(1);
    const float = new Float32Array(bits.buffer);
    let digits = 0;
    let checked = 0;
    for (let i = 0; i < 100_000; i++) {
      bits[0] = random() * 2 ** 32;
      const x = float[0] as number;
      const shortest = shortestFloat32(x);
      if (Math.fround(shortest) !== x && !Number.isNaN(x)) throw new Error(`${x} became ${shortest}`);
      if (Math.abs(x) < 1e-6 || Math.abs(x) > 1e6) continue;
      digits += String(shortest)
        .replace(/[-.]|e.*$/g, '')
        .replace(/^0+/, '').length;
      checked++;
    }
    expect(digits / checked).toBeLessThan(9);
  });

  it('leaves what is no number alone', () => {
    expect(shortestFloat32(Number.NaN)).toBeNaN();
    expect(shortestFloat32(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  });
});
