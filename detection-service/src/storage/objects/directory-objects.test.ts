import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryObjects } from './directory-objects.ts';
import { examineObjects } from './exam.ts';
import { OBJECT_STORES, openObjects } from './registry.ts';

examineObjects('directory', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'weir-objects-'));
  return {
    store: new DirectoryObjects(root),
    other: new DirectoryObjects(root),
    dispose: () => {
      rmSync(root, { recursive: true });
    },
  };
});

describe('DirectoryObjects', () => {
  let root: string;
  let store: DirectoryObjects;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'weir-objects-'));
    store = new DirectoryObjects(root);
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('is not empty but unavailable when the share is not mounted', async () => {
    rmSync(root, { recursive: true });
    const gone = { name: 'WeirError', code: 'unavailable', message: expect.stringContaining(root) as string };
    await expect(store.list('a')).rejects.toMatchObject(gone);
    await expect(store.get('a/b')).rejects.toMatchObject(gone);
    await expect(store.getFile('a/b', path.join(tmpdir(), 'never'))).rejects.toMatchObject(gone);
    await expect(store.put('a/b', Buffer.from('x'))).rejects.toMatchObject(gone);
  });

  it('does not list what is being written, and removes what a crash left of it a day later', async () => {
    mkdirSync(path.join(root, 'a'));
    const [fresh, old] = [path.join(root, 'a', '.tmp-fresh'), path.join(root, 'a', '.tmp-old')];
    writeFileSync(fresh, 'half');
    writeFileSync(old, 'half');
    const longAgo = new Date(Date.now() - 25 * 3_600_000);
    utimesSync(old, longAgo, longAgo);
    expect(await store.list('')).toEqual([]);
    expect(readdirSync(path.join(root, 'a'))).toEqual(['.tmp-fresh']);
  });

  it('leaves nothing behind: neither what failed to be written nor empty folders', async () => {
    mkdirSync(path.join(root, 'taken', 'inner'), { recursive: true });
    await expect(store.put('taken', Buffer.from('x'))).rejects.toMatchObject({ code: 'unavailable' });
    expect(readdirSync(root)).toEqual(['taken']);
    await store.put('a/b/c', Buffer.from('x'));
    await store.put('a/d', Buffer.from('x'));
    await store.delete(['a/b/c']);
    expect(readdirSync(path.join(root, 'a'))).toEqual(['d']);
  });
});

describe('registry', () => {
  it('opens each store by its options and says what it is', () => {
    expect(openObjects({ directory: '/mnt/weir' }).place).toBe('the directory /mnt/weir');
    const s3 = openObjects({ s3: { region: 'eu-central-1', bucket: 'b', accessKey: 'a', secretKey: 's' } });
    expect(s3.place).toBe('the bucket b of Amazon S3 in eu-central-1');
    s3.close();
    for (const { summary } of OBJECT_STORES) expect(summary).toMatch(/^[A-Z].*\.$/);
  });
});
