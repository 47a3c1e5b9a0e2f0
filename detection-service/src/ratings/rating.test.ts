import { describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '../core/time.ts';
import { seededRandom } from '../core/random.ts';
import { USUAL, type Evidence, type RatedProblem, type ServiceDay } from './evidence.ts';
import { rate, type Rating } from './rating.ts';
import { budgetPoints, R1 } from './rubric.ts';
import { slowShare } from './slow-share.ts';
import { usualOf } from './usual.ts';

const NOW = Date.UTC(2026, 10, 18);

const sums = (more: Partial<ServiceDay> = {}): ServiceDay => ({
  calls: 10_000_000,
  failed: 0,
  timed: 10_000_000,
  slow: 0,
  knownSteps: 43_200,
  steps: 43_200,
  ...more,
});
const evidence = (more: Partial<Evidence> = {}): Evidence => ({
  time: NOW,
  sums: sums(),
  problems: [],
  votes: [],
  promises: { errorBudget: 0.001, slowerThan: 300 },
  ...more,
});
const problem = (more: Partial<RatedProblem> = {}): RatedProblem => ({
  id: 'p',
  start: NOW - DAY,
  end: NOW - DAY + 100 * MINUTE,
  concern: 100,
  confidence: 100,
  ...more,
});
const lost = (rating: Rating, what: string): number => rating.lines.find((line) => line.what === what)?.lost ?? 0;

describe('points for a budget', () => {
  it('are 100 untouched, 50 just spent, 25 at twice the budget, and fall without a jump', () => {
    expect([0, 0.5, 1, 2, 10].map(budgetPoints)).toEqual([100, 75, 50, 25, 5]);
    expect(budgetPoints(1 + 1e-9)).toBeCloseTo(50, 6);
  });
});

describe('a rating', () => {
  it('is the same for the same evidence, and its lines sum to what is missing to 100', () => {
    const random = seededRandom(3);
    for (let i = 0; i < 500; i++) {
      const calls = Math.round(10 ** (7 * random()));
      const one = evidence({
        sums: sums({
          calls,
          failed: calls * random() ** 6,
          timed: calls,
          slow: calls * random() ** 3,
          knownSteps: 43_200 * random(),
        }),
        problems: random() < 0.5 ? [problem({ concern: 100 * random(), end: random() < 0.3 ? undefined : NOW })] : [],
        votes: Array.from({ length: Math.floor(6 * random()) }, () => ({
          stars: 1 + Math.floor(5 * random()),
          time: NOW - 200 * DAY * random(),
          isOwner: random() < 0.2,
        })),
        promises: random() < 0.5 ? {} : { slowerThan: 300 },
      });
      const rating = rate(one, USUAL, R1);
      expect(rate(structuredClone(one), USUAL, R1)).toEqual(rating);
      const all = rating.lines.reduce((sum, line) => sum + line.lost, 0);
      expect(100 - all).toBeCloseTo(rating.score, 9);
      expect(rating.lines.filter((line) => line.lost < 0)).toEqual([]);
      expect(rating.low).toBeLessThanOrEqual(rating.score);
      expect(rating.high).toBeGreaterThanOrEqual(rating.score);
      expect(rating.score).toBeGreaterThanOrEqual(0);
      expect(rating.high).toBeLessThanOrEqual(100);
    }
  });

  it('is near 100 for a busy service without a fault that people like', () => {
    const votes = Array.from({ length: 100 }, () => ({ stars: 5, time: NOW, isOwner: false }));
    const rating = rate(evidence({ votes }), USUAL, R1);
    expect(rating.score).toBeGreaterThan(95);
    expect(rating.band).toBe('A');
    expect(rating.confidence).toBeGreaterThan(90);
  });

  it('knows nothing of a service that was never called, and says so instead of a letter', () => {
    const rating = rate(evidence({ sums: sums({ calls: 0, timed: 0, knownSteps: 0 }) }), USUAL, R1);
    expect(rating.band).toBeUndefined();
    expect(rating.confidence).toBe(0);
    expect(rating.lines.filter(({ what }) => what !== 'not-enough-data').every((line) => line.lost === 0)).toBe(true);
    expect(lost(rating, 'not-enough-data')).toBeCloseTo(100 - rating.score, 9);
  });

  it('falls with every fault: failures, slowness, problems, bad votes', () => {
    const good = rate(evidence(), USUAL, R1).score;
    const worse = [
      evidence({ sums: sums({ failed: 8_000 }) }),
      evidence({ sums: sums({ slow: 400_000 }) }),
      evidence({ problems: [problem()] }),
      evidence({ votes: Array.from({ length: 20 }, () => ({ stars: 1, time: NOW, isOwner: false })) }),
    ];
    for (const one of worse) expect(rate(one, USUAL, R1).score).toBeLessThan(good - 0.5);
  });

  it('cannot be good with a spent error budget, nor while a confirmed grave problem is open', () => {
    const spent = rate(evidence({ sums: sums({ failed: 10_100 }) }), { ...USUAL, failed: 0 }, R1);
    expect(spent.score).toBeLessThanOrEqual(69);
    expect(spent.lines.at(-1)).toMatchObject({ what: 'cap' });
    const open = problem({ start: NOW - 10 * MINUTE, end: undefined, concern: 90 });
    expect(rate(evidence({ problems: [{ ...open, word: 'confirmed' }] }), USUAL, R1).score).toBeLessThanOrEqual(59);
    expect(rate(evidence({ problems: [open] }), USUAL, R1).score).toBeGreaterThan(59);
  });

  it('does not count what people discarded, counts overlapping problems once, and an older vote less', () => {
    const clean = rate(evidence(), USUAL, R1).score;
    expect(rate(evidence({ problems: [problem({ word: 'discarded' })] }), USUAL, R1).score).toBe(clean);
    const one = rate(evidence({ problems: [problem()] }), USUAL, R1).score;
    const two = [problem(), problem({ id: 'q', start: NOW - DAY + 10 * MINUTE, end: NOW - DAY + 50 * MINUTE })];
    expect(rate(evidence({ problems: two }), USUAL, R1).score).toBe(one);
    const vote = (age: number) =>
      rate(evidence({ votes: [{ stars: 1, time: NOW - age, isOwner: false }] }), USUAL, R1).score;
    expect(vote(0)).toBeLessThan(vote(90 * DAY));
    expect(rate(evidence({ votes: [{ stars: 1, time: NOW, isOwner: true }] }), USUAL, R1).score).toBe(clean);
  });

  it('leaves latency out where nobody said how slow is too slow', () => {
    const rating = rate(evidence({ promises: {} }), USUAL, R1);
    expect(rating.notApplicable.map(({ facet }) => facet)).toContain('latency');
    expect(rating.lines.map(({ what }) => what)).not.toContain('latency');
  });
});

describe('the share of slow calls', () => {
  it('is exact at the percentiles and falls between them', () => {
    expect(slowShare(100, 200, 400, 100)).toBeCloseTo(0.5);
    expect(slowShare(100, 200, 400, 200)).toBeCloseTo(0.05);
    expect(slowShare(100, 200, 400, 400)).toBeCloseTo(0.01);
    const shares = [10, 100, 120, 150, 199, 200, 300, 400, 401, 1e6].map((limit) => slowShare(100, 200, 400, limit));
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  });

  it('makes do with what is there', () => {
    expect(slowShare(Number.NaN, Number.NaN, Number.NaN, 100)).toBeNaN();
    expect(slowShare(100, Number.NaN, Number.NaN, 50)).toBeGreaterThan(0.5);
    expect(slowShare(100, Number.NaN, Number.NaN, 200)).toBeLessThan(0.5);
  });
});

describe('what is usual', () => {
  it('is the median of services with evidence of their own, or built in where they are few', () => {
    const all = [1, 2, 3, 4, 100].map((n) => evidence({ sums: sums({ failed: n * 1_000 }) }));
    expect(usualOf(all, R1).failed).toBeCloseTo(0.0003);
    expect(usualOf(all.slice(0, 4), R1).failed).toBe(USUAL.failed);
  });
});
