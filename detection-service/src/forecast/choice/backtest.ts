import { seededRandom } from '../../core/random.ts';
import {
  TooMuchWork,
  type FitResult,
  type ForecastContext,
  type ForecasterDefinition,
  type History,
  type Prediction,
} from '../forecaster.ts';

/** Forecasters that need randomness draw the same each time. */
const SEED = 1;

/** What a forecaster would have said of the past, and what came. */
export interface Trial {
  readonly origin: number;
  readonly prediction: Prediction;
  /** NaN is a gap. */
  readonly actual: Float64Array;
  /** Mean absolute error over the steps that are no gaps; NaN when all are. */
  readonly error: number;
}

/** A forecaster's trials over all origins with its forecast of the future, or why it has none. */
export type Backtest =
  | { readonly status: 'tried'; readonly trials: readonly Trial[]; readonly forecast: () => Prediction }
  | { readonly status: 'withheld'; readonly reason: string };

/**
 * Lets a forecaster forecast the past from each origin, on nothing but what lay before it: by what it has found out
 * itself, or else fitted anew each time.
 */
export function backtest(
  definition: ForecasterDefinition,
  history: History,
  origins: readonly number[],
  horizon: number,
  spend: ForecastContext['spend']
): Backtest {
  const fit = (past: History): FitResult => definition.fit(past, { random: seededRandom(SEED), spend });
  try {
    const whole = fit(history);
    if (whole.status === 'withheld') return whole;
    const known = whole.model.past?.(horizon, origins);
    const trials: Trial[] = [];
    for (const [j, origin] of origins.entries()) {
      let prediction = known?.[j];
      if (prediction === undefined) {
        const result = fit({ ...history, values: history.values.subarray(0, origin) });
        if (result.status === 'withheld') return result;
        prediction = result.model.forecast(horizon);
      }
      const actual = history.values.subarray(origin, origin + horizon);
      trials.push({ origin, prediction, actual, error: meanError(actual, prediction.point) });
    }
    return { status: 'tried', trials, forecast: () => whole.model.forecast(horizon) };
  } catch (error) {
    if (!(error instanceof TooMuchWork)) throw error;
    return { status: 'withheld', reason: 'It would take more work than one forecast may.' };
  }
}

function meanError(actual: Float64Array, point: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < actual.length; i++) {
    const error = Math.abs((actual[i] as number) - (point[i] as number));
    if (!Number.isFinite(error)) continue;
    sum += error;
    count++;
  }
  return count === 0 ? Number.NaN : sum / count;
}
