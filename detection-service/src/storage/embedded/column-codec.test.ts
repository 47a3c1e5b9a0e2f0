import { describe, expect, it } from 'vitest';
import { seeded } from '../exam/examples.ts';
import { ColumnCodec } from './column-codec.ts';

const GAP = 0x7fc0_0000;
const LEAST = -0x8000_0000;
const MOST = 0x7fff_ffff;

/** Encodes and decodes; returns the words that it took. */
function roundTrip(numbers: readonly number[], at = 3): number {
  const codec = new ColumnCodec();
  const count = numbers.length;
  codec.reserve(count);
  const words = new Int32Array(at + ColumnCodec.bound(count)).fill(-1);
  const end = codec.encode(Int32Array.from(numbers), count, GAP, words, at);
  const back = new Int32Array(count);
  expect(codec.decode(codec.descriptor, words, at, count, back)).toBe(end);
  expect([...back]).toEqual(numbers);
  return end - at;
}

describe('ColumnCodec', () => {
  it('spends nothing on zeros and one word on another constant', () => {
    expect(roundTrip([0])).toBe(0);
    expect(roundTrip(Array<number>(60).fill(0))).toBe(0);
    expect(roundTrip(Array<number>(60).fill(-5))).toBe(1);
  });

  it('spends two words on what grows steadily', () => {
    expect(roundTrip(Array.from({ length: 1440 }, (_, i) => 1_000_000 + 7 * i))).toBe(2);
  });

  it('keeps small ranges in few bits, whatever they lie around', () => {
    const random = seeded(1);
    expect(roundTrip(Array.from({ length: 64 }, () => MOST - Math.floor(random() * 16)))).toBeLessThanOrEqual(1 + 8);
  });

  it('sets gaps and zeros apart from a narrow range', () => {
    const random = seeded(2);
    for (const apart of [0, GAP]) {
      const numbers = Array.from({ length: 64 }, () =>
        random() < 0.5 ? apart : 1_000_000_000 + Math.floor(random() * 8)
      );
      expect(roundTrip(numbers)).toBeLessThanOrEqual(2 + 2 + 6);
    }
  });

  it('brings back extremes and steps over the whole range', () => {
    roundTrip([LEAST, MOST]);
    roundTrip([MOST, LEAST, 0, -1, 1, MOST, MOST, LEAST]);
    roundTrip([LEAST, LEAST + 1, LEAST + 2, LEAST + 3]);
    roundTrip([GAP, 0, GAP, 0, LEAST]);
  });

  it('brings back whatever it is given, at every width and length', () => {
    const random = seeded(3);
    for (let width = 0; width <= 32; width++) {
      for (const count of [1, 2, 3, 31, 32, 33, 60, 100]) {
        const range = 2 ** width;
        const base = Math.floor((random() - 0.5) * (2 ** 32 - range));
        roundTrip(Array.from({ length: count }, () => (base + Math.floor((random() - 0.5) * range)) | 0));
      }
    }
  });

  it('never takes more than its bound', () => {
    const random = seeded(4);
    for (let count = 1; count < 70; count++) {
      const taken = roundTrip(Array.from({ length: count }, () => Math.floor((random() - 0.5) * 2 ** 32) | 0));
      expect(taken).toBeLessThanOrEqual(ColumnCodec.bound(count));
    }
  });
});
