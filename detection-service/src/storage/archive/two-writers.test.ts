import { describe, expect, it } from 'vitest';
import { openEmbeddedStorage } from '../embedded/embedded-storage.ts';
import type { EmbeddedStorage } from '../embedded/embedded-storage.ts';
import { story } from '../embedded/testing/story.ts';
import { seeded } from '../exam/examples.ts';
import { MemoryStorage } from '../memory/memory-storage.ts';
import { orphans, whatMayGo } from './housekeeping.ts';
import type { StoredManifest } from './housekeeping.ts';
import { manifestName } from './manifest.ts';
import type { PartitionArchive } from './partition-archive.ts';
import { Bench, hashes, PARTITION } from './testing/bench.ts';

/** A replica that believes that it owns the partition. */
interface Owner {
  storage: EmbeddedStorage;
  archive: PartitionArchive;
  next: number;
}

describe('two writers of one partition', () => {
  it.each([1, 2, 3])(
    'do no harm: at every moment what is restored is the state at some offset (seed %i)',
    async (seed) => {
      using bench = new Bench();
      const random = seeded(seed);
      const acts = story(seed, 150);
      const expected = statesOf(seed, 150);
      const owners = await Promise.all(Array.from({ length: 2 }, () => takeOver(bench)));
      let newest = 0;
      let under: Promise<unknown>[] = [];
      for (let round = 0; round < 60; round++) {
        const place = Math.floor(random() * owners.length);
        const owner = owners[place] as Owner;
        const to = Math.min(acts.length, owner.next + Math.floor(random() * 12));
        for (const act of acts.slice(owner.next, to)) act(owner.storage);
        owner.next = to;
        if (random() < 0.2) owner.storage.seal();
        owner.storage.writeSnapshot({ offset: to, stages: {} });
        under.push(owner.archive.ship(to));
        if (random() < 0.4) continue;
        await Promise.all(under);
        under = [];
        const copy = await bench.restored();
        expect(hashes(copy.storage)).toEqual(expected(copy.offset));
        expect(copy.storage.damage).toEqual([]);
        newest = Math.max(newest, copy.offset);
        copy.storage.close();
        await copy.archive.close();
        if (random() < 0.2) {
          owner.storage.close();
          owners[place] = await takeOver(bench);
        }
      }
      expect(newest).toBeGreaterThan(acts.length / 2);
      for (const { storage } of owners) storage.close();
    },
    120_000
  );
});

async function takeOver(bench: Bench): Promise<Owner> {
  const { directory, archive } = bench.replica();
  const restored = await archive.restore();
  return { storage: openEmbeddedStorage(directory), archive, next: restored?.offset ?? 0 };
}

/** What a reader sees after so many acts of a story. */
function statesOf(seed: number, steps: number): (offset: number) => unknown {
  const known = new Map<number, unknown>();
  return (offset) => {
    if (!known.has(offset)) {
      const memory = new MemoryStorage();
      for (const act of story(seed, steps).slice(0, offset)) act(memory);
      known.set(offset, hashes(memory));
    }
    return known.get(offset);
  };
}

describe('whatMayGo', () => {
  const stored = (offset: number, modified: number, objects: string[], whole = true): StoredManifest => ({
    listed: { name: manifestName(PARTITION, offset, 'w', 1), bytes: 1, modified },
    whole,
    manifest: {
      ...{ format: 1, partition: PARTITION, offset, writer: 'w' },
      files: [{ path: 'results/a', bytes: 1, pieces: objects.map((object) => ({ object, bytes: 1, checksum: 0 })) }],
    },
  });

  it('keeps two whole manifests and what they name', () => {
    const go = whatMayGo([stored(1, 10, ['a', 'b']), stored(2, 20, ['b', 'c']), stored(3, 30, ['c', 'd'])], 0);
    expect(go).toEqual({ manifests: [manifestName(PARTITION, 1, 'w', 1)], objects: ['a'] });
  });

  it('does not count what is not whole, and removes it once two whole ones are settled', () => {
    const broken = stored(9, 5, ['b', 'x'], false);
    expect(whatMayGo([stored(1, 10, ['a']), stored(2, 20, ['b']), broken], 0)).toEqual({
      manifests: [broken.listed.name],
      objects: ['x'],
    });
    expect(whatMayGo([stored(1, 10, ['a']), broken], 0).manifests).toEqual([]);
  });

  it('lets what was replaced a moment ago be', () => {
    const all = [1, 2, 3, 4].map((offset) => stored(offset, offset * 10, [`o${offset}`]));
    expect(whatMayGo(all, 15).manifests).toEqual([]);
    expect(whatMayGo(all, 10).objects).toEqual(['o1']);
    expect(whatMayGo([], 0)).toEqual({ manifests: [], objects: [] });
  });

  it('finds orphans only when they are a day older than the newest manifest', () => {
    const day = 86_400_000;
    const objects = [0, 1, 2].map((age) => ({ name: `o${age}`, bytes: 1, modified: 3 * day - age * day - 1 }));
    expect(orphans(objects, [stored(1, 3 * day, ['named'])])).toEqual(['o1', 'o2']);
    expect(orphans(objects, [stored(1, 3 * day, ['o2'])])).toEqual(['o1']);
    expect(orphans(objects, [])).toEqual([]);
  });
});
