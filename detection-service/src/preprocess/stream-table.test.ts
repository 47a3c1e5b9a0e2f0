import { describe, expect, test } from 'vitest';
import { COUNTER, GROWTH_DELTA, INTS, LEVEL, SEEN, SOURCE, StreamTable } from './stream-table.ts';

/** Keys that collide in their low bits, so that probing is at work. */
const key = (i: number): readonly [number, number] => [(i % 7) * 0x10000000, i];

describe('StreamTable', () => {
  test('finds what was added, for its tenant only', () => {
    const table = new StreamTable();
    const rows = Array.from({ length: 500 }, (_, i) => table.add(i % 3, ...key(i), LEVEL, i, 0, i));
    expect(new Set(rows).size).toBe(500);
    rows.forEach((row, i) => {
      expect(table.find(i % 3, ...key(i))).toBe(row);
      expect(table.find((i + 1) % 3, ...key(i))).toBe(-1);
    });
    expect(table.find(0, 0, 4_711)).toBe(-1);
  });

  test('forgets the stale streams of one tenant, and uses their rows again', () => {
    const table = new StreamTable();
    for (let i = 0; i < 100; i++) {
      const row = table.add(i % 2, ...key(i), i % 4 === 0 ? GROWTH_DELTA : LEVEL, i, 0, i);
      table.ints[row * INTS + SEEN] = i;
    }
    const dropped: number[] = [];
    expect(table.sweep(0, 50, (row) => dropped.push(table.ints[row * INTS + SOURCE] as number))).toBe(25);
    expect(dropped.sort((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, i) => 2 * i));
    expect(table.find(0, ...key(48))).toBe(-1);
    expect(table.find(1, ...key(49))).not.toBe(-1);
    expect(table.sourcesInUse().has(48)).toBe(false);
    for (let i = 200; i < 225; i++) table.add(0, ...key(i), LEVEL, i, 0, i);
    expect(table.rows).toBe(100);
  });

  test('continues from its columns', () => {
    const table = new StreamTable();
    for (let i = 0; i < 60; i++) table.add(0, ...key(i), GROWTH_DELTA, i, 0, i);
    table.sweep(0, 1, () => undefined);
    for (let i = 0; i < 10; i++) table.add(0, ...key(i), GROWTH_DELTA, i, 0, i);
    const back = StreamTable.restore(table.columns());
    for (const one of [table, back]) for (let i = 20; i < 200; i++) one.add(0, ...key(i), GROWTH_DELTA, i, 0, i);
    for (let i = 0; i < 200; i++) expect(back.find(0, ...key(i))).toBe(table.find(0, ...key(i)));
    const counters = Array.from({ length: back.rows }, (_, row) => back.ints[row * INTS + COUNTER]);
    expect(new Set(counters).size).toBe(counters.length);
    expect(back.columns()['ints']).toEqual(table.columns()['ints']);
  });
});
