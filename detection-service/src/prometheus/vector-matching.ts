import { operation } from './arithmetic.ts';
import { isComparison } from './check.ts';
import { newColumn, unique, type Column, type Work } from './columns.ts';
import type { Binary, Matching } from './expression.ts';
import type { Scope } from './functions/function.ts';
import { METRIC_NAME, type LabelSet } from './label-set.ts';
import { QueryError } from './query-error.ts';

/** Operators between two vectors: which elements meet, and what becomes of them. */

/** The labels by which an element looks for its match. */
export function signature({ on, labels }: Matching, set: LabelSet): LabelSet {
  return on ? set.keep(labels) : set.drop(new Set([...labels, METRIC_NAME]));
}

/** Elements of one side by their signature. */
function bySignature(matching: Matching, columns: readonly Column[]): Map<string, Column[]> {
  const found = new Map<string, Column[]>();
  for (const column of columns) {
    const { key } = signature(matching, column.labels);
    const known = found.get(key);
    if (known === undefined) found.set(key, [column]);
    else known.push(column);
  }
  return found;
}

/** `and`, `or`, `unless`. */
export function* setOperation(
  scope: Scope,
  { operator, matching }: Binary,
  left: readonly Column[],
  right: readonly Column[]
): Work<readonly Column[]> {
  const [kept, against] = operator === 'or' ? [right, left] : [left, right];
  const others = bySignature(matching, against);
  const wanted = operator === 'and' ? 1 : 0;
  const results: Column[] = operator === 'or' ? [...left] : [];
  for (const column of kept) {
    scope.budget.points(scope.grid.count);
    const there = presence(others.get(signature(matching, column.labels).key) ?? [], scope.grid.count);
    const present = column.present.map((is, i) => (is === 1 && there[i] === wanted ? 1 : 0));
    results.push({ ...column, present });
    yield;
  }
  return unique(results);
}

function presence(columns: readonly Column[], count: number): Uint8Array {
  const [only] = columns;
  if (only !== undefined && columns.length === 1) return only.present;
  const there = new Uint8Array(count);
  for (const { present } of columns) for (let i = 0; i < count; i++) if (present[i] === 1) there[i] = 1;
  return there;
}

/** Arithmetic and comparisons between vectors, each element with its match. */
export function* matchedOperation(
  scope: Scope,
  binary: Binary,
  left: readonly Column[],
  right: readonly Column[]
): Work<readonly Column[]> {
  const { matching } = binary;
  const manyIsLeft = matching.group !== 'right';
  const [many, one] = manyIsLeft ? [left, right] : [right, left];
  if (many.length === 0 || one.length === 0) return [];
  const partners = new Map<string, Partner>();
  for (const [key, columns] of bySignature(matching, one)) {
    partners.set(key, partnerOf(matching, columns, scope.grid.count, manyIsLeft ? 'right' : 'left'));
    yield;
  }
  const results = new Map<string, Column>();
  const pairing: Pairing = {
    scope,
    binary,
    manyIsLeft,
    apply: operation(binary.operator, binary.bool, 'left'),
    results,
  };
  for (const column of many) {
    const partner = partners.get(signature(matching, column.labels).key);
    if (partner !== undefined) pair(pairing, column, partner);
    yield;
  }
  return [...results.values()];
}

/** The elements of the one side with one signature: at most one of them has a value at a time. */
interface Partner {
  readonly columns: readonly Column[];
  /** Which of them has a value; −1 is none. */
  readonly which: Int32Array;
  /** Where an element of the other side has met it already. */
  readonly taken: Uint8Array;
}

function partnerOf(matching: Matching, columns: readonly Column[], count: number, side: 'left' | 'right'): Partner {
  const which = new Int32Array(count).fill(-1);
  columns.forEach(({ labels, present }, index) => {
    for (let i = 0; i < count; i++) {
      if (present[i] === 0) continue;
      const other = columns[which[i] as number];
      if (other !== undefined) throw ambiguous(signature(matching, labels), side, labels, other.labels);
      which[i] = index;
    }
  });
  return { columns, which, taken: new Uint8Array(count) };
}

function ambiguous(group: LabelSet, side: string, a: LabelSet, b: LabelSet): QueryError {
  return new QueryError(
    'execution',
    `found duplicate series for the match group ${group.toString()} on the ${side} hand-side of the operation: ` +
      `[${a.toString()}, ${b.toString()}];many-to-many matching not allowed: matching labels must be unique on one side`
  );
}

interface Pairing {
  readonly scope: Scope;
  readonly binary: Binary;
  readonly manyIsLeft: boolean;
  readonly apply: (a: number, b: number) => number | undefined;
  /** By the keys of their labels. */
  readonly results: Map<string, Column>;
}

function pair(pairing: Pairing, column: Column, { columns, which, taken }: Partner): void {
  const { binary, manyIsLeft, apply } = pairing;
  const results = columns.map((): Column | undefined => undefined);
  for (let i = 0; i < which.length; i++) {
    const index = which[i] as number;
    if (index < 0 || column.present[i] === 0) continue;
    const one = columns[index] as Column;
    const mine = column.values[i] as number;
    const other = one.values[i] as number;
    const value = manyIsLeft ? apply(mine, other) : apply(other, mine);
    if (value === undefined) continue;
    const result = (results[index] ??= resultOf(pairing, column, one));
    if (result.present[i] === 1 || (binary.matching.group === undefined && taken[i] === 1))
      throw twice(binary.matching);
    taken[i] = 1;
    result.present[i] = 1;
    result.values[i] = value;
  }
}

function twice({ group }: Matching): QueryError {
  return new QueryError(
    'execution',
    group === undefined
      ? 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)'
      : 'multiple matches for labels: grouping labels must ensure unique matches'
  );
}

function resultOf({ scope, binary, results }: Pairing, many: Column, one: Column): Column {
  const labels = resultLabels(binary, many.labels, one.labels);
  let result = results.get(labels.key);
  if (result === undefined) {
    scope.budget.points(scope.grid.count);
    result = newColumn(labels, scope.grid.count);
    results.set(labels.key, result);
  }
  return result;
}

function resultLabels({ operator, bool, matching }: Binary, many: LabelSet, one: LabelSet): LabelSet {
  const named = isComparison(operator) && !bool ? many : many.withoutName();
  if (matching.group === undefined) return matching.on ? named.keep(matching.labels) : named.drop(matching.labels);
  return matching.include.reduce((labels, name) => labels.with(name, one.get(name)), named);
}
