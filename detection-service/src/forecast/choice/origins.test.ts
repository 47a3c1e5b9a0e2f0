import { expect, it } from 'vitest';
import { rollingOrigins } from './origins.ts';

it.each([
  ['eight weeks by the hour: every weekday once', 1344, 336, [24, 168], 7, 24, [24, 168]],
  ['two weeks and more: the week is kept with fewer days', 16 * 24, 24, [24, 168], 5, 24, [24, 168]],
  ['ten days: no week, times of day that differ', 240, 24, [24, 168], 7, 7, [24]],
  ['three days: hardly one', 72, 18, [24, 168], 1, 0, [24]],
  ['less than it takes', 70, 24, [24, 168], 0, 0, [24]],
  ['no season', 50, 10, [], 7, 1, []],
] as const)('%s', (_, count, horizon, seasons, origins, stride, known) => {
  const made = rollingOrigins(count, horizon, seasons);
  expect(made.lengths).toHaveLength(origins);
  if (origins > 0) expect(made.lengths[0]).toBe(count - horizon);
  for (let j = 1; j < made.lengths.length; j++) {
    expect((made.lengths[j - 1] as number) - (made.lengths[j] as number)).toBe(stride);
  }
  expect(made.seasons).toEqual(known);
});
