import { expect, test } from 'vitest';
import { SortedTimes } from './sorted-times.ts';

test('agrees with a sorted set, whatever is added and deleted', () => {
  const times = new SortedTimes();
  const set = new Set<number>();
  expect([times.size, times.first, times.last]).toEqual([0, Number.POSITIVE_INFINITY, -1]);
  for (let i = 0, x = 7; i < 4_000; i++) {
    x = (x * 48_271) % 2_147_483_647;
    const time = (x % 200) + Math.floor(i / 10);
    if (x % 3 === 0) {
      times.delete(time);
      set.delete(time);
    } else if (x % 7 === 0 && set.size > 0) {
      const first = Math.min(...set);
      times.delete(first);
      set.delete(first);
    } else {
      times.add(time);
      set.add(time);
    }
    const sorted = [...set].sort((a, b) => a - b);
    expect([times.size, times.first, times.last]).toEqual([
      sorted.length,
      sorted[0] ?? Number.POSITIVE_INFINITY,
      sorted.at(-1) ?? -1,
    ]);
    if (i % 100 === 0) expect(times.values()).toEqual(sorted);
  }
});
