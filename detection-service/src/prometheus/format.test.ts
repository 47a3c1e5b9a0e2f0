import { expect, it } from 'vitest';
import { formatTime, formatValue } from './format.ts';

it.each<[number, string]>([
  [0, '0'],
  [-0, '-0'],
  [1, '1'],
  [-1.5, '-1.5'],
  [0.1 + 0.2, '0.30000000000000004'],
  [1e20, '100000000000000000000'],
  [1e21, '1e+21'],
  [1.5e300, '1.5e+300'],
  [1e-6, '0.000001'],
  [1e-7, '1e-07'],
  [-2.5e-10, '-2.5e-10'],
  [Number.NaN, 'NaN'],
  [Infinity, '+Inf'],
  [-Infinity, '-Inf'],
])('%f is written %s', (value, text) => expect(formatValue(value)).toBe(text));

it.each<[number, string]>([
  [0, '0'],
  [1_767_600_000_000, '1767600000'],
  [1_767_600_000_007, '1767600000.007'],
  [-1_500, '-1.5'],
])('time %d is written %s', (time, text) => expect(formatTime(time)).toBe(text));
