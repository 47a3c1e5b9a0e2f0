import { newColumn, type Column, type Work } from '../columns.ts';
import type { Expression } from '../expression.ts';
import { LabelSet, METRIC_NAME } from '../label-set.ts';
import { isPause } from '../samples.ts';
import { windowedSeries } from '../select.ts';
import { vectorOf } from './arguments.ts';
import type { FunctionDefinition, Scope } from './function.ts';
import { rangeOf } from './over-windows.ts';

const absent: FunctionDefinition = {
  name: 'absent',
  takes: ['instant vector'],
  yields: 'instant vector',
  *evaluate(scope, given) {
    const filled = new Uint8Array(scope.grid.count);
    for (const { present } of yield* vectorOf(scope, given[0])) {
      for (let i = 0; i < filled.length; i++) if (present[i] === 1) filled[i] = 1;
      yield;
    }
    return { type: 'vector', columns: [onesWhereEmpty(given[0], filled)] };
  },
};

const absentOverTime: FunctionDefinition = {
  name: 'absent_over_time',
  takes: ['range vector'],
  yields: 'instant vector',
  *evaluate(scope, given) {
    return { type: 'vector', columns: [onesWhereEmpty(given[0], yield* filledWindows(scope, given))] };
  },
};

/** Functions that are 1 where there is nothing. */
export const absence: readonly FunctionDefinition[] = [absent, absentOverTime];

/** 1 where a window of any series holds a sample. */
function* filledWindows(scope: Scope, given: readonly Expression[]): Work<Uint8Array> {
  const { grid } = scope;
  const selector = rangeOf(given);
  const filled = new Uint8Array(grid.count);
  for (const series of windowedSeries(scope, selector)) {
    if (isPause(series)) {
      yield series;
      continue;
    }
    let next = 0;
    for (let i = 0; i < grid.count; i++) {
      const upTo = grid.start + i * grid.step - selector.offset;
      while (next < series.time.length && (series.time[next] as number) <= upTo) next++;
      if (next > 0 && (series.time[next - 1] as number) > upTo - (selector.range ?? 0)) filled[i] = 1;
    }
  }
  return filled;
}

function onesWhereEmpty(of: Expression | undefined, filled: Uint8Array): Column {
  const column = newColumn(labelsOf(of), filled.length);
  for (let i = 0; i < filled.length; i++) {
    if (filled[i] === 1) continue;
    column.present[i] = 1;
    column.values[i] = 1;
  }
  return column;
}

/** What a selector says for certain of the labels of what it did not find. */
function labelsOf(expression: Expression | undefined): LabelSet {
  if (expression?.kind !== 'selector') return LabelSet.EMPTY;
  const known = new Map<string, string>();
  const seen = new Set<string>();
  for (const { label, operator, value } of expression.matchers) {
    if (label === METRIC_NAME) continue;
    if (operator === '=' && !seen.has(label)) known.set(label, value);
    else known.delete(label);
    if (operator === '=') seen.add(label);
  }
  return LabelSet.of(known);
}
