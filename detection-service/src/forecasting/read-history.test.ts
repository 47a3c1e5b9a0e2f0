import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, type Millis } from '../core/time.ts';
import { HORIZONS } from './horizons.ts';
import { readHistory } from './read-history.ts';
import { FormulaResults, START, latencyAt, storedSeries } from './test-series.ts';

const series = storedSeries(1, 'latency_p95');
const END = START + 3 * DAY;

/** A history in which samples of `[from, to)` were 900 ms and anomalous. */
async function historyWith(...stretches: readonly (readonly [from: Millis, to: Millis])[]) {
  const anomalous = (time: Millis): boolean => stretches.some(([from, to]) => time >= from && time < to);
  const results = new FormulaResults(
    () => END,
    (time) => (anomalous(time) ? 900 : latencyAt(time)),
    (time) => (anomalous(time) ? 0.9 : 0.1)
  );
  const read = await readHistory(results, series, HORIZONS['24h'], END);
  if (read === undefined) throw new Error('no history');
  const at = (time: Millis): number => read.history.values[Math.floor((time - read.from) / read.step)] as number;
  return { at, values: read.history.values };
}

describe('what a forecast learns from', () => {
  it('leaves out an anomaly that has ended', async () => {
    const outage = END - 23 * HOUR;
    const { at, values } = await historyWith([outage, outage + 30 * MINUTE]);
    expect(at(outage + 15 * MINUTE)).toBeNaN();
    expect(Math.max(...values.filter((value) => !Number.isNaN(value)))).toBeLessThan(400);
  });

  it('keeps one that lasts: it may be the new normal', async () => {
    const { at } = await historyWith([END - 5 * HOUR, END]);
    expect(at(END - 3 * HOUR)).toBe(900);
  });

  it('keeps everything of a series that is mostly out of the ordinary', async () => {
    const { at } = await historyWith([START + DAY, START + 2 * DAY]);
    expect(at(START + 1.5 * DAY)).toBe(900);
  });
});
