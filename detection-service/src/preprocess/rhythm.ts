import type { Millis } from '../core/time.ts';

/** A sender may be this much slower than a step and still be said to keep its rhythm. */
const TOLERANCE = 1.1;

/**
 * Index of the step length that suits a sender's interval: the shortest that is not shorter than the interval, so that
 * every step gets a point. (The nearest would give a sender of every 15 s steps of 10 s, every third of them empty.)
 */
export function rhythmStep(interval: Millis, steps: readonly Millis[]): number {
  for (let i = 0; i < steps.length; i++) if (interval <= (steps[i] as number) * TOLERANCE) return i;
  return steps.length - 1;
}

/** The intervals that suit step length `i`: longer than the first, at most the second. */
export function rhythmRange(i: number, steps: readonly Millis[]): readonly [Millis, Millis] {
  const shortest = i === 0 ? 0 : (steps[i - 1] as number) * TOLERANCE;
  return [shortest, i === steps.length - 1 ? Number.POSITIVE_INFINITY : (steps[i] as number) * TOLERANCE];
}
