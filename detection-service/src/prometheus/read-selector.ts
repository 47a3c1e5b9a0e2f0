import type { SyntaxNode } from '@lezer/common';
import { SECOND, type Millis } from '../core/time.ts';
import type { Selector } from './expression.ts';
import { METRIC_NAME } from './label-set.ts';
import { parseDuration, parseNumber, parseText } from './literals.ts';
import { matcher, type Matcher, type MatchOperator } from './matcher.ts';
import type { QueryText } from './query-text.ts';

/** Reads selectors and what they are made of. */

export function readVectorSelector(query: QueryText, node: SyntaxNode): Selector {
  const name = node.getChild('Identifier');
  const matchers = readMatchers(query, node);
  if (name !== null) {
    if (matchers.some(({ label }) => label === METRIC_NAME))
      throw query.error(node.from, 'metric name must not be set twice');
    matchers.unshift(matcher(METRIC_NAME, '=', query.of(name)));
  }
  // Otherwise it would select everything there is.
  if (matchers.every(({ matches }) => matches('')))
    throw query.error(node.from, 'vector selector must contain at least one non-empty matcher');
  return { kind: 'selector', yields: 'instant vector', matchers, offset: 0 };
}

export function readRangeSelector(query: QueryText, node: SyntaxNode): Selector {
  const inner = query.child(node, 'Expr');
  if (inner.name !== 'VectorSelector') throw query.error(node.from, 'ranges only allowed for vector selectors');
  const range = readDuration(query, query.child(node, 'DurationExpr'));
  if (range <= 0) throw query.error(node.from, 'duration must be greater than 0');
  return { ...readVectorSelector(query, inner), yields: 'range vector', range };
}

function readMatchers(query: QueryText, node: SyntaxNode): Matcher[] {
  const braces = node.getChild('LabelMatchers');
  if (braces === null) return [];
  const quoted = braces.getChild('QuotedLabelName') ?? braces.getChild('QuotedLabelMatcher');
  if (quoted !== null) throw query.unsupported(quoted, 'a name in quotes');
  return braces.getChildren('UnquotedLabelMatcher').map((one) => {
    const label = query.of(query.child(one, 'LabelName'));
    const operator = query.of(query.child(one, 'MatchOp')) as MatchOperator;
    const value = readString(query, query.child(one, 'StringLiteral'));
    return query.checked(one, () => matcher(label, operator, value));
  });
}

/** A duration such as `5m`, or a number of seconds; calculating with durations is not in the subset. */
export function readDuration(query: QueryText, node: SyntaxNode): Millis {
  const literal = node.getChild('NumberDurationLiteralInDurationContext');
  if (literal === null) {
    const sign = node.getChild('UnaryOp');
    const signed = node.getChild(node.name);
    if (sign === null || signed === null) throw query.unsupported(node, 'calculating a duration');
    return (query.of(sign) === '-' ? -1 : 1) * readDuration(query, signed);
  }
  const text = query.of(literal);
  const length = parseDuration(text) ?? Math.round((parseNumber(text) ?? Number.NaN) * SECOND);
  // Beyond the range of dates nothing can stand.
  if (Math.abs(length) <= 8.64e15) return length;
  throw query.error(literal.from, 'duration out of range');
}

export function readString(query: QueryText, node: SyntaxNode): string {
  const text = parseText(query.of(node));
  if (text === undefined) throw query.error(node.from, 'unterminated string, or an escape that is no character');
  return text;
}
