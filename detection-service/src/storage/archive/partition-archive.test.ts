import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../core/time.ts';
import { openEmbeddedStorage } from '../embedded/embedded-storage.ts';
import type { EmbeddedStorage } from '../embedded/embedded-storage.ts';
import { story } from '../embedded/testing/story.ts';
import { exampleSeries, exampleStep, START } from '../exam/examples.ts';
import { Bench, hashes, PARTITION } from './testing/bench.ts';

/** Does a part of a story, with a snapshot behind it. */
function act(storage: EmbeddedStorage, seed: number, from: number, to: number): void {
  for (const one of story(seed).slice(from, to)) one(storage);
  const level = Float64Array.from({ length: 100 }, (_, i) => i * to);
  storage.writeSnapshot({ offset: to, stages: { one: { version: 1, header: { to }, columns: { level } } } });
}

function states(storage: EmbeddedStorage, minute: number, offset: number, ...bytes: number[]): void {
  storage.putStepStates([{ key: 'a', step: START + minute * MINUTE, offset, bytes: Uint8Array.from(bytes) }]);
}

describe('PartitionArchive', () => {
  it('gives an empty directory the state of the picture, and each picture only what is new', async () => {
    using bench = new Bench();
    const { directory, archive } = bench.replica();
    expect(await archive.restore()).toBeUndefined();
    const storage = openEmbeddedStorage(directory);
    act(storage, 1, 0, 100);
    states(storage, 0, 5, 1, 2);
    storage.sync();
    const first = await archive.ship(100);
    expect(first).toMatchObject({ offset: 100, state: 'shipped' });
    const puts = bench.objects.puts.splice(0);
    act(storage, 1, 100, 200);
    storage.seal();
    act(storage, 1, 200, 250);
    states(storage, 1, 9, 3);
    storage.writeSnapshot({ offset: 250, stages: {} });
    expect(await archive.ship(250)).toMatchObject({ state: 'shipped' });
    act(storage, 1, 250, 251);
    bench.objects.puts.length = 0;
    const third = await archive.ship(251);
    expect(bench.objects.puts.filter((name) => name.endsWith('.block'))).toEqual([]);
    expect(third.bytes).toBeLessThan(first.bytes);
    const expected = hashes(storage);
    storage.close();
    const copy = await bench.restored();
    expect(copy.offset).toBe(251);
    expect(hashes(copy.storage)).toEqual(expected);
    expect(copy.storage.latestSnapshot().snapshot?.stages['one']?.header).toEqual({ to: 251 });
    expect(copy.storage.stepState('a', START, 6)).toEqual(Uint8Array.of(1, 2));
    expect(copy.storage.stepState('a', START + MINUTE, 10)).toEqual(Uint8Array.of(3));
    expect(copy.storage.damage).toEqual([]);
    expect(bench.reports).toEqual([]);
    expect(puts.length).toBeGreaterThan(3);
    copy.storage.close();
    expect(readdirSync(join(directory, 'shipping'))).toEqual([]);
  });

  it('goes on from what was restored, without putting it again', async () => {
    using bench = new Bench();
    const first = bench.replica();
    let { archive } = first;
    let storage = openEmbeddedStorage(first.directory);
    for (let to = 20; to <= 300; to += 20) {
      act(storage, 2, to - 20, to);
      if (to % 100 === 0) storage.seal();
      bench.objects.puts.length = 0;
      await archive.ship(to);
      const blocks = bench.objects.puts.filter((name) => name.endsWith('.block'));
      expect(blocks.length).toBeLessThanOrEqual(to % 100 === 0 ? 2 : 1);
      const expected = hashes(storage);
      storage.close();
      ({ archive, storage } = await bench.restored());
      expect(hashes(storage)).toEqual(expected);
    }
    storage.close();
  });

  it('puts a file that grew in many pieces anew as a whole', async () => {
    using bench = new Bench();
    const { directory, archive } = bench.replica();
    const storage = openEmbeddedStorage(directory);
    for (let i = 1; i <= 40; i++) {
      act(storage, 3, i - 1, i);
      await archive.ship(i);
    }
    const pieces = (await bench.objects.list(`${PARTITION}/objects`)).filter(({ name }) => name.endsWith('.open'));
    expect(pieces.length).toBeLessThan(36);
    const copy = await bench.restored();
    expect(hashes(copy.storage)).toEqual(hashes(storage));
    copy.storage.close();
    storage.close();
  });

  it('ships the moment of the picture, whatever is written, sealed and dropped while it is under way', async () => {
    using bench = new Bench();
    const { directory, archive } = bench.replica();
    const storage = openEmbeddedStorage(directory);
    act(storage, 4, 0, 120);
    states(storage, 0, 5, 1);
    storage.sync();
    const expected = hashes(storage);
    const { promise, resolve } = Promise.withResolvers<void>();
    bench.objects.gate = () => promise;
    const shipping = archive.ship(120);
    storage.dropStepStates(START + 2 * DAY);
    storage.seal();
    act(storage, 4, 120, 250);
    storage.retain(START + 9 * DAY);
    act(storage, 4, 250, 260);
    resolve();
    expect((await shipping).state).toBe('shipped');
    const copy = await bench.restored();
    expect(hashes(copy.storage)).toEqual(expected);
    expect(copy.storage.stepState('a', START, 6)).toEqual(Uint8Array.of(1));
    expect(copy.storage.damage).toEqual([]);
    copy.storage.close();
    storage.close();
  });

  it('skips a picture when the next one comes before its turn', async () => {
    using bench = new Bench();
    const { directory, archive } = bench.replica();
    const storage = openEmbeddedStorage(directory);
    const { promise, resolve } = Promise.withResolvers<void>();
    bench.objects.gate = () => promise;
    const shipments = [10, 20, 30].map((to) => {
      act(storage, 5, to - 10, to);
      return archive.ship(to);
    });
    resolve();
    const ended = await Promise.all(shipments);
    expect(ended.map(({ offset, state }) => `${offset} ${state}`)).toEqual([
      '10 shipped',
      '20 superseded',
      '30 shipped',
    ]);
    const copy = await bench.restored();
    expect(copy.offset).toBe(30);
    copy.storage.close();
    storage.close();
    await archive.close();
  });

  it('loses nothing when shared storage is gone, says so, and ships the next picture', async () => {
    using bench = new Bench();
    const { directory, archive } = bench.replica();
    const storage = openEmbeddedStorage(directory);
    act(storage, 6, 0, 50);
    bench.objects.isGone = true;
    expect((await archive.ship(50)).state).toBe('failed');
    expect(bench.reports).toEqual([`the state at offset 50 of ${PARTITION} was not shipped: the object store is gone`]);
    const { archive: other } = bench.replica();
    await expect(other.restore()).rejects.toMatchObject({ name: 'WeirError', code: 'unavailable' });
    // In the middle of a picture.
    bench.objects.isGone = false;
    let calls = 0;
    bench.objects.gate = () => {
      bench.objects.isGone = ++calls > 4;
      return Promise.resolve();
    };
    act(storage, 6, 50, 60);
    expect((await archive.ship(60)).state).toBe('failed');
    bench.objects.gate = () => Promise.resolve();
    bench.objects.isGone = false;
    expect(await other.restore()).toBeUndefined();
    act(storage, 6, 60, 70);
    expect((await archive.ship(70)).state).toBe('shipped');
    const copy = await bench.restored();
    expect(hashes(copy.storage)).toEqual(hashes(storage));
    copy.storage.close();
    storage.close();
  });

  it('notices a file that was dropped and made again under its name', async () => {
    using bench = new Bench();
    const { directory, archive } = bench.replica();
    const storage = openEmbeddedStorage(directory);
    for (const offset of [1, 2, 3]) {
      storage.dropStepStates(START + DAY);
      for (let i = 0; i <= offset; i++) states(storage, i, offset, offset, i);
      storage.writeSnapshot({ offset, stages: {} });
      await archive.ship(offset);
      const copy = await bench.restored();
      for (let i = 0; i <= offset; i++) {
        expect(copy.storage.stepState('a', START + i * MINUTE, 10)).toEqual(Uint8Array.of(offset, i));
      }
      copy.storage.close();
    }
    storage.close();
  });

  it('keeps two manifests and only their objects; what retention drops goes from shared storage too', async () => {
    using bench = new Bench();
    const { directory, archive } = bench.replica();
    const storage = openEmbeddedStorage(directory);
    const stored = async (): Promise<number> =>
      (await bench.objects.list(PARTITION)).reduce((sum, { bytes }) => sum + bytes, 0);
    const many = Array.from({ length: 2_000 }, (_, i) => i);
    for (let hour = 0; hour < 10; hour++) {
      for (let i = 0; i < 4; i++) {
        const { block, verdicts } = exampleStep(START + hour * HOUR + i * 15 * MINUTE, many);
        storage.write(block, verdicts);
      }
      storage.writeSnapshot({ offset: hour, stages: {} });
      await archive.ship(hour);
      expect(await bench.objects.list(`${PARTITION}/manifests`)).toHaveLength(Math.min(2, hour + 1));
    }
    const before = await stored();
    storage.retain(START + 9 * HOUR);
    for (const offset of [20, 21]) {
      storage.writeSnapshot({ offset, stages: {} });
      await archive.ship(offset);
    }
    expect(await stored()).toBeLessThan(before / 3);
    const copy = await bench.restored();
    expect(copy.storage.read(exampleSeries(7), START, START + DAY).time).toHaveLength(4);
    copy.storage.close();
    storage.close();
  });
});
