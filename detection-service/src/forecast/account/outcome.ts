import type { Millis } from '../../core/time.ts';
import type { Prediction } from '../forecaster.ts';
import { firstBreach, type ObjectiveCall } from './chance.ts';

/** What became of a forecast, once its horizon has passed. */
export interface Outcome {
  /** Steps of which a value came. */
  readonly steps: number;
  readonly inside80: number;
  readonly inside95: number;
  /** Whether the last value that came lay inside the 95 % interval: one answer per forecast, which steps are not. */
  readonly held: boolean;
  /** Mean absolute error. */
  readonly error: number;
  /** In the order of the calls: where the objective was passed first; absent where it was not. */
  readonly breaches: readonly (Millis | null)[];
}

/** Holds a forecast to account; undefined when no value came. `actual` has one value a step, NaN is a gap. */
export function outcomeOf(
  prediction: Prediction,
  calls: readonly ObjectiveCall[],
  actual: Float64Array,
  issued: Millis,
  step: Millis
): Outcome | undefined {
  const counts = { steps: 0, inside80: 0, inside95: 0, error: 0 };
  let held = false;
  for (let i = 0; i < prediction.point.length; i++) {
    const value = actual[i] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    counts.steps++;
    held = value >= (prediction.lower95[i] as number) && value <= (prediction.upper95[i] as number);
    if (held) counts.inside95++;
    if (value >= (prediction.lower80[i] as number) && value <= (prediction.upper80[i] as number)) counts.inside80++;
    counts.error += Math.abs(value - (prediction.point[i] as number));
  }
  if (counts.steps === 0) return undefined;
  const breaches = calls.map(({ objective }) => {
    const at = firstBreach(objective, actual.subarray(0, prediction.point.length), step);
    return at === undefined ? null : issued + at * step;
  });
  return { ...counts, error: counts.error / counts.steps, held, breaches };
}
