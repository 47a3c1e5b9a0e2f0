import type {
  Aggregation,
  AggregationOperator,
  Binary,
  BinaryOperator,
  Call,
  Expression,
  Matching,
  ValueType,
} from './expression.ts';
import type { FunctionDefinition } from './functions/function.ts';
import { QueryError } from './query-error.ts';

/** Makes expressions and holds them to the types of PromQL; the messages are those of Prometheus. */

const ONE_TO_ONE: Matching = { on: false, labels: new Set(), include: [] };

export function isComparison(operator: BinaryOperator): boolean {
  return ['==', '!=', '<', '<=', '>', '>='].includes(operator);
}

export function isSetOperator(operator: BinaryOperator): boolean {
  return ['and', 'or', 'unless'].includes(operator);
}

/** The sign before an expression. */
export function negation(minus: boolean, of: Expression): Expression {
  const { yields } = of;
  if (yields !== 'scalar' && yields !== 'instant vector')
    throw bad(`unary expression only allowed on expressions of type scalar or instant vector, got "${yields}"`);
  if (!minus) return of;
  return of.kind === 'number' ? { ...of, value: -of.value } : { kind: 'negation', yields, of };
}

/** A function with its arguments. */
export function call(definition: FunctionDefinition, given: readonly Expression[]): Call {
  const { name, takes, optional = 0, repeats = false, yields } = definition;
  const least = takes.length - optional - (repeats ? 1 : 0);
  const most = repeats ? Infinity : takes.length;
  if (given.length < least || given.length > most) {
    const word = least === most ? '' : given.length < least ? 'at least ' : 'at most ';
    const count = given.length < least ? least : most;
    throw bad(`expected ${word}${count} argument(s) in call to "${name}", got ${given.length}`);
  }
  given.forEach((argument, i) =>
    expect(argument, takes[Math.min(i, takes.length - 1)] as ValueType, `call to function "${name}"`)
  );
  return { kind: 'call', yields, definition, arguments: given };
}

/** An aggregation with its arguments: the parameter, if it takes one, and what is aggregated. */
export function aggregation(parts: {
  readonly operator: AggregationOperator;
  readonly given: readonly Expression[];
  readonly labels: ReadonlySet<string>;
  readonly without: boolean;
}): Aggregation {
  const { operator, given, labels, without } = parts;
  const takes = ['topk', 'bottomk', 'quantile'].includes(operator) ? 2 : 1;
  if (given.length !== takes)
    throw bad(`wrong number of arguments for aggregate expression provided, expected ${takes}, got ${given.length}`);
  const of = given.at(-1) as Expression;
  expect(of, 'instant vector', 'aggregation expression');
  const made = { kind: 'aggregation', yields: 'instant vector', operator, of, labels, without } as const;
  if (takes === 1) return made;
  const parameter = given[0] as Expression;
  expect(parameter, 'scalar', 'aggregation parameter');
  return { ...made, parameter };
}

/** Two expressions and what stands between them. */
export function binary(parts: {
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly bool: boolean;
  readonly matching: Matching | undefined;
}): Binary {
  const { operator, left, right, bool, matching } = parts;
  for (const { yields } of [left, right]) {
    if (yields !== 'scalar' && yields !== 'instant vector')
      throw bad('binary expression must contain only scalar and instant vector types');
  }
  const scalars = [left, right].filter(({ yields }) => yields === 'scalar').length;
  const comparison = isComparison(operator);
  if (bool && !comparison) throw bad('bool modifier can only be used on comparison operators');
  if (comparison && !bool && scalars === 2) throw bad('comparisons between scalars must use BOOL modifier');
  if (isSetOperator(operator) && scalars > 0)
    throw bad(`set operator "${operator}" not allowed in binary scalar expression`);
  if (matching !== undefined) checkMatching(matching, operator, scalars);
  const yields = scalars === 2 ? 'scalar' : 'instant vector';
  return { kind: 'binary', yields, operator, left, right, bool, matching: matching ?? ONE_TO_ONE };
}

function checkMatching({ group, on, labels, include }: Matching, operator: BinaryOperator, scalars: number): void {
  if (scalars > 0 && (labels.size > 0 || group !== undefined))
    throw bad('vector matching only allowed between instant vectors');
  if (group === undefined) return;
  if (isSetOperator(operator)) throw bad(`no grouping allowed for "${operator}" operation`);
  const both = on ? include.find((label) => labels.has(label)) : undefined;
  if (both !== undefined) throw bad(`label "${both}" must not occur in ON and GROUP clause at once`);
}

function expect({ yields }: Expression, type: ValueType, where: string): void {
  if (yields !== type) throw bad(`expected type ${type} in ${where}, got ${yields}`);
}

function bad(message: string): QueryError {
  return new QueryError('bad_data', message);
}
