import { mean } from '../../core/math/mean.ts';

/** How quickly level, day and week follow, and how much of an error goes on into the next step. */
export type Smoothing = readonly [level: number, day: number, week: number, error: number];

const LEVELS = [0, 0.003, 0.01, 0.03, 0.1, 0.3] as const;
const DAYS = [0.01, 0.03, 0.1, 0.2, 0.35] as const;
const WEEKS = [0.01, 0.05, 0.15, 0.3, 0.5] as const;
const ERRORS = [0, 0.3, 0.6, 0.8, 0.9, 0.96] as const;
/** Where the search starts, as places in these lists, and how often it goes around. */
const FIRST = [2, 2, 2, 4] as const;
const ROUNDS = 3;
/** The runs of a whole search, for the budget. */
export const SEARCH_RUNS = ROUNDS * (LEVELS.length + DAYS.length + WEEKS.length + ERRORS.length);

interface Start {
  readonly level: number;
  readonly day: Float64Array;
  readonly week: Float64Array;
}

/**
 * Additive exponential smoothing with a day, a week (1: none) and autocorrelated errors (Taylor 2003), without a trend.
 * Needs two days.
 */
export function doubleSeason(
  values: Float64Array,
  horizon: number,
  day: number,
  week: number,
  smoothing: Smoothing
): Float64Array | undefined {
  if (values.length < 2 * day) return undefined;
  const forecast = new Float64Array(horizon);
  run(values, startOf(values, day, week), smoothing, forecast);
  return forecast;
}

/** The smoothing with the least absolute error over the last two thirds, found one parameter at a time. */
export function searchSmoothing(values: Float64Array, day: number, week: number): Smoothing {
  const start = startOf(values, day, week);
  const grid: readonly (readonly number[])[] = [LEVELS, DAYS, week > 1 ? WEEKS : [0], ERRORS];
  const places: number[] = week > 1 ? [...FIRST] : [FIRST[0], FIRST[1], 0, FIRST[3]];
  const smoothing = (): Smoothing => grid.map((list, i) => list[places[i] as number]) as unknown as Smoothing;
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    let changed = false;
    grid.forEach((list, i) => {
      const before = places[i] as number;
      let better = -1;
      for (let place = 0; place < list.length; place++) {
        places[i] = place;
        const loss = run(values, start, smoothing(), new Float64Array(0));
        if (loss < least - 1e-12) {
          least = loss;
          better = place;
        }
      }
      places[i] = better >= 0 ? better : before;
      if (better >= 0) changed = true;
    });
    if (!changed) break;
  }
  return smoothing();
}

/** Runs through the values and on into `forecast`; answers the sum of absolute errors after the first third. */
function run(
  values: Float64Array,
  start: Start,
  [alpha, delta, omega, phi]: Smoothing,
  forecast: Float64Array
): number {
  const day = Float64Array.from(start.day);
  const week = Float64Array.from(start.week);
  const counted = Math.floor(values.length / 3);
  let level = start.level;
  let error = 0;
  let loss = 0;
  let atDay = 0;
  let atWeek = 0;
  for (let t = 0; t < values.length; t++) {
    const value = values[t] as number;
    const base = level + (day[atDay] as number) + (week[atWeek] as number);
    const residual = value - base - phi * error;
    if (t >= counted) loss += Math.abs(residual);
    error = value - base;
    level += alpha * residual;
    day[atDay] = (day[atDay] as number) + delta * residual;
    if (week.length > 1) week[atWeek] = (week[atWeek] as number) + omega * residual;
    if (++atDay === day.length) atDay = 0;
    if (++atWeek === week.length) atWeek = 0;
  }
  let share = phi;
  for (let i = 0; i < forecast.length; i++) {
    forecast[i] = level + (day[atDay] as number) + (week[atWeek] as number) + share * error;
    share *= phi;
    if (++atDay === day.length) atDay = 0;
    if (++atWeek === week.length) atWeek = 0;
  }
  return loss;
}

function startOf(values: Float64Array, day: number, week: number): Start {
  const n = values.length;
  let length = week > 1 ? Math.min(Math.floor(n / week), 2) * week : 2 * day;
  if (length < 1 || length > n) length = Math.min(n, 2 * day);
  const level = mean(values, 0, length);
  const ofDay = phaseMeans(length, day, (t) => (values[t] as number) - level);
  const ofWeek =
    week > 1
      ? phaseMeans(length, week, (t) => (values[t] as number) - level - (ofDay[t % day] as number))
      : new Float64Array(1);
  return { level, day: ofDay, week: ofWeek };
}

function phaseMeans(length: number, season: number, valueAt: (t: number) => number): Float64Array {
  const sums = new Float64Array(season);
  const counts = new Float64Array(season);
  for (let t = 0; t < length; t++) {
    sums[t % season] = (sums[t % season] as number) + valueAt(t);
    counts[t % season] = (counts[t % season] as number) + 1;
  }
  return sums.map((sum, i) => sum / ((counts[i] as number) || 1));
}
