import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { PartitionArchive } from '@weir/detection-service/storage/archive/partition-archive.ts';
import { openEmbeddedStorage } from '@weir/detection-service/storage/embedded/embedded-storage.ts';
import { examineStorage, type Candidate } from '@weir/detection-service/storage/exam.ts';
import { exampleSeries, exampleStep, START } from '@weir/detection-service/storage/exam/examples.ts';
import { MetadataMirror } from '@weir/detection-service/storage/mirror/metadata-mirror.ts';
import { MirrorReader } from '@weir/detection-service/storage/mirror/mirror-reader.ts';
import { openObjects, type ObjectStoreOptions } from '@weir/detection-service/storage/objects/registry.ts';
import { PostgresMetadata } from '@weir/detection-service/storage/postgres/postgres-metadata.ts';
import { SharedStorage } from '@weir/detection-service/storage/shared/shared-storage.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PostgresServer } from '../support/postgres.ts';
import { S3Server } from '../support/s3-server.ts';
import { scratchFolder } from '../support/scratch.ts';

let postgres: PostgresServer;
let s3: S3Server;
const folder = scratchFolder('shared-storage');
let places = 0;

beforeAll(async () => {
  [postgres, s3] = await Promise.all([PostgresServer.start(), S3Server.start()]);
});
afterAll(() => Promise.all([postgres.stop(), s3.stop()]));

/** Replicas of one database and one object store. */
class Replicas {
  readonly #url: string;
  readonly #objects: ObjectStoreOptions;
  readonly #folder = path.join(folder, String(places++));
  readonly #endings: (() => void | Promise<void>)[] = [];
  #count = 0;

  private constructor(url: string, objects: ObjectStoreOptions) {
    this.#url = url;
    this.#objects = objects;
  }

  static async make(objects: ObjectStoreOptions): Promise<Replicas> {
    if ('directory' in objects) mkdirSync(objects.directory, { recursive: true });
    return new Replicas(await postgres.database(), objects);
  }

  /** One that has a partition, as far as it was shipped. */
  async open(partition = 'observations/0', recent = Infinity) {
    const home = path.join(this.#folder, String(this.#count++));
    const objects = openObjects(this.#objects);
    const directory = path.join(home, 'partition');
    const archive = new PartitionArchive({ objects, partition, directory, writer: home, recent, grace: 0 });
    await archive.restore();
    const local = openEmbeddedStorage(directory);
    const metadata = await PostgresMetadata.open({ url: this.#url });
    const mirror = new MetadataMirror({ directory: path.join(home, 'mirror'), metadata, interval: 50 });
    const reader = new MirrorReader(path.join(home, 'mirror'));
    const storage = new SharedStorage({ local, archive, metadata, mirror: reader });
    this.#endings.push(async () => {
      await archive.close();
      storage.close();
      reader.close();
      await mirror.close();
      await metadata.close();
      objects.close();
    });
    return { storage, mirror };
  }

  async close(): Promise<void> {
    for (const end of this.#endings) await end();
  }
}

async function candidate(objects: ObjectStoreOptions): Promise<Candidate> {
  const replicas = await Replicas.make(objects);
  const { storage } = await replicas.open();
  return {
    writer: () => storage,
    settled: async () => {
      const position = await storage.flush();
      storage.sync();
      await storage.ship(storage.latestSnapshot().snapshot?.offset ?? 0);
      const other = await replicas.open();
      await other.mirror.caughtUpWith(position);
      return other.storage;
    },
    discard: () => replicas.close(),
  };
}

const directory = (): ObjectStoreOptions => ({ directory: path.join(folder, `objects-${places++}`) });
const bucket = (): ObjectStoreOptions => ({ s3: s3.options(`shared/${places++}`) });

examineStorage('shared, a directory', () => candidate(directory()));
examineStorage('shared, S3', () => candidate(bucket()));

describe('SharedStorage', () => {
  it.each([
    ['a directory', directory],
    ['S3', bucket],
  ])('lists the series of all partitions, and reads those of its own by its own ordinals: %s', async (_, objects) => {
    const replicas = await Replicas.make(objects());
    const [first, second] = [await replicas.open('observations/0'), await replicas.open('observations/1')];
    // The same ordinal in two partitions.
    const [mine, yours] = [exampleSeries(1), { ...exampleSeries(2), ordinal: 1 }];
    for (const [{ storage }, series, seed] of [[first, mine, 1] as const, [second, yours, 2] as const]) {
      storage.addSeries([series]);
      const { block, verdicts } = exampleStep(START, [1], { seed });
      storage.write(block, verdicts);
    }
    const position = Math.max(await first.storage.flush(), await second.storage.flush());
    await Promise.all([first.mirror.caughtUpWith(position), second.mirror.caughtUpWith(position)]);
    for (const { storage } of [first, second]) {
      expect(storage.series('default', {}, { limit: 10 }).rows.map(({ id }) => id)).toEqual([mine.id, yours.id].sort());
    }
    const found = second.storage.series('default', {}, { limit: 10 }).rows;
    const own = found.find(({ id }) => id === yours.id) ?? mine;
    const other = found.find(({ id }) => id === mine.id) ?? yours;
    expect(second.storage.read(own, START, START + 1).value).toEqual(exampleStep(START, [1], { seed: 2 }).block.value);
    expect(() => second.storage.read(other, START, START + 1)).toThrow(/in another partition/);
    await replicas.close();
  });

  it('does not ship a picture before its metadata are stored', async () => {
    const replicas = await Replicas.make(directory());
    const { storage } = await replicas.open();
    storage.addSeries([exampleSeries(1)]);
    storage.writeSnapshot({ offset: 1, stages: {} });
    await storage.ship(1);
    await postgres.kill();
    storage.addSeries([exampleSeries(2)]);
    storage.writeSnapshot({ offset: 2, stages: {} });
    const shipping = storage.ship(2);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await postgres.restart();
    const during = await replicas.open();
    const at = during.storage.latestSnapshot().snapshot?.offset;
    expect((await shipping).state).toBe('shipped');
    const after = await replicas.open();
    await after.mirror.caughtUpWith(await storage.flush());
    expect(after.storage.latestSnapshot().snapshot?.offset).toBe(2);
    expect(after.storage.series('default', {}, { limit: 10 }).rows).toHaveLength(2);
    expect([1, 2]).toContain(at);
    await replicas.close();
  }, 60_000);
});
