import { NO_DATA } from '../core/verdict.ts';
import type { Millis } from '../core/time.ts';
import type { SeriesResults } from '../storage/ports.ts';

/**
 * Results with one row without data at the first missing step of each hole, so that a chart does not draw a line over
 * it. Steps are missing where nobody judged, for example while the service was down.
 */
export function showHoles(rows: SeriesResults, step: Millis): SeriesResults {
  const count = rows.time.length;
  let holes = 0;
  for (let i = 1; i < count; i++) if (isHole(rows.time, i, step)) holes++;
  if (holes === 0) return rows;
  const out: SeriesResults = {
    time: new Float64Array(count + holes),
    value: new Float64Array(count + holes).fill(Number.NaN),
    status: new Uint8Array(count + holes).fill(NO_DATA),
    score: new Float32Array(count + holes),
    expected: new Float32Array(count + holes).fill(Number.NaN),
    lower: new Float32Array(count + holes).fill(Number.NaN),
    upper: new Float32Array(count + holes).fill(Number.NaN),
    flags: new Uint8Array(count + holes),
    revision: new Uint32Array(count + holes),
  };
  let to = 0;
  for (let i = 0; i < count; i++) {
    if (i > 0 && isHole(rows.time, i, step)) out.time[to++] = (rows.time[i - 1] as number) + step;
    out.time[to] = rows.time[i] as number;
    out.value[to] = rows.value[i] as number;
    out.status[to] = rows.status[i] as number;
    out.score[to] = rows.score[i] as number;
    out.expected[to] = rows.expected[i] as number;
    out.lower[to] = rows.lower[i] as number;
    out.upper[to] = rows.upper[i] as number;
    out.flags[to] = rows.flags[i] as number;
    out.revision[to] = rows.revision[i] as number;
    to++;
  }
  return out;
}

function isHole(time: Float64Array, i: number, step: Millis): boolean {
  return (time[i] as number) - (time[i - 1] as number) > step;
}
