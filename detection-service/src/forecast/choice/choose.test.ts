import { describe, expect, it } from 'vitest';
import { simulated } from '../exam.ts';
import { predictionAround, type ForecasterDefinition } from '../forecaster.ts';
import { seasonalEnsemble } from '../seasonal-ensemble.ts';
import { seasonalNaive } from '../seasonal-naive.ts';
import { choose } from './choose.ts';

const DAY = 24;
const settings = { forecasters: [seasonalNaive, seasonalEnsemble], operations: 1e9 };
const history = (values: Float64Array) => ({ values, seasons: [DAY, 7 * DAY], floor: 0 });

/** Says one value for ever, and that it is nearly sure. */
const oracle = (id: string, value: number): ForecasterDefinition => ({
  id,
  version: 1,
  summary: 'Says one value.',
  fit: (past) => ({
    status: 'fitted',
    model: {
      forecast: (horizon) =>
        predictionAround(
          past,
          new Float64Array(horizon).fill(value),
          () => 0.001,
          () => 0.001
        ),
    },
  }),
});

describe('the choice', () => {
  it('takes the one that was nearest on past days, and says how all did', () => {
    const choice = choose(history(simulated(35 * DAY, 1)), DAY, settings);
    expect(choice).toMatchObject({ status: 'made', forecaster: 'seasonal-ensemble', origins: 7 });
    expect(choice.contest.map(({ forecaster }) => forecaster)).toEqual(['seasonal-naive', 'seasonal-ensemble']);
    expect(choice.contest[0]?.error).toBe(1);
    expect(choice.contest[1]?.error).toBeLessThan(0.9);
  });

  it('stays with the first where another is hardly better', () => {
    const twin = { ...seasonalNaive, id: 'twin' };
    const choice = choose(history(simulated(20 * DAY, 1)), DAY, { ...settings, forecasters: [seasonalNaive, twin] });
    expect(choice).toMatchObject({ status: 'made', forecaster: 'seasonal-naive' });
  });

  it('does not believe a width that past days do not bear out', () => {
    const values = simulated(20 * DAY, 2).map((value) => 100 + 0.1 * (value - 100));
    const choice = choose(history(values), DAY, { ...settings, forecasters: [oracle('sure', 97)] });
    if (choice.status !== 'made') throw new Error(choice.reason);
    expect((choice.prediction.upper95[0] as number) - (choice.prediction.point[0] as number)).toBeGreaterThan(2);
  });

  it('holds 95 % of what comes in its 95 % interval and 80 % in the other, on simulated series', () => {
    const inside = { all: 0, in80: 0, in95: 0 };
    for (let seed = 30; seed < 50; seed++) {
      const all = simulated(35 * DAY + (seed % 7) * DAY, seed);
      const [past, future] = [all.subarray(0, -DAY), all.subarray(-DAY)];
      const choice = choose(history(past), DAY, settings);
      if (choice.status !== 'made') throw new Error(choice.reason);
      const { lower80, upper80, lower95, upper95 } = choice.prediction;
      future.forEach((value, i) => {
        inside.all++;
        if (value >= (lower80[i] as number) && value <= (upper80[i] as number)) inside.in80++;
        if (value >= (lower95[i] as number) && value <= (upper95[i] as number)) inside.in95++;
      });
    }
    expect(inside.in95 / inside.all).toBeGreaterThan(0.92);
    expect(inside.in95 / inside.all).toBeLessThan(0.995);
    expect(inside.in80 / inside.all).toBeGreaterThan(0.75);
    expect(inside.in80 / inside.all).toBeLessThan(0.93);
  });

  it('withholds what would have missed most past days', () => {
    const runaway = Float64Array.from({ length: 30 * DAY }, (_, t) => 3 ** (t / DAY));
    const choice = choose(history(runaway), DAY, { ...settings, forecasters: [oracle('still', 1)] });
    expect(choice).toMatchObject({ status: 'withheld', reason: 'It would have missed 5 of 5 past days.' });
  });

  it('withholds with the reason of the first when none can say anything', () => {
    const choice = choose(history(new Float64Array(100).fill(Number.NaN)), DAY, settings);
    expect(choice).toMatchObject({ status: 'withheld', reason: expect.stringMatching(/seasons/) as string });
  });

  it('passes over a forecaster whose work the budget does not allow', () => {
    const choice = choose(history(simulated(20 * DAY, 1)), DAY, { ...settings, operations: 100_000 });
    expect(choice).toMatchObject({ status: 'made', forecaster: 'seasonal-naive' });
    expect(choice.contest[1]?.reason).toMatch(/more work/);
  });

  it('says of a constant series that it stays so, and of gaps nothing worse', () => {
    const still = choose(history(new Float64Array(20 * DAY).fill(7)), DAY, settings);
    expect(still.status === 'made' && still.prediction.upper95.every((value) => value === 7)).toBe(true);
    const holes = simulated(20 * DAY, 3).map((value, t) => (t % 5 === 0 ? Number.NaN : value));
    const choice = choose(history(holes), DAY, settings);
    expect(choice.status === 'made' && choice.prediction.point.every(Number.isFinite)).toBe(true);
  });
});
