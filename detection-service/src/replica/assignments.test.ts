import { setTimeout } from 'node:timers/promises';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { Assignments } from './assignments.ts';

const diary: string[] = [];
beforeEach(() => {
  diary.length = 0;
});

interface Door {
  readonly partition: number;
}

function assignments(more: { failing?: () => boolean; slow?: number } = {}): Assignments<Door> {
  const open = new Set<number>();
  const made = new Assignments<Door>({
    name: (partition) => `Partition ${partition}`,
    open: async (partition) => {
      await setTimeout(more.slow ?? 1);
      if (more.failing?.() === true) throw new Error('no disk');
      expect(open.has(partition)).toBe(false);
      open.add(partition);
      diary.push(`open ${partition}`);
      return { partition };
    },
    close: async ({ partition }, failed) => {
      await setTimeout(more.slow ?? 1);
      open.delete(partition);
      diary.push(`${failed ? 'drop' : 'close'} ${partition}`);
    },
    report: (sentence) => diary.push(sentence),
    retryAfter: 20,
  });
  onTestFinished(() => made.close());
  return made;
}

const opened = (of: Assignments<Door>): number[] => [...of.open()].map(([partition]) => partition).sort();

it('opens what comes and closes what goes', async () => {
  const made = assignments();
  await made.assign([0, 1, 2]);
  await Promise.all([made.release([0, 2]), made.assign([3])]);
  expect(opened(made)).toEqual([1, 3]);
  expect(diary.slice(0, 3).sort()).toEqual(['open 0', 'open 1', 'open 2']);
  expect(diary.slice(3).sort()).toEqual(['close 0', 'close 2', 'open 3']);
  await made.close();
  expect(opened(made)).toEqual([]);
});

it('holds what comes and goes while it is at work, one after the other', async () => {
  const made = assignments({ slow: 10 });
  const first = made.assign([7]);
  const second = made.release([7]);
  const third = made.assign([7]);
  await Promise.all([first, second, third]);
  expect(opened(made)).toEqual([7]);
  void made.release([7]);
  await made.assign([7]);
  expect(opened(made)).toEqual([7]);
  expect(diary).toEqual(['open 7', 'close 7', 'open 7']);
});

it('tries again what could not be opened, for as long as it is wanted', async () => {
  let failures = 2;
  const made = assignments({ failing: () => failures-- > 0 });
  await made.assign([4]);
  expect(made.problems()).toEqual(['Partition 4 cannot be opened: no disk']);
  await setTimeout(100);
  expect(opened(made)).toEqual([4]);
  expect(made.problems()).toEqual([]);
  failures = 100;
  await made.assign([5]);
  await made.release([5]);
  diary.length = 0;
  await setTimeout(60);
  expect(diary).toEqual([]);
});

it('lets go of what has failed without a trace, and opens it anew', async () => {
  const made = assignments();
  await made.assign([2]);
  made.fail(2, 'Partition 2 has a full disk.');
  made.fail(2, 'Partition 2 has a full disk.');
  await setTimeout(10);
  expect(opened(made)).toEqual([]);
  expect(made.problems()).toEqual(['Partition 2 has a full disk.']);
  await setTimeout(40);
  expect(diary).toEqual(['open 2', 'Partition 2 has a full disk.', 'drop 2', 'open 2']);
});

it('drops what fails before it is quite open', async () => {
  const made = assignments({ slow: 10 });
  const opening = made.assign([3]);
  made.fail(3, 'Partition 3 cannot be read.');
  await opening;
  expect(diary.slice(0, 3)).toEqual(['Partition 3 cannot be read.', 'open 3', 'drop 3']);
  await setTimeout(60);
  expect(opened(made)).toEqual([3]);
});

it('leaves nothing behind of what it has lost', async () => {
  const made = assignments();
  await made.assign([1, 2]);
  await made.lose([2, 9]);
  await made.release([1]);
  expect(diary).toEqual(['open 1', 'open 2', 'drop 2', 'close 1']);
});
