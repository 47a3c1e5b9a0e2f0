import { TooMuchWork, type ForecasterDefinition, type History, type Prediction } from '../forecaster.ts';
import { backtest, type Backtest, type Trial } from './backtest.ts';
import { ownHalfWidths, widened, widening } from './calibrate.ts';
import { FEW_ORIGINS, rollingOrigins } from './origins.ts';

/** Another forecaster is taken only when it is better than the first by this much. */
const WORTHWHILE = 0.98;
/** A past day counts as missed when more than this share of it lay outside the 95 % interval. */
const MISSED = 0.25;
/** Days that an interval must be made from before a day can be missed. */
const DAYS_BEFORE = 2;
/** Widths below this share of the largest value are rounding errors. */
const ROUNDING = 1e-9;

/** How a forecaster did on the past of one series. */
export interface Contestant {
  readonly forecaster: string;
  readonly version: number;
  /** Mean absolute error over all past days, as a share of that of the first forecaster; absent when it was not tried. */
  readonly error?: number | undefined;
  /** Which share of the past lay inside its own 95 % interval. */
  readonly inside95?: number | undefined;
  /** Why it was not tried. */
  readonly reason?: string | undefined;
}

/** A forecast with how it was come by, or why there is none. */
export type Choice = { readonly contest: readonly Contestant[]; readonly origins: number } & (
  | { readonly status: 'made'; readonly forecaster: string; readonly version: number; readonly prediction: Prediction }
  | { readonly status: 'withheld'; readonly reason: string }
);

export interface ChoiceSettings {
  readonly forecasters: readonly ForecasterDefinition[];
  /** Operations that one choice may take, all forecasters and past days together. */
  readonly operations: number;
}

/**
 * Forecasts a series by the forecaster that would have been nearest on its own past days, with intervals as wide as
 * these days ask for. The first of the forecasters is what the others are measured against. A forecast is withheld when
 * more than half of the past days would have been missed by intervals made from the days before them.
 */
export function choose(history: History, horizon: number, { forecasters, operations }: ChoiceSettings): Choice {
  const { lengths, seasons } = rollingOrigins(history.values.length, horizon, history.seasons);
  const known = { ...history, seasons };
  const spend = budget(operations);
  const tried = forecasters.map((definition) => ({
    definition,
    result: backtest(definition, known, lengths, horizon, spend),
  }));
  const contest = contestants(tried);
  const origins = lengths.length;
  const order = [...contest.keys()]
    .filter((i) => contest[i]?.reason === undefined)
    .sort((a, b) => rank(contest, a) - rank(contest, b));
  const reason = contest[0]?.reason ?? 'There is no forecaster.';
  const best = tried[order[0] ?? -1];
  if (best === undefined || best.result.status === 'withheld') return { status: 'withheld', reason, contest, origins };
  const { trials, forecast } = best.result;
  const { least, span } = scaleOf(history.values);
  const { missed, judged } = missedDays(trials, least);
  if (judged >= FEW_ORIGINS && missed > judged / 2) {
    return {
      status: 'withheld',
      reason: `It would have missed ${missed} of ${judged} past days.`,
      contest,
      origins,
    };
  }
  try {
    const prediction = widened(known, forecast(), widening(trials, least), least, span);
    const { id, version } = best.definition;
    return { status: 'made', forecaster: id, version, prediction, contest, origins };
  } catch (error) {
    if (!(error instanceof TooMuchWork)) throw error;
    return { status: 'withheld', reason: 'It would take more work than one forecast may.', contest, origins };
  }
}

interface Tried {
  readonly definition: ForecasterDefinition;
  readonly result: Backtest;
}

/** The first forecaster wins unless another one is worth it. */
function rank(contest: readonly Contestant[], i: number): number {
  const error = contest[i]?.error ?? (i === 0 ? 1 : Number.POSITIVE_INFINITY);
  return i === 0 ? error * WORTHWHILE : error;
}

function contestants(tried: readonly Tried[]): Contestant[] {
  const errorOf = ({ result }: Tried): number => (result.status === 'tried' ? totalError(result.trials) : Number.NaN);
  const first = tried[0] === undefined ? Number.NaN : errorOf(tried[0]);
  return tried.map((one) => {
    const { definition, result } = one;
    const who = { forecaster: definition.id, version: definition.version };
    if (result.status === 'withheld') return { ...who, reason: result.reason };
    const error = errorOf(one) / first;
    return { ...who, error: finite(error), inside95: finite(insideShare(result.trials)) };
  });
}

const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

function totalError(trials: readonly Trial[]): number {
  return trials.reduce((sum, { error }) => sum + (Number.isNaN(error) ? 0 : error), 0);
}

function insideShare(trials: readonly Trial[]): number {
  let inside = 0;
  let count = 0;
  for (const { actual, prediction } of trials) {
    for (let i = 0; i < actual.length; i++) {
      const value = actual[i] as number;
      if (!Number.isFinite(value)) continue;
      count++;
      if (value >= (prediction.lower95[i] as number) && value <= (prediction.upper95[i] as number)) inside++;
    }
  }
  return inside / count;
}

/** Days that the interval would have missed, made from the days before them as it was then. The newest come first. */
function missedDays(trials: readonly Trial[], least: number): { readonly missed: number; readonly judged: number } {
  const judged = trials.slice(0, -DAYS_BEFORE);
  const missed = judged.filter((trial, j) => {
    const { factor95 } = widening(trials.slice(j + 1), least);
    const own = ownHalfWidths(trial.prediction, least);
    const seen = trial.actual.filter((value) => Number.isFinite(value));
    let outside = 0;
    trial.actual.forEach((value, i) => {
      if (Math.abs(value - (trial.prediction.point[i] as number)) > factor95 * (own[i] as number)) outside++;
    });
    return outside > MISSED * seen.length;
  });
  return { missed: missed.length, judged: judged.length };
}

function scaleOf(values: Float64Array): { readonly least: number; readonly span: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const largest = Math.max(Math.abs(low), Math.abs(high));
  return { least: ROUNDING * largest + Number.MIN_VALUE, span: high - low };
}

function budget(operations: number): (more: number) => void {
  let left = operations;
  return (more) => {
    if (more > left) throw new TooMuchWork(`${more} operations are more than the ${left} that are left`);
    left -= more;
  };
}
