import { describe, expect, it } from 'vitest';
import { checkText } from './human-text.ts';

const NAME = { maximum: 20 };
const PROSE = { maximum: 40, lines: true };

describe('a text of a person', () => {
  it('is kept without space at its ends, with one kind of line break', () => {
    expect(checkText('name', '  Ana  ', NAME)).toBe('Ana');
    expect(checkText('text', '  indented\r\nnext\rlast\n\n', PROSE)).toBe('  indented\nnext\nlast');
    expect(checkText('text', '   ', { ...PROSE, empty: true })).toBe('');
  });

  it('takes every script, and what Markdown and HTML are made of', () => {
    for (const text of ['Žofie', '日本語', '👩‍🚒', '<b>*x*</b>']) expect(checkText('name', text, NAME)).toBe(text);
  });

  it.each([
    ['empty', ' ', 'an empty text'],
    ['too long', 'x'.repeat(21), '21 characters'],
    ['of two lines', 'a\nb', 'U+000A at place 2'],
    ['with a null', 'a\u0000', 'U+0000'],
    ['with an escape sequence', '\u001b[31mred', 'U+001B at place 1'],
    ['that turns the reading direction', 'a\u202eb', 'U+202E'],
    ['with half a character', 'a\ud83d', 'lone surrogate'],
  ])('is refused when it is %s', (_, text, found) => {
    expect(() => checkText('owner', text, NAME)).toThrow(found);
    expect(() => checkText('owner', text, NAME)).toThrow('owner must be');
  });

  it('of several lines still has no control characters', () => {
    expect(() => checkText('text', 'a\n\u0007', PROSE)).toThrow('U+0007 at place 3');
  });
});
