import { cpSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonicalHash } from '../canonical-hash.ts';
import { seeded } from '../exam/examples.ts';
import { MemoryStorage } from '../memory/memory-storage.ts';
import type { Storage } from '../ports.ts';
import { Database } from './database.ts';
import { openEmbeddedStorage } from './embedded-storage.ts';
import { scratchDirectory } from './testing/scratch-directory.ts';
import { story, STORY_SPAN } from './testing/story.ts';

function hashes(storage: Storage) {
  return ['default', 'other'].map((tenant) => canonicalHash(storage, tenant, STORY_SPAN));
}

function undisturbed(seed: number) {
  const memory = new MemoryStorage();
  for (const act of story(seed)) act(memory);
  return hashes(memory);
}

function blocks(directory: string): string {
  return readdirSync(join(directory, 'results'))
    .filter((name) => name.endsWith('.block'))
    .join();
}

const METADATA = ['metadata.sqlite', 'metadata.sqlite-wal'];

/** What the disk has of the metadata at a moment when all of it is durable. */
function metadata(directory: string): ReadonlyMap<string, Buffer> {
  return new Map(METADATA.map((name) => [name, readFileSync(join(directory, name))]));
}

/** Makes of a copy what the loss of the machine's memory may: metadata as of the last sync, files cut behind it. */
function loseMemory(directory: string, durable: ReadonlyMap<string, Buffer>, random: () => number): void {
  rmSync(join(directory, 'metadata.sqlite-shm'), { force: true });
  for (const [name, bytes] of durable) writeFileSync(join(directory, name), bytes);
  const db = new Database(directory, false);
  const results = join(directory, 'results');
  for (const name of readdirSync(results).filter((one) => one.endsWith('.open'))) {
    const least = db.durable(name);
    const { size } = statSync(join(results, name));
    truncateSync(join(results, name), least + Math.floor(random() * (size - least + 1)));
  }
  db.close();
}

describe('a crash of the writer', () => {
  it.each([1, 2, 3])(
    'changes nothing when what followed the snapshot is written again (seed %i)',
    (seed) => {
      const expected = undisturbed(seed);
      expect(expected[0]?.samples).toBeGreaterThan(7_000);
      const acts = story(seed);
      const random = seeded(seed + 100);
      using directory = scratchDirectory();
      let life = 0;
      let path = join(directory.path, String(life));
      let storage = openEmbeddedStorage(path);
      let durable = metadata(path);
      let snapshot = 0;
      for (let next = 0; next < acts.length; next++) {
        const before = blocks(path);
        acts[next]?.(storage);
        const chance = random();
        if (chance < 0.02) {
          storage.writeSnapshot({ offset: next + 1, stages: {} });
          snapshot = next + 1;
        } else if (chance < 0.03) {
          storage.seal();
        }
        if (chance < 0.02 || blocks(path) !== before) durable = metadata(path);
        if (chance < 0.03 || chance > 0.06) continue;
        // What stays of a process that is killed is what its files hold; half of the times the machine is lost too.
        const copy = join(directory.path, String(++life));
        cpSync(path, copy, { recursive: true });
        storage.close();
        path = copy;
        if (random() < 0.5) loseMemory(path, durable, random);
        storage = openEmbeddedStorage(path);
        durable = metadata(path);
        expect(storage.latestSnapshot().snapshot?.offset ?? 0).toBe(snapshot);
        next = snapshot - 1;
      }
      expect(life).toBeGreaterThan(2);
      expect(hashes(storage)).toEqual(expected);
      storage.seal();
      expect(hashes(storage)).toEqual(expected);
      expect(storage.damage).toEqual([]);
      storage.close();
    },
    60_000
  );

  it('removes files that nobody refers to and takes the name of none of them', () => {
    using directory = scratchDirectory();
    const storage = openEmbeddedStorage(directory.path);
    for (const act of story(4, 60)) act(storage);
    storage.close();
    const results = join(directory.path, 'results');
    const known = readdirSync(results);
    for (const name of ['60000-0-3600000-99.block', '60000-0-3600000-98.open', '60000-0-3600000-97.block.tmp']) {
      cpSync(join(results, known[0] as string), join(results, name));
    }
    cpSync(join(results, known[0] as string), join(directory.path, 'snapshots', '12.snapshot.tmp'));
    const opened = openEmbeddedStorage(directory.path);
    expect(readdirSync(results)).toEqual(known);
    expect(readdirSync(join(directory.path, 'snapshots'))).toEqual([]);
    opened.close();
  });
});
