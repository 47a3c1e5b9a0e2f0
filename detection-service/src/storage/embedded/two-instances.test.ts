import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../core/time.ts';
import { exampleSeries, exampleStep, START } from '../exam/examples.ts';
import { realDisk } from './disk.ts';
import type { Disk } from './disk.ts';
import { openEmbeddedStorage } from './embedded-storage.ts';
import type { EmbeddedStorage } from './embedded-storage.ts';
import { scratchDirectory } from './testing/scratch-directory.ts';

const STEPS = 1_000;
const ORDINALS = [2, 5, 9, 100];

describe('a writer in a thread and a reader beside it', () => {
  it('goes on with the block when the writer replaces the open file between the list and the opening', () => {
    using directory = scratchDirectory();
    const writer = openEmbeddedStorage(directory.path);
    const write = (i: number): void => {
      const { block, verdicts } = exampleStep(START + i * MINUTE, ORDINALS);
      writer.write(block, verdicts);
    };
    const disk: Disk = {
      ...realDisk,
      open: (path, access) => {
        writer.seal();
        return realDisk.open(path, access);
      },
    };
    const reader = openEmbeddedStorage(directory.path, { readOnly: true, disk });
    for (let i = 0; i < 3; i++) {
      write(i);
      expect(reader.read(exampleSeries(9), START, START + HOUR).time).toHaveLength(i + 1);
    }
    expect(reader.damage).toEqual([]);
    reader.close();
    writer.close();
  });

  it('never shows less than the writer said, nor a wrong value, while spans are sealed and sealed again', async () => {
    using directory = scratchDirectory();
    const expected = Array.from(
      { length: STEPS },
      (_, i) => exampleStep(START + i * 10 * MINUTE, ORDINALS).block.value[2]
    );
    const worker = new Worker(new URL('./testing/writer-thread.ts', import.meta.url), {
      workerData: { path: directory.path, steps: STEPS, ordinals: ORDINALS },
    });
    let written = 0;
    let reader: EmbeddedStorage | undefined;
    worker.on('message', (steps: number) => {
      written = steps;
      reader ??= openEmbeddedStorage(directory.path, { readOnly: true });
    });
    const ended = new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject));
    let over = false;
    void ended.then(() => (over = true));
    let reads = 0;
    while (!over) {
      await new Promise((resolve) => setImmediate(resolve));
      if (reader === undefined) continue;
      const least = written;
      const { time, value } = reader.read(exampleSeries(9), START, START + STEPS * 10 * MINUTE);
      expect(time.length).toBeGreaterThanOrEqual(least);
      expect([...value]).toEqual(expected.slice(0, value.length));
      reads++;
    }
    await ended;
    expect(reads).toBeGreaterThan(20);
    expect(reader?.read(exampleSeries(9), START, START + STEPS * 10 * MINUTE).time).toHaveLength(STEPS);
    expect(reader?.damage).toEqual([]);
    reader?.close();
  }, 60_000);
});
