import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { story } from '../embedded/testing/story.ts';
import { seeded } from '../exam/examples.ts';
import { MemoryStorage } from '../memory/memory-storage.ts';
import { Bench, hashes, PARTITION } from './testing/bench.ts';

const KILLS = 20;
const STEPS = 600;
const SEED = 11;
const program = fileURLToPath(new URL('./testing/ship-until-killed.ts', import.meta.url));

/** Lets a process ship until it is killed; returns what it said in full. */
async function shipUntilKilled(bench: Bench, life: number, delay: number): Promise<string[]> {
  const { directory } = bench.replica();
  const args = [program, bench.objectsRoot, PARTITION, directory, String(SEED), String(life), String(STEPS)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const closed = once(child, 'close');
  await Promise.race([once(child.stdout, 'data'), closed]);
  await wait(delay);
  child.kill('SIGKILL');
  await closed;
  return output.split('\n').slice(0, -1);
}

it(`restores a snapshot that was announced, and none older than one that was shipped, after ${KILLS} kills`, async () => {
  using bench = new Bench();
  const random = seeded(20);
  const announced = new Set<number>();
  const memory = new MemoryStorage();
  const acts = story(SEED, STEPS);
  let [shipped, told, at] = [0, 0, 0];
  for (let life = 0; life < KILLS; life++) {
    for (const line of await shipUntilKilled(bench, life, random() * 400)) {
      const [what = '', offset = ''] = line.split(' ');
      expect(['begun', 'announced', 'shipped', 'superseded', 'ended']).toContain(what);
      if (what === 'announced') announced.add(Number(offset));
      if (what === 'shipped') {
        shipped = Math.max(shipped, Number(offset));
        told++;
      }
    }
    if (shipped === 0) continue;
    const { storage, archive, offset } = await bench.restored();
    expect(announced).toContain(offset);
    expect(offset).toBeGreaterThanOrEqual(shipped);
    while (at < offset) acts[at++]?.(memory);
    await archive.near(-Infinity, Infinity);
    expect(hashes(storage)).toEqual(hashes(memory));
    expect([storage.damage, bench.reports]).toEqual([[], []]);
    storage.close();
    await archive.close();
  }
  expect(told).toBeGreaterThan(10);
}, 240_000);
