import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { lockDataDirectory } from './data-lock.ts';
import { openSegmentLog } from './segment-log.ts';

const KILLS = 20;
const directory = mkdtempSync(join(tmpdir(), 'weir-kill-'));
const program = fileURLToPath(new URL('./testdata/append-until-killed.ts', import.meta.url));

afterAll(() => rmSync(directory, { recursive: true }));

/** Lets a process append until it is killed; returns the lines that it printed in full. */
async function appendUntilKilled(seed: number, delay: number): Promise<string[]> {
  const child = spawn(process.execPath, [program, directory, String(seed)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child.stdout, 'data');
  await wait(delay);
  child.kill('SIGKILL');
  await once(child, 'close');
  return output.split('\n').slice(0, -1);
}

it(`has every entry that a process acknowledged before it was killed, ${KILLS} times in the same directory`, async () => {
  const random = seededRandom(20);
  const acknowledged: string[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    acknowledged.push(...(await appendUntilKilled(kill, random() * 120)));
    // Half of the times the next process finds the log just as the last one left it.
    if (kill < KILLS - 1 && random() < 0.5) continue;
    const lock = lockDataDirectory(directory);
    const log = await openSegmentLog(join(directory, 'log'));
    const kept = new Set<string>();
    let expected = 0;
    for await (const { offset, payload } of log.read(0)) {
      expect(offset).toBe(expected);
      expected += 1;
      kept.add(`${offset} ${createHash('sha256').update(payload).digest('hex')}`);
    }
    await log.close();
    lock.release();
    expect(acknowledged.filter((line) => !kept.has(line))).toEqual([]);
  }
  expect(acknowledged.length).toBeGreaterThan(KILLS * 10);
}, 120_000);
