import { setImmediate } from 'node:timers/promises';

/** How long work goes on before others get their turn. */
const SLICE_MILLISECONDS = 10;

/**
 * Does work that can pause, a slice at a time. Between slices `check` may throw: when it has taken too long, or nobody
 * wants the result any more. What the work yields is something that it needs: it goes on when `bring` has brought it.
 */
export async function inSlices<Need, T>(
  work: Generator<Need | undefined, T, void>,
  check: () => void,
  bring: (need: Need) => Promise<void>
): Promise<T> {
  for (;;) {
    const end = performance.now() + SLICE_MILLISECONDS;
    do {
      const { done, value } = work.next();
      if (done === true) return value;
      if (value === undefined) continue;
      await bring(value);
      check();
    } while (performance.now() < end);
    await setImmediate();
    check();
  }
}
