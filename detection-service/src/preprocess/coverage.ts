import type { Millis } from '../core/time.ts';
import { RECEIVED, TOUCHES, WHOLE } from './sources.ts';
import type { Sources } from './sources.ts';

/** What the sources that reported something know of a step. */
export interface Coverage {
  /** Some source was there at some time of the step. */
  readonly touched: boolean;
  readonly received: boolean;
  readonly whole: boolean;
  /** A living collector received some of it, so no calls means none. */
  readonly zero: boolean;
}

/**
 * What the sources with the indexes `reporters` know of `[start, end)`. Ordinary senders that are gone are taken out of
 * `reporters`; collectors are not, for they cover again what they reported when they return.
 */
export function coverageOf(reporters: Set<number>, sources: Sources, start: Millis, end: Millis): Coverage {
  let touched = false;
  let received = false;
  let whole = true;
  let zero = false;
  for (const index of reporters) {
    const source = sources.at(index);
    const bits = source.coverage(start, end);
    if ((bits & TOUCHES) === 0) {
      if (source.emitter === undefined && !source.alive && source.reach <= start) reporters.delete(index);
      continue;
    }
    touched = true;
    if ((bits & RECEIVED) !== 0) {
      received = true;
      if (source.emitter !== undefined) zero = true;
    }
    if ((bits & WHOLE) === 0) whole = false;
  }
  return { touched, received, whole: whole && touched, zero };
}
