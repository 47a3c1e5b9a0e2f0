import { newColumn, unique, type Column, type Work } from '../columns.ts';
import type { FunctionDefinition, Scope } from './function.ts';
import { scalarOf, vectorOf } from './arguments.ts';

/** What becomes of one value, with the numbers of the other arguments; `undefined` leaves it out. */
type OfValue = (value: number, numbers: readonly number[]) => number | undefined;

/** Functions of one value at a time. */
export const math: readonly FunctionDefinition[] = [
  ofEach('abs', Math.abs),
  ofEach('ceil', Math.ceil),
  ofEach('floor', Math.floor),
  ofEach('exp', Math.exp),
  ofEach('sqrt', Math.sqrt),
  ofEach('ln', Math.log),
  ofEach('log2', Math.log2),
  ofEach('log10', Math.log10),
  ofEach('sgn', (value) => (value < 0 ? -1 : value > 0 ? 1 : value)),
  ofEach('round', (value, [toNearest = 1]) => Math.floor(value * (1 / toNearest) + 0.5) / (1 / toNearest), 1, 1),
  ofEach(
    'clamp',
    (value, [least = Number.NaN, most = Number.NaN]) =>
      most < least ? undefined : Math.max(least, Math.min(most, value)),
    2
  ),
  ofEach('clamp_min', (value, [least = Number.NaN]) => Math.max(least, value), 1),
  ofEach('clamp_max', (value, [most = Number.NaN]) => Math.min(most, value), 1),
];

function ofEach(name: string, ofValue: OfValue, numbers = 0, optional = 0): FunctionDefinition {
  return {
    name,
    takes: ['instant vector', ...Array.from({ length: numbers }, () => 'scalar' as const)],
    optional,
    yields: 'instant vector',
    *evaluate(scope, [vector, ...others]) {
      const columns = yield* vectorOf(scope, vector);
      const scalars: Float64Array[] = [];
      for (const other of others) scalars.push(yield* scalarOf(scope, other));
      return { type: 'vector', columns: unique(yield* mapped(scope, columns, ofValue, scalars)) };
    },
  };
}

function* mapped(
  { budget, grid }: Scope,
  columns: readonly Column[],
  ofValue: OfValue,
  scalars: readonly Float64Array[]
): Work<Column[]> {
  const results: Column[] = [];
  for (const column of columns) {
    budget.points(grid.count);
    const result = newColumn(column.labels.withoutName(), grid.count);
    const numbers = scalars.map(() => 0);
    for (let i = 0; i < grid.count; i++) {
      if (column.present[i] === 0) continue;
      for (let n = 0; n < numbers.length; n++) numbers[n] = scalars[n]?.[i] as number;
      const value = ofValue(column.values[i] as number, numbers);
      if (value === undefined) continue;
      result.present[i] = 1;
      result.values[i] = value;
    }
    results.push(result);
    yield;
  }
  return results;
}
