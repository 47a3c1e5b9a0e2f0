import type { Millis } from '../../core/time.ts';
import { OPEN_SCORE, SCORED } from '../../core/verdict.ts';
import type { SeriesResults } from '../../storage/ports.ts';

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

/**
 * A small chart of a series for the terminal: `●` its values, `◆` the anomalous ones, `░` the band of what was
 * expected. Several steps share a column when there are more steps than columns; the most anomalous one is drawn.
 * Returns lines of equal width, topmost first.
 */
export function chart(results: SeriesResults, from: Millis, to: Millis, size: ChartSize): string[] {
  const columns = intoColumns(results, from, to, size.columns);
  const top = highest(columns);
  const lines: string[] = [];
  for (let row = size.rows - 1; row >= 0; row--) {
    let line = '';
    for (const column of columns) line += cell(column, row, top, size.rows);
    lines.push(line);
  }
  return lines;
}

function intoColumns(results: SeriesResults, from: Millis, to: Millis, count: number): (Column | undefined)[] {
  const columns = new Array<Column | undefined>(count).fill(undefined);
  const scores = new Float64Array(count).fill(-1);
  for (let i = 0; i < results.time.length; i++) {
    const at = Math.floor((((results.time[i] as number) - from) / (to - from)) * count);
    const value = results.value[i] as number;
    if (at < 0 || at >= count || Number.isNaN(value)) continue;
    const score = results.status[i] === SCORED ? (results.score[i] as number) : 0;
    if (score <= (scores[at] as number)) continue;
    scores[at] = score;
    columns[at] = {
      value,
      lower: results.lower[i] as number,
      upper: results.upper[i] as number,
      anomalous: score >= OPEN_SCORE,
    };
  }
  return columns;
}

function highest(columns: readonly (Column | undefined)[]): number {
  let top = 0;
  for (const column of columns) {
    if (column === undefined) continue;
    top = Math.max(top, column.value, Number.isFinite(column.upper) ? column.upper : 0);
  }
  return top === 0 ? 1 : top;
}

function cell(column: Column | undefined, row: number, top: number, rows: number): string {
  if (column === undefined) return ' ';
  const level = (value: number): number => Math.min(rows - 1, Math.max(0, Math.floor((value / top) * rows)));
  if (level(column.value) === row) return column.anomalous ? '◆' : '●';
  const inBand = Number.isFinite(column.upper) && row >= level(column.lower) && row <= level(column.upper);
  return inBand ? '░' : ' ';
}
