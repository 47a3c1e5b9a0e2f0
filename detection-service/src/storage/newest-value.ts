import { HOUR, type Millis } from '../core/time.ts';
import type { ResultStore, StoredSeries } from './ports.ts';

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

/** Start of the newest step of a series that has a value; undefined where there is none. */
export function newestValue(
  results: Pick<ResultStore, 'read'>,
  series: StoredSeries,
  { now, before = Number.MAX_SAFE_INTEGER, from: earliest = 0 }: NewestSpan
): Millis | undefined {
  const oldest = Math.max(earliest, series.firstStep);
  let to = before;
  let from = Math.min(now, before) - FIRST_LOOK;
  for (;;) {
    const { time, value } = results.read(series, Math.max(from, oldest), to);
    const last = value.findLastIndex((one) => Number.isFinite(one));
    if (last >= 0) return time[last];
    if (from <= oldest) return undefined;
    to = from;
    from = now - LOOK_FURTHER * (now - from);
  }
}
