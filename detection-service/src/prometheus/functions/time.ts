import { DAY } from '../../core/time.ts';
import { newColumn, unique, type Column, type Work } from '../columns.ts';
import type { Expression } from '../expression.ts';
import { LabelSet } from '../label-set.ts';
import { newestSamples } from '../select.ts';
import { vectorOf } from './arguments.ts';
import type { FunctionDefinition, Scope } from './function.ts';

const now: FunctionDefinition = {
  name: 'time',
  takes: [],
  yields: 'scalar',
  *evaluate({ grid }) {
    return { type: 'scalar', values: seconds(grid) };
  },
};

const pi: FunctionDefinition = {
  name: 'pi',
  takes: [],
  yields: 'scalar',
  *evaluate({ grid }) {
    return { type: 'scalar', values: new Float64Array(grid.count).fill(Math.PI) };
  },
};

const timestamp: FunctionDefinition = {
  name: 'timestamp',
  takes: ['instant vector'],
  yields: 'instant vector',
  *evaluate(scope, [vector]) {
    const columns = yield* timesOf(scope, vector);
    return {
      type: 'vector',
      columns: unique(columns.map((column) => ({ ...column, labels: column.labels.withoutName() }))),
    };
  },
};

/** Functions of time; all in UTC. */
export const time: readonly FunctionDefinition[] = [
  now,
  pi,
  timestamp,
  ofDate('minute', (date) => date.getUTCMinutes()),
  ofDate('hour', (date) => date.getUTCHours()),
  ofDate('day_of_week', (date) => date.getUTCDay()),
  ofDate('day_of_month', (date) => date.getUTCDate()),
  ofDate('day_of_year', (date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY) + 1),
  ofDate('days_in_month', (date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()),
  ofDate('month', (date) => date.getUTCMonth() + 1),
  ofDate('year', (date) => date.getUTCFullYear()),
];

function seconds({ start, step, count }: Scope['grid']): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => (start + i * step) / 1_000);
}

/** When the samples were that a selector finds; of anything that was calculated it is the time of the point itself. */
function* timesOf(scope: Scope, vector: Expression | undefined): Work<readonly Column[]> {
  if (vector?.kind === 'selector') return yield* newestSamples(scope, vector, 'time');
  const values = seconds(scope.grid);
  return (yield* vectorOf(scope, vector)).map(({ labels, present }) => ({ labels, values, present }));
}

/** A part of the date that a value is in Unix seconds; without an argument of the point in time itself. */
function ofDate(name: string, part: (date: Date) => number): FunctionDefinition {
  return {
    name,
    takes: ['instant vector'],
    optional: 1,
    yields: 'instant vector',
    *evaluate(scope, given) {
      const { grid, budget } = scope;
      const columns = given.length === 0 ? [thisMoment(scope)] : yield* vectorOf(scope, given[0]);
      const parts: Column[] = [];
      for (const { labels, values, present } of columns) {
        budget.points(grid.count);
        const result = newColumn(labels.withoutName(), grid.count);
        result.present.set(present);
        for (let i = 0; i < grid.count; i++) {
          if (present[i] === 1) result.values[i] = part(new Date((values[i] as number) * 1_000));
        }
        parts.push(result);
        yield;
      }
      return { type: 'vector', columns: unique(parts) };
    },
  };
}

function thisMoment({ grid }: Scope): Column {
  return { labels: LabelSet.EMPTY, values: seconds(grid), present: new Uint8Array(grid.count).fill(1) };
}
