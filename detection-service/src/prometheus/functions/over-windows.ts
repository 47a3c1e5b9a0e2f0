import type { Millis } from '../../core/time.ts';
import { newColumn, unique, type Column, type Work } from '../columns.ts';
import type { Expression, Selector } from '../expression.ts';
import type { LabelSet } from '../label-set.ts';
import { isPause, type Samples } from '../samples.ts';
import { windowedSeries } from '../select.ts';
import type { FunctionDefinition, Scope } from './function.ts';
import { scalarOf } from './arguments.ts';

/** Samples after which others get their turn. */
const BREATH = 100_000;

/** The samples of one series at `first <= i < end`, of which there is one at least, and the window that they stand in. */
export interface Window extends Samples {
  readonly first: number;
  readonly end: number;
  /** The window is `(after, upTo]`. */
  readonly after: Millis;
  readonly upTo: Millis;
  /** Point of the grid; differs from `upTo` by the offset. */
  readonly at: Millis;
}

/** What a window comes to; `undefined` where it says nothing. */
export type OfWindow = (window: Window, parameter: number) => number | undefined;

/** A function of a window of samples. `parameter` says where its number stands, if it takes one. */
export function overWindows(
  name: string,
  ofWindow: OfWindow,
  { parameter, keepsName = false }: { readonly parameter?: 'first' | 'last'; readonly keepsName?: boolean } = {}
): FunctionDefinition {
  return {
    name,
    takes:
      parameter === undefined
        ? ['range vector']
        : parameter === 'first'
          ? ['scalar', 'range vector']
          : ['range vector', 'scalar'],
    yields: 'instant vector',
    *evaluate(scope, given) {
      const other = given.find(({ yields }) => yields === 'scalar');
      const parameters = other === undefined ? undefined : yield* scalarOf(scope, other);
      const columns = yield* columnsOf(scope, rangeOf(given), ofWindow, parameters);
      const labelled = keepsName ? columns : columns.map(withoutName);
      return { type: 'vector', columns: unique(labelled) };
    },
  };
}

function withoutName({ labels, values, present }: Column): Column {
  return { labels: labels.withoutName(), values, present };
}

/** The range selector among the arguments; the types were checked, nothing else is a range vector. */
export function rangeOf(given: readonly Expression[]): Selector {
  return given.find(({ yields }) => yields === 'range vector') as Selector;
}

function* columnsOf(
  scope: Scope,
  selector: Selector,
  ofWindow: OfWindow,
  parameters: Float64Array | undefined
): Work<Column[]> {
  const columns: Column[] = [];
  for (const series of windowedSeries(scope, selector)) {
    if (isPause(series)) yield series;
    else columns.push(yield* columnOf(scope, selector, series, ofWindow, parameters));
  }
  return columns;
}

function* columnOf(
  { grid, budget }: Scope,
  { offset, range = 0 }: Selector,
  { labels, time, value }: Samples & { readonly labels: LabelSet },
  ofWindow: OfWindow,
  parameters: Float64Array | undefined
): Work<Column> {
  budget.points(grid.count);
  const column = newColumn(labels, grid.count);
  let first = 0;
  let end = 0;
  let looked = 0;
  for (let i = 0; i < grid.count; i++) {
    const at = grid.start + i * grid.step;
    const upTo = at - offset;
    const after = upTo - range;
    while (end < time.length && (time[end] as number) <= upTo) end++;
    while (first < end && (time[first] as number) <= after) first++;
    if (first === end) continue;
    looked += end - first;
    budget.work(end - first);
    const result = ofWindow({ time, value, first, end, after, upTo, at }, parameters?.[i] ?? Number.NaN);
    if (result !== undefined) {
      column.present[i] = 1;
      column.values[i] = result;
    }
    if (looked > BREATH) {
      looked = 0;
      yield;
    }
  }
  return column;
}
