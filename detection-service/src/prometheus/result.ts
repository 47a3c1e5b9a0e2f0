import type { Budget } from './budget.ts';
import { hasValues, type Column, type Grid, type Value, type Work } from './columns.ts';
import type { Expression, Selector } from './expression.ts';
import { Evaluation } from './evaluate.ts';
import { formatTime, formatValue } from './format.ts';
import { LabelSet } from './label-set.ts';
import { QueryError } from './query-error.ts';
import { isPause, type Samples, type SeriesSource } from './samples.ts';
import { windowedSeries } from './select.ts';

/** Answers queries: the JSON text of `data`. Work that can pause. */

/** The answer at one point in time. */
export function* instantResult(
  expression: Expression,
  time: number,
  source: SeriesSource,
  budget: Budget
): Work<string> {
  const grid: Grid = { start: time, step: 1, count: 1 };
  const evaluation = new Evaluation(grid, source, budget);
  if (expression.kind === 'selector' && expression.range !== undefined)
    return data('matrix', yield* rawSamples(evaluation, expression));
  const value = yield* evaluation.evaluate(expression);
  if (value.type === 'string') return data('string', `[${formatTime(time)},${JSON.stringify(value.text)}]`);
  if (value.type === 'scalar') return data('scalar', sample(time, value.values[0] as number));
  return data(
    'vector',
    yield* elements(
      value.columns.filter(hasValues),
      budget,
      (column) => `"value":${sample(time, column.values[0] as number)}`
    )
  );
}

/** An expression that has a number at each point of a range. @throws {QueryError} `bad_data` when it has not */
export function rangeExpression(expression: Expression): Expression {
  if (expression.yields === 'scalar' || expression.yields === 'instant vector') return expression;
  const message = `invalid expression type "${expression.yields}" for range query, must be Scalar or instant Vector`;
  throw new QueryError('bad_data', message);
}

/** The answer over a range of time. */
export function* rangeResult(expression: Expression, grid: Grid, source: SeriesSource, budget: Budget): Work<string> {
  const value = yield* new Evaluation(grid, source, budget).evaluate(expression);
  const columns = columnsOf(value).filter(hasValues);
  return data('matrix', yield* elements(columns, budget, (column) => `"values":[${points(grid, column).join(',')}]`));
}

function columnsOf(value: Value): readonly Column[] {
  if (value.type === 'vector') return value.columns;
  if (value.type === 'string') throw new Error('a text has no points');
  return [{ labels: LabelSet.EMPTY, values: value.values, present: new Uint8Array(value.values.length).fill(1) }];
}

function points({ start, step, count }: Grid, { values, present }: Column): string[] {
  const written: string[] = [];
  for (let i = 0; i < count; i++) {
    if (present[i] === 1) written.push(sample(start + i * step, values[i] as number));
  }
  return written;
}

/** The samples of a range selector, as they are. */
function* rawSamples(evaluation: Evaluation, selector: Selector): Work<string> {
  const found: (Samples & { readonly labels: LabelSet })[] = [];
  for (const series of windowedSeries(evaluation, selector)) {
    if (isPause(series)) yield series;
    else if (series.time.length > 0) found.push(series);
  }
  return yield* elements(found, evaluation.budget, ({ time, value }) => {
    const written = Array.from(time, (at, i) => sample(at, value[i] as number));
    return `"values":[${written.join(',')}]`;
  });
}

function* elements<T extends { readonly labels: LabelSet }>(
  all: readonly T[],
  budget: Budget,
  write: (one: T) => string
): Work<string> {
  const parts: string[] = [];
  let bytes = 0;
  for (const one of all) {
    const part = `{"metric":${metricOf(one.labels)},${write(one)}}`;
    bytes += part.length + 1;
    budget.answer(bytes);
    parts.push(part);
    yield;
  }
  return `[${parts.join(',')}]`;
}

/** A set of labels as JSON. */
export function metricOf({ labels }: LabelSet): string {
  return JSON.stringify(Object.fromEntries(labels));
}

function sample(time: number, value: number): string {
  return `[${formatTime(time)},"${formatValue(value)}"]`;
}

function data(type: string, result: string): string {
  return `{"resultType":"${type}","result":${result}}`;
}
