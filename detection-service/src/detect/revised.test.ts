import { describe, expect, it } from 'vitest';
import { INCOMPLETE, UNCOVERED } from '../core/step-block.ts';
import { newVerdictBlock, NO_DATA, OPEN_SCORE, SCORED, WARMING_UP } from '../core/verdict.ts';
import type { VerdictBlock } from '../core/verdict.ts';
import { blockOf } from './exam.ts';
import { judgeRevised } from './revised.ts';

function judged(value: number, band: readonly [number, number, number], flags = 0, status = SCORED): VerdictBlock {
  const stored = newVerdictBlock(1);
  stored.status[0] = status;
  [stored.lower[0], stored.expected[0], stored.upper[0]] = band;
  const out = newVerdictBlock(1);
  judgeRevised(blockOf(0, [{ ordinal: 0, kind: 'count', value, weight: value, flags }]), stored, out);
  return out;
}

describe('a revised sample', () => {
  it('scores one half at the bound of its side, more beyond it and less within', () => {
    expect(judged(30, [5, 10, 20]).score[0]).toBeCloseTo(2 / 3, 6);
    expect(judged(20.001, [5, 10, 20]).score[0]).toBeGreaterThanOrEqual(OPEN_SCORE);
    expect(judged(20, [5, 10, 20]).score[0]).toBeLessThan(OPEN_SCORE);
    expect(judged(12, [5, 10, 20]).score[0]).toBeCloseTo(2 / 12, 6);
    expect(judged(10, [5, 10, 20]).score[0]).toBe(0);
  });

  it('tells its direction', () => {
    expect([judged(30, [5, 10, 20]).direction[0], judged(1, [5, 10, 20]).direction[0]]).toEqual([1, -1]);
  });

  it('raises nothing downward when it is incomplete, or when nothing is too low', () => {
    expect(judged(1, [5, 10, 20], INCOMPLETE).score[0]).toBe(0);
    expect(judged(30, [5, 10, 20], INCOMPLETE).score[0]).toBeGreaterThan(OPEN_SCORE);
    expect(judged(0, [0, 10, 20]).score[0]).toBe(0);
  });

  it('has no verdict without data, and none where its step had none', () => {
    expect(judged(Number.NaN, [5, 10, 20]).status[0]).toBe(NO_DATA);
    expect(judged(30, [5, 10, 20], UNCOVERED).status[0]).toBe(NO_DATA);
    const warming = judged(30, [Number.NaN, Number.NaN, Number.NaN], 0, WARMING_UP);
    expect([warming.status[0], warming.score[0]]).toEqual([WARMING_UP, 0]);
  });

  it('is within 0..1 when the band has no width or the value no end', () => {
    expect(judged(11, [10, 10, 10]).score[0]).toBe(1);
    expect(judged(Infinity, [5, 10, 20]).score[0]).toBe(1);
  });
});
