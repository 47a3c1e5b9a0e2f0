import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { assignSticky, assignmentOf, partitionsOf, type Assignment, type MemberClaim } from './sticky-assignment.ts';

const COUNTS = new Map([
  ['a', 16],
  ['b', 3],
]);

class Group {
  readonly held = new Map<string, Assignment>();
  counts: ReadonlyMap<string, number> = COUNTS;
  generation = 0;

  /** Rounds until nobody has to let anything go; nobody ever has what another one has. Returns how many moved. */
  settle(): number {
    let moved = 0;
    for (let round = 1; ; round += 1) {
      const { lost, gained } = this.#round();
      moved += gained;
      if (lost === 0 && round > 1) return moved;
      expect(round).toBeLessThan(4);
    }
  }

  #round(): { lost: number; gained: number } {
    this.generation += 1;
    const claims = [...this.held].map(([id, held]) => this.claim(id, held));
    const given = assignSticky(claims, this.counts);
    expect([...given.keys()].toSorted()).toEqual([...this.held.keys()].toSorted());
    let [lost, gained] = [0, 0];
    for (const { id, held } of claims) {
      const [had, has] = [keys(held), keys(given.get(id) ?? [])];
      lost += without(had, has).length;
      gained += had.length > 0 ? without(has, had).length : 0;
      // What is given while somebody else holds it would be with two at a time.
      const elsewhere = claims.filter((other) => other.id !== id).flatMap((other) => keys(other.held));
      expect(without(has, elsewhere)).toEqual(has);
    }
    for (const [id, own] of given) this.held.set(id, own);
    return { lost, gained };
  }

  claim(id: string, held: Assignment): MemberClaim {
    return { id, held, topics: [...this.counts.keys()], generation: this.generation };
  }

  sizes(): number[] {
    return [...this.held.values()].map((own) => keys(own).length);
  }
}

function without(some: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return some.filter((one) => !known.has(one));
}

function keys(assignment: Assignment): string[] {
  return partitionsOf(assignment).map(({ topic, partition }) => `${topic}${partition}`);
}

function expectWhole(group: Group): void {
  const all = [...group.held.values()].flatMap(keys);
  const count = [...group.counts.values()].reduce((sum, one) => sum + one, 0);
  expect([new Set(all).size, all.length]).toEqual([count, count]);
  const sizes = group.sizes();
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
}

describe('the sticky assignment', () => {
  it('gives one member everything, two a half each, and moves no more than it must', () => {
    const group = new Group();
    group.held.set('one', []);
    group.settle();
    expect(group.sizes()).toEqual([19]);
    group.held.set('two', []);
    group.settle();
    expectWhole(group);
    const before = new Map(group.held);
    group.held.set('three', []);
    group.settle();
    expectWhole(group);
    for (const id of ['one', 'two']) {
      const kept = keys(group.held.get(id) ?? []);
      expect(keys(before.get(id) ?? [])).toEqual(expect.arrayContaining(kept));
    }
  });

  it('leaves everything where it is when nothing has changed', () => {
    const group = new Group();
    for (const id of ['x', 'y', 'z']) group.held.set(id, []);
    group.settle();
    const before = new Map(group.held);
    expect(group.settle()).toBe(0);
    expect(group.held).toEqual(before);
  });

  it('holds whoever comes, goes and loses everything', () => {
    const random = seededRandom(3);
    const group = new Group();
    for (let i = 0; i < 300; i += 1) {
      const ids = [...group.held.keys()];
      const some = ids[Math.floor(random() * ids.length)] as string;
      if (ids.length === 0 || (random() < 0.5 && ids.length < 25)) group.held.set(`m${i}`, []);
      else if (random() < 0.6) group.held.delete(some);
      else group.held.set(some, []);
      if (random() < 0.05) group.counts = new Map([...COUNTS, ['a', 16 + Math.floor(random() * 10)]]);
      if (group.held.size === 0) continue;
      group.settle();
      expectWhole(group);
    }
  });

  it('does not depend on the order in which members and topics are named', () => {
    const claims = ['c', 'a', 'b'].map((id) => ({
      ...{ id, topics: ['a', 'b'], held: id === 'b' ? [{ topic: 'a', partitions: [5, 6, 7] }] : [], generation: 4 },
    }));
    const one = assignSticky(claims, COUNTS);
    const other = assignSticky(claims.toReversed(), new Map([...COUNTS].toReversed()));
    expect(Object.fromEntries(other)).toEqual(Object.fromEntries(one));
    expect(keys(one.get('b') ?? [])).toEqual(expect.arrayContaining(['a5', 'a6', 'a7']));
  });

  it('of two that say that they have a partition believes who heard it last, and takes it from the other', () => {
    const held = [{ topic: 'a', partitions: [0] }];
    const claims = [
      { id: 'old', topics: ['a'], held, generation: 3 },
      { id: 'new', topics: ['a'], held, generation: 7 },
    ];
    const given = assignSticky(claims, new Map([['a', 2]]));
    expect([given.get('old'), given.get('new')]).toEqual([
      [{ topic: 'a', partitions: [1] }],
      [{ topic: 'a', partitions: [0] }],
    ]);
  });

  it('gives a topic only to those who want it', () => {
    const claims = [
      { id: 'both', topics: ['a', 'b'], held: [], generation: -1 },
      { id: 'only a', topics: ['a'], held: [{ topic: 'b', partitions: [0] }], generation: -1 },
    ];
    const first = assignSticky(claims, new Map([...COUNTS]));
    expect(keys(first.get('only a') ?? []).filter((key) => key.startsWith('b'))).toEqual([]);
    expect(keys(first.get('both') ?? []).filter((key) => key.startsWith('b'))).toEqual(['b1', 'b2']);
  });

  it('puts partitions together by topic', () => {
    const partitions = [
      { topic: 'b', partition: 2 },
      { topic: 'a', partition: 1 },
      { topic: 'b', partition: 0 },
    ];
    expect(assignmentOf(partitions)).toEqual([
      { topic: 'a', partitions: [1] },
      { topic: 'b', partitions: [0, 2] },
    ]);
  });
});
