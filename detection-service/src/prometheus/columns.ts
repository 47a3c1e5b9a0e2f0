import type { Millis } from '../core/time.ts';
import { QueryError } from './query-error.ts';
import type { LabelSet } from './label-set.ts';
import type { Pause } from './samples.ts';

/** The points in time at which a query is answered: `start + i * step` for `i < count`. */
export interface Grid {
  readonly start: Millis;
  readonly step: Millis;
  readonly count: number;
}

/** One series of a result over the whole grid. `present` is 1 where it has a value; a value may well be NaN. */
export interface Column {
  readonly labels: LabelSet;
  readonly values: Float64Array;
  readonly present: Uint8Array;
}

/** What an expression comes to, at every point of the grid. */
export type Value =
  | { readonly type: 'scalar'; readonly values: Float64Array }
  | { readonly type: 'vector'; readonly columns: readonly Column[] }
  | { readonly type: 'string'; readonly text: string };

/**
 * Work that can pause: whoever runs it decides when others get their turn, and when it has taken too long, and brings near
 * what it needs before it goes on.
 */
export type Work<T> = Generator<Pause, T, void>;

/** Room for a series of a result. */
export function newColumn(labels: LabelSet, count: number): Column {
  return { labels, values: new Float64Array(count), present: new Uint8Array(count) };
}

/**
 * Columns of which no two have the same labels. Those that do become one as long as no two have a value at the same time.
 * @throws {QueryError} when they do, as Prometheus does
 */
export function unique(columns: readonly Column[]): readonly Column[] {
  const byKey = new Map<string, Column>();
  for (const column of columns) {
    const known = byKey.get(column.labels.key);
    byKey.set(column.labels.key, known === undefined ? column : merged(known, column));
  }
  return byKey.size === columns.length ? columns : [...byKey.values()];
}

function merged(a: Column, b: Column): Column {
  const values = a.values.slice();
  const present = a.present.slice();
  for (let i = 0; i < values.length; i++) {
    if (b.present[i] === 0) continue;
    if (present[i] === 1) throw new QueryError('execution', 'vector cannot contain metrics with the same labelset');
    present[i] = 1;
    values[i] = b.values[i] as number;
  }
  return { labels: a.labels, values, present };
}

/** Whether a column has a value anywhere. */
export function hasValues({ present }: Column): boolean {
  return present.includes(1);
}
