import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../core/time.ts';
import { predictionAround, type Prediction } from '../forecaster.ts';
import { firstBreach, objectiveCall, type ObjectiveCall } from './chance.ts';
import type { Objective } from './objective.ts';
import { outcomeOf } from './outcome.ts';
import { recordSentence, trackRecord, type Settled } from './track-record.ts';

const ISSUED = Date.UTC(2026, 10, 17);
const FIVE = 5 * MINUTE;
const objective = (value: number, side: 'above' | 'below' = 'above'): Objective => ({
  service: 'orders',
  indicator: 'latency_p95',
  side,
  value,
});

/** Normal with a standard deviation of 10 around `point`. */
const normal = (point: readonly number[]): Prediction =>
  predictionAround(
    {},
    Float64Array.from(point),
    () => 12.81552,
    () => 19.59964
  );
/** Hours of twelve steps. */
const hours = (...levels: readonly number[]): number[] => levels.flatMap((level) => new Array<number>(12).fill(level));

describe('the chance to pass an objective', () => {
  it.each([
    [100, 'above', 100, 0.5],
    [100, 'below', 100, 0.5],
    [110, 'above', 100, 0.15],
    [110, 'below', 100, 0.8],
    [80, 'above', 100, 0.95],
    [150, 'above', 100, 0],
    [50, 'below', 100, 0],
  ] as const)('of %f %s, where %f is expected, is %f', (value, side, level, chance) => {
    expect(objectiveCall(objective(value, side), normal(hours(level)), ISSUED, FIVE).chance).toBe(chance);
  });

  it('is that of the likeliest hours, and says when they are', () => {
    const call = objectiveCall(objective(500), normal(hours(400, 495, 510, 505, 400)), ISSUED, FIVE);
    expect(call).toMatchObject({ chance: 0.8, from: ISSUED + 2 * HOUR, to: ISSUED + 4 * HOUR });
  });

  it('does not take one step for an hour', () => {
    const one = hours(400).map((level, i) => (i === 5 ? 900 : level));
    expect(objectiveCall(objective(500), normal(one), ISSUED, FIVE).chance).toBe(0.05);
  });

  it('says when only where there is a chance', () => {
    const call = objectiveCall(objective(500), normal(hours(100)), ISSUED, FIVE);
    expect(call).toEqual({ objective: objective(500), chance: 0 });
  });

  it('is sure of what has no width', () => {
    const still = predictionAround(
      {},
      new Float64Array(12).fill(7),
      () => 0,
      () => 0
    );
    expect(objectiveCall(objective(6), still, ISSUED, FIVE).chance).toBe(1);
    expect(objectiveCall(objective(7), still, ISSUED, FIVE).chance).toBe(0);
  });

  it('ends with the forecast', () => {
    expect(objectiveCall(objective(5), normal(hours(100).slice(0, 3)), ISSUED, FIVE).to).toBe(ISSUED + 3 * FIVE);
  });
});

describe('a breach', () => {
  it('is an hour of which most steps lie beyond', () => {
    const half = hours(400, 400).map((level, i) => (i >= 12 && i < 18 ? 600 : level));
    expect(firstBreach(objective(500), Float64Array.from(half), FIVE)).toBe(12);
    const less = half.map((level, i) => (i === 12 ? 400 : level));
    expect(firstBreach(objective(500), Float64Array.from(less), FIVE)).toBeUndefined();
  });

  it('is told by what came, not by gaps', () => {
    const holes = hours(400).map((_, i) => (i < 2 ? 600 : Number.NaN));
    expect(firstBreach(objective(500), Float64Array.from(holes), FIVE)).toBe(0);
    expect(firstBreach(objective(500), new Float64Array(12).fill(Number.NaN), FIVE)).toBeUndefined();
  });
});

describe('an outcome', () => {
  const calls: ObjectiveCall[] = [
    { objective: objective(500), chance: 0.7 },
    { objective: objective(50, 'below'), chance: 0 },
  ];

  it('counts what came by the intervals, and finds the breaches', () => {
    const actual = Float64Array.of(100, 115, 130, Number.NaN, 95);
    expect(outcomeOf(normal([100, 100, 100, 100, 100]), calls, actual, ISSUED, FIVE)).toEqual({
      ...{ steps: 4, inside80: 2, inside95: 3, held: true, error: (15 + 30 + 5) / 4 },
      breaches: [null, null],
    });
  });

  it('asks of the last value that came whether the forecast held', () => {
    const actual = Float64Array.of(100, 100, 600, Number.NaN);
    const outcome = outcomeOf(normal([100, 100, 100, 100]), calls, actual, ISSUED, HOUR);
    expect(outcome).toMatchObject({ held: false, breaches: [ISSUED + 2 * HOUR, null] });
  });

  it('is not known while nothing came', () => {
    expect(outcomeOf(normal([1]), calls, new Float64Array(0), ISSUED, FIVE)).toBeUndefined();
  });
});

describe('a record', () => {
  const settled = (hour: number, chance: number, breach?: number, held = true): Settled => ({
    issued: ISSUED + hour * HOUR,
    calls: [{ objective: objective(500), chance }],
    outcome: {
      ...{ steps: 288, inside80: 230, inside95: 274, held, error: 1 },
      breaches: [breach === undefined ? null : ISSUED + breach * HOUR],
    },
  });

  it('takes forecasts that follow each other and speak of one breach for one call', () => {
    const record = trackRecord([settled(3, 0.9, 5), settled(1, 0.2), settled(2, 0.6, 5), settled(4, 0.9, 5)]);
    expect(record).toMatchObject({ forecasts: 4, right: 1, wrong: 0, missed: 0, notice: 3 * HOUR });
  });

  it('tells right, wrong and missed calls apart', () => {
    const all = [
      settled(0, 0.6),
      settled(1, 0.1),
      settled(2, 0.6, 4),
      settled(5, 0.1),
      settled(6, 0.3, 8),
      settled(9, 0),
    ];
    expect(trackRecord(all)).toMatchObject({ right: 1, wrong: 1, missed: 1, notice: 2 * HOUR });
  });

  it('gives no credit for a call that came after the breach', () => {
    expect(trackRecord([settled(0, 0.1, 2), settled(3, 0.9, 3)])).toMatchObject({ right: 0, missed: 1 });
  });

  it('is a sentence', () => {
    expect(recordSentence(trackRecord([]))).toBe('No past forecast of this series has reached its end yet.');
    expect(recordSentence(trackRecord([settled(0, 0, undefined, false)]))).toBe(
      'Of 1 past forecast of this series, 0 had the value inside the 95 % interval.'
    );
    expect(recordSentence(trackRecord([settled(0, 0.8, 3)]))).toBe(
      'Of 1 past forecast of this series, 1 had the value inside the 95 % interval. Breach calls: 1 right, 0 wrong, 0 missed; typical notice 3 h.'
    );
  });
});
