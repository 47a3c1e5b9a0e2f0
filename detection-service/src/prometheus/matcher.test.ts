import { describe, expect, it } from 'vitest';
import { matcher, type MatchOperator } from './matcher.ts';
import { QueryError } from './query-error.ts';

const matches = (operator: MatchOperator, value: string, other: string): boolean =>
  matcher('label', operator, value).matches(other);

describe('matchers', () => {
  it.each<[MatchOperator, string, string, boolean]>([
    ['=', 'a', 'a', true],
    ['=', 'a', 'ab', false],
    ['=', '', '', true],
    ['!=', 'a', '', true],
    ['!=', '', '', false],
    ['=~', 'a', 'ab', false],
    ['=~', 'a', 'ba', false],
    ['=~', 'a|bc', 'bc', true],
    ['=~', 'a|bc', 'abc', false],
    ['=~', 'a|', '', true],
    ['=~', 'a.c', 'abc', true],
    ['=~', 'a\\.c', 'abc', false],
    ['=~', 'a\\.c|x\\-y', 'x-y', true],
    ['=~', 'a\\|b', 'a|b', true],
    ['=~', 'a\\|b', 'a', false],
    ['=~', '.*', 'two\nlines', true],
    ['=~', '(?i)PAY.*', 'payments', true],
    ['=~', '/payments/\\{id\\}', '/payments/{id}', true],
    ['=~', '[0-9]{3}', '404', true],
    ['=~', '^a$', 'a', true],
    ['!~', 'a|b', 'b', false],
    ['!~', 'a.*', 'b', true],
  ])('label%s%j of %j: %s', (operator, value, other, expected) => {
    expect(matches(operator, value, other)).toBe(expected);
  });

  it('remembers an answer and gives it again', () => {
    const one = matcher('label', '=~', 'a.+');
    expect([one.matches('ab'), one.matches('a'), one.matches('ab'), one.matches('a')]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it.each([
    ['(', 'missing closing'],
    ['a**', 'invalid nested repetition'],
    ['(?=a)b', 'invalid'],
    ['(a)\\1', 'invalid escape'],
    [`${'ab?'.repeat(400)}`, 'at most 1000 characters'],
  ])('refuses %s', (pattern, message) => {
    expect(() => matcher('label', '=~', pattern)).toThrow(QueryError);
    expect(() => matcher('label', '=~', pattern)).toThrow(message);
  });

  it('takes long lists of plain texts, which dashboards make of their variables', () => {
    const list = Array.from({ length: 1_000 }, (_, i) => `service\\.${i}`).join('|');
    expect(matches('=~', list, 'service.999')).toBe(true);
    expect(matches('=~', list, 'servicex999')).toBe(false);
  });

  it('is not kept busy by an expression that other engines never finish', () => {
    expect(matches('=~', '(a*)*b', 'a'.repeat(1_000))).toBe(false);
    expect(matches('=~', '(x+x+)+y', 'x'.repeat(1_000))).toBe(false);
  });
});
