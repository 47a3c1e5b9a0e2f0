import type { Millis } from '../core/time.ts';
import type { SeriesResults } from '../storage/ports.ts';

/** Work on the rows of results, all columns alike. */

/** No row at all. */
export function noRows(): SeriesResults {
  return {
    ...{ time: new Float64Array(), value: new Float64Array(), status: new Uint8Array(), score: new Float32Array() },
    ...{ expected: new Float32Array(), lower: new Float32Array(), upper: new Float32Array() },
    ...{ flags: new Uint8Array(), revision: new Uint32Array() },
  };
}

/** A copy of the rows in `[from, to)`. */
export function rowsWithin(rows: SeriesResults, from: Millis, to: Millis): SeriesResults {
  const [start, end] = [firstAt(rows.time, from), firstAt(rows.time, to)];
  return {
    time: rows.time.slice(start, end),
    value: rows.value.slice(start, end),
    status: rows.status.slice(start, end),
    score: rows.score.slice(start, end),
    expected: rows.expected.slice(start, end),
    lower: rows.lower.slice(start, end),
    upper: rows.upper.slice(start, end),
    flags: rows.flags.slice(start, end),
    revision: rows.revision.slice(start, end),
  };
}

/** The rows of parts that follow each other. */
export function joinRows(parts: readonly SeriesResults[]): SeriesResults {
  if (parts.length === 1) return parts[0] as SeriesResults;
  const count = parts.reduce((sum, { time }) => sum + time.length, 0);
  const all: SeriesResults = {
    ...{ time: new Float64Array(count), value: new Float64Array(count), status: new Uint8Array(count) },
    ...{ score: new Float32Array(count), expected: new Float32Array(count), lower: new Float32Array(count) },
    ...{ upper: new Float32Array(count), flags: new Uint8Array(count), revision: new Uint32Array(count) },
  };
  let at = 0;
  for (const part of parts) {
    all.time.set(part.time, at);
    all.value.set(part.value, at);
    all.status.set(part.status, at);
    all.score.set(part.score, at);
    all.expected.set(part.expected, at);
    all.lower.set(part.lower, at);
    all.upper.set(part.upper, at);
    all.flags.set(part.flags, at);
    all.revision.set(part.revision, at);
    at += part.time.length;
  }
  return all;
}

/** Index of the first row at or after a time. */
function firstAt(time: Float64Array, from: Millis): number {
  let [low, high] = [0, time.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((time[middle] as number) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
