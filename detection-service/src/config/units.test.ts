import { describe, expect, it } from 'vitest';
import { WeirError } from '../core/errors.ts';
import { parseDuration, parseSize } from './units.ts';

describe('parseDuration', () => {
  it.each([
    ['500ms', 500],
    ['60s', 60_000],
    ['1.5m', 90_000],
    ['72h', 259_200_000],
    ['35d', 3_024_000_000],
    [' 0s ', 0],
  ])('%s is %d ms', (text, milliseconds) => {
    expect(parseDuration(text, 'x')).toBe(milliseconds);
  });

  it.each([
    '',
    '60',
    's',
    '-1s',
    '1e3s',
    '1w',
    '60 s',
    '60S',
    '1h30m',
    '999999999999999d',
    60,
    null,
    undefined,
    {},
    'NaNs',
    '∞s',
  ])('refuses %j and names the path', (text) => {
    const refusal = expect(() => parseDuration(text, 'steps.request'));
    refusal.toThrow(WeirError);
    refusal.toThrow(/^steps\.request must be a duration such as/);
  });
});

describe('parseSize', () => {
  it.each([
    ['20GB', 20e9],
    ['16MiB', 16_777_216],
    ['1.5kB', 1_500],
    ['0B', 0],
  ])('%s is %d bytes', (text, bytes) => {
    expect(parseSize(text, 'x')).toBe(bytes);
  });

  it.each(['16MB/s', '16mib', '16', '-1B', '1KB', '1PiB', `${'9'.repeat(400)}B`])('refuses %j', (text) => {
    expect(() => parseSize(text, 'limits.body')).toThrow(/^limits\.body must be a size such as/);
  });
});
