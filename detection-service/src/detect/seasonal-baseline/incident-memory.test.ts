import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../core/time.ts';
import { HOLD_SCORE, newVerdictBlock, OPEN_SCORE } from '../../core/verdict.ts';
import { blockOf } from '../exam.ts';
import { SeasonalBaseline } from './seasonal-baseline.ts';
import { MONDAY, normal, poisson, seeded } from './simulated-series.ts';

/** What is left of an incident: nothing in its own score, nothing after a gap, and the same fault is found again. */

type Sample = { readonly value: number; readonly weight: number };

/** Scores of one series, minute by minute. */
function scoresOf(kind: 'count' | 'latency', days: number, at: (time: number) => Sample): (time: number) => number {
  const detector = new SeasonalBaseline({
    sensitivity: 0.5,
    firstDay: 'provisional',
    precision: 'compact',
    warmUp: 1800,
  });
  const out = newVerdictBlock(1);
  const scores = new Float64Array((days * DAY) / MINUTE);
  for (let i = 0; i < scores.length; i++) {
    const block = blockOf(MONDAY + i * MINUTE, [{ ordinal: 0, kind, ...at(i * MINUTE) }], MINUTE);
    detector.score(block, out);
    detector.learn(block, new Uint8Array([1]));
    scores[i] = out.score[0] as number;
  }
  return (time) => scores[time / MINUTE] as number;
}

const within = (time: number, from: number, to: number): boolean => time >= from && time < to;

/** The share of the minutes of a span with at least `score`. */
function shareAt(scores: (time: number) => number, score: number, from: number, to: number): number {
  let reached = 0;
  for (let time = from; time < to; time += MINUTE) if (scores(time) >= score) reached++;
  return reached / ((to - from) / MINUTE);
}

function latencyOf(seed: number, slower: (time: number) => number, there: (time: number) => boolean = () => true) {
  const random = seeded(seed);
  return (time: number): Sample => {
    const value = 40 * Math.exp(0.08 * normal(random)) * slower(time);
    return { value: there(time) ? value : Number.NaN, weight: 30 };
  };
}

function callsOf(seed: number, times: (time: number) => number) {
  const random = seeded(seed);
  return (time: number): Sample => {
    const calls = poisson(random, 200 * times(time));
    return { value: calls / 60, weight: calls };
  };
}

const SEEDS = [300, 301, 302];

describe('an incident', () => {
  it.each(SEEDS)('of three hours is one to its end: it is no habit because it lasts (seed %i)', (seed) => {
    const [from, to] = [4 * DAY + 11 * HOUR, 4 * DAY + 14 * HOUR];
    const scores = scoresOf(
      'latency',
      5,
      latencyOf(seed, (time) => (within(time, from, to) ? 2 : 1))
    );
    expect(shareAt(scores, HOLD_SCORE, from + 3 * MINUTE, to)).toBeGreaterThan(0.95);
  });

  it.each(SEEDS)('of the second day is one for more than its first quarter of an hour (seed %i)', (seed) => {
    const [from, to] = [1.75 * DAY, 1.75 * DAY + HOUR];
    const scores = scoresOf(
      'count',
      2,
      callsOf(seed, (time) => (within(time, from, to) ? 0 : 1))
    );
    expect(shareAt(scores, HOLD_SCORE, from + 5 * MINUTE, to)).toBeGreaterThan(0.95);
  });

  it.each(SEEDS)('does not excuse the same one four days later (seed %i)', (seed) => {
    const outages = [4 * DAY + 11 * HOUR, 8 * DAY + 11.25 * HOUR];
    const scores = scoresOf(
      'count',
      9,
      callsOf(seed, (time) => (outages.some((from) => within(time, from, from + HOUR / 2)) ? 0 : 1))
    );
    for (const from of outages)
      expect(shareAt(scores, OPEN_SCORE, from + 5 * MINUTE, from + HOUR / 2)).toBeGreaterThan(0.9);
  });

  it.each(SEEDS)('is not heard again after a night without samples (seed %i)', (seed) => {
    const [from, to] = [4 * DAY + 17 * HOUR, 4 * DAY + 20 * HOUR];
    const busy = (time: number): boolean => within(time % DAY, 8 * HOUR, 20 * HOUR) && (time / MINUTE) % 3 === 0;
    const slower = (time: number): number => (within(time, from, to) ? 1 + (time - from) / (to - from) : 1);
    const scores = scoresOf('latency', 6, latencyOf(seed, slower, busy));
    expect(shareAt(scores, OPEN_SCORE, from, to)).toBeGreaterThan(0.1);
    expect(shareAt(scores, OPEN_SCORE, 5 * DAY, 6 * DAY)).toBe(0);
  });
});

describe('a change for good', () => {
  it.each(SEEDS)('is an anomaly on its first day and accepted after the second (seed %i)', (seed) => {
    const from = 4 * DAY + 10 * HOUR;
    const scores = scoresOf(
      'latency',
      8,
      latencyOf(seed, (time) => (time >= from ? 2 : 1))
    );
    expect(shareAt(scores, HOLD_SCORE, from + 3 * MINUTE, from + 8 * HOUR)).toBeGreaterThan(0.95);
    expect(shareAt(scores, OPEN_SCORE, from + 2.1 * DAY, 8 * DAY)).toBe(0);
  });
});

describe('a habit', () => {
  it.each(SEEDS)('of an hour each night is known from the third night on (seed %i)', (seed) => {
    const scores = scoresOf(
      'count',
      8,
      callsOf(seed, (time) => (within(time % DAY, 2 * HOUR, 3 * HOUR) ? 4 : 1))
    );
    for (let day = 4; day < 8; day++) {
      expect(shareAt(scores, OPEN_SCORE, day * DAY, (day + 1) * DAY), `day ${day}`).toBe(0);
    }
  });
});
