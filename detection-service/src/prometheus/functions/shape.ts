import type { Column } from '../columns.ts';
import { LabelSet } from '../label-set.ts';
import { scalarOf, vectorOf } from './arguments.ts';
import type { FunctionDefinition } from './function.ts';

const vectorOfScalar: FunctionDefinition = {
  name: 'vector',
  takes: ['scalar'],
  yields: 'instant vector',
  *evaluate(scope, [number]) {
    const values = yield* scalarOf(scope, number);
    return {
      type: 'vector',
      columns: [{ labels: LabelSet.EMPTY, values, present: new Uint8Array(values.length).fill(1) }],
    };
  },
};

const scalarOfVector: FunctionDefinition = {
  name: 'scalar',
  takes: ['instant vector'],
  yields: 'scalar',
  *evaluate(scope, [vector]) {
    const { count } = scope.grid;
    const elements = new Uint32Array(count);
    const values = new Float64Array(count).fill(Number.NaN);
    for (const column of yield* vectorOf(scope, vector)) {
      for (let i = 0; i < count; i++) {
        if (column.present[i] === 0) continue;
        elements[i] = (elements[i] as number) + 1;
        values[i] = elements[i] === 1 ? (column.values[i] as number) : Number.NaN;
      }
      yield;
    }
    return { type: 'scalar', values };
  },
};

/** Functions that turn scalars into vectors and back, and that put vectors into an order. */
export const shape: readonly FunctionDefinition[] = [
  vectorOfScalar,
  scalarOfVector,
  sorted('sort', (a, b) => a - b),
  sorted('sort_desc', (a, b) => b - a),
];

/** Order means something at one point in time only; over a range the vector stays as it is. NaN comes last. */
function sorted(name: string, order: (a: number, b: number) => number): FunctionDefinition {
  return {
    name,
    takes: ['instant vector'],
    yields: 'instant vector',
    *evaluate(scope, [vector]) {
      const columns = yield* vectorOf(scope, vector);
      if (scope.grid.count !== 1) return { type: 'vector', columns };
      const value = ({ values }: Column): number => values[0] as number;
      const compare = (a: Column, b: Column): number => {
        if (Number.isNaN(value(a)) || Number.isNaN(value(b)))
          return Number(Number.isNaN(value(a))) - Number(Number.isNaN(value(b)));
        // Two infinities of one sign have no difference.
        return order(value(a), value(b)) || 0;
      };
      return { type: 'vector', columns: columns.filter(({ present }) => present[0] === 1).sort(compare) };
    },
  };
}
