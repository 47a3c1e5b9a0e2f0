import { describe, expect, it } from 'vitest';
import { exampleStep, seeded, START } from '../exam/examples.ts';
import { ResultRows } from './result-rows.ts';
import { SeriesCodec } from './series-codec.ts';

const SCALE = { start: START, unit: 60_000, perStep: 60 };

function rowsOf(values: readonly number[], seed = 1): ResultRows {
  const rows = new ResultRows(1);
  const { verdicts } = exampleStep(
    START,
    values.map((_, i) => i),
    { seed }
  );
  rows.reserve(values.length);
  rows.length = values.length;
  for (const [i, value] of values.entries()) {
    rows.time[i] = START + i * 60_000;
    rows.value[i] = value;
    rows.revision[i] = i % 7 === 3 ? i : 0;
    rows.flags[i] = i % 4;
  }
  for (const name of ['expected', 'lower', 'upper', 'score', 'status'] as const) rows[name].set(verdicts[name]);
  return rows;
}

function decode(record: Int32Array): ResultRows | undefined {
  const rows = new ResultRows();
  return new SeriesCodec().decode(record, SCALE, rows) ? rows : undefined;
}

describe('SeriesCodec', () => {
  const random = seeded(5);
  const make = (value: (i: number) => number, count = 60): number[] =>
    Array.from({ length: count }, (_, i) => value(i));

  it.each([
    ['rates', make(() => Math.floor(random() * 1e4) / 60)],
    ['rates with gaps', make((i) => (i % 9 === 0 ? Number.NaN : i / 60))],
    ['negative counts', make((i) => (i - 30) / 60)],
    ['the largest counts', [2_147_483_647 / 60, -2_147_483_647 / 60, -2_147_483_648 / 60, 2_147_483_648 / 60]],
    ['32-bit floats', make(() => Math.fround(random() * 1e-3))],
    ['64-bit floats', make(() => (random() - 0.5) * 10 ** Math.floor(random() * 600 - 300))],
    ['64-bit floats with gaps', make((i) => (i % 3 === 0 ? Number.NaN : random()))],
    ['what is hardly a number', [0, -0, Infinity, -Infinity, Number.NaN, 5e-324, -5e-324, Number.MAX_VALUE]],
    ['minus zero alone', [-0]],
    ['a single gap', [Number.NaN]],
    ['a day', make(() => random(), 1_440)],
  ])('brings back %s bit for bit', (_, values) => {
    const rows = rowsOf(values);
    expect(decode(new SeriesCodec().encode(rows, SCALE).slice())?.toResults()).toEqual(rows.toResults());
  });

  it('keeps an hour of a rate with a smooth expectation in less than 14 bytes a sample', () => {
    const rows = rowsOf(make(() => Math.floor(600 + 50 * random()) / 60));
    for (let i = 0; i < 60; i++) {
      const expected = 10 + Math.sin(i / 200);
      rows.expected[i] = expected;
      rows.lower[i] = expected * 0.8;
      rows.upper[i] = expected * 1.2;
      rows.score[i] = random() / 2;
      rows.status[i] = 2;
      rows.flags[i] = 0;
      rows.revision[i] = 0;
    }
    expect(new SeriesCodec().encode(rows, SCALE).byteLength / 60).toBeLessThan(14);
  });

  it('refuses a record with any bit turned over', () => {
    const record = new SeriesCodec().encode(rowsOf(make(() => random())), SCALE).slice();
    for (let bit = 0; bit < record.length * 32; bit += 5) {
      const word = bit >>> 5;
      record[word] = (record[word] as number) ^ (1 << (bit & 31));
      expect(decode(record)).toBeUndefined();
      record[word] = record[word] ^ (1 << (bit & 31));
    }
    expect(decode(record)).toBeDefined();
    expect(decode(record.subarray(0, 2))).toBeUndefined();
  });
});
