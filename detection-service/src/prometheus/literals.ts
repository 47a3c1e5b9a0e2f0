import { DAY, HOUR, MINUTE, SECOND, type Millis } from '../core/time.ts';

/** Units of a duration, longest first; Prometheus' year has 365 days. */
const UNITS: readonly (readonly [unit: string, length: Millis])[] = [
  ['y', 365 * DAY],
  ['w', 7 * DAY],
  ['d', DAY],
  ['h', HOUR],
  ['m', MINUTE],
  ['s', SECOND],
  ['ms', 1],
];
const DURATION = new RegExp(`^${UNITS.map(([unit]) => `(?:(\\d+)${unit})?`).join('')}$`);

/** Milliseconds of a duration such as `1h30m`; `undefined` when the text is none. */
export function parseDuration(text: string): Millis | undefined {
  const found = DURATION.exec(text);
  if (found === null || text === '') return undefined;
  return UNITS.reduce((sum, [, length], i) => sum + Number(found[i + 1] ?? 0) * length, 0);
}

/** A number as PromQL writes it: decimal, hexadecimal, octal with a leading 0, `Inf`, `NaN`, or a duration in seconds. */
export function parseNumber(text: string): number | undefined {
  const [, sign, digits = ''] = /^([+-]?)\s*(.*)$/s.exec(text.replaceAll('_', '').toLowerCase()) ?? [];
  const magnitude = parseMagnitude(digits);
  return magnitude !== undefined && sign === '-' ? -magnitude : magnitude;
}

function parseMagnitude(digits: string): number | undefined {
  if (digits === 'inf') return Infinity;
  if (digits === 'nan') return Number.NaN;
  if (/^0[0-7]+$/.test(digits)) return Number.parseInt(digits, 8);
  if (/^0x[0-9a-f]+$/.test(digits) || /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/.test(digits)) return Number(digits);
  const duration = parseDuration(digits);
  return duration === undefined ? undefined : duration / SECOND;
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};
const ESCAPE =
  /\\(?:([abfnrtv\\'"])|x([0-7][0-9a-fA-F])|([01][0-7]{2})|u([0-9a-fA-F]{4})|U(00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4}))/y;

/**
 * The text of a string literal, its escapes those of Go. `undefined` when it does not end, or has an escape that stands
 * for no character (bytes beyond ASCII are to be written as characters).
 */
export function parseText(literal: string): string | undefined {
  const quote = literal.charAt(0);
  if (literal.length < 2 || !literal.endsWith(quote)) return undefined;
  const inside = literal.slice(1, -1);
  if (quote === '`') return inside;
  let text = '';
  for (let at = 0; at < inside.length;) {
    const next = inside.indexOf('\\', at);
    if (next < 0) return text + inside.slice(at);
    text += inside.slice(at, next);
    ESCAPE.lastIndex = next;
    const found = ESCAPE.exec(inside);
    if (found === null) return undefined;
    text += escaped(found);
    at = ESCAPE.lastIndex;
  }
  return text;
}

function escaped([, letter, hex, octal, short, long]: RegExpExecArray): string {
  if (letter !== undefined) return ESCAPES[letter] as string;
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
  return String.fromCodePoint(Number.parseInt((hex ?? short ?? long) as string, 16));
}
