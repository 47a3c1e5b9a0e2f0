import { afterAll, describe, expect, it } from 'vitest';
import { WeirError } from '../core/errors.ts';
import { HOUR, MINUTE } from '../core/time.ts';
import { START } from '../storage/exam/examples.ts';
import type { SeriesResults, StoredSeries, WantedResults } from '../storage/ports.ts';
import { MemoryOwners } from './memory-owners.ts';
import { OtherReplicas } from './other-replicas.ts';
import type { Owners, ReplicaAddress } from './owners.ts';
import { OwnersView } from './owners-view.ts';
import { NoRows } from './rows-client.ts';
import type { WantedRows } from './rows-message.ts';
import { SharedResults } from './shared-results.ts';
import { PARTITIONS, partitionOfSeries, ReplicaFolder, seriesOf } from './test-partitions.ts';

const A: ReplicaAddress = { name: 'weir-a', url: 'http://a' };
const B: ReplicaAddress = { name: 'weir-b', url: 'http://b' };
const C: ReplicaAddress = { name: 'weir-c', url: 'http://c' };

const SERIES = Array.from({ length: 40 }, (_, i) => seriesOf(`service-${i}`, i));
const folder = new ReplicaFolder();
for (const one of SERIES) {
  folder.write(
    one,
    Array.from({ length: 20 }, (_, i) => START + i * MINUTE)
  );
}
const OWN = [0, 2, 4];
folder.own.own(OWN);
const isOwn = (series: StoredSeries): boolean => OWN.includes(partitionOfSeries(series));
const MINE = SERIES.find(isOwn) as StoredSeries;
const THEIRS = SERIES.find((one) => partitionOfSeries(one) === 1) as StoredSeries;

/** Results as replica A sees them, while the others answer from the same directories. */
function replicaA(mostBytes = 1e7) {
  const state = { now: 0, asked: [] as string[], broken: new Map<string, NoRows>(), lists: 0 };
  const memory = new MemoryOwners(() => 0);
  const owners: Pick<Owners, 'list'> = {
    list: () => {
      state.lists++;
      return memory.list();
    },
  };
  const now = (): number => state.now;
  const client = {
    ask: (owner: ReplicaAddress, tenant: string, wanted: readonly WantedRows[]): Promise<SeriesResults[]> => {
      state.asked.push(`${owner.name} ${wanted.length}`);
      const broken = state.broken.get(owner.name);
      if (broken !== undefined) return Promise.reject(broken);
      return Promise.resolve(
        wanted.map(({ partition, seriesId, from, to }) => {
          const store = folder.writer(partition);
          const series = store.seriesById(tenant, seriesId) as StoredSeries;
          return store.read(series, from, to);
        })
      );
    },
  };
  const others = new OtherReplicas({ owners: new OwnersView(owners, now), client, url: A.url });
  const results = new SharedResults({ partitions: PARTITIONS, own: folder.own, others, name: A.name, mostBytes, now });
  afterAll(() => results.close());
  return { state, owners: memory, results };
}

const span = (series: StoredSeries, to = START + HOUR): WantedResults => ({ series, from: START, to });
const expected = (series: StoredSeries): SeriesResults =>
  folder.writer(partitionOfSeries(series)).read(series, START, START + HOUR);
const message = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    expect(error).toMatchObject({ name: 'WeirError', code: 'unavailable' });
    return (error as WeirError).message;
  }
  return 'no error';
};

describe('the results of all partitions', () => {
  it('are the same wherever they lie, and each replica is asked once', async () => {
    const { results, owners, state } = replicaA();
    await owners.claim([1, 3], B);
    await owners.claim([5, 6, 7], C);
    await results.near(SERIES.map((one) => span(one)));
    for (const one of SERIES) expect(results.read(one, START, START + HOUR)).toEqual(expected(one));
    const count = (name: string, partitions: number[]): string =>
      `${name} ${SERIES.filter((one) => partitions.includes(partitionOfSeries(one))).length}`;
    expect(state.asked).toEqual([count('weir-b', [1, 3]), count('weir-c', [5, 6, 7])]);
    // For two seconds nobody is asked again, neither for rows nor for owners.
    await results.near(SERIES.map((one) => span(one, START + 10 * MINUTE)));
    expect([state.asked.length, state.lists]).toEqual([2, 1]);
    state.now = 2_000;
    await results.near([span(THEIRS), span(THEIRS), span(MINE)]);
    expect([state.asked.slice(2), state.lists]).toEqual([['weir-b 1'], 2]);
  });

  it('are never read as if there were none', async () => {
    const { results } = replicaA();
    expect(message(() => results.read(THEIRS, START, START + HOUR))).toMatch(
      /^The results of partition 1 cannot be had now: .*ask again\.$/
    );
    expect(results.read(THEIRS, START, START).time).toHaveLength(0);
    await results.near([{ series: THEIRS, from: START, to: START }]);
    await expect(results.near([span(THEIRS), span(MINE)])).rejects.toMatchObject({
      code: 'unavailable',
      message: 'The results of partition 1 cannot be had now: no replica has it.',
      details: [{ path: 'partition 1', expected: 'a replica that owns it and answers', found: 'no replica' }],
    });
    expect(message(() => results.read(THEIRS, START, START + HOUR))).toContain('no replica has it');
    // What could be had is there all the same.
    expect(results.read(MINE, START, START + HOUR)).toEqual(expected(MINE));
  });

  it('are missing with the replica that does not answer, while the others are read', async () => {
    const { results, owners, state } = replicaA();
    await owners.claim([1, 3], B);
    await owners.claim([5, 6, 7], C);
    state.broken.set('weir-b', new NoRows('failed', 'did not answer within 5 s'));
    const failed = await results.near(SERIES.map((one) => span(one))).catch((error: unknown) => error as WeirError);
    expect(failed).toMatchObject({
      message: 'The results of partitions 1, 3 cannot be had now: replica weir-b did not answer within 5 s.',
    });
    for (const one of SERIES) {
      const isAway = [1, 3].includes(partitionOfSeries(one));
      const read = (): SeriesResults => results.read(one, START, START + HOUR);
      if (isAway) expect(message(read)).toContain('weir-b did not answer');
      else expect(read()).toEqual(expected(one));
    }
    // Once more after asking who owns them, and only for what failed.
    expect(state.asked.map((one) => one.split(' ')[0])).toEqual(['weir-b', 'weir-c', 'weir-b']);
  });

  it('are found where a partition has moved meanwhile', async () => {
    const { results, owners, state } = replicaA();
    await owners.claim([1], B);
    await results.near([span(THEIRS)]);
    await owners.claim([1], C);
    state.broken.set('weir-b', new NoRows('elsewhere', 'says: Partition 1 is not at replica weir-b now.'));
    await results.near([span(THEIRS, START + 2 * HOUR)]);
    expect(results.read(THEIRS, START, START + 2 * HOUR)).toEqual(expected(THEIRS));
    expect(state.asked).toEqual(['weir-b 1', 'weir-b 1', 'weir-c 1']);
  });

  it('are not asked of this replica itself', async () => {
    const { results, owners, state } = replicaA();
    await owners.claim([1], A);
    await expect(results.near([span(THEIRS)])).rejects.toThrow(
      'The results of partition 1 cannot be had now: replica weir-a is opening it or letting it go.'
    );
    expect(state.asked).toEqual([]);
  });

  it('are read with the owners of before while nobody says who they are, for a while', async () => {
    const { state, results, owners } = replicaA();
    await owners.claim([1], B);
    await results.near([span(THEIRS)]);
    owners.list = () => Promise.reject(new WeirError('unavailable', 'PostgreSQL does not say who has which partition'));
    state.now = 14_000;
    await results.near([span(THEIRS)]);
    expect(state.asked).toHaveLength(2);
    state.now = 16_000;
    await expect(results.near([span(THEIRS)])).rejects.toThrow(
      'partition 1 cannot be had now: PostgreSQL does not say who has which partition.'
    );
  });

  it('of others take no more than their room', async () => {
    const { results, owners } = replicaA(2_000);
    await owners.claim([1, 3, 5, 6, 7], B);
    const others = SERIES.filter((one) => !isOwn(one));
    await expect(results.near(others.map((one) => span(one)))).rejects.toThrow(
      'more is being read of other replicas than fits'
    );
    const read = others.filter((one) => message(() => results.read(one, START, START + HOUR)) === 'no error');
    expect(read).toHaveLength(1);
    await results.near([span(others.at(-1) as StoredSeries)]);
    expect(results.read(others.at(-1) as StoredSeries, START, START + HOUR).time).toHaveLength(20);
  });

  it('of a long series come in parts and are one', async () => {
    const { results, owners, state } = replicaA(1e9);
    await owners.claim([1], B);
    const identity = { ...THEIRS.identity, step: 1 };
    const fine = { ...THEIRS, identity };
    await results.near([{ series: fine, from: START, to: START + HOUR }]);
    expect(state.asked.length).toBeGreaterThan(1);
    expect(results.read(fine, START, START + HOUR)).toEqual(expected(THEIRS));
  });
});
