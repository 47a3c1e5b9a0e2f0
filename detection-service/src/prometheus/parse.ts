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
import { METRIC_NAME } from './label-set.ts';
import { parseDuration, parseNumber, parseText } from './literals.ts';
import { matcher, type Matcher, type MatchOperator } from './matcher.ts';
import { QueryError } from './query-error.ts';
import { SECOND, type Millis } from '../core/time.ts';

/** Longest text of a query. */
export const LONGEST_QUERY = 32 * 1024;
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
  readonly #query: string;
  #depth = 0;

  constructor(query: string) {
    this.#query = query;
  }

  read(): Expression {
    const root = this.#tree().firstChild;
    if (root === null) throw this.#error(0, 'no expression found in input');
    return this.#expression(withoutComments(root));
  }

  #tree(): SyntaxNode {
    if (!/\S/.test(this.#query.replace(/#.*$/gm, ''))) throw this.#error(0, 'no expression found in input');
    try {
      return strict.parse(this.#query).topNode;
    } catch (error) {
      const at = /No parse at (\d+)/.exec(error instanceof Error ? error.message : '');
      if (at === null) throw error;
      throw this.#syntaxError(Number(at[1]));
    }
  }

  #expression(node: SyntaxNode): Expression {
    if (++this.#depth > DEEPEST) throw this.#error(node.from, `expressions stand deeper than ${DEEPEST} in each other`);
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
        return { kind: 'string', yields: 'string', text: this.#string(node) };
      case 'ParenExpr':
        return this.#expression(this.#child(node, 'Expr'));
      case 'UnaryExpr':
        return this.#unary(node);
      case 'BinaryExpr':
        return this.#binary(node);
      case 'AggregateExpr':
        return this.#aggregation(node);
      case 'FunctionCall':
        return this.#call(node);
      case 'VectorSelector':
        return this.#vectorSelector(node);
      case 'MatrixSelector':
        return this.#rangeSelector(node);
      case 'OffsetExpr':
        return this.#offset(node);
      default:
        throw this.#unsupported(node, UNSUPPORTED[node.name] ?? node.name);
    }
  }

  #number(node: SyntaxNode): number {
    const value = parseNumber(this.#text(node));
    if (value === undefined) throw this.#error(node.from, `bad number or duration syntax: "${this.#text(node)}"`);
    return value;
  }

  #string(node: SyntaxNode): string {
    const text = parseText(this.#text(node));
    if (text === undefined) throw this.#error(node.from, 'unterminated string, or an escape that is no character');
    return text;
  }

  #unary(node: SyntaxNode): Expression {
    const of = this.#expression(this.#child(node, 'Expr'));
    const minus = this.#text(this.#child(node, 'UnaryOp')) === '-';
    return this.#checked(node, () => negation(minus, of));
  }

  #binary(node: SyntaxNode): Expression {
    const [left, right] = node.getChildren('Expr') as [SyntaxNode, SyntaxNode];
    const fill = node.getChild('FillModifier');
    if (fill !== null) throw this.#unsupported(fill, UNSUPPORTED['FillModifier'] as string);
    const operator = this.#operator(node, left);
    const bool = node.getChild('BoolModifier') !== null;
    const matching = this.#matching(node);
    const signed = operator === '^' && left.name === 'NumberDurationLiteral' && /^[+-]/.test(this.#text(left));
    const make = (base: Expression): Expression =>
      this.#checked(node, () => binary({ operator, left: base, right: this.#expression(right), bool, matching }));
    if (!signed) return make(this.#expression(left));
    // The grammar takes the sign into the number, but -1 ^ 2 is -(1 ^ 2).
    const value = this.#number(left);
    const minus = this.#text(left).startsWith('-');
    return negation(minus, make({ kind: 'number', yields: 'scalar', value: minus ? -value : value }));
  }

  #operator(node: SyntaxNode, left: SyntaxNode): BinaryOperator {
    let operator = left.nextSibling;
    while (operator?.name === 'LineComment') operator = operator.nextSibling;
    const text = operator === null ? '' : this.#text(operator).toLowerCase();
    if (isBinaryOperator(text)) return text;
    throw this.#unsupported(operator ?? node, `the operator ${text}`);
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
    if (quoted !== null) throw this.#unsupported(quoted, 'a label name in quotes');
    return node.getChildren('LabelName').map((label) => this.#text(label));
  }

  #aggregation(node: SyntaxNode): Expression {
    const operatorNode = this.#child(node, 'AggregateOp');
    const operator = this.#text(operatorNode).toLowerCase();
    if (!isAggregation(operator)) throw this.#unsupported(operatorNode, `the aggregation "${operator}"`);
    const modifier = node.getChild('AggregateModifier');
    const grouping = modifier?.getChild('GroupingLabels');
    const labels = new Set(grouping ? this.#labels(grouping) : []);
    const without = (modifier?.getChild('Without') ?? null) !== null;
    const given = this.#arguments(node);
    return this.#checked(node, () => aggregation({ operator, given, labels, without }));
  }

  #call(node: SyntaxNode): Expression {
    const nameNode = this.#child(node, 'FunctionIdentifier');
    const name = this.#text(nameNode).toLowerCase();
    const definition = functions.get(name);
    if (definition === undefined) throw this.#unsupported(nameNode, `the function "${name}"`);
    const given = this.#arguments(node);
    return this.#checked(node, () => call(definition, given));
  }

  #arguments(node: SyntaxNode): Expression[] {
    return this.#child(node, 'FunctionCallBody')
      .getChildren('Expr')
      .map((argument) => this.#expression(argument));
  }

  #vectorSelector(node: SyntaxNode): Selector {
    const name = node.getChild('Identifier');
    const matchers = this.#matchers(node);
    if (name !== null) {
      if (matchers.some(({ label }) => label === METRIC_NAME))
        throw this.#error(node.from, 'metric name must not be set twice');
      matchers.unshift(matcher(METRIC_NAME, '=', this.#text(name)));
    }
    // Otherwise it would select everything there is.
    if (matchers.every(({ matches }) => matches('')))
      throw this.#error(node.from, 'vector selector must contain at least one non-empty matcher');
    return { kind: 'selector', yields: 'instant vector', matchers, offset: 0 };
  }

  #matchers(node: SyntaxNode): Matcher[] {
    const braces = node.getChild('LabelMatchers');
    if (braces === null) return [];
    const quoted = braces.getChild('QuotedLabelName') ?? braces.getChild('QuotedLabelMatcher');
    if (quoted !== null) throw this.#unsupported(quoted, 'a name in quotes');
    return braces.getChildren('UnquotedLabelMatcher').map((one) => {
      const label = this.#text(this.#child(one, 'LabelName'));
      const operator = this.#text(this.#child(one, 'MatchOp')) as MatchOperator;
      const value = this.#string(this.#child(one, 'StringLiteral'));
      return this.#checked(one, () => matcher(label, operator, value));
    });
  }

  #rangeSelector(node: SyntaxNode): Selector {
    const inner = this.#child(node, 'Expr');
    if (inner.name !== 'VectorSelector') throw this.#error(node.from, 'ranges only allowed for vector selectors');
    const range = this.#duration(this.#child(node, 'DurationExpr'));
    if (range <= 0) throw this.#error(node.from, 'duration must be greater than 0');
    return { ...this.#vectorSelector(inner), yields: 'range vector', range };
  }

  #offset(node: SyntaxNode): Selector {
    const inner = this.#child(node, 'Expr');
    if (inner.name === 'OffsetExpr') throw this.#error(node.from, 'offset may not be set multiple times');
    const selector = this.#expression(inner);
    if (selector.kind !== 'selector' || inner.name === 'ParenExpr') {
      const message = 'offset modifier must be preceded by an instant vector selector or range vector selector';
      throw this.#error(node.from, message);
    }
    return { ...selector, offset: this.#duration(this.#child(node, 'OffsetDurationExpr')) };
  }

  /** A duration such as `5m`, or a number of seconds; calculating with durations is not in the subset. */
  #duration(node: SyntaxNode): Millis {
    const literal = node.getChild('NumberDurationLiteralInDurationContext');
    if (literal === null) {
      const sign = node.getChild('UnaryOp');
      const signed = node.getChild(node.name);
      if (sign === null || signed === null) throw this.#unsupported(node, 'calculating a duration');
      return (this.#text(sign) === '-' ? -1 : 1) * this.#duration(signed);
    }
    const text = this.#text(literal);
    const length = parseDuration(text) ?? Math.round((parseNumber(text) ?? Number.NaN) * SECOND);
    // Beyond the range of dates nothing can stand.
    if (Math.abs(length) <= 8.64e15) return length;
    throw this.#error(literal.from, 'duration out of range');
  }

  #child(node: SyntaxNode, kind: string): SyntaxNode {
    const child = node.getChild(kind);
    if (child === null) throw this.#error(node.from, `there is no ${kind} in this ${node.name}`);
    return child;
  }

  #text(node: SyntaxNode): string {
    return this.#query.slice(node.from, node.to);
  }

  /** Gives what is wrong with a part its place. */
  #checked<T>(node: SyntaxNode, make: () => T): T {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof QueryError) || error.message.includes('parse error')) throw error;
      throw this.#error(node.from, error.message);
    }
  }

  #unsupported(node: SyntaxNode, what: string): QueryError {
    return this.#error(node.from, `${what} is not in the subset of PromQL that Weir understands (docs/prometheus.md)`);
  }

  #syntaxError(at: number): QueryError {
    const called = /([A-Za-z_:][\w:]*)\s*$/.exec(this.#query.slice(0, at));
    if (this.#query.charAt(at) === '(' && called !== null)
      return this.#error(called.index, `unknown function with name "${called[1]}"`);
    const rest = /^\s*([\w:]+|.)/s.exec(this.#query.slice(at, at + 100));
    return this.#error(at, rest === null ? 'unexpected end of input' : `unexpected ${JSON.stringify(rest[1])}`);
  }

  #error(at: number, message: string): QueryError {
    const before = this.#query.slice(0, at).split('\n');
    const column = (before.at(-1) as string).length + 1;
    return new QueryError('bad_data', `${before.length}:${column}: parse error: ${message}`);
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
