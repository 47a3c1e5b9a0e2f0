import { WeirError } from './errors.ts';

/** What a text of a person may be. */
export interface TextRules {
  /** Most characters, as UTF-16 counts them. */
  readonly maximum: number;
  /** Line breaks and tabs are fine; without it the text is a single line. */
  readonly lines?: boolean;
  /** It may be empty, or nothing but space. */
  readonly empty?: boolean;
}

/** Control characters, but for tab and line breaks, and the marks that turn the reading direction around. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const BREAK = /[\t\n\r\u2028\u2029]/;

/**
 * A text that a person gave, as it is kept: without space at its ends (a text of several lines keeps what it starts
 * with), line breaks as `\n`. What it means is up to whoever shows it.
 *
 * @throws WeirError `invalid_argument` that names `path`: empty, too long, with control characters, or not Unicode
 */
export function checkText(path: string, given: string, { maximum, lines = false, empty = false }: TextRules): string {
  const text = lines ? given.replaceAll(/\r\n?/g, '\n').trimEnd() : given.trim();
  if (!empty && text.trim() === '') throw refused(path, 'a text that says something', 'an empty text');
  if (text.length > maximum) throw refused(path, `at most ${maximum} characters`, `${text.length} characters`);
  if (!text.isWellFormed()) throw refused(path, 'Unicode', 'half a character (a lone surrogate)');
  const bad = CONTROL.exec(text) ?? (lines ? null : BREAK.exec(text));
  if (bad === null) return text;
  const code = (bad[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const expected = lines ? 'a text without control characters' : 'a single line without control characters';
  throw refused(path, expected, `the character U+${code} at place ${bad.index + 1}`);
}

function refused(path: string, expected: string, found: string): WeirError {
  const message = `The text is refused: ${path} must be ${expected}, found ${found}.`;
  return new WeirError('invalid_argument', message, [{ path, expected, found }]);
}
