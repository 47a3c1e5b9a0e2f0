import { WeirError } from '../core/errors.ts';
import type { Millis } from '../core/time.ts';
import type { ReadableResults, SeriesResults, WantedResults } from './ports.ts';

/** Steps that are brought near at once: some twenty megabytes. Of a single series they may be more. */
export const PORTION_STEPS = 500_000;
const PORTION_SERIES = 1_000;

/** Results, or why they cannot be had now. */
export type Read = SeriesResults | WeirError;

/** Most steps that the results can have; nothing is later than `until`. */
export function mostSteps({ series, from, to }: WantedResults, until: Millis = Infinity): number {
  const { identity, firstStep } = series;
  return Math.max(0, Math.ceil((Math.min(to, until) - Math.max(from, firstStep)) / identity.step));
}

/** What is wanted, in its order, in portions of which each is brought near at once. Nothing is later than `until`. */
export function* inPortions<T extends WantedResults>(
  wanted: Iterable<T>,
  until: Millis = Infinity
): Generator<readonly T[], void> {
  let portion: T[] = [];
  let steps = 0;
  for (const one of wanted) {
    const own = mostSteps(one, until);
    if (portion.length > 0 && (portion.length >= PORTION_SERIES || steps + own > PORTION_STEPS)) {
      yield portion;
      [portion, steps] = [[], 0];
    }
    portion.push(one);
    steps += own;
  }
  if (portion.length > 0) yield portion;
}

/** Reads what is wanted, in its order, brought near in portions. What cannot be had is the error in its place. */
export async function* readNear<T extends WantedResults>(
  results: ReadableResults,
  wanted: Iterable<T>,
  until?: Millis
): AsyncGenerator<{ readonly wanted: T; readonly rows: Read }, void> {
  for (const portion of inPortions(wanted, until)) {
    await orAway(() => results.near(portion));
    for (const one of portion) {
      const rows = await orAway(() => results.read(one.series, one.from, one.to));
      yield { wanted: one, rows };
    }
  }
}

/** The results. @throws {WeirError} `unavailable` when there is an error in their place */
export function orThrow(rows: Read): SeriesResults {
  if (rows instanceof WeirError) throw rows;
  return rows;
}

/** What the work comes to, or the error when that is about something that cannot be had now. */
export async function orAway<T>(work: () => T | Promise<T>): Promise<T | WeirError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WeirError && error.code === 'unavailable') return error;
    throw error;
  }
}
