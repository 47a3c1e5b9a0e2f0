import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import {
  HISTORY_MAXIMUM,
  HORIZON_MAXIMUM,
  type Fitted,
  type ForecasterDefinition,
  type History,
  type Prediction,
} from './forecaster.ts';

/** What a forecaster must reach. */
export interface ForecasterLimits {
  /** Operations a value of the history, for one fit and one forecast. */
  readonly operationsPerValue: number;
  /** The least share of values that its 95 % interval must hold on simulated series whose noise is the same every day. */
  readonly coverage: number;
  /** Its mean absolute error on the same series, at most this many times that of the seasonal naive one. */
  readonly error: number;
}

const DAY = 24;
const WEEK = 7 * DAY;
const COLUMNS = ['point', 'lower80', 'upper80', 'lower95', 'upper95'] as const;

/** A day with a morning and an evening, weekends of two thirds, and noise of a twelfth: hourly, from a seed. */
export function simulated(count: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: count }, (_, t) => {
    const weekend = Math.floor(t / DAY) % 7 >= 5 ? 0.65 : 1;
    const day = 100 + 30 * Math.sin((2 * Math.PI * t) / DAY) + 12 * Math.cos((4 * Math.PI * t) / DAY);
    return Math.max(0, day * weekend + 8 * gauss(random));
  });
}

const gauss = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** What the seasonal naive forecaster would have said: the day repeats. */
function repeated(values: Float64Array, horizon: number): Float64Array {
  return Float64Array.from({ length: horizon }, (_, i) => values[values.length - DAY + (i % DAY)] as number);
}

const meanError = (seen: Float64Array, said: Float64Array): number =>
  seen.reduce((sum, value, i) => sum + Math.abs(value - (said[i] as number)), 0) / seen.length;

function history(values: Float64Array, more: Partial<History> = {}): History {
  return { values, seasons: [DAY, WEEK], floor: 0, ...more };
}

/** The conformance suite that every forecaster sits. */
export function examineForecaster(definition: ForecasterDefinition, limits: ForecasterLimits): void {
  const fit = (of: History, spent: { operations: number } = { operations: 0 }) =>
    definition.fit(of, {
      random: seededRandom(7),
      spend: (operations) => {
        spent.operations += operations;
      },
    });
  const fitted = (of: History): Fitted => {
    const result = fit(of);
    if (result.status === 'withheld') throw new Error(result.reason);
    return result.model;
  };
  const predicted = (of: History, horizon: number): Prediction => fitted(of).forecast(horizon);

  /** Every number finite, within its bounds, the intervals around the point and one inside the other. */
  function expectSound(prediction: Prediction, horizon: number, { floor, ceiling }: Partial<History>): void {
    for (const column of COLUMNS) {
      expect(prediction[column].length).toBe(horizon);
      expect(prediction[column].every((value) => Number.isFinite(value))).toBe(true);
      if (floor !== undefined) expect(Math.min(...prediction[column], Infinity)).toBeGreaterThanOrEqual(floor);
      if (ceiling !== undefined) expect(Math.max(...prediction[column], -Infinity)).toBeLessThanOrEqual(ceiling);
    }
    const { point, lower80, upper80, lower95, upper95 } = prediction;
    for (let i = 0; i < horizon; i++) {
      const row = [lower95, lower80, point, upper80, upper95].map((column) => column[i] as number);
      expect(row).toEqual([...row].sort((a, b) => a - b));
    }
  }

  describe(`forecaster exam: ${definition.id}`, () => {
    const usual = simulated(6 * WEEK, 1);

    it('says who it is', () => {
      expect(definition.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(definition.version).toBeGreaterThan(0);
      expect(definition.summary).toMatch(/\.$/);
    });

    it('says the same of the same history, and leaves it as it is', () => {
      const values = usual.slice();
      const first = predicted(history(values), 48);
      expect(values).toEqual(usual);
      predicted(history(simulated(3 * WEEK, 2)), 24);
      expect(predicted(history(values), 48)).toEqual(first);
    });

    it('says the same when a model is asked twice, and a short forecast needs nothing but the history', () => {
      const model = fitted(history(usual));
      const first = model.forecast(24);
      expectSound(model.forecast(1), 1, { floor: 0 });
      expect(model.forecast(24)).toEqual(first);
    });

    it.each([0, 1, 2, DAY, WEEK, 2 * WEEK])('forecasts %i steps', (horizon) => {
      expectSound(predicted(history(usual), horizon), horizon, { floor: 0 });
    });

    it.each([-1, 1.5, Number.NaN, HORIZON_MAXIMUM + 1])('refuses a horizon of %f', (horizon) => {
      expect(() => predicted(history(usual), horizon)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
    });

    it('refuses a history that is too long', () => {
      expect(() => fit(history(new Float64Array(HISTORY_MAXIMUM + 1)))).toThrow(
        expect.objectContaining({ code: 'too_large' })
      );
    });

    it.each([
      ['nothing', new Float64Array(0)],
      ['one value', Float64Array.of(5)],
      ['half a day', usual.slice(0, DAY / 2)],
      ['gaps only', new Float64Array(4 * WEEK).fill(Number.NaN)],
      ['a few values in many gaps', new Float64Array(4 * WEEK).fill(Number.NaN).fill(3, 0, 5)],
    ])('withholds a forecast after %s, and says why', (_, values) => {
      const result = fit(history(values));
      expect(result).toMatchObject({ status: 'withheld', reason: expect.stringMatching(/\.$/) as string });
    });

    it.each([
      ['single gaps', (t: number) => t % 11 === 3],
      ['a gap of an hour a day', (t: number) => t % DAY === 5],
      ['a gap of thirty hours', (t: number) => t >= 900 && t < 930],
      ['a gap at the start', (t: number) => t < 40],
      ['a gap at the end', (t: number) => t >= 6 * WEEK - 20],
    ])('passes over %s', (_, isGap) => {
      const holes = usual.map((value, t) => (isGap(t) ? Number.NaN : value));
      const prediction = predicted(history(holes), DAY);
      expectSound(prediction, DAY, { floor: 0 });
      const whole = predicted(history(usual), DAY);
      const mean = whole.point.reduce((sum, value) => sum + value, 0) / DAY;
      expect(meanError(whole.point, prediction.point)).toBeLessThan(0.25 * mean);
    });

    it('takes infinite values for gaps', () => {
      const broken = usual.map((value, t) => (t % 50 === 0 ? Number.POSITIVE_INFINITY : value));
      expectSound(predicted(history(broken), DAY), DAY, { floor: 0 });
    });

    it.each([0, 3, 1e-9, 1e12])('says of a series that is always %f that it stays so', (value) => {
      const prediction = predicted(history(new Float64Array(4 * WEEK).fill(value)), DAY);
      expectSound(prediction, DAY, { floor: 0 });
      for (const column of COLUMNS) for (const said of prediction[column]) expect(said).toBeCloseTo(value, 9);
    });

    it.each([
      ['rare ones', usual.map((_, t) => (t % 97 === 0 ? 1 : 0))],
      ['a fall to nothing', usual.map((value, t) => (t > 5 * WEEK ? 0 : value))],
      ['growth', usual.map((_, t) => Math.exp(t / 200))],
      ['spikes', usual.map((value, t) => (t % 61 === 0 ? 500 * value : value))],
      ['a step up', usual.map((value, t) => (t > 5 * WEEK ? 3 * value : value))],
    ])('stays sound after %s', (_, values) => {
      expectSound(predicted(history(values), WEEK), WEEK, { floor: 0 });
    });

    it('keeps to a floor and a ceiling, and goes below zero where there is no floor', () => {
      const share = simulated(4 * WEEK, 3).map((value) => Math.min(1, value / 140));
      expectSound(predicted(history(share, { ceiling: 1 }), WEEK), WEEK, { floor: 0, ceiling: 1 });
      const free = predicted(
        history(
          usual.map((value) => value - 150),
          { floor: undefined }
        ),
        DAY
      );
      expectSound(free, DAY, {});
      expect(Math.min(...free.point)).toBeLessThan(0);
    });

    it('works without a week, and at other steps', () => {
      expectSound(predicted(history(usual, { seasons: [DAY] }), DAY), DAY, { floor: 0 });
      const fine = Float64Array.from({ length: 288 * 8 }, (_, t) => 50 + 20 * Math.sin((2 * Math.PI * t) / 288));
      expectSound(predicted(history(fine, { seasons: [288, 2016] }), 288), 288, { floor: 0 });
    });

    it(`holds at least ${100 * limits.coverage} % of what comes in its 95 % interval, and is about as near as the last day`, () => {
      let inside = 0;
      let steps = 0;
      let error = 0;
      let naive = 0;
      for (let weekday = 0; weekday < 14; weekday++) {
        const now = 4 * WEEK + weekday * DAY;
        const all = simulated(now + 2 * DAY, 11 + weekday);
        const [past, future] = [all.subarray(0, now), all.subarray(now)];
        const { point, lower95, upper95 } = predicted(history(past), future.length);
        future.forEach((value, i) => {
          steps++;
          if (value >= (lower95[i] as number) && value <= (upper95[i] as number)) inside++;
        });
        error += meanError(future, point);
        naive += meanError(future, repeated(past, future.length));
      }
      expect(inside / steps).toBeGreaterThanOrEqual(limits.coverage);
      expect(error / naive).toBeLessThanOrEqual(limits.error);
    });

    it('says of the past what it would have said then, not moved by what came', () => {
      const lengths = [5 * WEEK - DAY, 5 * WEEK - 2 * DAY, 5 * WEEK - 3 * DAY];
      const whole = simulated(5 * WEEK, 5);
      const past = fitted(history(whole)).past?.(DAY, lengths);
      if (past === undefined) return;
      expect(past).toHaveLength(lengths.length);
      for (const prediction of past) expectSound(prediction, DAY, { floor: 0 });
      // Another last day: nothing but weights may change, which move a mean of members a little.
      const other = whole.map((value, t) => (t >= 5 * WEEK - DAY ? 0.8 * value : value));
      const again = fitted(history(other)).past?.(DAY, lengths) ?? [];
      const mean = whole.reduce((sum, value) => sum + value, 0) / whole.length;
      past.forEach(({ point }, j) => expect(meanError(point, again[j]?.point ?? point)).toBeLessThan(0.05 * mean));
    });

    it('does work that grows no faster than the history, within its bound', () => {
      const of = (count: number): number => {
        const spent = { operations: 0 };
        const result = fit(history(simulated(count, 4)), spent);
        if (result.status === 'fitted') result.model.forecast(DAY);
        return spent.operations;
      };
      const [short, long] = [of(8 * WEEK), of(16 * WEEK)];
      expect(short).toBeGreaterThan(0);
      expect(long / (16 * WEEK)).toBeLessThanOrEqual(limits.operationsPerValue);
      expect(long / short).toBeLessThanOrEqual(2.2);
    });

    it('stops when the budget is spent', () => {
      const stop = new Error('spent');
      const spend = (): void => {
        throw stop;
      };
      const work = (): void => {
        const result = definition.fit(history(usual), { random: seededRandom(1), spend });
        if (result.status === 'fitted') result.model.forecast(DAY);
      };
      expect(work).toThrow(stop);
    });
  });
}
