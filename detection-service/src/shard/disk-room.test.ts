import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { DiskRoom } from './disk-room.ts';

const MIB = 1024 * 1024;

test('a disk with little room is told of, and no longer when there is room again', () => {
  let room: number | undefined = 200 * MIB;
  let now = 0;
  const disk = new DiskRoom(
    '/data',
    () => now,
    () => room
  );
  expect(disk.shortage()).toBeUndefined();
  room = 95 * MIB;
  now += 1000;
  expect(disk.shortage()).toMatch(/\/data is nearly full \(95 MiB are free/);
  room = 96 * MIB;
  now += 1000;
  expect(disk.shortage()).toBeUndefined();
});

test('the file system is asked only now and then, and one that does not answer is not in the way', () => {
  let asked = 0;
  let now = 0;
  const disk = new DiskRoom(
    '/data',
    () => now,
    () => void asked++
  );
  for (; now < 1000; now++) expect(disk.shortage()).toBeUndefined();
  expect(asked).toBe(4);
});

test('who knows better has it look again at once', () => {
  let room = 200 * MIB;
  const disk = new DiskRoom(
    '/data',
    () => 0,
    () => room
  );
  expect(disk.shortage()).toBeUndefined();
  room = 0;
  expect(disk.shortage()).toBeUndefined();
  expect(disk.shortage(true)).toMatch(/nearly full/);
  expect(disk.shortage()).toMatch(/nearly full/);
});

test('a directory that is there has some room; one that is not is no shortage', () => {
  expect(new DiskRoom(`${tmpdir()}/not-there-at-all`, Date.now).shortage()).toBeUndefined();
});
