import { expect, it } from 'vitest';
import { fillGaps } from './fill-gaps.ts';

const NONE = Number.NaN;

it.each([
  ['leaves what has no gap', [1, 2, 3], [], [1, 2, 3]],
  ['draws a line over a short hole', [1, NONE, NONE, 4], [], [1, 2, 3, 4]],
  ['holds the ends', [NONE, 2, 3, NONE], [], [2, 2, 3, 3]],
  ['takes infinite values for gaps', [1, Number.POSITIVE_INFINITY, 3], [], [1, 2, 3]],
  ['has nothing but zero to say of gaps only', [NONE, NONE], [], [0, 0]],
  ['is empty for nothing', [], [2], []],
  ['repeats the season before in a long hole', [1, 2, 3, 4, NONE, NONE, NONE, 8], [4], [1, 2, 3, 4, 1, 2, 3, 8]],
  ['repeats the season after at the start', [NONE, NONE, 3, 4, 5, 6, 7, 8], [4], [5, 6, 3, 4, 5, 6, 7, 8]],
  ['prefers the longer season', [1, 2, 3, 4, 5, 6, 7, 8, NONE, NONE], [2, 8], [1, 2, 3, 4, 5, 6, 7, 8, 1, 2]],
  ['goes on from what it filled itself', [1, 2, NONE, NONE, NONE, NONE, NONE, NONE], [2], [1, 2, 1, 2, 1, 2, 1, 2]],
])('%s', (_, values, seasons, filled) => {
  expect([...fillGaps(Float64Array.from(values), seasons)]).toEqual(filled);
});
