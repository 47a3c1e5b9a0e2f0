import { describe, expect, it } from 'vitest';
import { clockFinding } from './kafka-findings.ts';

describe('the clock of a broker', () => {
  it.each([
    ['within the answer', 1_500, 'ok', /has the time/],
    ['a little ahead', 2_000 + 9_999, 'ok', /has the time/],
    ['ahead', 2_000 + 30_000, 'note', /30\.0 s ahead of/],
    ['behind', 1_000 - 30_000, 'note', /30\.0 s behind/],
    ['two minutes ahead', 2_000 + 120_000, 'note', /120\.0 s ahead of/],
    ['more ahead', 2_000 + 120_001, 'wrong', /ahead of .*synchronise the clocks/],
    ['more behind', 1_000 - 120_001, 'wrong', /behind .*synchronise the clocks/],
  ] as const)('%s', (_, theirs, state, words) => {
    expect(clockFinding(theirs, 1_000, 2_000)).toMatchObject({
      ...{ state, subject: 'kafka clock', sentence: expect.stringMatching(words) as string },
    });
  });
});
