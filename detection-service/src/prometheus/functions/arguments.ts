import type { Column, Work } from '../columns.ts';
import type { Expression } from '../expression.ts';
import type { Scope } from './function.ts';

/** Arguments of functions. Their types were checked when the query was read, so that another type is a defect. */

/** A scalar at every point of the grid. */
export function* scalarOf(scope: Scope, expression: Expression | undefined): Work<Float64Array> {
  const value = expression === undefined ? undefined : yield* scope.evaluate(expression);
  if (value?.type !== 'scalar') throw new Error('a scalar is expected here');
  return value.values;
}

/** An instant vector. */
export function* vectorOf(scope: Scope, expression: Expression | undefined): Work<readonly Column[]> {
  const value = expression === undefined ? undefined : yield* scope.evaluate(expression);
  if (value?.type !== 'vector') throw new Error('a vector is expected here');
  return value.columns;
}

/** A text. */
export function textOf(expression: Expression | undefined): string {
  if (expression?.kind !== 'string') throw new Error('a string is expected here');
  return expression.text;
}
