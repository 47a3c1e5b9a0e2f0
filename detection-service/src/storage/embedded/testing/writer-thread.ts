import { parentPort, workerData } from 'node:worker_threads';
import { MINUTE } from '../../../core/time.ts';
import { exampleStep, START } from '../../exam/examples.ts';
import { openEmbeddedStorage } from '../embedded-storage.ts';

/** Writes, seals and syncs in a thread of its own; says after each step how many there are. */
const { path, steps, ordinals } = workerData as { path: string; steps: number; ordinals: number[] };
const storage = openEmbeddedStorage(path);
parentPort?.postMessage(0);
for (let i = 0; i < steps; i++) {
  const { block, verdicts } = exampleStep(START + i * 10 * MINUTE, ordinals);
  storage.write(block, verdicts);
  if (i % 100 === 99) {
    const late = exampleStep(START + (i - 50) * 10 * MINUTE, ordinals.slice(0, 2), { revision: 1 });
    storage.write(late.block, late.verdicts);
    storage.seal();
  }
  if (i % 37 === 0) storage.sync();
  parentPort?.postMessage(i + 1);
}
storage.close();
