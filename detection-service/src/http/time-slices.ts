import { setImmediate } from 'node:timers/promises';

/** How long work goes on before others get their turn. */
const SLICE_MILLISECONDS = 10;

/**
 * Does work that can pause, a slice at a time. Between slices `check` may throw: when it has taken too long, or nobody
 * wants the result any more.
 */
export async function inSlices<T>(work: Generator<void, T, void>, check: () => void): Promise<T> {
  for (;;) {
    const end = performance.now() + SLICE_MILLISECONDS;
    do {
      const { done, value } = work.next();
      if (done === true) return value;
    } while (performance.now() < end);
    await setImmediate();
    check();
  }
}
