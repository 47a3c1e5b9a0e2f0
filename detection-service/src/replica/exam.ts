import { describe, expect, it } from 'vitest';
import { LEASE, type Owners, type ReplicaAddress } from './owners.ts';

/** Owners under examination. */
export interface OwnersCandidate {
  readonly owners: Owners;
  /** The same as another process sees them. */
  readonly others: Owners;
  /** Lets so much time go by. */
  readonly pass: (milliseconds: number) => Promise<void>;
  readonly discard: () => Promise<void>;
}

const A: ReplicaAddress = { name: 'weir-a', url: 'http://127.0.0.1:1001' };
const B: ReplicaAddress = { name: 'weir-b', url: 'http://127.0.0.1:1002' };

/** The conformance suite that every `Owners` sits: registers tests that each begin with none. */
export function examineOwners(name: string, create: () => Promise<OwnersCandidate>): void {
  const withOwners = (work: (candidate: OwnersCandidate) => Promise<void>) => async () => {
    const candidate = await create();
    try {
      await work(candidate);
    } finally {
      await candidate.discard();
    }
  };
  const whose = async (owners: Owners): Promise<Record<number, string>> =>
    Object.fromEntries((await owners.list()).map((one) => [one.partition, one.name]));

  describe(`owners exam: ${name}`, () => {
    it(
      'are those that claim, as all others see them',
      withOwners(async ({ owners, others }) => {
        expect(await others.list()).toEqual([]);
        await owners.claim([11, 2], A);
        await others.claim([7], B);
        const all = [
          { partition: 2, ...A },
          { partition: 7, ...B },
          { partition: 11, ...A },
        ];
        expect(await owners.list()).toEqual(all);
        expect(await others.list()).toEqual(all);
        await owners.claim([], A);
        expect(await owners.list()).toHaveLength(3);
      })
    );

    it(
      'have one owner for each partition: the last that claimed it',
      withOwners(async ({ owners, others }) => {
        await owners.claim([0, 1, 2], A);
        await others.claim([1], B);
        expect(await whose(owners)).toEqual({ 0: 'weir-a', 1: 'weir-b', 2: 'weir-a' });
        await owners.claim([1], { ...A, url: 'http://127.0.0.1:1003' });
        expect((await others.list())[1]).toEqual({ partition: 1, name: 'weir-a', url: 'http://127.0.0.1:1003' });
      })
    );

    it(
      'are told what is no longer theirs, and do not take it back by that',
      withOwners(async ({ owners, others }) => {
        await owners.claim([0, 1, 2], A);
        await others.claim([1], B);
        expect(await owners.renew([2, 1, 0, 9], A)).toEqual([0, 2]);
        await owners.release([0, 1], A);
        expect(await whose(others)).toEqual({ 1: 'weir-b', 2: 'weir-a' });
        // Another process of the same name has another address.
        expect(await owners.renew([2], { ...A, url: B.url })).toEqual([]);
      })
    );

    it(
      'disappear when they say nothing for a while, and come back when they do',
      withOwners(async ({ owners, others, pass }) => {
        await owners.claim([0, 1], A);
        await others.claim([2], B);
        await pass(LEASE * 0.6);
        await others.renew([2], B);
        expect(Object.keys(await whose(owners))).toEqual(['0', '1', '2']);
        await pass(LEASE * 0.6);
        expect(await whose(others)).toEqual({ 2: 'weir-b' });
        expect(await owners.renew([0, 1], A)).toEqual([0, 1]);
        expect(await whose(others)).toEqual({ 0: 'weir-a', 1: 'weir-a', 2: 'weir-b' });
      })
    );

    it(
      'may all claim at the same time',
      withOwners(async ({ owners, others }) => {
        const all = Array.from({ length: 64 }, (_, i) => i);
        await Promise.all([
          owners.claim(all, A),
          others.claim(all.toReversed(), B),
          owners.renew(all, A),
          others.renew(all.toReversed(), B),
        ]);
        expect(await owners.list()).toHaveLength(64);
        expect(await owners.list()).toEqual(await others.list());
      })
    );
  });
}
