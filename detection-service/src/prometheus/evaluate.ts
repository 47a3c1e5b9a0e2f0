import { aggregate } from './aggregate.ts';
import { operation } from './arithmetic.ts';
import type { Budget } from './budget.ts';
import { isComparison, isSetOperator } from './check.ts';
import { newColumn, unique, type Column, type Grid, type Value, type Work } from './columns.ts';
import type { Aggregation, Binary, Expression, Negation } from './expression.ts';
import { scalarOf, vectorOf } from './functions/arguments.ts';
import type { Scope } from './functions/function.ts';
import type { SeriesSource } from './samples.ts';
import { newestSamples } from './select.ts';
import { matchedOperation, setOperation } from './vector-matching.ts';

/** Evaluates expressions at every point of a grid at once. Range selectors are arguments of functions and never stand alone. */
export class Evaluation implements Scope {
  readonly grid: Grid;
  readonly budget: Budget;
  readonly source: SeriesSource;

  constructor(grid: Grid, source: SeriesSource, budget: Budget) {
    this.grid = grid;
    this.source = source;
    this.budget = budget;
  }

  /** @throws {QueryError} `execution` when a limit is reached or labels do not allow an answer */
  *evaluate(expression: Expression): Work<Value> {
    switch (expression.kind) {
      case 'number':
        this.budget.points(this.grid.count);
        return { type: 'scalar', values: new Float64Array(this.grid.count).fill(expression.value) };
      case 'string':
        return { type: 'string', text: expression.text };
      case 'selector':
        return { type: 'vector', columns: yield* newestSamples(this, expression) };
      case 'call':
        return yield* expression.definition.evaluate(this, expression.arguments);
      case 'aggregation':
        return { type: 'vector', columns: yield* this.#aggregation(expression) };
      case 'binary':
        return yield* this.#binary(expression);
      case 'negation':
        return yield* this.#negation(expression);
    }
  }

  *#aggregation(aggregation: Aggregation): Work<readonly Column[]> {
    const { of, parameter } = aggregation;
    const given = parameter === undefined ? undefined : yield* scalarOf(this, parameter);
    return yield* aggregate(this, aggregation, yield* vectorOf(this, of), given);
  }

  *#negation({ of }: Negation): Work<Value> {
    const value = yield* this.evaluate(of);
    if (value.type === 'scalar') return { type: 'scalar', values: value.values.map((number) => -number) };
    if (value.type === 'string') throw new Error('a text has no sign');
    return { type: 'vector', columns: yield* this.#mapped(value.columns, true, (number) => -number) };
  }

  *#binary(binary: Binary): Work<Value> {
    const { operator, bool } = binary;
    const left = yield* this.evaluate(binary.left);
    const right = yield* this.evaluate(binary.right);
    if (left.type === 'string' || right.type === 'string') throw new Error('a text is no operand');
    if (left.type === 'vector' && right.type === 'vector') {
      const combine = isSetOperator(operator) ? setOperation : matchedOperation;
      return { type: 'vector', columns: yield* combine(this, binary, left.columns, right.columns) };
    }
    const dropsName = bool || !isComparison(operator);
    if (left.type === 'vector') {
      const apply = operation(operator, bool, 'left');
      const scalar = (right as Value & { type: 'scalar' }).values;
      const columns = yield* this.#mapped(left.columns, dropsName, (number, i) => apply(number, scalar[i] as number));
      return { type: 'vector', columns };
    }
    const apply = operation(operator, bool, 'right');
    const scalar = left.values;
    if (right.type === 'scalar')
      return { type: 'scalar', values: scalar.map((number, i) => apply(number, right.values[i] as number) as number) };
    const columns = yield* this.#mapped(right.columns, dropsName, (number, i) => apply(scalar[i] as number, number));
    return { type: 'vector', columns };
  }

  *#mapped(
    columns: readonly Column[],
    dropsName: boolean,
    ofValue: (value: number, at: number) => number | undefined
  ): Work<readonly Column[]> {
    const { count } = this.grid;
    const results: Column[] = [];
    for (const { labels, values, present } of columns) {
      this.budget.points(count);
      const result = newColumn(dropsName ? labels.withoutName() : labels, count);
      for (let i = 0; i < count; i++) {
        if (present[i] === 0) continue;
        const value = ofValue(values[i] as number, i);
        if (value === undefined) continue;
        result.present[i] = 1;
        result.values[i] = value;
      }
      results.push(result);
      yield;
    }
    return dropsName ? unique(results) : results;
  }
}
