import { WeirError } from '../core/errors.ts';

/** Most values that a forecaster is given, and most steps that it is asked for. */
export const HISTORY_MAXIMUM = 20_000;
export const HORIZON_MAXIMUM = 2_000;

/** A regular series, one value a step, oldest first. NaN (or an infinite value) is a gap. Nobody changes it. */
export interface History {
  readonly values: Float64Array;
  /** Lengths of the seasons that it may have, in steps, ascending: for example a day and a week. */
  readonly seasons: readonly number[];
  /** What no value lies below: 0 for rates, shares and durations. */
  readonly floor?: number | undefined;
  /** What no value lies above: 1 for shares. */
  readonly ceiling?: number | undefined;
}

/** The shares of values that the two intervals should hold. */
export const LEVELS = [0.8, 0.95] as const;

/** What is to come, one row a step: `lower95 <= lower80 <= point <= upper80 <= upper95`, all finite. */
export interface Prediction {
  readonly point: Float64Array;
  readonly lower80: Float64Array;
  readonly upper80: Float64Array;
  readonly lower95: Float64Array;
  readonly upper95: Float64Array;
}

/** A forecaster that has seen its history. */
export interface Fitted {
  /**
   * The next `horizon` steps after the history; none for 0. The same for the same arguments.
   *
   * @throws WeirError `invalid_argument` when `horizon` is no whole number from 0 to `HORIZON_MAXIMUM`
   */
  forecast(horizon: number): Prediction;
  /**
   * What it would have said after each of the shorter pasts of `lengths`, where it finds that out anyhow, which saves
   * fitting it anew. No value after a past may have moved what is said of it, but for weights from the other pasts.
   * Undefined when it does not know; absent when it never does.
   */
  readonly past?: (horizon: number, lengths: readonly number[]) => readonly Prediction[] | undefined;
}

/** Either a model, or why there is none: a sentence for a person. */
export type FitResult =
  { readonly status: 'fitted'; readonly model: Fitted } | { readonly status: 'withheld'; readonly reason: string };

/** What a forecaster may use besides the history. */
export interface ForecastContext {
  /** Uniform in [0, 1); seeded, so that the same history gives the same forecast. */
  readonly random: () => number;
  /**
   * To be told about work before it is done, in multiplications or thereabouts. Throws `TooMuchWork` when the budget is
   * spent, which whoever called the forecaster catches.
   */
  readonly spend: (operations: number) => void;
}

/** The budget of operations is spent. */
export class TooMuchWork extends Error {}

/** The drop-in unit: one file in this folder exports one of these, and `registry.ts` lists it. */
export interface ForecasterDefinition {
  /** Kebab case, unique. */
  readonly id: string;
  /** Counts up when the same history may give another forecast. */
  readonly version: number;
  /** One sentence for a person who reads which forecaster was chosen. */
  readonly summary: string;
  /** Learns from a history of at most `HISTORY_MAXIMUM` values. Pure: no clock, no I/O, no randomness but the context's. */
  fit(history: History, context: ForecastContext): FitResult;
}

/** @throws WeirError `invalid_argument` */
export function checkHorizon(horizon: number): void {
  if (Number.isInteger(horizon) && horizon >= 0 && horizon <= HORIZON_MAXIMUM) return;
  throw new WeirError('invalid_argument', 'The horizon is refused.', [
    { path: 'horizon', expected: `a whole number from 0 to ${HORIZON_MAXIMUM}`, found: String(horizon) },
  ]);
}

/** @throws WeirError `too_large` for a history of more than `HISTORY_MAXIMUM` values */
export function checkHistory({ values }: History): void {
  if (values.length <= HISTORY_MAXIMUM) return;
  throw new WeirError('too_large', 'The history is refused.', [
    { path: 'values', expected: `at most ${HISTORY_MAXIMUM} values`, found: String(values.length) },
  ]);
}

/** How many values a history has that are no gaps. */
export function valuesIn({ values }: History): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) count++;
  return count;
}

/** Half the width of an interval at each step. */
export type HalfWidth = (step: number) => number;

/** A prediction around `point`, within floor and ceiling, the 95 % interval never inside the 80 % one. */
export function predictionAround(
  { floor = Number.NEGATIVE_INFINITY, ceiling = Number.POSITIVE_INFINITY }: Pick<History, 'floor' | 'ceiling'>,
  point: Float64Array,
  half80: HalfWidth,
  half95: HalfWidth
): Prediction {
  const within = (value: number): number => Math.min(ceiling, Math.max(floor, value));
  const narrow = Float64Array.from(point, (_, i) => half80(i));
  const wide = Float64Array.from(point, (_, i) => Math.max(half95(i), narrow[i] as number));
  return {
    point: point.map(within),
    lower80: point.map((value, i) => within(value - (narrow[i] as number))),
    upper80: point.map((value, i) => within(value + (narrow[i] as number))),
    lower95: point.map((value, i) => within(value - (wide[i] as number))),
    upper95: point.map((value, i) => within(value + (wide[i] as number))),
  };
}
