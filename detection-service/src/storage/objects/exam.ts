import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eachLimited } from './each-limited.ts';
import type { ObjectStore } from './object-store.ts';

/** An empty store under examination. */
export interface ObjectsPlace {
  readonly store: ObjectStore;
  /** Another instance on the same objects. */
  readonly other: ObjectStore;
  dispose(): Promise<void> | void;
}

const BAD_NAMES = [
  '',
  '/a',
  'a/',
  'a//b',
  '.',
  '..',
  'a/../b',
  'a/.hidden',
  'a b',
  'ä',
  'a\\b',
  'a\nb',
  `${'x'.repeat(201)}`,
];
const MEGABYTE = 1 << 20;

function bytesOf(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0, state = seed; i < length; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

/** Registers the tests that every object store sits. */
export function examineObjects(name: string, prepare: () => Promise<ObjectsPlace> | ObjectsPlace): void {
  describe(`object store exam: ${name}`, () => {
    let place: ObjectsPlace;
    let store: ObjectStore;
    let folder: string;
    beforeEach(async () => {
      place = await prepare();
      store = place.store;
      folder = mkdtempSync(path.join(tmpdir(), 'weir-objects-'));
    });
    afterEach(async () => {
      rmSync(folder, { recursive: true });
      place.store.close();
      place.other.close();
      await place.dispose();
    });

    it('gives back what was put, empty bytes too, to every instance', async () => {
      await store.put('a/b/c', Buffer.from('hello'));
      await store.put('a/empty', new Uint8Array(0));
      expect(text(await place.other.get('a/b/c'))).toBe('hello');
      expect(text(await place.other.get('a/empty'))).toBe('');
      expect(await store.get('a/b/d')).toBeUndefined();
      expect(await store.get('a/b')).toBeUndefined();
      expect(await store.get('a/b/c/d')).toBeUndefined();
      expect(await store.getFile('nothing', path.join(folder, 'f'))).toBeUndefined();
    });

    it.each(BAD_NAMES)('refuses the name %j', async (bad) => {
      const refused = { name: 'WeirError', code: 'invalid_argument' };
      await expect(store.put(bad, new Uint8Array(1))).rejects.toMatchObject(refused);
      await expect(store.get(bad)).rejects.toMatchObject(refused);
      await expect(store.delete(['fine', bad])).rejects.toMatchObject(refused);
      if (bad !== '') await expect(store.list(bad)).rejects.toMatchObject(refused);
    });

    it('takes long names with all that a name may have', async () => {
      const long = `${'Az0_-=.'.repeat(28)}/${'b'.repeat(200)}`;
      await store.put(long, Buffer.from('x'));
      expect((await store.list('')).map((one) => one.name)).toEqual([long]);
      await expect(store.put(`${long}/${'c'.repeat(200)}`, Buffer.from('x'))).rejects.toThrow();
    });

    it('takes 32 MB, from memory and from a part of a file, and says what went over', async () => {
      const large = bytesOf(32 * MEGABYTE, 7);
      const file = path.join(folder, 'large');
      writeFileSync(file, large);
      await store.put('large/memory', large);
      expect(large.equals((await store.get('large/memory')) ?? Buffer.alloc(0))).toBe(true);
      const part = large.subarray(1_001, large.length - 5);
      const said = { bytes: part.length, checksum: crc32(part) };
      expect(await store.putFile('large/file', file, { from: 1_001, to: large.length - 5 })).toEqual(said);
      const target = path.join(folder, 'target');
      writeFileSync(target, 'head');
      expect(await place.other.getFile('large/file', target, 4)).toEqual(said);
      expect(readFileSync(target).equals(Buffer.concat([Buffer.from('head'), part]))).toBe(true);
      expect((await store.list('large')).map(({ bytes }) => bytes)).toEqual([part.length, large.length]);
    });

    it('takes small and empty parts of files, and refuses a part that the file does not have', async () => {
      const file = path.join(folder, 'small');
      writeFileSync(file, '0123456789');
      expect((await store.putFile('p/small', file, { from: 2, to: 5 })).bytes).toBe(3);
      await store.putFile('p/none', file, { from: 10, to: 10 });
      expect([text(await store.get('p/small')), text(await store.get('p/none'))]).toEqual(['234', '']);
      const beyond = store.putFile('p/small', file, { from: 5, to: 11 });
      await expect(beyond).rejects.toMatchObject({ name: 'WeirError', code: 'not_found' });
      expect(text(await store.get('p/small'))).toBe('234');
      expect(await store.getFile('p/none', path.join(folder, 'made'))).toEqual({ bytes: 0, checksum: 0 });
      expect(readFileSync(path.join(folder, 'made'))).toHaveLength(0);
    });

    it('fills one file from many objects at once', async () => {
      const parts = Array.from({ length: 20 }, (_, i) => bytesOf(10_000 + i, i));
      await Promise.all(parts.map((part, i) => store.put(`parts/${i}`, part)));
      const target = path.join(folder, 'filled');
      const place = (i: number): number => parts.slice(0, i).reduce((sum, { length }) => sum + length, 0);
      await Promise.all(parts.map((_, i) => store.getFile(`parts/${i}`, target, place(i))));
      expect(readFileSync(target).equals(Buffer.concat(parts))).toBe(true);
    });

    it('shows a reader the whole of the old or the whole of the new while it is overwritten', async () => {
      const versions = [1, 2, 3].map((seed) => bytesOf(MEGABYTE + seed, seed));
      await store.put('changing', versions[0] as Buffer);
      let over = false;
      const writing = (async () => {
        for (let i = 1; i < 12; i++) await store.put('changing', versions[i % 3] as Buffer);
        over = true;
      })();
      let reads = 0;
      while (!over) {
        const found = (await place.other.get('changing')) ?? Buffer.alloc(0);
        expect(versions.some((version) => version.equals(found))).toBe(true);
        reads++;
      }
      await writing;
      expect(reads).toBeGreaterThan(1);
    });

    it('lists thousands below a folder, by name, with sizes and times, and nothing beside it', async () => {
      const names = Array.from({ length: 2_500 }, (_, i) => `many/${i % 7}/${String(i).padStart(5, '0')}`).sort();
      await eachLimited(names, 16, (one) => store.put(one, Buffer.from(one.slice(-(Number(one.slice(-1)) + 1)))));
      await store.put('many-others/1', Buffer.from('x'));
      const before = Date.now();
      const found = await place.other.list('many');
      expect(found.map((one) => one.name)).toEqual(names);
      for (const { name: one, bytes, modified } of found) {
        expect(bytes).toBe(Number(one.slice(-1)) + 1);
        expect(Math.abs(modified - before)).toBeLessThan(600_000);
      }
      expect((await store.list('many/3')).length).toBe(357);
      expect(await store.list('man')).toEqual([]);
      expect((await store.list('')).length).toBe(2_501);
      await store.delete(names.filter((one) => one.startsWith('many/3')));
      expect((await store.list('many/3')).length).toBe(0);
      expect((await store.list('')).length).toBe(2_144);
    });

    it('removes, and is content when it is not there', async () => {
      await store.put('x/1', Buffer.from('1'));
      await store.put('x/2', Buffer.from('2'));
      await store.delete([]);
      await store.delete(['x/1', 'x/1', 'x/3', 'y/z']);
      expect(await place.other.get('x/1')).toBeUndefined();
      expect(text(await place.other.get('x/2'))).toBe('2');
      await store.delete(['x/2']);
      await store.put('x/1', Buffer.from('again'));
      expect(text(await store.get('x/1'))).toBe('again');
    });
  });
}

function text(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes).toString();
}
