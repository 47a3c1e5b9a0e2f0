import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockDataDirectory } from './data-lock.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weir-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A process that takes the lock, says so and keeps it. */
async function otherHolder() {
  const code = `const { lockDataDirectory } = await import(${JSON.stringify(new URL('./data-lock.ts', import.meta.url).href)});
    lockDataDirectory(${JSON.stringify(directory)}); process.stdout.write('held'); setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

it('refuses a second holder in this process until the first lets go', () => {
  const lock = lockDataDirectory(directory);
  expect(() => lockDataDirectory(directory)).toThrow(`in use by process ${process.pid}`);
  lock.release();
  lock.release();
  lockDataDirectory(directory).release();
});

it('names the process that holds the directory, and takes over when that process was killed', async () => {
  const child = await otherHolder();
  expect(() => lockDataDirectory(directory)).toThrow(
    expect.objectContaining({
      code: 'conflict',
      message: expect.stringContaining(`in use by process ${child.pid}:`) as unknown,
    })
  );
  child.kill('SIGKILL');
  await once(child, 'exit');
  lockDataDirectory(directory).release();
});

it('makes the directory', () => {
  lockDataDirectory(join(directory, 'a', 'b')).release();
});

it('says what is wrong with a directory that cannot be one', () => {
  const lock = lockDataDirectory(directory);
  expect(() => lockDataDirectory(join(directory, 'weir.lock'))).toThrow(/cannot be locked .*must be writable/);
  lock.release();
});
