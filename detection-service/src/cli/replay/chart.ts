import type { Millis } from '../../core/time.ts';
import { SCORED } from '../../core/verdict.ts';
import type { SeriesResults } from '../../storage/ports.ts';

/** What a chart shows: a span of a series, and where in it something was out of the ordinary. */
export interface Shown {
  readonly around: SeriesResults;
  readonly from: Millis;
  readonly to: Millis;
  /** Absent `end`: it has not ended. */
  readonly anomaly: { readonly start: Millis; readonly end?: Millis | undefined };
}

/** Size of a chart in characters. */
export interface ChartSize {
  readonly columns: number;
  readonly rows: number;
}

interface Column {
  value: number;
  lower: number;
  upper: number;
  anomalous: boolean;
}

/** A chart drawn: rows of equal width, topmost first, and the value at their upper edge. */
export interface Chart {
  readonly rows: readonly string[];
  readonly top: number;
}

/** The band may be this much higher than the highest value before it is cut off. */
const BAND_ROOM = 1.5;

/**
 * A small chart of a series for the terminal: `●` its values, `◆` the anomalous ones, `░` the band of what was
 * expected. Where there are more steps than columns, the one with the highest score of a column is drawn; where there are
 * fewer, a step takes several columns.
 */
export function chart(shown: Shown, step: Millis, size: ChartSize): Chart {
  const columns = intoColumns(shown, step, size.columns);
  const top = highest(columns);
  const rows: string[] = [];
  for (let row = size.rows - 1; row >= 0; row--) {
    let line = '';
    for (const column of columns) line += cell(column, row, top, size.rows);
    rows.push(line);
  }
  return { rows, top };
}

function intoColumns(
  { around: results, from, to, anomaly }: Shown,
  step: Millis,
  count: number
): (Column | undefined)[] {
  const columns = new Array<Column | undefined>(count).fill(undefined);
  const scores = new Float64Array(count).fill(-1);
  const at = (time: Millis): number => Math.floor(((time - from) / (to - from)) * count);
  for (let i = 0; i < results.time.length; i++) {
    const time = results.time[i] as number;
    const value = results.value[i] as number;
    if (Number.isNaN(value)) continue;
    const score = results.status[i] === SCORED ? (results.score[i] as number) : 0;
    const bounds = { lower: results.lower[i] as number, upper: results.upper[i] as number };
    const anomalous = time >= anomaly.start && time < (anomaly.end ?? Infinity);
    const column = { value, ...bounds, anomalous };
    const first = Math.max(0, at(time));
    const last = Math.min(count - 1, Math.max(first, at(time + step) - 1));
    for (let c = first; c <= last; c++) {
      if (score <= (scores[c] as number)) continue;
      scores[c] = score;
      columns[c] = column;
    }
  }
  return columns;
}

function highest(columns: readonly (Column | undefined)[]): number {
  let value = 0;
  let band = 0;
  for (const column of columns) {
    if (column === undefined) continue;
    value = Math.max(value, column.value);
    if (Number.isFinite(column.upper)) band = Math.max(band, column.upper);
  }
  return Math.max(value, Math.min(band, BAND_ROOM * value)) || 1;
}

function cell(column: Column | undefined, row: number, top: number, rows: number): string {
  if (column === undefined) return ' ';
  const level = (value: number): number => Math.min(rows - 1, Math.max(0, Math.floor((value / top) * rows)));
  if (level(column.value) === row) return column.anomalous ? '◆' : '●';
  const inBand = Number.isFinite(column.upper) && row >= level(column.lower) && row <= level(column.upper);
  return inBand ? '░' : ' ';
}
