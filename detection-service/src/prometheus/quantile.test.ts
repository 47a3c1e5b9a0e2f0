import { expect, it } from 'vitest';
import { quantile } from './quantile.ts';

it.each<[number, number[], number]>([
  [0.5, [], Number.NaN],
  [0.5, [7], 7],
  [0, [3, 1, 2], 1],
  [1, [3, 1, 2], 3],
  [0.5, [3, 1, 2], 2],
  [0.5, [4, 1, 2, 3], 2.5],
  [0.25, [10, -10], -5],
  [-0.1, [1], -Infinity],
  [1.1, [1], Infinity],
  [Number.NaN, [1], Number.NaN],
  [0, [1, Number.NaN], Number.NaN],
  [1, [1, Number.NaN, 2], 2],
  // Nothing times infinity, as in Prometheus.
  [0.5, [Infinity, 1, 1], Number.NaN],
  [0.5, [5, 5, 5], 5],
])('the %d-quantile of %j is %d', (q, values, expected) => {
  const given = [...values];
  expect(quantile(q, given)).toBe(expected);
  expect(given).toEqual(values);
});
