import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import {
  AGGREGATIONS,
  type AggregationOperator,
  type BinaryOperator,
  type Expression,
  type Matching,
  type Selector,
} from './expression.ts';
import { aggregation, binary, call, negation } from './check.ts';
import { functions } from './functions/registry.ts';
import { parseNumber } from './literals.ts';
import type { Matcher } from './matcher.ts';
import { QueryError } from './query-error.ts';
import { QueryText } from './query-text.ts';
import { readDuration, readRangeSelector, readString, readVectorSelector } from './read-selector.ts';

/** Longest text of a query. */
const LONGEST_QUERY = 32 * 1024;
/** How deep expressions may stand in each other. */
const DEEPEST = 200;

const strict = parser.configure({ strict: true });

/** Parts of PromQL that the grammar knows and Weir does not. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  SubqueryExpr: 'a subquery',
  StepInvariantExpr: 'the modifier @',
  AnchoredExpr: 'the modifier anchored',
  SmoothedExpr: 'the modifier smoothed',
  FillModifier: 'the modifier fill',
};

/**
 * Reads a query.
 * @throws {QueryError} `bad_data` with the place and what is wrong, or which function or construct is not in the subset
 */
export function parseQuery(query: string): Expression {
  if (query.length > LONGEST_QUERY)
    throw new QueryError('bad_data', `a query has at most ${LONGEST_QUERY} characters, found ${query.length}`);
  return new Reader(query).read();
}

/** A selector of series without a range, as `match[]` gives it. */
export function parseSeriesSelector(text: string): readonly Matcher[] {
  const expression = parseQuery(text);
  if (expression.kind !== 'selector' || expression.yields !== 'instant vector' || expression.offset !== 0)
    throw new QueryError('bad_data', `a series selector is expected, found ${text.slice(0, 200)}`);
  return expression.matchers;
}

/** Turns the syntax tree of one query into an expression. */
class Reader {
  readonly #query: QueryText;
  #depth = 0;

  constructor(query: string) {
    this.#query = new QueryText(query);
  }

  read(): Expression {
    const root = this.#tree().firstChild;
    if (root === null) throw this.#query.error(0, 'no expression found in input');
    return this.#expression(withoutComments(root));
  }

  #tree(): SyntaxNode {
    if (!/\S/.test(this.#query.whole.replace(/#.*$/gm, ''))) throw this.#query.error(0, 'no expression found in input');
    try {
      return strict.parse(this.#query.whole).topNode;
    } catch (error) {
      const at = /No parse at (\d+)/.exec(error instanceof Error ? error.message : '');
      if (at === null) throw error;
      throw this.#query.unexpected(Number(at[1]));
    }
  }

  #expression(node: SyntaxNode): Expression {
    if (++this.#depth > DEEPEST)
      throw this.#query.error(node.from, `expressions stand deeper than ${DEEPEST} in each other`);
    try {
      return this.#ofKind(node);
    } finally {
      this.#depth--;
    }
  }

  #ofKind(node: SyntaxNode): Expression {
    switch (node.name) {
      case 'NumberDurationLiteral':
        return { kind: 'number', yields: 'scalar', value: this.#number(node) };
      case 'StringLiteral':
        return { kind: 'string', yields: 'string', text: readString(this.#query, node) };
      case 'ParenExpr':
        return this.#expression(this.#query.child(node, 'Expr'));
      case 'UnaryExpr':
        return this.#unary(node);
      case 'BinaryExpr':
        return this.#binary(node);
      case 'AggregateExpr':
        return this.#aggregation(node);
      case 'FunctionCall':
        return this.#call(node);
      case 'VectorSelector':
        return readVectorSelector(this.#query, node);
      case 'MatrixSelector':
        return readRangeSelector(this.#query, node);
      case 'OffsetExpr':
        return this.#offset(node);
      default:
        throw this.#query.unsupported(node, UNSUPPORTED[node.name] ?? node.name);
    }
  }

  #number(node: SyntaxNode): number {
    const value = parseNumber(this.#query.of(node));
    if (value === undefined)
      throw this.#query.error(node.from, `bad number or duration syntax: "${this.#query.of(node)}"`);
    return value;
  }

  #unary(node: SyntaxNode): Expression {
    const of = this.#expression(this.#query.child(node, 'Expr'));
    const minus = this.#query.of(this.#query.child(node, 'UnaryOp')) === '-';
    return this.#query.checked(node, () => negation(minus, of));
  }

  #binary(node: SyntaxNode): Expression {
    const [left, right] = node.getChildren('Expr') as [SyntaxNode, SyntaxNode];
    const fill = node.getChild('FillModifier');
    if (fill !== null) throw this.#query.unsupported(fill, UNSUPPORTED['FillModifier'] as string);
    const operator = this.#operator(node, left);
    const bool = node.getChild('BoolModifier') !== null;
    const matching = this.#matching(node);
    const signed = operator === '^' && left.name === 'NumberDurationLiteral' && /^[+-]/.test(this.#query.of(left));
    const make = (base: Expression): Expression =>
      this.#query.checked(node, () => binary({ operator, left: base, right: this.#expression(right), bool, matching }));
    if (!signed) return make(this.#expression(left));
    // The grammar takes the sign into the number, but -1 ^ 2 is -(1 ^ 2).
    const value = this.#number(left);
    const minus = this.#query.of(left).startsWith('-');
    return negation(minus, make({ kind: 'number', yields: 'scalar', value: minus ? -value : value }));
  }

  #operator(node: SyntaxNode, left: SyntaxNode): BinaryOperator {
    let operator = left.nextSibling;
    while (operator?.name === 'LineComment') operator = operator.nextSibling;
    const text = operator === null ? '' : this.#query.of(operator).toLowerCase();
    if (isBinaryOperator(text)) return text;
    throw this.#query.unsupported(operator ?? node, `the operator ${text}`);
  }

  #matching(node: SyntaxNode): Matching | undefined {
    const clause = node.getChild('MatchingModifierClause');
    if (clause === null) return undefined;
    const [labels, include] = clause.getChildren('GroupingLabels');
    const right = clause.getChild('GroupRight') !== null;
    const group = right || clause.getChild('GroupLeft') !== null ? ({ group: right ? 'right' : 'left' } as const) : {};
    return {
      on: clause.getChild('On') !== null,
      labels: new Set(labels === undefined ? [] : this.#labels(labels)),
      include: include === undefined ? [] : this.#labels(include),
      ...group,
    };
  }

  #labels(node: SyntaxNode): string[] {
    const quoted = node.getChild('QuotedLabelName');
    if (quoted !== null) throw this.#query.unsupported(quoted, 'a label name in quotes');
    return node.getChildren('LabelName').map((label) => this.#query.of(label));
  }

  #aggregation(node: SyntaxNode): Expression {
    const operatorNode = this.#query.child(node, 'AggregateOp');
    const operator = this.#query.of(operatorNode).toLowerCase();
    if (!isAggregation(operator)) throw this.#query.unsupported(operatorNode, `the aggregation "${operator}"`);
    const modifier = node.getChild('AggregateModifier');
    const grouping = modifier?.getChild('GroupingLabels');
    const labels = new Set(grouping ? this.#labels(grouping) : []);
    const without = (modifier?.getChild('Without') ?? null) !== null;
    const given = this.#arguments(node);
    return this.#query.checked(node, () => aggregation({ operator, given, labels, without }));
  }

  #call(node: SyntaxNode): Expression {
    const nameNode = this.#query.child(node, 'FunctionIdentifier');
    const name = this.#query.of(nameNode).toLowerCase();
    const definition = functions.get(name);
    if (definition === undefined) throw this.#query.unsupported(nameNode, `the function "${name}"`);
    const given = this.#arguments(node);
    return this.#query.checked(node, () => call(definition, given));
  }

  #arguments(node: SyntaxNode): Expression[] {
    return this.#query
      .child(node, 'FunctionCallBody')
      .getChildren('Expr')
      .map((argument) => this.#expression(argument));
  }

  #offset(node: SyntaxNode): Selector {
    const inner = this.#query.child(node, 'Expr');
    if (inner.name === 'OffsetExpr') throw this.#query.error(node.from, 'offset may not be set multiple times');
    const selector = this.#expression(inner);
    if (selector.kind !== 'selector' || inner.name === 'ParenExpr') {
      const message = 'offset modifier must be preceded by an instant vector selector or range vector selector';
      throw this.#query.error(node.from, message);
    }
    return { ...selector, offset: readDuration(this.#query, this.#query.child(node, 'OffsetDurationExpr')) };
  }
}

function withoutComments(node: SyntaxNode): SyntaxNode {
  let found = node;
  while (found.name === 'LineComment' && found.nextSibling !== null) found = found.nextSibling;
  return found;
}

function isAggregation(text: string): text is AggregationOperator {
  return (AGGREGATIONS as readonly string[]).includes(text);
}

const BINARY = new Set('+ - * / % ^ atan2 == != < <= > >= and or unless'.split(' '));

function isBinaryOperator(text: string): text is BinaryOperator {
  return BINARY.has(text);
}
