import type { Budget } from '../budget.ts';
import type { Grid, Value, Work } from '../columns.ts';
import type { Expression, ValueType } from '../expression.ts';
import type { SeriesSource } from '../samples.ts';

/** What a function may use while a query is evaluated. */
export interface Scope {
  readonly grid: Grid;
  readonly budget: Budget;
  readonly source: SeriesSource;
  /** What an argument comes to. */
  evaluate(expression: Expression): Work<Value>;
}

/** One function of the subset. */
export interface FunctionDefinition {
  readonly name: string;
  /** Types of its arguments, in order. */
  readonly takes: readonly ValueType[];
  /** How many of the last arguments may be left out. */
  readonly optional?: number;
  /** The last argument may stand any number of times, or not at all. */
  readonly repeats?: boolean;
  readonly yields: 'scalar' | 'instant vector';
  readonly evaluate: (scope: Scope, given: readonly Expression[]) => Work<Value>;
}
