import type { SeriesKind } from '../core/series.ts';
import { HOUR } from '../core/time.ts';
import type { Millis } from '../core/time.ts';
import type { Pattern } from './anomaly.ts';

/** From this duration on (and at least three steps) a deviation is a new level rather than a spike or a drop. */
const SHIFT_AFTER: Millis = HOUR;
const SHIFT_STEPS = 3;

/**
 * How the samples left the ordinary. `trend`: the sample that opened the anomaly was itself within its band, so only a
 * slow drift can have carried it (a ratio is judged over windows, where this says nothing). Otherwise `mean-shift` when
 * it has lasted an hour, before that `spike` above and `drop` below the expected.
 */
export function patternOf(
  kind: SeriesKind,
  direction: 'up' | 'down',
  openedInside: boolean,
  duration: Millis,
  step: Millis
): Pattern {
  if (openedInside && kind !== 'ratio') return 'trend';
  if (duration >= Math.max(SHIFT_AFTER, SHIFT_STEPS * step)) return 'mean-shift';
  return direction === 'up' ? 'spike' : 'drop';
}

/** Anomalous steps after which the doubt that the score leaves has halved. */
const HALF_DOUBT = 10;

/** How sure, 0..99: the score of the peak, and less doubt the more steps agree. */
export function confidenceOf(peakScore: number, anomalousSteps: number): number {
  const doubt = (1 - peakScore) * (HALF_DOUBT / (HALF_DOUBT + Math.max(0, anomalousSteps - 1)));
  return Math.min(99, Math.round(100 * (1 - doubt)));
}
