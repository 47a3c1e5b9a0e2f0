import * as L from './level-state.ts';

/**
 * From so many samples missing on, what comes is no continuation: not "in a row", and no distance to learn. The means of
 * deviations fade by as many samples as are missing: what a percentile that needs 20 calls a minute showed before the
 * night is no evidence in the morning.
 */
export const BREAK = 4;

/** The smoothed distance of samples with this one, which stretches all memories of a sparse series. */
export function distanceWith(f: Float64Array, o: number, time: number, step: number): number {
  const dt = f[o + L.DISTANCE] as number;
  const gap = time - (f[o + L.LAST] as number);
  if ((dt === step && gap === step) || !(gap > 0 && gap < (BREAK + 1) * dt)) return dt;
  const next = dt + (gap - dt) * 0.2;
  return Math.abs(next - step) < 1e-9 * step ? step : next;
}
