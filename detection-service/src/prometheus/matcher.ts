import { RE2JS } from 're2js';
import { QueryError } from './query-error.ts';

export type MatchOperator = '=' | '!=' | '=~' | '!~';

/** A condition on one label; a label that is not there has the empty value. */
export interface Matcher {
  readonly label: string;
  readonly operator: MatchOperator;
  readonly value: string;
  readonly matches: (value: string) => boolean;
}

/** Longest regular expression. Alternatives of plain texts, which dashboards make of their variables, may be longer. */
const LONGEST_PATTERN = 1_000;
const PLAIN_ALTERNATIVES =
  /^(?:[^\\.+*?()[\]{}^$|]|\\[.+*?()[\]{}^$|\\/-])*(?:\|(?:[^\\.+*?()[\]{}^$|]|\\[.+*?()[\]{}^$|\\/-])*)*$/;
/** Values of which a matcher remembers the answer: many series share a value. */
const REMEMBERED = 1_000;

/** @throws {QueryError} when it is a regular expression that RE2 does not take, or too long */
export function matcher(label: string, operator: MatchOperator, value: string): Matcher {
  return { label, operator, value, matches: predicate(operator, value) };
}

function predicate(operator: MatchOperator, value: string): (value: string) => boolean {
  switch (operator) {
    case '=':
      return (other) => other === value;
    case '!=':
      return (other) => other !== value;
    case '=~':
      return pattern(value);
    case '!~': {
      const matches = pattern(value);
      return (other) => !matches(other);
    }
  }
}

function pattern(text: string): (value: string) => boolean {
  if (PLAIN_ALTERNATIVES.test(text)) {
    const alternatives = new Set(text.split('|').map((one) => one.replace(/\\(.)/g, '$1')));
    if (!text.includes('\\|')) return (value) => alternatives.has(value);
  }
  const compiled = compilePattern(text);
  const known = new Map<string, boolean>();
  return (value) => {
    let matches = known.get(value);
    if (matches === undefined) {
      matches = compiled.matches(value);
      if (known.size < REMEMBERED) known.set(value, matches);
    }
    return matches;
  };
}

/**
 * Compiles a regular expression in RE2's syntax, whose time is linear in the length of the text: an expression from
 * outside cannot keep the process busy.
 */
export function compilePattern(text: string): RE2JS {
  if (text.length > LONGEST_PATTERN)
    throw new QueryError(
      'bad_data',
      `a regular expression has at most ${LONGEST_PATTERN} characters, found ${text.length}`
    );
  try {
    return RE2JS.compile(text, RE2JS.DOTALL);
  } catch (error) {
    throw new QueryError('bad_data', error instanceof Error ? error.message : 'error parsing regexp');
  }
}
