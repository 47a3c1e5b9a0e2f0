import type { Millis } from '../core/time.ts';
import { OPEN_SCORE, SCORED } from '../core/verdict.ts';
import type { SeriesResults } from '../storage/ports.ts';

/**
 * Which rows to show when there are more than `most` (at least 10): indices, ascending. Rows are left out, never
 * averaged, so that every row shown has happened. Kept are
 * - the peak of every anomalous stretch; when that is more than half of `most`, the highest of each part of the span;
 * - of each bucket of steps the row with the least value, the one with the greatest, and the first gap.
 * Buckets begin at multiples of their length, so that a chart does not flicker when its range moves.
 */
export function reduceRows(rows: SeriesResults, step: Millis, most: number): Uint32Array {
  const count = rows.time.length;
  if (count <= most) return Uint32Array.from({ length: count }, (_, i) => i);
  const keep = new Uint8Array(count);
  let kept = 0;
  for (const peak of thinned(peaks(rows), rows, most >> 1)) {
    keep[peak] = 1;
    kept++;
  }
  const buckets = Math.max(1, Math.floor((most - kept) / 3));
  keepExtremes(rows, bucketLength(rows, step, buckets), keep);
  const indices = new Uint32Array(most);
  let length = 0;
  for (let i = 0; i < count; i++) if (keep[i] === 1) indices[length++] = i;
  return indices.subarray(0, length);
}

/** The row with the highest score of each stretch of anomalous rows. */
function peaks(rows: SeriesResults): number[] {
  const found: number[] = [];
  let peak = -1;
  for (let i = 0; i < rows.time.length; i++) {
    const anomalous = rows.status[i] === SCORED && (rows.score[i] as number) >= OPEN_SCORE;
    if (!anomalous) {
      if (peak >= 0) found.push(peak);
      peak = -1;
    } else if (peak < 0 || (rows.score[i] as number) > (rows.score[peak] as number)) {
      peak = i;
    }
  }
  if (peak >= 0) found.push(peak);
  return found;
}

/** At most `most` of the peaks: the highest of each of `most` equal parts of the rows. */
function thinned(all: readonly number[], rows: SeriesResults, most: number): readonly number[] {
  if (all.length <= most) return all;
  const highest = new Int32Array(most).fill(-1);
  for (const peak of all) {
    const part = Math.floor((peak / rows.time.length) * most);
    const other = highest[part] as number;
    if (other < 0 || (rows.score[peak] as number) > (rows.score[other] as number)) highest[part] = peak;
  }
  return [...highest].filter((peak) => peak >= 0);
}

/** Length of buckets that begin at their multiples, so long that `buckets` of them cover all rows; 0 is one bucket. */
function bucketLength(rows: SeriesResults, step: Millis, buckets: number): Millis {
  if (buckets < 2) return 0;
  const span = (rows.time[rows.time.length - 1] as number) - (rows.time[0] as number) + step;
  return Math.ceil(span / step / (buckets - 1)) * step;
}

function keepExtremes(rows: SeriesResults, length: Millis, keep: Uint8Array): void {
  for (let start = 0; start < keep.length;) {
    const end = bucketEnd(rows.time, start, length);
    keepExtremesOf(rows.value, start, end, keep);
    start = end;
  }
}

function keepExtremesOf(value: Float64Array, start: number, end: number, keep: Uint8Array): void {
  let least = -1;
  let greatest = -1;
  let gap = -1;
  for (let i = start; i < end; i++) {
    const v = value[i] as number;
    if (Number.isNaN(v)) {
      if (gap < 0) gap = i;
    } else if (least < 0) {
      least = greatest = i;
    } else if (v < (value[least] as number)) {
      least = i;
    } else if (v > (value[greatest] as number)) {
      greatest = i;
    }
  }
  for (const i of [least, greatest, gap]) if (i >= 0) keep[i] = 1;
}

function bucketEnd(time: Float64Array, start: number, length: Millis): number {
  if (length === 0) return time.length;
  const limit = (Math.floor((time[start] as number) / length) + 1) * length;
  let end = start + 1;
  while (end < time.length && (time[end] as number) < limit) end++;
  return end;
}
