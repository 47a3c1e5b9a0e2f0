import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { decodeMetrics } from './decode-metrics.ts';
import { addHash, SEED_NAME, SEED_UNIT } from './key-hash.ts';
import type { AttributesInput, MetricInput, NumberPointInput } from './otlp-writer.ts';
import { writeMetrics } from './otlp-writer.ts';
import { keys } from './test-support/flatten.ts';

const T = 1_700_000_000_000;

interface Identity {
  readonly resource?: AttributesInput;
  readonly scope?: string;
  readonly name?: string;
  readonly unit?: string;
  readonly attributes?: AttributesInput;
}

function keyOf(
  identity: Identity,
  point: Partial<NumberPointInput> = {},
  data?: (points: NumberPointInput[]) => object
): bigint {
  const { resource = {}, scope = 's', name = 'n', unit = 'u', attributes = { a: '1', b: '2' } } = identity;
  const points = [{ time: T, value: 1, attributes, ...point }];
  const metric = { name, unit, ...(data ? data(points) : { gauge: points }) } as MetricInput;
  return keys(
    decodeMetrics(writeMetrics([{ attributes: resource, scopes: [{ name: scope, metrics: [metric] }] }]))
  )[0] as bigint;
}

describe('the key of a point', { timeout: 60_000 }, () => {
  it('does not depend on time, start, value or flags', () => {
    const key = keyOf({});
    for (const change of [{ time: T + 1 }, { start: T - 5 }, { value: 2 }, { value: 3n }, { noRecordedValue: true }]) {
      expect(keyOf({}, change)).toBe(key);
    }
  });

  it('does not depend on the order of attributes', () => {
    expect(keyOf({ attributes: { b: '2', a: '1' } })).toBe(keyOf({ attributes: { a: '1', b: '2' } }));
    expect(keyOf({ resource: { x: '2', y: '1' } })).toBe(keyOf({ resource: { y: '1', x: '2' } }));
  });

  it('does not depend on what tells one partial from another', () => {
    const resource = (sequence: number, batch: string) => ({
      'service.name': 'a',
      'weir.emitter.sequence': sequence,
      'weir.batch.key': batch,
    });
    expect(keyOf({ resource: resource(1, 'x') })).toBe(keyOf({ resource: resource(2 ** 40, 'y') }));
    expect(keyOf({ resource: resource(1, 'x') })).toBe(keyOf({ resource: { 'service.name': 'a' } }));
    expect(keyOf({ attributes: { 'weir.batch.key': 'x' } })).not.toBe(keyOf({ attributes: { 'weir.batch.key': 'y' } }));
  });

  it('depends on everything else, each in its place', () => {
    const sum = (temporality: string, monotonic: boolean) => (points: NumberPointInput[]) => ({
      sum: points,
      temporality,
      monotonic,
    });
    const all = [
      keyOf({}),
      keyOf({ name: 'N' }),
      keyOf({ unit: 'U' }),
      keyOf({ scope: 'S' }),
      keyOf({ name: 'u', unit: 'n' }),
      keyOf({ name: 's', scope: 'n' }),
      keyOf({ name: 'nu', unit: '' }),
      keyOf({ attributes: {} }),
      keyOf({ attributes: { a: '1' } }),
      keyOf({ attributes: { a: '2', b: '1' } }),
      keyOf({ attributes: { a: '1', b: 2 } }),
      keyOf({ attributes: { a: '1', b: '2', c: '' } }),
      keyOf({ attributes: { a: '1' }, resource: { b: '2' } }),
      keyOf({ attributes: {}, resource: { a: '1', b: '2' } }),
      keyOf({}, {}, sum('delta', true)),
      keyOf({}, {}, sum('cumulative', true)),
      keyOf({}, {}, sum('delta', false)),
      keyOf({}, {}, sum('cumulative', false)),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('100,000 identities that look alike have 100,000 keys, and as many low and high halves as chance gives', () => {
    const points = Array.from({ length: 100_000 }, (_, i) => ({
      time: T,
      value: 1,
      attributes: {
        host: `web-${i % 100}`,
        device: `d${Math.floor(i / 100) % 100}`,
        port: `eth${Math.floor(i / 10_000)}`,
      },
    }));
    const decoded = decodeMetrics(writeMetrics([{ scopes: [{ metrics: [{ name: 'm', gauge: points }] }] }]));
    expect(new Set(keys(decoded)).size).toBe(100_000);
    // 10^10 / 2 pairs over 2^32: 1.2 collisions are expected.
    expect(new Set(decoded.keyLow).size).toBeGreaterThan(99_990);
    expect(new Set(decoded.keyHigh).size).toBeGreaterThan(99_990);
    // The low bits choose the slot of a hash table: 1,000 slots of 65,536 points ± 5 standard deviations each.
    const slots = new Uint32Array(1_024);
    for (const key of decoded.keyLow) slots[key & 1_023] = (slots[key & 1_023] as number) + 1;
    for (const count of slots) expect(Math.abs(count - 97.66)).toBeLessThan(55);
  });
});

describe('addHash', { timeout: 60_000 }, () => {
  const lanes = (bytes: Uint8Array, seed = SEED_NAME): Int32Array => {
    const sum = new Int32Array(2);
    addHash(sum, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.length, seed);
    return sum;
  };
  const hash = (bytes: Uint8Array, seed = SEED_NAME): bigint => {
    const [low, high] = lanes(bytes, seed) as unknown as [number, number];
    return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  };

  it('is what it was: keys may stand in a snapshot', () => {
    expect(hash(Buffer.from('')).toString(16)).toBe('31bb84b67aa3c6a2');
    expect(hash(Buffer.from('weir')).toString(16)).toBe('2b0bfd68ddba1b35');
    expect(hash(Buffer.from('http.server.request.duration')).toString(16)).toBe('50af8eda5e93cf01');
  });

  it('turns about half of the 64 bits when one bit of the input turns, at every length', () => {
    const random = seededRandom(9);
    for (let length = 1; length <= 40; length++) {
      const turned = new Float64Array(64);
      let trials = 0;
      for (let round = 0; round < 40; round++) {
        const bytes = Uint8Array.from({ length }, () => Math.floor(random() * 256));
        const [low, high] = lanes(bytes) as unknown as [number, number];
        for (let bit = 0; bit < length * 8; bit += 1 + Math.floor(random() * 4)) {
          const at = bit >> 3;
          bytes[at] = (bytes[at] as number) ^ (1 << (bit & 7));
          const after = lanes(bytes);
          for (let i = 0; i < 32; i++) {
            turned[i] = (turned[i] as number) + ((((after[0] as number) ^ low) >>> i) & 1);
            turned[32 + i] = (turned[32 + i] as number) + ((((after[1] as number) ^ high) >>> i) & 1);
          }
          bytes[at] = bytes[at] ^ (1 << (bit & 7));
          trials++;
        }
      }
      // Five standard deviations of a fair coin.
      for (const count of turned) expect(Math.abs(count / trials - 0.5)).toBeLessThan(2.5 / Math.sqrt(trials));
    }
  });

  it('tells all strings of up to two bytes and all lengths of zeros apart, and roles', () => {
    const seen = new Set<bigint>();
    for (let a = 0; a < 256; a++) {
      seen.add(hash(Uint8Array.of(a)));
      for (let b = 0; b < 256; b++) seen.add(hash(Uint8Array.of(a, b)));
    }
    for (let length = 3; length < 300; length++) seen.add(hash(new Uint8Array(length)));
    expect(seen.size).toBe(256 + 65_536 + 297);
    expect(hash(Buffer.from('same'), SEED_UNIT)).not.toBe(hash(Buffer.from('same'), SEED_NAME));
  });

  it('reads nothing outside of its range', () => {
    for (let length = 0; length < 40; length++) {
      const sums = [0x00, 0xff].map((around) => {
        const bytes = new Uint8Array(length + 32).fill(around).fill(7, 16, 16 + length);
        const sum = new Int32Array(2);
        addHash(sum, new DataView(bytes.buffer), 16, 16 + length, SEED_NAME);
        return [...sum];
      });
      expect(sums[0]).toEqual(sums[1]);
    }
  });
});
