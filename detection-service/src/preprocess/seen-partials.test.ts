import { describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../core/time.ts';
import { SeenPartials } from './seen-partials.ts';

const T = 1_767_225_600_000;

describe('sequences', () => {
  test('each number is new once, in any order, with gaps', () => {
    const seen = new SeenPartials(DAY);
    const order = [5, 3, 4, 9, 1, 2, 100, 7];
    for (const sequence of order) expect(seen.sequence('a', sequence, T)).toBe(true);
    for (const sequence of order) expect(seen.sequence('a', sequence, T)).toBe(false);
    for (const sequence of [6, 8, 0, 99, 101]) expect(seen.sequence('a', sequence, T)).toBe(true);
    expect(seen.sequence('b', 5, T)).toBe(true);
  });

  test('a long run without gaps costs nothing', () => {
    const seen = new SeenPartials(DAY);
    for (let sequence = 0; sequence < 100_000; sequence++) seen.sequence('a', sequence, T);
    expect(JSON.stringify(seen.header()).length).toBeLessThan(100);
    expect(seen.sequence('a', 50_000, T)).toBe(false);
  });

  test('a run that is all gaps stays bounded, and forgets the lowest gap first', () => {
    const seen = new SeenPartials(DAY);
    for (let i = 0; i < 20_000; i++) seen.sequence('a', 2 * i, T);
    expect(JSON.stringify(seen.header()).length).toBeLessThan(150_000);
    expect(seen.sequence('a', 1, T)).toBe(false);
    expect(seen.sequence('a', 2 * 19_999 - 1, T)).toBe(true);
  });

  test('agrees with a set', () => {
    const seen = new SeenPartials(DAY);
    const set = new Set<number>();
    for (let i = 0, x = 7; i < 5_000; i++) {
      x = (x * 48_271) % 2_147_483_647;
      const sequence = x % 3_000;
      expect(seen.sequence('a', sequence, T)).toBe(!set.has(sequence));
      set.add(sequence);
    }
  });
});

describe('batch keys', () => {
  test('are new once within the horizon, and again after it', () => {
    const seen = new SeenPartials(DAY);
    expect(seen.batch('k', T)).toBe(true);
    expect(seen.batch('k', T + 23 * HOUR)).toBe(false);
    expect(seen.batch('k', T + 46 * HOUR)).toBe(false);
    expect(seen.batch('k', T + 72 * HOUR)).toBe(true);
  });

  test('memory is bounded: the oldest hours go first', () => {
    const seen = new SeenPartials(DAY, 4_000);
    for (let hour = 0; hour < 20; hour++) for (let i = 0; i < 500; i++) seen.batch(`${hour}/${i}`, T + hour * HOUR);
    expect(seen.batch('19/7', T + 19 * HOUR)).toBe(false);
    expect(seen.batch('0/7', T + 19 * HOUR)).toBe(true);
    expect((seen.columns()['slots'] as Uint32Array).length).toBeLessThanOrEqual(3 * 8_192);
  });

  test('a restored memory is the same', () => {
    const seen = new SeenPartials(DAY);
    for (let i = 0; i < 3_000; i++) seen.batch(`k${i}`, T);
    seen.sequence('a', 4, T);
    const back = SeenPartials.restore(DAY, JSON.parse(JSON.stringify(seen.header())), seen.columns());
    for (let i = 0; i < 3_000; i += 37) expect(back.batch(`k${i}`, T)).toBe(false);
    expect([back.batch('new', T), back.sequence('a', 4, T), back.sequence('a', 5, T)]).toEqual([true, false, true]);
  });
});
