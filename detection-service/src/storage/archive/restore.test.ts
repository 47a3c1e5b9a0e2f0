import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../core/time.ts';
import { openEmbeddedStorage } from '../embedded/embedded-storage.ts';
import type { EmbeddedStorage } from '../embedded/embedded-storage.ts';
import { story } from '../embedded/testing/story.ts';
import { exampleSeries, exampleStep, START } from '../exam/examples.ts';
import { decodeManifest, encodeManifest, FORMAT } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { Bench, hashes, PARTITION } from './testing/bench.ts';

const MANY = Array.from({ length: 2_000 }, (_, i) => i);

/** Ships a story at two places; returns what a reader saw at each. */
async function shipTwo(bench: Bench): Promise<unknown[]> {
  const { directory, archive } = bench.replica();
  const storage = openEmbeddedStorage(directory);
  const seen: unknown[] = [];
  for (const to of [100, 200]) {
    for (const act of story(1).slice(to - 100, to)) act(storage);
    storage.writeSnapshot({ offset: to, stages: {} });
    await archive.ship(to);
    seen.push(hashes(storage));
  }
  storage.close();
  return seen;
}

/** Six hours of many series, a block each but the last, shipped. */
async function shipHours(bench: Bench): Promise<EmbeddedStorage> {
  const { directory, archive } = bench.replica();
  const storage = openEmbeddedStorage(directory);
  storage.addSeries([exampleSeries(7)]);
  for (let hour = 0; hour < 6; hour++) writeHour(storage, hour);
  storage.writeSnapshot({ offset: 6, stages: {} });
  await archive.ship(6);
  return storage;
}

function writeHour(storage: EmbeddedStorage, hour: number, revision = 0, ordinals: readonly number[] = MANY): void {
  for (let i = 0; i < 4; i++) {
    const { block, verdicts } = exampleStep(START + hour * HOUR + i * 15 * MINUTE, ordinals, { revision });
    storage.write(block, verdicts);
  }
}

function newestManifest(bench: Bench): string {
  const folder = join(bench.objectsRoot, PARTITION, 'manifests');
  return join(folder, readdirSync(folder).sort().at(-1) ?? '');
}

function manifestAt(file: string): Manifest {
  const manifest = decodeManifest(file, readFileSync(file));
  if (typeof manifest === 'string') throw new Error(manifest);
  return manifest;
}

/** The file of an object that only the newest manifest names. */
function objectOf(bench: Bench, path: RegExp): string {
  const file = manifestAt(newestManifest(bench)).files.find((one) => path.test(one.path));
  return join(bench.objectsRoot, file?.pieces.at(-1)?.object ?? '');
}

describe('a restore', () => {
  const damages: [string, (bench: Bench) => void][] = [
    [
      'a manifest that is cut',
      (bench) => writeFileSync(newestManifest(bench), readFileSync(newestManifest(bench)).subarray(0, 300)),
    ],
    ['an empty manifest', (bench) => writeFileSync(newestManifest(bench), '')],
    ['metadata that are missing', (bench) => rmSync(objectOf(bench, /metadata/))],
    ['a snapshot that is too long', (bench) => appendFileSync(objectOf(bench, /snapshot/), 'x')],
    ['a tail with a wrong byte', (bench) => flip(objectOf(bench, /open$/), 77)],
    ['packed metadata with a wrong byte', (bench) => flip(objectOf(bench, /metadata/), 200)],
  ];
  it.each(damages)('takes the manifest before, and says so: %s', async (_, damage) => {
    using bench = new Bench();
    const [before] = await shipTwo(bench);
    damage(bench);
    const copy = await bench.restored();
    expect(copy.offset).toBe(100);
    expect(hashes(copy.storage)).toEqual(before);
    expect(bench.reports).toHaveLength(1);
    expect(bench.reports[0]).toContain(`${PARTITION}/`);
    // And goes on from there.
    for (const act of story(1).slice(100, 150)) act(copy.storage);
    copy.storage.writeSnapshot({ offset: 300, stages: {} });
    expect((await copy.archive.ship(300)).state).toBe('shipped');
    const next = await bench.restored();
    expect(hashes(next.storage)).toEqual(hashes(copy.storage));
    next.storage.close();
    copy.storage.close();
  });

  it('says that it has nothing when all is damaged', async () => {
    using bench = new Bench();
    await shipTwo(bench);
    rmSync(join(bench.objectsRoot, PARTITION, 'objects'), { recursive: true });
    const { archive, directory } = bench.replica();
    expect(await archive.restore()).toBeUndefined();
    expect(bench.reports.at(-1)).toMatch(
      /none of the 2 manifests of observations\/3 in the directory .* can be restored/
    );
    const storage = openEmbeddedStorage(directory);
    storage.writeSnapshot({ offset: 1, stages: {} });
    expect((await archive.ship(1)).state).toBe('shipped');
    expect((await bench.restored()).offset).toBe(1);
    storage.close();
  });

  it('refuses what a newer version has written, in place of taking what is older', async () => {
    using bench = new Bench();
    await shipTwo(bench);
    const file = newestManifest(bench);
    const text = encodeManifest(manifestAt(file)).toString();
    writeFileSync(file, text.replace(`{"format":${FORMAT}`, `{"format":${FORMAT + 1}`));
    await expect(bench.replica().archive.restore()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('newer version of Weir') as string,
      details: [{ path: 'format', expected: `at most ${FORMAT}`, found: String(FORMAT + 1) }],
    });
  });

  it('refuses a manifest that names files elsewhere', async () => {
    using bench = new Bench();
    await shipTwo(bench);
    const file = newestManifest(bench);
    const manifest = manifestAt(file);
    const [first, ...others] = manifest.files;
    for (const path of ['../outside', '/etc/passwd', 'results/../../x', 'other/x']) {
      const files = [{ ...first, path } as Manifest['files'][number], ...others];
      expect(decodeManifest('m', encodeManifest({ ...manifest, files }))).toBe('m is not a manifest');
    }
  });

  it('refuses a directory that is not empty', async () => {
    using bench = new Bench();
    await shipTwo(bench);
    const { directory, archive } = bench.replica();
    openEmbeddedStorage(directory).close();
    await expect(archive.restore()).rejects.toMatchObject({ code: 'conflict' });
  });

  it('leaves old blocks away until they are asked for, and never reads them as nothing', async () => {
    using bench = new Bench();
    const original = await shipHours(bench);
    const copy = await bench.restored({ recent: HOUR });
    const reader = openEmbeddedStorage(copy.storage.directory, { readOnly: true });
    const read = (storage: EmbeddedStorage, from: number, to: number) =>
      storage.read(exampleSeries(7), START + from * HOUR, START + to * HOUR);
    expect(read(copy.storage, 4, 6)).toEqual(read(original, 4, 6));
    for (const storage of [copy.storage, reader]) {
      expect(() => read(storage, 0, 6)).toThrow(/older results are still being fetched/);
    }
    bench.objects.got.length = 0;
    await Promise.all([copy.archive.near(START + HOUR, START + 2 * HOUR), copy.archive.near(START, START + 2 * HOUR)]);
    expect(bench.objects.got).toHaveLength(2);
    for (const storage of [copy.storage, reader]) expect(read(storage, 0, 2)).toEqual(read(original, 0, 2));
    expect(() => read(reader, 0, 3)).toThrow(/still being fetched/);
    await copy.archive.fetchRest();
    for (const storage of [copy.storage, reader]) expect(read(storage, 0, 6)).toEqual(read(original, 0, 6));
    expect([...copy.storage.damage, ...reader.damage]).toEqual([]);
    for (const storage of [reader, copy.storage, original]) storage.close();
    await copy.archive.close();
  });

  it('takes late steps of a block that is away, loses nothing when it is sealed, and ships all', async () => {
    using bench = new Bench();
    const original = await shipHours(bench);
    const { storage, archive } = await bench.restored({ recent: HOUR });
    for (const one of [original, storage]) {
      writeHour(one, 1);
      writeHour(one, 2, 1, [7, 9]);
      one.seal();
    }
    storage.writeSnapshot({ offset: 7, stages: {} });
    expect((await archive.ship(7)).state).toBe('shipped');
    await archive.fetchRest();
    storage.seal();
    const next = await bench.restored({ recent: Infinity });
    for (const one of [storage, next.storage]) {
      expect(one.read(exampleSeries(7), START, START + 6 * HOUR)).toEqual(
        original.read(exampleSeries(7), START, START + 6 * HOUR)
      );
      expect(one.damage).toEqual([]);
      one.close();
    }
    original.close();
    await archive.close();
  });

  it('forgets blocks that retention drops while they are away or on their way', async () => {
    using bench = new Bench();
    const original = await shipHours(bench);
    const { storage, archive } = await bench.restored({ recent: HOUR });
    const { promise, resolve } = Promise.withResolvers<void>();
    bench.objects.gate = () => promise;
    const fetching = archive.fetchRest();
    expect(storage.retain(START + 3 * HOUR)).toBeGreaterThan(0);
    resolve();
    await fetching;
    expect(storage.read(exampleSeries(7), START, START + 6 * HOUR).time).toHaveLength(12);
    expect(readdirSync(join(storage.directory, 'results')).sort()).toHaveLength(3);
    expect(storage.damage).toEqual([]);
    storage.close();
    original.close();
    await archive.close();
  });

  it('goes without old blocks that are lost when there is no better manifest, and says which', async () => {
    using bench = new Bench();
    const original = await shipHours(bench);
    const blocks = manifestAt(newestManifest(bench)).files.filter(({ path }) => path.endsWith('.block'));
    const [first, second] = blocks.map(({ pieces }) => join(bench.objectsRoot, pieces[0]?.object ?? ''));
    rmSync(first ?? '');
    flip(second ?? '', 1_000);
    const { storage, archive } = await bench.restored({ recent: HOUR });
    await archive.fetchRest();
    expect(storage.read(exampleSeries(7), START, START + 6 * HOUR).time).toHaveLength(16);
    expect(bench.reports.filter((sentence) => sentence.includes('results are lost'))).toHaveLength(2);
    expect(storage.damage).toHaveLength(2);
    storage.close();
    original.close();
    await archive.close();
  });
});

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  const place = Math.min(at, bytes.length - 1);
  bytes[place] = (bytes[place] as number) ^ 0x10;
  writeFileSync(file, bytes);
}
