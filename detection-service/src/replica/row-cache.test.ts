import { describe, expect, it } from 'vitest';
import type { SeriesResults } from '../storage/ports.ts';
import { RowCache, type RowSpan } from './row-cache.ts';
import { noRows } from './rows.ts';

const span = (seriesId: string, from = 0, to = 100): RowSpan => ({ seriesId, from, to });
function rows(count: number, first = 0): SeriesResults {
  const time = Float64Array.from({ length: count }, (_, i) => first + i);
  return {
    ...noRows(),
    ...{ time, value: time.map((one) => one * 2), status: new Uint8Array(count), score: new Float32Array(count) },
    ...{ expected: new Float32Array(count), lower: new Float32Array(count), upper: new Float32Array(count) },
    ...{ flags: new Uint8Array(count), revision: new Uint32Array(count) },
  };
}
function cacheOf(most = 1e6) {
  const clock = { now: 0 };
  return { clock, cache: new RowCache(most, () => clock.now) };
}

describe('rows of other replicas', () => {
  it('are read whole or in part, as copies', () => {
    const { cache } = cacheOf();
    cache.put(span('a'), rows(100));
    const read = cache.read(span('a', 10, 20));
    expect([...(read?.time ?? [])]).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    read?.value.fill(7);
    expect(cache.read(span('a', 10, 12))?.value).toEqual(Float64Array.of(20, 22));
    expect(cache.read(span('a', 10, 10))?.time).toHaveLength(0);
    for (const other of [span('b'), span('a', -1, 20), span('a', 10, 101)]) expect(cache.read(other)).toBeUndefined();
    cache.close();
  });

  it('are the newest that were brought, and not asked for again for two seconds', () => {
    const { cache, clock } = cacheOf();
    expect(cache.await(span('a'))).toBe(false);
    cache.put(span('a'), rows(5));
    clock.now = 1_999;
    expect([cache.await(span('a', 2, 50)), cache.await(span('a', 2, 101))]).toEqual([true, false]);
    clock.now = 2_000;
    expect(cache.await(span('a'))).toBe(false);
    cache.put(span('a'), rows(6));
    expect(cache.read(span('a'))?.time).toHaveLength(6);
    cache.close();
  });

  it('can be read for fifteen seconds after somebody said so, and then take no room', () => {
    const { cache, clock } = cacheOf();
    cache.put(span('a'), rows(5));
    clock.now = 1_500;
    cache.await(span('a'));
    clock.now = 16_400;
    expect(cache.read(span('a'))?.time).toHaveLength(5);
    clock.now = 16_500;
    expect(cache.read(span('a'))).toBeUndefined();
    cache.put(span('b'), rows(5));
    clock.now = 1e6;
    // Room is made when it is needed, and every now and then.
    const full = new RowCache(1_000, () => clock.now);
    full.put(span('a'), rows(10));
    clock.now += 15_000;
    expect(full.put(span('b'), rows(10))).toBe(true);
    expect([full.read(span('a')), full.bytes]).toEqual([undefined, 750]);
    cache.close();
    full.close();
  });

  it('stay while somebody is about to read them; of the others those used last do', () => {
    const { cache } = cacheOf(4 * 750);
    for (const id of ['a', 'b', 'c', 'd']) expect(cache.put(span(id), rows(10), id === 'a' ? 2 : 1)).toBe(true);
    expect(cache.put(span('e'), rows(10))).toBe(false);
    for (const id of ['b', 'a', 'c', 'b']) cache.read(span(id));
    // One of the readers of `a` has not come; `c` was read before `b`.
    expect(cache.put(span('e'), rows(10))).toBe(true);
    expect(['a', 'b', 'c', 'd', 'e'].filter((id) => cache.read(span(id)) !== undefined)).toEqual(['a', 'b', 'd', 'e']);
    expect(cache.bytes).toBe(3_000);
    expect(cache.put(span('huge'), rows(1_000))).toBe(false);
    cache.close();
    expect(cache.bytes).toBe(0);
  });
});
