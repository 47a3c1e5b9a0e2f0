import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { exampleAnomaly, exampleProblem, exampleSeries, START } from '@weir/detection-service/storage/exam/examples.ts';
import { everyRow } from '@weir/detection-service/storage/exam/every-row.ts';
import { MetadataMirror } from '@weir/detection-service/storage/mirror/metadata-mirror.ts';
import { MirrorReader } from '@weir/detection-service/storage/mirror/mirror-reader.ts';
import { PostgresMetadata } from '@weir/detection-service/storage/postgres/postgres-metadata.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PostgresServer } from '../support/postgres.ts';
import { scratchFolder } from '../support/scratch.ts';

let server: PostgresServer;
let metadata: PostgresMetadata;
let url: string;
const folder = scratchFolder('mirror');
const endings: (() => void | Promise<void>)[] = [];
let places = 0;

beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server.stop());
beforeEach(async () => {
  url = await server.database();
  metadata = await PostgresMetadata.open({ url, patience: 500 });
});
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
  await metadata.close();
});

/** A replica's copy; `of` follows another connection, `directory` goes on with one that is there. */
function mirrorOf({ of = metadata, directory = path.join(folder, String(places++)), interval = 50 } = {}) {
  const reports: string[] = [];
  const mirror = new MetadataMirror({ directory, metadata: of, interval, onReport: (one) => reports.push(one) });
  const reader = new MirrorReader(directory);
  const close = async (): Promise<void> => {
    reader.close();
    await mirror.close();
  };
  endings.push(close);
  return { directory, mirror, reader, reports, close };
}

const all = (reader: MirrorReader): string[] =>
  everyRow(1_000, (page) => reader.series('default', {}, page)).rows.map(({ id }) => id);

async function until(holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 10_000; !holds(); await new Promise((resolve) => setTimeout(resolve, 20))) {
    if (Date.now() > deadline) throw new Error('it did not happen within 10 s');
  }
}

describe('MetadataMirror', () => {
  it('has what was stored before it began and after, with the offsets that every other has', async () => {
    const [first, second] = [mirrorOf(), mirrorOf()];
    const series = Array.from({ length: 5_000 }, (_, ordinal) => exampleSeries(ordinal));
    await metadata.addSeries(series);
    const anomaly = exampleAnomaly(exampleSeries(0), START, { id: 'a' });
    for (const revision of [1, 2]) {
      await metadata.keep({
        anomalies: [{ ...anomaly, revision }],
        problems: [{ ...exampleProblem(exampleSeries(0), START), revision }],
      });
    }
    const position = await metadata.flush();
    const third = mirrorOf();
    const mirrors = [first, second, third];
    await Promise.all(mirrors.map(({ mirror }) => mirror.caughtUpWith(position)));
    const told = first.reader.changes('default', 0, 100);
    expect(told).toHaveLength(4);
    for (const { reader, mirror } of mirrors) {
      expect(all(reader)).toEqual(series.map(({ id }) => id).sort());
      expect(reader.anomaly('default', 'a')).toEqual({ ...anomaly, revision: 2 });
      expect(reader.changes('default', 0, 100)).toEqual(told);
      expect(reader.changeBounds()).toEqual({ newest: told.at(-1)?.offset, dropped: 0 });
      expect([mirror.position, reader.position]).toEqual([position, position]);
      expect(mirror.age).toBeLessThan(10_000);
    }
    const ordinals = new Set(series.map(({ id }) => third.reader.seriesById('default', id)?.ordinal));
    expect(ordinals.size).toBe(series.length);
    for (const ordinal of ordinals) expect(third.reader.seriesByOrdinal(ordinal ?? -1)?.ordinal).toBe(ordinal);
  });

  it('begins, after changes were dropped, with the newest revisions and the same bounds', async () => {
    const anomaly = exampleAnomaly(exampleSeries(0), START, { id: 'a' });
    for (const revision of [1, 2, 3]) await metadata.keep({ anomalies: [{ ...anomaly, revision }] });
    const early = mirrorOf();
    await early.mirror.caughtUpWith(await metadata.flush());
    await metadata.dropChanges(Date.now() + 60_000);
    await metadata.keep({ anomalies: [{ ...anomaly, id: 'b' }] });
    const position = await metadata.flush();
    const late = mirrorOf();
    for (const { mirror, reader } of [early, late]) {
      await mirror.caughtUpWith(position);
      expect(reader.anomaly('default', 'a')?.revision).toBe(3);
      expect(reader.changes('default', 0, 100).map(({ offset }) => offset)).toEqual([4]);
      expect(reader.changeBounds()).toEqual({ newest: 4, dropped: 3 });
    }
  });

  it('goes on from where it was', async () => {
    await metadata.addSeries([exampleSeries(1)]);
    const first = mirrorOf();
    await first.mirror.caughtUpWith(await metadata.flush());
    await first.close();
    await metadata.addSeries([exampleSeries(2)]);
    const asked: number[] = [];
    const following = { follow: (since: number, limit: number) => (asked.push(since), metadata.follow(since, limit)) };
    const again = mirrorOf({ directory: first.directory, of: following as PostgresMetadata });
    await again.mirror.caughtUpWith(await metadata.flush());
    expect(asked[0]).toBe(3);
    expect(all(again.reader)).toHaveLength(2);
  });

  it('answers while the server is away, says so once, and who waits for more is told', async () => {
    await metadata.addSeries([exampleSeries(1)]);
    const position = await metadata.flush();
    const { mirror, reader, reports } = mirrorOf();
    await mirror.caughtUpWith(position);
    await server.kill();
    await expect(mirror.caughtUpWith(position + 1, 1_500)).rejects.toMatchObject({
      code: 'unavailable',
      details: [{ path: 'position', expected: String(position + 1), found: String(position) }],
    });
    expect(all(reader)).toHaveLength(1);
    expect(reports).toEqual([expect.stringMatching(/^metadata of other replicas are not followed: PostgreSQL at/)]);
    await server.restart();
    await metadata.addSeries([exampleSeries(2)]);
    await mirror.caughtUpWith(await metadata.flush());
    expect(all(reader)).toHaveLength(2);
  }, 60_000);

  it('asks at once when somebody waits', async () => {
    const { mirror } = mirrorOf({ interval: 60_000 });
    await until(() => mirror.age < Infinity);
    await metadata.addSeries([exampleSeries(1)]);
    const began = performance.now();
    await mirror.caughtUpWith(await metadata.flush());
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it.each([
    ['overwritten', Buffer.from('this is no database, and never was one, whatever its name says'.repeat(100))],
    ['empty pages', Buffer.alloc(64 << 10, 0xff)],
  ])('makes a copy anew that is damaged: %s', async (_, content) => {
    await metadata.addSeries([exampleSeries(1), exampleSeries(2)]);
    const first = mirrorOf();
    await first.mirror.caughtUpWith(await metadata.flush());
    await first.close();
    writeFileSync(path.join(first.directory, 'metadata.sqlite'), content);
    const again = mirrorOf({ directory: first.directory });
    expect(again.reports).toEqual([expect.stringContaining('is damaged: it is made anew')]);
    await again.mirror.caughtUpWith(await metadata.flush());
    expect(all(again.reader)).toHaveLength(2);
  });

  it('makes a copy anew that turns out damaged while it is used, and readers find the new one', async () => {
    await metadata.addSeries(Array.from({ length: 3_000 }, (_, ordinal) => exampleSeries(ordinal)));
    const first = mirrorOf();
    await first.mirror.caughtUpWith(await metadata.flush());
    await first.close();
    // The first page is whole, what it leads to is not.
    const file = path.join(first.directory, 'metadata.sqlite');
    const bytes = readFileSync(file);
    bytes.fill(0xab, 4_096 * 3);
    writeFileSync(file, bytes);
    const again = mirrorOf({ directory: first.directory });
    await metadata.addSeries(Array.from({ length: 100 }, (_, i) => exampleSeries(10_000 + i)));
    const position = await metadata.flush();
    await until(() => again.reports.length > 0);
    await again.mirror.caughtUpWith(position);
    await until(() => {
      try {
        return all(again.reader).length === 3_100;
      } catch {
        return false;
      }
    });
    expect(again.reports).toEqual([expect.stringContaining('is damaged: it is made anew')]);
  }, 30_000);

  it('forgets what another database has told', async () => {
    await metadata.addSeries([exampleSeries(1), exampleSeries(2)]);
    const first = mirrorOf();
    await first.mirror.caughtUpWith(await metadata.flush());
    expect(all(first.reader)).toHaveLength(2);
    await first.close();
    const other = await PostgresMetadata.open({ url: await server.database() });
    endings.push(() => other.close());
    await other.addSeries([exampleSeries(3)]);
    const again = mirrorOf({ directory: first.directory, of: other });
    await until(() => again.reports.length > 0);
    await again.mirror.caughtUpWith(await other.flush());
    await until(() => all(again.reader).length === 1);
    expect(all(again.reader)).toEqual([exampleSeries(3).id]);
    expect(again.reports).toEqual([expect.stringContaining('is that of another database')]);
  });
});
