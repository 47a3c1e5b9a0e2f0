import { expect, it } from 'vitest';
import { quantityWriter } from './quantity.ts';

it.each([
  ['1/s', 12.34, '12.3/s'],
  ['1/s', 0.5, '0.5/s'],
  ['1/s', 0.0333, '2/min'],
  ['1/s', 0.00028, '1.01/h'],
  ['1/s', 0, '0/s'],
  ['1', 0.2134, '21.3 %'],
  ['ms', 1234.5, '1,235 ms'],
  ['', 3, '3'],
  ['By', Number.NaN, '– By'],
])('a quantity in %j of %d is written %s', (unit, value, expected) => {
  const writer = quantityWriter(unit, value);
  expect(writer.number(value) + writer.unit).toBe(expected);
});

it('writes all numbers of one sentence in the unit of the largest', () => {
  const writer = quantityWriter('1/s', 0.05);
  expect([0, 0.001, 0.05].map((value) => writer.number(value) + writer.unit)).toEqual(['0/min', '0.06/min', '3/min']);
});
