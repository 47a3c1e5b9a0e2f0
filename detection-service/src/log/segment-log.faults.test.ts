import { expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { collect, newEntry } from './exam.ts';
import { FaultyFiles } from './faulty-files.ts';
import type { Log } from './log.ts';
import { openSegmentLog } from './segment-log.ts';

const open = (files: FaultyFiles): Promise<Log> => openSegmentLog('/data', { segmentBytes: 4096, files });
const texts = async (log: Log): Promise<string[]> => (await collect(log, 0)).map((entry) => entry.payload);

it('answers a full disk with what to do, and goes on when there is room', async () => {
  const files = new FaultyFiles(seededRandom(1));
  const log = await open(files);
  await log.append(newEntry('before'));
  files.capacity = log.size + 60;
  const waiting = [log.append(newEntry('x'.repeat(100))), log.append(newEntry('behind it'))];
  for (const result of await Promise.allSettled(waiting)) {
    expect(result).toMatchObject({
      reason: { code: 'unavailable', message: expect.stringContaining('free some space') as unknown },
    });
  }
  expect(files.content('/data/00000000000000000000.log').length).toBe(log.size);
  files.capacity = Infinity;
  expect(await log.append(newEntry('after'))).toBe(1);
  await log.close();
  expect(await texts(await open(files))).toEqual(['before', 'after']);
});

it('goes on after a disk that was too full for a new segment', async () => {
  const files = new FaultyFiles(seededRandom(2));
  const log = await open(files);
  await log.append(newEntry('x'.repeat(4000)));
  files.capacity = log.size + 50;
  await expect(log.append(newEntry('y'.repeat(200)))).rejects.toThrow('is full');
  files.capacity = Infinity;
  expect(await log.append(newEntry('y'.repeat(200)))).toBe(1);
  await log.close();
  expect((await texts(await open(files))).map((text) => text.length)).toEqual([4000, 200]);
});

it.each([
  ['a failed write', 'write', 'EIO'],
  ['a failed fsync', 'sync', 'EIO'],
  ['an fsync that finds the disk full', 'sync', 'ENOSPC'],
] as const)('acknowledges nothing after %s until it is opened again', async (_, operation, code) => {
  const files = new FaultyFiles(seededRandom(3));
  const log = await open(files);
  await log.append(newEntry('before'));
  files.plant({ operation, at: 1, code });
  const waiting = [log.append(newEntry('first')), log.append(newEntry('second'))];
  for (const result of await Promise.allSettled(waiting)) {
    expect(result).toMatchObject({
      reason: { code: 'unavailable', message: expect.stringContaining('restart the service') as unknown },
    });
  }
  await expect(log.append(newEntry('later'))).rejects.toMatchObject({ code: 'unavailable', cause: { code } });
  expect(await texts(log)).toEqual(['before']);
  await log.close();
  const again = await open(files);
  expect((await texts(again))[0]).toBe('before');
  const offset = await again.append(newEntry('after'));
  expect((await texts(again))[offset]).toBe('after');
});

it('does not rely on the name of a segment whose directory could not be synced', async () => {
  const files = new FaultyFiles(() => 0.9);
  const log = await open(files);
  files.plant({ operation: 'syncDirectory', at: 1, code: 'EIO' });
  await expect(log.append(newEntry('first'))).rejects.toMatchObject({ cause: { code: 'EIO' } });
  const again = await open(files);
  await again.append(newEntry('promised'));
  files.losePower(0);
  files.restorePower();
  expect(await texts(await open(files))).toEqual(['promised']);
});

it.each(['open', 'read'] as const)('says which file a reader cannot %s', async (operation) => {
  const files = new FaultyFiles(seededRandom(8));
  const log = await open(files);
  await log.append(newEntry('x'));
  files.plant({ operation, at: 1, code: 'EIO' });
  await expect(collect(log, 0)).rejects.toThrow(/^\/data\/0+\.log cannot be read \(EIO/);
});

it('tells a reader that retention was quicker', async () => {
  const files = new FaultyFiles(seededRandom(9));
  const log = await open(files);
  for (let i = 0; i < 5; i += 1) await log.append(newEntry('x'.repeat(3000)));
  const entries = log.read(0);
  await log.retain({ before: 3, now: 0, maxAge: Infinity, maxBytes: 0 });
  const reading = (async () => {
    for await (const entry of entries) expect(entry.offset).toBe(-1);
  })();
  await expect(reading).rejects.toMatchObject({ code: 'not_found' });
});

it('refuses what would wait for a disk that does not keep up, and takes it later', async () => {
  const files = new FaultyFiles(seededRandom(4));
  const log = await openSegmentLog('/data', { files, maxWaitingBytes: 1000 });
  const results = await Promise.allSettled(Array.from({ length: 5 }, () => log.append(newEntry('x'.repeat(300)))));
  expect(results.map((result) => result.status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'rejected',
    'rejected',
  ]);
  expect(await log.append(newEntry('later'))).toBe(2);
});

it('shares an fsync among all that wait', async () => {
  const files = new FaultyFiles(seededRandom(5));
  const log = await openSegmentLog('/data', { files });
  await log.append(newEntry('first'));
  const before = files.calls;
  await Promise.all(Array.from({ length: 1000 }, () => log.append(newEntry('x'))));
  expect(files.calls - before).toBe(2);
});

it('rolls by the age of the entries', async () => {
  const files = new FaultyFiles(seededRandom(6));
  const log = await openSegmentLog('/data', { files, segmentAge: 1000 });
  for (const appendTime of [0, 1000, 1001, 2001, 2002]) await log.append(newEntry('x', { appendTime }));
  const names = await files.list('/data');
  expect(names.map((name) => Number.parseInt(name, 10))).toEqual([0, 2, 4]);
});

it('says what keeps it from opening', async () => {
  const files = new FaultyFiles(seededRandom(7));
  await (await open(files)).append(newEntry('x'));
  files.plant({ operation: 'read', at: 1, code: 'EIO' });
  await expect(open(files)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('EIO: read') as unknown,
  });
});
