import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seeded } from '../exam/examples.ts';
import { openEmbeddedStorage } from './embedded-storage.ts';
import { FaultyDisk } from './testing/faulty-disk.ts';
import { scratchDirectory } from './testing/scratch-directory.ts';

const stages = {
  one: { version: 1, header: { a: 1 }, columns: { x: Float64Array.from({ length: 500 }, (_, i) => i / 7) } },
};

describe('snapshots on disk', () => {
  it('keeps the newest two, by number and not by name', () => {
    using directory = scratchDirectory();
    const storage = openEmbeddedStorage(directory.path);
    for (const offset of [9, 10, 101]) storage.writeSnapshot({ offset, stages });
    expect(readdirSync(join(directory.path, 'snapshots'))).toEqual(['10.snapshot', '101.snapshot']);
    storage.close();
  });

  it('passes over a newest one that was damaged anywhere or cut, and names it', () => {
    using directory = scratchDirectory();
    const storage = openEmbeddedStorage(directory.path);
    storage.writeSnapshot({ offset: 1, stages });
    storage.writeSnapshot({ offset: 2, stages });
    const path = join(directory.path, 'snapshots', '2.snapshot');
    const whole = readFileSync(path);
    const random = seeded(31);
    for (let i = 0; i < 60; i++) {
      const damaged = Buffer.from(whole);
      const at = i < 30 ? i * 7 : Math.floor(random() * whole.length);
      damaged[at] = (damaged[at] as number) ^ (1 << Math.floor(random() * 8));
      writeFileSync(path, i % 5 === 4 ? whole.subarray(0, at) : damaged);
      const { snapshot, damaged: named } = storage.latestSnapshot();
      // The last word of the file says nothing that is read.
      if (named.length === 0) expect(at).toBeGreaterThanOrEqual(whole.length - 4);
      else expect({ offset: snapshot?.offset, named }).toEqual({ offset: 1, named: [path] });
    }
    writeFileSync(path, whole);
    expect(storage.latestSnapshot()).toEqual({ snapshot: { offset: 2, stages }, damaged: [] });
    storage.close();
  });

  it.each([
    ['write', 'ENOSPC', /full: free some space/],
    ['rename', 'EIO', /check the disk/],
    ['syncDirectory', 'EIO', /check the disk/],
  ] as const)('stays with the one before when the disk fails at %s', (call, code, sentence) => {
    using directory = scratchDirectory();
    const disk = new FaultyDisk();
    const storage = openEmbeddedStorage(directory.path, { disk });
    storage.writeSnapshot({ offset: 1, stages });
    disk.fault = { call, code, after: call === 'write' ? 3 : 0 };
    expect(() => {
      storage.writeSnapshot({ offset: 2, stages: { ...stages } });
    }).toThrow(sentence);
    disk.fault = undefined;
    const offset = storage.latestSnapshot().snapshot?.offset;
    expect(call === 'syncDirectory' ? [1, 2] : [1]).toContain(offset);
    expect(readdirSync(join(directory.path, 'snapshots')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    storage.close();
  });
});
