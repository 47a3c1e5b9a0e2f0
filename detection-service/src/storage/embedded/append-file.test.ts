import { copyFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seeded } from '../exam/examples.ts';
import { AppendFile, RECORD_HEADER } from './append-file.ts';
import { realDisk } from './disk.ts';
import { FaultyDisk } from './testing/faulty-disk.ts';
import { scratchDirectory } from './testing/scratch-directory.ts';

const LENGTHS = [8, 64, 0, 4_096, 16];

function record(length: number, fill: number): Uint8Array {
  return new Uint8Array(RECORD_HEADER + length).fill(fill, RECORD_HEADER);
}

function made(path: string): AppendFile {
  const file = new AppendFile(realDisk, path, realDisk.open(path, 'create'));
  for (const [i, length] of LENGTHS.entries()) file.append(record(length, i + 1));
  return file;
}

/** Lengths of the records that are found after a repair, each checked to hold what was written. */
function foundAfterRepair(path: string, durable = 0): { lengths: number[]; lost: number } {
  const file = new AppendFile(realDisk, path, realDisk.open(path, 'write'));
  const lost = file.repair(durable);
  const lengths = file.discover().map(({ position, length }) => {
    const bytes = new Uint8Array(length);
    expect(file.read(bytes, position)).toBe(true);
    expect(new Set(bytes).size).toBeLessThanOrEqual(1);
    return length;
  });
  file.close();
  return { lengths, lost };
}

describe('AppendFile', () => {
  it('finds what was appended, by the same instance and by another one', () => {
    using directory = scratchDirectory();
    const path = join(directory.path, 'a');
    const writer = made(path);
    const reader = new AppendFile(realDisk, path, realDisk.open(path, 'read'));
    expect(reader.discover().map(({ length }) => length)).toEqual(LENGTHS);
    writer.append(record(24, 9));
    expect(reader.discover().map(({ length }) => length)).toEqual([24]);
    expect(reader.discover()).toEqual([]);
    expect(writer.discover()).toEqual([]);
    writer.close();
    reader.close();
  });

  it('keeps the whole records of a file that was cut at any byte, and goes on after them', () => {
    using directory = scratchDirectory();
    const path = join(directory.path, 'a');
    made(path).close();
    const size = statSync(path).size;
    const ends: number[] = [];
    for (const length of LENGTHS) ends.push((ends.at(-1) ?? 0) + RECORD_HEADER + length);
    for (let cut = 0; cut <= size; cut = cut < 200 ? cut + 1 : cut + 97) {
      const copy = join(directory.path, 'b');
      copyFileSync(path, copy);
      truncateSync(copy, cut);
      const whole = ends.filter((end) => end <= cut).length;
      expect(foundAfterRepair(copy).lengths).toEqual(LENGTHS.slice(0, whole));
      expect(statSync(copy).size).toBe(ends[whole - 1] ?? 0);
      const again = new AppendFile(realDisk, copy, realDisk.open(copy, 'write'));
      again.discover();
      again.append(record(40, 7));
      again.close();
      expect(foundAfterRepair(copy).lengths).toEqual([...LENGTHS.slice(0, whole), 40]);
    }
  });

  it('leaves out what changed, and says what durable bytes are gone', () => {
    using directory = scratchDirectory();
    const path = join(directory.path, 'a');
    made(path).close();
    const bytes = readFileSync(path);
    const random = seeded(11);
    for (let i = 0; i < 40; i++) {
      const copy = join(directory.path, 'b');
      const damaged = Buffer.from(bytes);
      const at = Math.floor(random() * bytes.length);
      damaged[at] = (damaged[at] as number) ^ (1 << Math.floor(random() * 8));
      writeFileSync(copy, damaged);
      const { lengths } = foundAfterRepair(copy);
      expect(lengths.length).toBeLessThan(LENGTHS.length);
    }
    truncateSync(path, 20);
    expect(foundAfterRepair(path, bytes.length)).toEqual({ lengths: [], lost: bytes.length });
  });

  it('takes back a write that failed and goes on when there is room again', () => {
    using directory = scratchDirectory();
    const path = join(directory.path, 'a');
    const disk = new FaultyDisk();
    const file = new AppendFile(disk, path, disk.open(path, 'create'));
    file.append(record(8, 1));
    disk.fault = { call: 'write', code: 'ENOSPC', after: 0 };
    expect(() => file.append(record(64, 2))).toThrow(/full: free some space/);
    expect(statSync(path).size).toBe(RECORD_HEADER + 8);
    disk.fault = undefined;
    file.append(record(16, 3));
    file.close();
    expect(foundAfterRepair(path).lengths).toEqual([8, 16]);
  });

  it('takes nothing more after a sync that failed', () => {
    using directory = scratchDirectory();
    const path = join(directory.path, 'a');
    const disk = new FaultyDisk();
    const file = new AppendFile(disk, path, disk.open(path, 'create'));
    file.append(record(8, 1));
    disk.fault = { call: 'sync', code: 'EIO', after: 0 };
    expect(() => {
      file.sync();
    }).toThrow(/check the disk/);
    disk.fault = undefined;
    expect(() => {
      file.sync();
    }).toThrow(/failed before/);
    expect(() => file.append(record(8, 1))).toThrow(/failed before/);
    file.close();
  });
});
