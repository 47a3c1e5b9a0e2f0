import type { Millis } from '../core/time.ts';
import { NO_DATA, WARMING_UP } from '../core/verdict.ts';
import type { Learning } from '../detect/detector.ts';
import type { ResultStore, SeriesResults, StoredSeries } from '../storage/ports.ts';

/**
 * Until when a series is only learned, when a sample comes with every step from its newest one on; null when that was
 * judged already, or when there is none. `rows` are its results from `from` on; `learning` is what the detector says of
 * series with this step.
 */
export function learningUntil(
  results: Pick<ResultStore, 'read'>,
  series: StoredSeries,
  rows: SeriesResults,
  from: Millis,
  learning: Learning
): Millis | null {
  const newest = rows.status.findLastIndex((status) => status !== NO_DATA);
  if (newest < 0 || rows.status[newest] !== WARMING_UP) return null;
  const before = from > series.firstStep ? results.read(series, series.firstStep, from) : undefined;
  const learned = samplesIn(rows) + (before === undefined ? 0 : samplesIn(before));
  const { step } = series.identity;
  const next = (rows.time[newest] as Millis) + step;
  return Math.max(next + step * Math.max(0, learning.samples - learned), series.firstStep + learning.span);
}

function samplesIn({ status }: SeriesResults): number {
  return status.reduce((count, one) => count + (one === WARMING_UP ? 1 : 0), 0);
}
