import { describe, expect, it } from 'vitest';
import { parseDuration, parseNumber, parseText } from './literals.ts';

describe('durations', () => {
  it.each<[string, number | undefined]>([
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['1y2w3d4h5m6s7ms', 31_536_000_000 + 1_209_600_000 + 259_200_000 + 14_400_000 + 300_000 + 6_000 + 7],
    ['100ms', 100],
    ['0s', 0],
    ['', undefined],
    ['5', undefined],
    ['30m1h', undefined],
    ['1m1m', undefined],
    ['1.5h', undefined],
    ['-5m', undefined],
    ['5 m', undefined],
  ])('%j', (text, expected) => expect(parseDuration(text)).toBe(expected));
});

describe('numbers', () => {
  it.each<[string, number | undefined]>([
    ['0', 0],
    ['12', 12],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['1e3', 1_000],
    ['1E-3', 0.001],
    ['0x1F', 31],
    ['010', 8],
    ['089', 89],
    ['1_000', 1_000],
    ['Inf', Infinity],
    ['-inf', -Infinity],
    ['+Inf', Infinity],
    ['NaN', Number.NaN],
    ['- 3', -3],
    ['5m', 300],
    ['1e999', Infinity],
    ['', undefined],
    ['1x', undefined],
    ['0x', undefined],
    ['..', undefined],
  ])('%j', (text, expected) => expect(parseNumber(text)).toBe(expected));
});

describe('texts', () => {
  it.each<[string, string | undefined]>([
    ['""', ''],
    ['"a"', 'a'],
    [`'it''s'`.replace("''", "\\'"), "it's"],
    ['`raw \\n`', 'raw \\n'],
    ['"\\n\\t\\\\\\""', '\n\t\\"'],
    ['"\\x41\\101\\u00e9\\U0001F600"', 'AAé😀'],
    ['"a', undefined],
    ['"', undefined],
    ['"\\q"', undefined],
    ['"\\xff"', undefined],
    ['"\\777"', undefined],
    ['"\\u12"', undefined],
    ['"\\UFFFFFFFF"', undefined],
    ['"end\\"', undefined],
  ])('%j', (text, expected) => expect(parseText(text)).toBe(expected));
});
