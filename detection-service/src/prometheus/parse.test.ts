import { describe, expect, it } from 'vitest';
import { parseQuery, parseSeriesSelector } from './parse.ts';
import { QueryError } from './query-error.ts';

const text = (query: string): string => JSON.stringify(parseQuery(query));

describe('queries that mean the same', () => {
  it.each([
    ['1 + 2 * 3', '1 + (2 * 3)'],
    ['2 ^ 3 ^ 2', '2 ^ (3 ^ 2)'],
    ['-1 ^ 2', '-(1 ^ 2)'],
    ['2 ^ -1 ^ 2', '2 ^ (-(1 ^ 2))'],
    ['1 - 2 - 3', '(1 - 2) - 3'],
    ['a and b or c unless d', '(a and b) or (c unless d)'],
    ['a == b + c', 'a == (b + c)'],
    ['sum by (a, b) (x)', 'sum(x) by (a, b,)'],
    ['SUM(x)', 'sum(x)'],
    ['x{a="b"}', '{__name__="x",a="b"}'],
    ['+x', 'x'],
    ['x[1h30m]', 'x[90m]'],
    ['x[300]', 'x[5m]'],
    ['x offset -5m', 'x offset -300s'],
    ['# first\nx # last', 'x'],
    ['a +\n# between\nb', 'a + b'],
    ['1h', '3600'],
  ])('%j and %j', (a, b) => expect(text(a)).toBe(text(b)));
});

describe('queries that are refused', () => {
  it.each<[string, string]>([
    ['', '1:1: parse error: no expression found in input'],
    ['  # nothing', '1:1: parse error: no expression found in input'],
    ['1 +', '1:4: parse error: unexpected end of input'],
    ['x and\n  )', '2:3: parse error: unexpected ")"'],
    ['foo(x)', '1:1: parse error: unknown function with name "foo"'],
    ['x{a="b', '1:7: parse error: unexpected end of input'],
    ['x{a="\\q"}', 'unterminated string, or an escape that is no character'],
    ['x{a=~"("}', 'missing closing'],
    ['x{}[0s]', 'duration must be greater than 0'],
    ['{a=~".*"}', 'vector selector must contain at least one non-empty matcher'],
    ['x{__name__="y"}', 'metric name must not be set twice'],
    ['(x)[5m]', 'ranges only allowed for vector selectors'],
    ['x offset 5m offset 6m', 'offset may not be set multiple times'],
    ['(x) offset 5m', 'offset modifier must be preceded by'],
    ['x offset 1e300', 'duration out of range'],
    ['abs(x[5m])', 'expected type instant vector in call to function "abs", got range vector'],
    ['rate(x)', 'expected type range vector in call to function "rate", got instant vector'],
    ['vector(x)', 'expected type scalar in call to function "vector", got instant vector'],
    ['clamp(x, 1)', 'expected 3 argument(s) in call to "clamp", got 2'],
    ['round(x, 1, 2)', 'expected at most 2 argument(s) in call to "round", got 3'],
    ['label_join(x, "a")', 'expected at least 3 argument(s) in call to "label_join", got 2'],
    ['label_replace(x, "a", 1, "b", "c")', 'expected type string in call to function "label_replace", got scalar'],
    ['sum(1)', 'expected type instant vector in aggregation expression, got scalar'],
    ['sum(a, b)', 'wrong number of arguments for aggregate expression provided, expected 1, got 2'],
    ['topk(x, x)', 'expected type scalar in aggregation parameter, got instant vector'],
    ['1 > 2', 'comparisons between scalars must use BOOL modifier'],
    ['1 + bool 2', 'bool modifier can only be used on comparison operators'],
    ['x and 1', 'set operator "and" not allowed in binary scalar expression'],
    ['x + on(a) 1', 'vector matching only allowed between instant vectors'],
    ['a or on(b) group_left() c', 'no grouping allowed for "or" operation'],
    ['a + on(b) group_left(b) c', 'label "b" must not occur in ON and GROUP clause at once'],
    ['-"text"', 'unary expression only allowed on expressions of type scalar or instant vector, got "string"'],
    ['"a" + 1', 'binary expression must contain only scalar and instant vector types'],
    ['x[5m] + 1', 'binary expression must contain only scalar and instant vector types'],
  ])('%j: %s', (query, message) => expect(() => parseQuery(query)).toThrow(message));

  it.each<[string, string]>([
    ['histogram_quantile(0.9, x)', '1:1: parse error: the function "histogram_quantile" is not in the subset'],
    ['1 + sort_by_label(x, "a")', '1:5: parse error: the function "sort_by_label" is not in the subset'],
    ['count_values("v", x)', 'the aggregation "count_values" is not in the subset'],
    ['max_over_time(x[5m:1m])', '1:15: parse error: a subquery is not in the subset'],
    ['x @ 5', 'the modifier @ is not in the subset'],
    ['x @ start()', 'the modifier @ is not in the subset'],
    ['a / fill(0) b', 'the modifier fill is not in the subset'],
    ['x[5m * 2]', 'calculating a duration is not in the subset'],
    ['{"a.b"}', 'a name in quotes is not in the subset'],
    ['sum by ("a.b") (x)', 'a label name in quotes is not in the subset'],
    ['rate(x[5m] anchored)', 'the modifier anchored is not in the subset'],
  ])('%j, naming what is not in the subset', (query, message) => {
    expect(() => parseQuery(query)).toThrow(QueryError);
    expect(() => parseQuery(query)).toThrow(message);
  });

  it.each<[string, string]>([
    ['a long text', `"${'x'.repeat(33_000)}"`],
    ['many parentheses', '('.repeat(2_000) + 'x' + ')'.repeat(2_000)],
    ['more than the grammar takes', '('.repeat(15_000) + 'x'],
    ['many signs', `${'-'.repeat(2_000)}x`],
    ['a long sum', `x${' + x'.repeat(2_000)}`],
    ['functions in functions', `${'abs('.repeat(1_000)}x${')'.repeat(1_000)}`],
  ])('%s, without running out of stack', (_, query) => expect(() => parseQuery(query)).toThrow(QueryError));

  it('takes a selector of series and nothing else for match[]', () => {
    expect(parseSeriesSelector('x{a="b"}').map(({ label }) => label)).toEqual(['__name__', 'a']);
    for (const other of ['x[5m]', 'x offset 5m', 'sum(x)', '1', '"x"'])
      expect(() => parseSeriesSelector(other)).toThrow('a series selector is expected');
  });
});
