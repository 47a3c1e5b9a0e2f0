import { WeirError } from '../core/errors.ts';
import { HOUR, type Millis } from '../core/time.ts';
import type { ReadableResults, StoredSeries, WantedResults } from './ports.ts';
import { readNear } from './read-near.ts';

/** The first look goes so far back, each further one so many times as far: nearly all series were heard of just now. */
const FIRST_LOOK: Millis = 2 * HOUR;
const LOOK_FURTHER = 8;

/** Where the newest value is looked for. */
export interface NewestSpan {
  /** Where the look back begins; steps after it count, too. */
  readonly now: Millis;
  /** Steps from here on do not count; by default all do. */
  readonly before?: Millis;
  /** Steps before this do not count; by default those of the whole series do. */
  readonly from?: Millis;
}

/** Start of the newest step with a value; undefined where there is none; or why that cannot be known now. */
export type Newest = Millis | undefined | WeirError;

/** A look at a part of the span. */
interface Look extends WantedResults {
  readonly index: number;
  readonly oldest: Millis;
}

/** The newest value of each series, in their order: all are looked at together, those without one further and further back. */
export async function newestValues(
  results: ReadableResults,
  series: readonly StoredSeries[],
  { now, before = Number.MAX_SAFE_INTEGER, from: earliest = 0 }: NewestSpan
): Promise<readonly Newest[]> {
  const found: Newest[] = series.map(() => undefined);
  const first = Math.min(now, before) - FIRST_LOOK;
  let looks = series.map((one, index): Look => {
    const oldest = Math.max(earliest, one.firstStep);
    return { index, series: one, oldest, from: Math.max(first, oldest), to: before };
  });
  for (let from = first; looks.length > 0;) {
    const further = now - LOOK_FURTHER * (now - from);
    const next: Look[] = [];
    for await (const { wanted: look, rows } of readNear(results, looks, now)) {
      const newest = rows instanceof WeirError ? rows : newestOf(rows);
      if (newest !== undefined) found[look.index] = newest;
      else if (from > look.oldest) next.push({ ...look, from: Math.max(further, look.oldest), to: from });
    }
    looks = next;
    from = further;
  }
  return found;
}

/** The same of one series. @throws {WeirError} `unavailable` when it cannot be known now */
export async function newestValue(
  results: ReadableResults,
  series: StoredSeries,
  span: NewestSpan
): Promise<Millis | undefined> {
  const [newest] = await newestValues(results, [series], span);
  if (newest instanceof WeirError) throw newest;
  return newest;
}

function newestOf({ time, value }: { readonly time: Float64Array; readonly value: Float64Array }): Millis | undefined {
  const last = value.findLastIndex((one) => Number.isFinite(one));
  return last < 0 ? undefined : time[last];
}
