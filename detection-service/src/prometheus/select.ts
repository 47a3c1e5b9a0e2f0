import type { Millis } from '../core/time.ts';
import { hasValues, newColumn, type Column, type Work } from './columns.ts';
import type { Selector } from './expression.ts';
import type { Scope } from './functions/function.ts';
import { isPause, type Pause, type Samples, type SelectedSeries } from './samples.ts';

/** What is taken of the newest sample at a point of the grid. */
export type Reading = 'value' | 'time';

/**
 * The newest sample of each series at every point of the grid, as far as it is neither older than the series' look-back
 * nor followed by a gap.
 */
export function* newestSamples(scope: Scope, selector: Selector, reading: Reading = 'value'): Work<Column[]> {
  const { grid } = scope;
  const columns: Column[] = [];
  for (const series of selected(scope, selector)) {
    if (isPause(series)) {
      yield series;
      continue;
    }
    scope.budget.points(grid.count);
    const column = newColumn(series.labels, grid.count);
    fillNewest(scope, series, selector.offset, reading, column);
    if (hasValues(column)) columns.push(column);
  }
  return columns;
}

function fillNewest(
  { grid }: Scope,
  { time, value, lookback }: SelectedSeries,
  offset: Millis,
  reading: Reading,
  column: Column
): void {
  let next = 0;
  for (let i = 0; i < grid.count; i++) {
    const at = grid.start + i * grid.step - offset;
    while (next < time.length && (time[next] as number) <= at) next++;
    const newest = next - 1;
    if (newest < 0 || (time[newest] as number) <= at - lookback || Number.isNaN(value[newest])) continue;
    column.present[i] = 1;
    column.values[i] = reading === 'value' ? (value[newest] as number) : (time[newest] as number) / 1_000;
  }
}

/** Series with the samples that the windows of a range selector can hold; gaps are left out, a window has none. */
export function* windowedSeries(
  scope: Scope,
  selector: Selector
): Generator<(Samples & Pick<SelectedSeries, 'labels'>) | Pause, void> {
  for (const series of selected(scope, selector)) {
    yield isPause(series) ? series : { labels: series.labels, ...withoutGaps(series) };
  }
}

function selected(scope: Scope, { matchers, offset, range }: Selector): Iterable<SelectedSeries | Pause> {
  const { start, step, count } = scope.grid;
  const after = start - offset - (range ?? 0);
  const upTo = start + (count - 1) * step - offset;
  return counted(scope, scope.source.select(matchers, { after, upTo, withLookback: range === undefined }));
}

function* counted({ budget }: Scope, found: Iterable<SelectedSeries | Pause>): Generator<SelectedSeries | Pause, void> {
  for (const series of found) {
    if (!isPause(series)) {
      budget.series(1);
      budget.samples(series.time.length);
    }
    yield series;
  }
}

function withoutGaps({ time, value }: Samples): Samples {
  let count = 0;
  for (const one of value) if (!Number.isNaN(one)) count++;
  if (count === value.length) return { time, value };
  const kept = { time: new Float64Array(count), value: new Float64Array(count) };
  for (let i = 0, to = 0; i < value.length; i++) {
    if (Number.isNaN(value[i])) continue;
    kept.time[to] = time[i] as number;
    kept.value[to++] = value[i] as number;
  }
  return kept;
}
