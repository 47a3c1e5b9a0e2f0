import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../core/time.ts';
import { exampleSeries, exampleStep, START } from '../exam/examples.ts';
import { openEmbeddedStorage } from './embedded-storage.ts';
import type { EmbeddedStorage } from './embedded-storage.ts';
import { FaultyDisk } from './testing/faulty-disk.ts';
import { scratchDirectory } from './testing/scratch-directory.ts';

const ORDINALS = [1, 2, 3];

function write(
  storage: EmbeddedStorage,
  from: number,
  count: number,
  every = MINUTE,
  ordinals: readonly number[] = ORDINALS
): void {
  for (let i = 0; i < count; i++) {
    const { block, verdicts } = exampleStep(from + i * every, ordinals);
    storage.write(block, verdicts);
  }
}

function files(directory: string): string[] {
  return readdirSync(join(directory, 'results')).map((name) => name.replace(/-\d+\.(open|block)$/, '.$1'));
}

function count(storage: EmbeddedStorage, ordinal = 1): number {
  return storage.read(exampleSeries(ordinal), 0, START + 500 * DAY).time.length;
}

describe('EmbeddedStorage', () => {
  it('makes a block a day of few series, once the next day has begun and its grace is over', () => {
    using directory = scratchDirectory();
    const storage = openEmbeddedStorage(directory.path);
    write(storage, START, 24 * 6 + 1, 10 * MINUTE);
    expect(files(directory.path)).toEqual([`60000-${START}-86400000.open`, `60000-${START + DAY}-86400000.open`]);
    write(storage, START + DAY + 5 * MINUTE, 1);
    expect(files(directory.path)).toEqual([`60000-${START}-86400000.block`, `60000-${START + DAY}-86400000.open`]);
    expect(count(storage)).toBe(24 * 6 + 2);
    storage.close();
  });

  it('makes a block an hour of many series', () => {
    using directory = scratchDirectory();
    const storage = openEmbeddedStorage(directory.path);
    const many = Array.from({ length: 2_000 }, (_, i) => i);
    write(storage, START, 8, 10 * MINUTE, many);
    expect(files(directory.path)).toEqual([`60000-${START}-3600000.block`, `60000-${START + HOUR}-3600000.open`]);
    expect(count(storage, 1_999)).toBe(8);
    storage.close();
  });

  it('writes nothing when a restart repeats what a block holds already', () => {
    using directory = scratchDirectory();
    const storage = openEmbeddedStorage(directory.path);
    write(storage, START, 50);
    storage.seal();
    const sealed = files(directory.path);
    write(storage, START, 50);
    expect(files(directory.path)).toEqual(sealed);
    write(storage, START, 51);
    expect(files(directory.path)).toHaveLength(2);
    storage.seal();
    expect(files(directory.path)).toEqual(sealed);
    expect(count(storage)).toBe(51);
    storage.close();
  });

  it('refuses to read where no store is, and to write through a reader', () => {
    using directory = scratchDirectory();
    expect(() => openEmbeddedStorage(directory.path, { readOnly: true })).toThrow(/there is no store/);
    const storage = openEmbeddedStorage(directory.path);
    const reader = openEmbeddedStorage(directory.path, { readOnly: true });
    expect(() => {
      write(reader, START, 1);
    }).toThrow(/read only/);
    reader.close();
    storage.close();
  });

  it('refuses metadata of another version', () => {
    using directory = scratchDirectory();
    openEmbeddedStorage(directory.path).close();
    const db = new Sqlite(join(directory.path, 'metadata.sqlite'));
    db.pragma('user_version = 99');
    db.close();
    expect(() => openEmbeddedStorage(directory.path)).toThrow(/another version of Weir/);
    expect(() => openEmbeddedStorage(directory.path, { readOnly: true })).toThrow(/another version of Weir/);
  });

  it('says what to do when the directory cannot be made', () => {
    using directory = scratchDirectory();
    const path = join(directory.path, 'file');
    openEmbeddedStorage(path).close();
    rmSync(join(path, 'results'), { recursive: true });
    expect(() => openEmbeddedStorage(join(path, 'metadata.sqlite'))).toThrow(/check the disk and its permissions/);
    mkdirSync(join(path, 'results'));
  });

  it('loses nothing of what was there when the disk is full, and goes on when there is room', () => {
    using directory = scratchDirectory();
    const disk = new FaultyDisk();
    const storage = openEmbeddedStorage(directory.path, { disk });
    write(storage, START, 30);
    disk.fault = { call: 'write', code: 'ENOSPC', after: 0 };
    expect(() => {
      write(storage, START + 30 * MINUTE, 1);
    }).toThrow(/full: free some space/);
    expect(() => {
      storage.seal();
    }).toThrow(/full: free some space/);
    expect(count(storage)).toBe(30);
    disk.fault = undefined;
    write(storage, START + 30 * MINUTE, 1);
    storage.seal();
    expect(count(storage)).toBe(31);
    expect(files(directory.path)).toEqual([`60000-${START}-86400000.block`]);
    storage.close();
  });

  it('seals the span that was written to longest ago when too many are open', () => {
    using directory = scratchDirectory();
    const storage = openEmbeddedStorage(directory.path);
    write(storage, START, 130, 3 * DAY);
    const open = files(directory.path).filter((name) => name.endsWith('.open'));
    expect(open).toHaveLength(96);
    expect(open).not.toContain(`60000-${START}-86400000.open`);
    expect(count(storage)).toBe(130);
    storage.close();
  }, 60_000);
});
