import { normalShareBelow } from '../../core/math/normal.ts';
import { HOUR, type Millis } from '../../core/time.ts';
import type { Prediction } from '../forecaster.ts';
import { type Objective, beyond } from './objective.ts';

/** A chance is told in steps of five per cent: more would be pretended. */
const STEP = 0.05;
/** The distribution is known to about this share of a step. */
const APPROXIMATE = 1e-5;
/** From here on a forecast counts as a call that the objective will be passed. */
export const CALL = 0.5;

/** Where in the standard normal distribution the bounds of the intervals stand: 2.5, 10, 50, 90 and 97.5 %. */
const POSITIONS = [-1.959964, -1.281552, 0, 1.281552, 1.959964] as const;

/** What a forecast says of an objective. */
export interface ObjectiveCall {
  readonly objective: Objective;
  /** The greatest chance of any hour, 0 to 1 in steps of 0.05; 0 says "under 5 %". */
  readonly chance: number;
  /** The hours that it speaks of: around the likeliest, those at least half as likely. Absent under 5 %. */
  readonly from?: Millis | undefined;
  readonly to?: Millis | undefined;
}

/**
 * The chance that an objective is passed, by the hour: the mean over the steps of an hour of the chance that a step
 * lies beyond. An hour passes the objective when most of its steps do, so one step in a hundred is no breach.
 */
export function objectiveCall(
  objective: Objective,
  prediction: Prediction,
  issued: Millis,
  step: Millis
): ObjectiveCall {
  const hours = hourlyChances(objective, prediction, step);
  const length = Math.max(HOUR, step);
  const likeliest = hours.indexOf(Math.max(...hours));
  const greatest = hours[likeliest] ?? 0;
  const chance = Math.floor(greatest / STEP + APPROXIMATE) * STEP;
  if (chance === 0) return { objective, chance: 0 };
  let first = likeliest;
  let last = likeliest;
  while ((hours[first - 1] ?? 0) >= greatest / 2) first--;
  while ((hours[last + 1] ?? 0) >= greatest / 2) last++;
  return {
    objective,
    chance: Number(chance.toFixed(2)),
    from: issued + first * length,
    to: issued + Math.min((last + 1) * length, prediction.point.length * step),
  };
}

/** The first hour of `[0, count)` of which most steps lie beyond, as the index of its first step; gaps do not count. */
export function firstBreach(objective: Objective, values: Float64Array, step: Millis): number | undefined {
  const inHour = Math.max(1, Math.round(HOUR / step));
  for (let start = 0; start < values.length; start += inHour) {
    const seen = values.subarray(start, start + inHour).filter((value) => Number.isFinite(value));
    const passed = seen.filter((value) => beyond(objective, value)).length;
    if (passed > 0 && passed >= seen.length / 2) return start;
  }
  return undefined;
}

function hourlyChances(objective: Objective, prediction: Prediction, step: Millis): number[] {
  const inHour = Math.max(1, Math.round(HOUR / step));
  const hours: number[] = [];
  for (let start = 0; start < prediction.point.length; start += inHour) {
    const end = Math.min(start + inHour, prediction.point.length);
    let sum = 0;
    for (let i = start; i < end; i++) sum += chanceBeyond(objective, prediction, i);
    hours.push(sum / (end - start));
  }
  return hours;
}

/** By the distribution that the intervals draw: straight lines between their bounds on a normal scale. */
function chanceBeyond(objective: Objective, prediction: Prediction, i: number): number {
  const { lower95, lower80, point, upper80, upper95 } = prediction;
  const bounds = [lower95, lower80, point, upper80, upper95].map((column) => column[i] as number);
  const low = bounds[0] as number;
  const high = bounds[4] as number;
  if (low === high) return beyond(objective, low) ? 1 : 0;
  const below = normalShareBelow(positionOf(objective.value, bounds));
  return objective.side === 'above' ? 1 - below : below;
}

/** Where `value` stands between the bounds, beyond them by the slope of the whole interval. */
function positionOf(value: number, bounds: readonly number[]): number {
  const low = bounds[0] as number;
  const high = bounds[4] as number;
  const slope = (POSITIONS[4] - POSITIONS[0]) / (high - low);
  if (value < low) return POSITIONS[0] - (low - value) * slope;
  if (value >= high) return POSITIONS[4] + (value - high) * slope;
  let i = 0;
  while (i < 3 && value >= (bounds[i + 1] as number)) i++;
  const [from, to] = [bounds[i] as number, bounds[i + 1] as number];
  const [before, after] = [POSITIONS[i] as number, POSITIONS[i + 1] as number];
  return before + ((after - before) * (value - from)) / (to - from);
}
