import { describe, expect, it } from 'vitest';
import { WeirError } from '../core/errors.ts';
import { DAY, HOUR, MINUTE } from '../core/time.ts';
import { exampleSeries, exampleStep, START } from './exam/examples.ts';
import { MemoryStorage } from './memory/memory-storage.ts';
import { newestValue, newestValues } from './newest-value.ts';
import type { ReadableResults, WantedResults } from './ports.ts';
import { inPortions, readNear } from './read-near.ts';

const SERIES = [1, 2, 4, 5].map((ordinal) => exampleSeries(ordinal));
const GONE = exampleSeries(9);

/** Results of which only what was brought near can be read, and those of one series not at all. */
class FarResults implements ReadableResults {
  readonly store = new MemoryStorage();
  readonly calls: number[] = [];
  readonly #near = new Set<string>();

  near(wanted: readonly WantedResults[]): Promise<void> {
    this.calls.push(wanted.length);
    for (const one of wanted) if (one.series.id !== GONE.id) this.#near.add(keyOf(one));
    return wanted.some(({ series }) => series.id === GONE.id) ? Promise.reject(gone()) : Promise.resolve();
  }

  read(series: WantedResults['series'], from: number, to: number): ReturnType<ReadableResults['read']> {
    if (!this.#near.has(keyOf({ series, from, to }))) throw gone();
    return this.store.read(series, from, to);
  }
}

const keyOf = ({ series, from, to }: WantedResults): string => `${series.id} ${from} ${to}`;
const gone = (): WeirError => new WeirError('unavailable', 'Partition 7 is nowhere.');

function written(...steps: readonly number[]): FarResults {
  const results = new FarResults();
  for (const time of steps) {
    const { block, verdicts } = exampleStep(time, [1, 2, 4, 5]);
    results.store.write({ ...block, value: block.value.map((_, i) => i + 1) }, verdicts);
  }
  return results;
}

describe('what is read', () => {
  it('is brought near at once, and what cannot be had is the error in its place', async () => {
    const results = written(START);
    const read: unknown[] = [];
    const wanted = [...SERIES, GONE].map((series) => ({ series, from: START, to: START + HOUR }));
    for await (const { wanted: one, rows } of readNear(results, wanted)) {
      read.push(rows instanceof WeirError ? rows.message : rows.time.length, one.series.ordinal);
    }
    expect(read).toEqual([1, 1, 1, 2, 1, 4, 1, 5, 'Partition 7 is nowhere.', 9]);
    expect(results.calls).toEqual([5]);
  });

  it('comes in portions, of which one may be a single series that is too long', () => {
    const wanted = (days: number): WantedResults => ({ series: exampleSeries(1), from: START, to: START + days * DAY });
    const sizes = (all: WantedResults[], until?: number): number[] =>
      [...inPortions(all, until)].map((one) => one.length);
    expect(sizes([])).toEqual([]);
    expect(sizes(Array.from({ length: 2_500 }, () => wanted(0.1)))).toEqual([1_000, 1_000, 500]);
    expect(sizes([wanted(100), wanted(100), wanted(100), wanted(1_000), wanted(1)])).toEqual([3, 1, 1]);
    expect(sizes([wanted(Infinity), wanted(Infinity)])).toEqual([1, 1]);
    expect(sizes([wanted(Infinity), wanted(Infinity)], START + DAY)).toEqual([2]);
  });
});

describe('the newest values of many series', () => {
  it('are looked for together, further and further back', async () => {
    const results = written(START + MINUTE, START + 5 * MINUTE);
    const now = START + 40 * DAY;
    const newest = await newestValues(results, [...SERIES, exampleSeries(1_000), GONE], { now });
    expect(newest.slice(0, 5)).toEqual([...SERIES.map(() => START + 5 * MINUTE), undefined]);
    expect(newest[5]).toBeInstanceOf(WeirError);
    // 2 hours, 16 hours, about 5 and 43 days; the missing one only at first.
    expect(results.calls).toEqual([6, 5, 5, 5]);
  });

  it('keep to their span', async () => {
    const results = written(START + MINUTE, START + 5 * MINUTE);
    const [series] = SERIES as [WantedResults['series']];
    const now = START + HOUR;
    expect(await newestValue(results, series, { now, before: START + 5 * MINUTE })).toBe(START + MINUTE);
    expect(await newestValue(results, series, { now, from: START + 6 * MINUTE })).toBeUndefined();
    await expect(newestValue(results, GONE, { now })).rejects.toThrow('Partition 7');
  });
});
