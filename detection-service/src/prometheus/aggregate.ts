import { newColumn, type Column, type Work } from './columns.ts';
import type { Aggregation, AggregationOperator } from './expression.ts';
import type { Scope } from './functions/function.ts';
import { METRIC_NAME, type LabelSet } from './label-set.ts';
import { QueryError } from './query-error.ts';
import { quantile } from './quantile.ts';
import { KahanSum } from './kahan.ts';

/** Values after which others get their turn. */
const BREATH = 100_000;

/** Aggregates the elements of a vector by their labels. `parameter` is what `topk`, `bottomk` and `quantile` take. */
export function* aggregate(
  scope: Scope,
  aggregation: Aggregation,
  columns: readonly Column[],
  parameter: Float64Array | undefined
): Work<readonly Column[]> {
  const groups = grouped(aggregation, columns);
  yield;
  const { operator } = aggregation;
  const results: Column[] = [];
  for (const { labels, members } of groups) {
    if (operator === 'topk' || operator === 'bottomk') {
      results.push(...(yield* extremes(scope, members, parameter as Float64Array, operator)));
    } else {
      results.push(yield* combined(scope, labels, members, parameter, operator));
    }
  }
  return isOrdered(scope, operator) ? results.sort(byValue(operator === 'topk' ? -1 : 1)) : results;
}

interface Group {
  readonly labels: LabelSet;
  readonly members: Column[];
}

function grouped({ labels, without }: Aggregation, columns: readonly Column[]): Iterable<Group> {
  const dropped = new Set([...labels, METRIC_NAME]);
  const groups = new Map<string, Group>();
  for (const column of columns) {
    const of = without ? column.labels.drop(dropped) : column.labels.keep(labels);
    const known = groups.get(of.key);
    if (known === undefined) groups.set(of.key, { labels: of, members: [column] });
    else known.members.push(column);
  }
  return groups.values();
}

type Combining = Exclude<AggregationOperator, 'topk' | 'bottomk'>;

/** What the values of one point in time come to; there is one at least. */
const COMBINED: Readonly<Record<Combining, (values: readonly number[], parameter: number) => number>> = {
  sum,
  avg: (values) => sum(values) / values.length,
  min: (values) => extreme(values, (value, least) => value < least),
  max: (values) => extreme(values, (value, greatest) => value > greatest),
  count: (values) => values.length,
  group: () => 1,
  stdvar: variance,
  stddev: (values) => Math.sqrt(variance(values)),
  quantile: (values, q) => quantile(q, values),
};

function* combined(
  { grid, budget }: Scope,
  labels: LabelSet,
  members: readonly Column[],
  parameter: Float64Array | undefined,
  operator: Combining
): Work<Column> {
  budget.points(grid.count);
  const result = newColumn(labels, grid.count);
  const combine = COMBINED[operator];
  let looked = 0;
  for (let i = 0; i < grid.count; i++) {
    const values: number[] = [];
    for (const { present, values: of } of members) if (present[i] === 1) values.push(of[i] as number);
    looked += members.length;
    budget.work(members.length);
    if (looked > BREATH) {
      looked = 0;
      yield;
    }
    if (values.length === 0) continue;
    result.present[i] = 1;
    result.values[i] = combine(values, parameter?.[i] ?? Number.NaN);
  }
  yield;
  return result;
}

function sum(values: readonly number[]): number {
  const total = new KahanSum();
  for (const value of values) total.add(value);
  return total.total;
}

/** The first that nothing beats; NaN only when there is nothing else. */
function extreme(values: readonly number[], beats: (value: number, known: number) => boolean): number {
  let found = Number.NaN;
  for (const value of values) if (Number.isNaN(found) || beats(value, found)) found = value;
  return found;
}

function variance(values: readonly number[]): number {
  let mean = 0;
  const squares = new KahanSum();
  for (const [i, value] of values.entries()) {
    const distance = value - mean;
    mean += distance / (i + 1);
    squares.add(distance * (value - mean));
  }
  return squares.total / values.length;
}

/** The members of a group with the k highest or lowest values at each point, with all their labels. */
function* extremes(
  { grid, budget }: Scope,
  members: readonly Column[],
  parameter: Float64Array,
  operator: 'topk' | 'bottomk'
): Work<Column[]> {
  const kept = members.map((member) => {
    budget.points(grid.count);
    return { ...member, present: new Uint8Array(grid.count) };
  });
  for (let i = 0; i < grid.count; i++) {
    const k = parameter[i] as number;
    if (Number.isNaN(k) || Math.abs(k) >= 2 ** 63)
      throw new QueryError('execution', `Scalar value ${k} overflows int64`);
    budget.work(members.length);
    const there = [...members.keys()].filter((m) => members[m]?.present[i] === 1);
    const order = byNumber((m: number) => members[m]?.values[i] as number, operator === 'topk' ? -1 : 1);
    for (const m of there.sort(order).slice(0, Math.max(0, Math.trunc(k)))) (kept[m] as Column).present[i] = 1;
    yield;
  }
  return kept;
}

/** By value, NaN last in either direction. */
function byNumber<T>(valueOf: (of: T) => number, direction: 1 | -1): (a: T, b: T) => number {
  return (a, b) => {
    const [x, y] = [valueOf(a), valueOf(b)];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
    return x < y ? -direction : x > y ? direction : 0;
  };
}

/** At one point in time the answer of `topk` and `bottomk` is in order. */
function isOrdered({ grid }: Scope, operator: AggregationOperator): boolean {
  return grid.count === 1 && (operator === 'topk' || operator === 'bottomk');
}

function byValue(direction: 1 | -1): (a: Column, b: Column) => number {
  return byNumber(({ values }) => values[0] as number, direction);
}
