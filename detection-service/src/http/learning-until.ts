import type { Millis } from '../core/time.ts';
import { NO_DATA, WARMING_UP } from '../core/verdict.ts';
import type { Learning } from '../detect/detector.ts';
import type { SeriesResults, StoredSeries } from '../storage/ports.ts';

/** A series of which the newest sample was only learned from. */
export interface Learner {
  readonly series: StoredSeries;
  /** Samples of the results that were looked at. */
  readonly learned: number;
  /** The step after the newest of them. */
  readonly next: Millis;
}

/** The series when it is only learned as yet, as its results say; undefined when it was judged, or when there is no sample. */
export function learnerOf(series: StoredSeries, rows: SeriesResults): Learner | undefined {
  const newest = rows.status.findLastIndex((status) => status !== NO_DATA);
  if (newest < 0 || rows.status[newest] !== WARMING_UP) return undefined;
  const next = (rows.time[newest] as Millis) + series.identity.step;
  return { series, learned: learnedIn(rows), next };
}

/**
 * Until when a series is only learned, when a sample comes with every step from its newest one on. `before` are its
 * results before those that were looked at; `learning` is what the detector says of series with this step.
 */
export function learningUntil({ series, learned, next }: Learner, before: SeriesResults, learning: Learning): Millis {
  const missing = Math.max(0, learning.samples - learned - learnedIn(before));
  return Math.max(next + series.identity.step * missing, series.firstStep + learning.span);
}

function learnedIn({ status }: SeriesResults): number {
  return status.reduce((count, one) => count + (one === WARMING_UP ? 1 : 0), 0);
}
