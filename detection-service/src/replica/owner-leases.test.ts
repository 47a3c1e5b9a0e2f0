import { describe, expect, it } from 'vitest';
import { WeirError } from '../core/errors.ts';
import { MemoryOwners } from './memory-owners.ts';
import { OwnerLeases } from './owner-leases.ts';
import type { Owners } from './owners.ts';

const SELF = { name: 'weir-a', url: 'http://127.0.0.1:1001' };
const OTHER = { name: 'weir-b', url: 'http://127.0.0.1:1002' };

/** The leases of one replica over owners with a clock; `broken` makes them fail. */
function kept() {
  const state = { now: 0, broken: false };
  const owners = new MemoryOwners(() => state.now);
  const reports: string[] = [];
  const failing = <A extends unknown[], T>(work: (...given: A) => Promise<T>) => {
    return (...given: A): Promise<T> =>
      state.broken ? Promise.reject(new WeirError('unavailable', 'gone')) : work(...given);
  };
  const leases = new OwnerLeases({
    owners: {
      claim: failing((partitions, owner) => owners.claim(partitions, owner)) satisfies Owners['claim'],
      renew: failing((partitions, owner) => owners.renew(partitions, owner)) satisfies Owners['renew'],
      release: failing((partitions, owner) => owners.release(partitions, owner)) satisfies Owners['release'],
    },
    self: SELF,
    now: () => state.now,
    report: (sentence) => reports.push(sentence),
  });
  /** Lets seconds go by, in each of which the partitions are said again. */
  const seconds = async (count: number, partitions: readonly number[]): Promise<void> => {
    for (let i = 0; i < count; i++) {
      state.now += 1_000;
      await leases.keep(partitions);
    }
  };
  const whose = async (): Promise<string> =>
    (await owners.list()).map(({ partition, name }) => `${partition}:${name.slice(-1)}`).join(' ');
  return { state, owners, reports, leases, seconds, whose };
}

describe('what a replica says that it has', () => {
  it('is what it has, for as long as it says so', async () => {
    const { seconds, whose, state } = kept();
    await seconds(60, [1, 2]);
    expect(await whose()).toBe('1:a 2:a');
    await seconds(1, [2, 5]);
    expect(await whose()).toBe('2:a 5:a');
    state.now += 16_000;
    expect(await whose()).toBe('');
    await seconds(1, [2, 5]);
    expect(await whose()).toBe('2:a 5:a');
  });

  it('is nothing when it has ended', async () => {
    const { seconds, leases, whose } = kept();
    await seconds(3, [1, 2]);
    await leases.close();
    expect(await whose()).toBe('');
    await leases.keep([1]);
    expect(await whose()).toBe('');
  });

  it('gives way to another that claims it, and comes back only when that was wrong', async () => {
    const { owners, seconds, whose } = kept();
    await seconds(2, [1, 2]);
    await owners.claim([1], OTHER);
    await seconds(10, [1, 2]);
    expect(await whose()).toBe('1:b 2:a');
    // Whoever is right has heard of it by now.
    await seconds(1, [2]);
    expect(await whose()).toBe('1:b 2:a');
    await owners.claim([2], OTHER);
    await seconds(30, [2]);
    expect(await whose()).toBe('2:a');
  });

  it('is tried again when it could not be said, and reported once', async () => {
    const { state, seconds, whose, reports } = kept();
    state.broken = true;
    await seconds(30, [1]);
    expect(reports).toEqual(['The other replicas do not hear what this one has: gone']);
    state.broken = false;
    await seconds(1, [1]);
    expect(await whose()).toBe('1:a');
    state.broken = true;
    await seconds(10, [1]);
    expect(reports).toHaveLength(2);
  });
});
