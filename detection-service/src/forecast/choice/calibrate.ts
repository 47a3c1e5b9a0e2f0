import { conformalQuantile } from '../../core/math/conformal-quantile.ts';
import { median } from '../../core/math/median.ts';
import { predictionAround, type History, type Prediction } from '../forecaster.ts';
import type { Trial } from './backtest.ts';
import { FEW_ORIGINS } from './origins.ts';

/** Past days are blocks of errors that go together, not as many errors on their own: how much wider few of them make. */
const FEW_DAYS_95 = 0.6;
const FEW_DAYS_80 = 0.3;
/** Errors of one step count no further than this many widths when it is judged how much they go together. */
const CLIP = 4;
/** No half of an interval is narrower than this share of the middle one: a width of nothing cannot be scaled. */
const LEAST_WIDTH = 0.25;
/** Nor wider than this many times what the history spans: a series near zero would else get absurd ones. */
const WIDEST = 3;
/** With fewer than `FEW_ORIGINS` days nothing can be measured: at least this much wider than the forecaster says. */
const UNMEASURED = 1.5;

/** By how much a forecaster's own 95 % interval must be scaled so that past days would have lain inside. */
export interface Widening {
  readonly factor80: number;
  readonly factor95: number;
}

/** Half the width of the forecaster's own 95 % interval at each step. */
export function ownHalfWidths({ point, lower95, upper95 }: Prediction, least: number): Float64Array {
  const own = Float64Array.from(point, (value, i) =>
    Math.max((upper95[i] as number) - value, value - (lower95[i] as number))
  );
  const floor = Math.max(least, LEAST_WIDTH * median(own));
  return own.map((half) => Math.max(half, floor));
}

/**
 * Conformal prediction with the forecaster's own width as the scale of errors: the share of past steps that lay inside
 * is measured, not believed. Errors of one past day lean to one side together, so the factor grows by how much they do
 * (their intraclass correlation) and by how few days there are.
 */
export function widening(trials: readonly Trial[], least: number): Widening {
  const errors = trials.map((trial) => signedErrors(trial, least));
  const sorted = Float64Array.from(errors.flatMap((day) => [...day].map(Math.abs))).sort();
  if (sorted.length === 0) return { factor80: 1, factor95: UNMEASURED };
  const together = Math.min(1, 2 * Math.sqrt(intraclass(errors)));
  const more = (few: number): number => 1 + (few / Math.sqrt(trials.length)) * together;
  const factor80 = conformalQuantile(sorted, 0.8) * more(FEW_DAYS_80);
  const factor95 = conformalQuantile(sorted, 0.95) * more(FEW_DAYS_95);
  return { factor80, factor95: trials.length < FEW_ORIGINS ? Math.max(UNMEASURED, factor95) : factor95 };
}

/** The prediction with its intervals scaled. `span` is how far apart the least and the greatest value of the history lie. */
export function widened(
  history: History,
  prediction: Prediction,
  { factor80, factor95 }: Widening,
  least: number,
  span: number
): Prediction {
  const own = ownHalfWidths(prediction, least);
  const half = (factor: number) => (i: number) => Math.min(factor * (own[i] as number), WIDEST * span);
  return predictionAround(history, prediction.point, half(factor80), half(factor95));
}

/** Errors in own half-widths, without gaps. */
function signedErrors({ prediction, actual }: Trial, least: number): Float64Array {
  const own = ownHalfWidths(prediction, least);
  return actual
    .map((value, i) => (value - (prediction.point[i] as number)) / (own[i] as number))
    .filter((error) => Number.isFinite(error));
}

/** Which share of the squared errors the mean of a day explains. */
function intraclass(days: readonly Float64Array[]): number {
  let between = 0;
  let all = 0;
  let count = 0;
  for (const day of days) {
    let sum = 0;
    for (const error of day) {
      const clipped = Math.max(-CLIP, Math.min(CLIP, error));
      sum += clipped;
      all += clipped * clipped;
    }
    between += day.length === 0 ? 0 : (sum * sum) / day.length;
    count += day.length;
  }
  return count === 0 || all === 0 ? 1 : between / all;
}
