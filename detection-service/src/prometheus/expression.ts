import type { Millis } from '../core/time.ts';
import type { FunctionDefinition } from './functions/function.ts';
import type { Matcher } from './matcher.ts';

/** What an expression comes to, in the words of Prometheus' messages. */
export type ValueType = 'scalar' | 'instant vector' | 'range vector' | 'string';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '^' | 'atan2';
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type SetOperator = 'and' | 'or' | 'unless';
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | SetOperator;

export const AGGREGATIONS = [
  'sum',
  'min',
  'max',
  'avg',
  'count',
  'group',
  'stddev',
  'stdvar',
  'topk',
  'bottomk',
  'quantile',
] as const;
export type AggregationOperator = (typeof AGGREGATIONS)[number];

export interface NumberLiteral {
  readonly kind: 'number';
  readonly yields: 'scalar';
  readonly value: number;
}
export interface StringLiteral {
  readonly kind: 'string';
  readonly yields: 'string';
  readonly text: string;
}
export interface Selector {
  readonly kind: 'selector';
  readonly yields: 'instant vector' | 'range vector';
  readonly matchers: readonly Matcher[];
  readonly offset: Millis;
  /** Length of the window of a range selector. */
  readonly range?: Millis;
}
export interface Call {
  readonly kind: 'call';
  readonly yields: 'scalar' | 'instant vector';
  readonly definition: FunctionDefinition;
  readonly arguments: readonly Expression[];
}
export interface Aggregation {
  readonly kind: 'aggregation';
  readonly yields: 'instant vector';
  readonly operator: AggregationOperator;
  readonly of: Expression;
  /** The k of `topk` and `bottomk`, the quantile of `quantile`. */
  readonly parameter?: Expression;
  readonly labels: ReadonlySet<string>;
  readonly without: boolean;
}
/** How the elements of two vectors find each other. */
export interface Matching {
  /** Which side is the many one; none when each element meets one. */
  readonly group?: 'left' | 'right';
  readonly on: boolean;
  readonly labels: ReadonlySet<string>;
  /** Labels of the one side that the result takes. */
  readonly include: readonly string[];
}
export interface Binary {
  readonly kind: 'binary';
  readonly yields: 'scalar' | 'instant vector';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly bool: boolean;
  readonly matching: Matching;
}
export interface Negation {
  readonly kind: 'negation';
  readonly yields: 'scalar' | 'instant vector';
  readonly of: Expression;
}

/** An expression of the subset, with its types checked. */
export type Expression = NumberLiteral | StringLiteral | Selector | Call | Aggregation | Binary | Negation;
