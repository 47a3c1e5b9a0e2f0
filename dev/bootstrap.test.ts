import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from './run.ts';

/**
 * The bootstrap in a repository of its own, with a Yarn that only notes how it was called: what it would install takes
 * minutes and hundreds of megabytes.
 */
let root: string;
const YARN = `
const fs = require('node:fs');
const path = require('node:path');
fs.appendFileSync('called', process.argv.slice(2).join(' ') + '\\n');
if (fs.existsSync('broken')) process.exit(1);
fs.mkdirSync('node_modules', { recursive: true });
`;

function put(file: string, text: string): void {
  const full = path.join(root, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, text);
}

function run(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bootstrap.cjs', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, YARN_NPM_REGISTRY_SERVER: 'http://registry.invalid' },
  });
  return { code: status, out: stdout, err: stderr };
}

/** How Yarn was called since the last time this was asked. */
function called(): string[] {
  const file = path.join(root, 'called');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  rmSync(file);
  return lines;
}

const ALL = 'install --immutable';
const SERVICE = 'workspaces focus @weir/detection-service';
const START = `${SERVICE} @weir/demo-workload @weir/portal-app @weir/portal-backend`;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'weir-bootstrap-'));
  cpSync(path.join(ROOT, 'bootstrap.cjs'), path.join(root, 'bootstrap.cjs'));
  put('.yarn/releases/yarn-4.18.1.cjs', YARN);
  put('yarn.lock', 'one');
  put('package.json', '{}');
  put('detection-service/src/main.ts', "process.stdout.write('weir ' + process.argv.slice(2).join(' '));");
  put('dev/start.ts', "process.stdout.write('started');");
  put('dev/check.ts', 'process.exitCode = 3;');
  put('dev/build-collector.ts', "import { writeFileSync } from 'node:fs';\nwriteFileSync('built', '');");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('weir installs what the service needs, once, and prints nothing of its own to standard output', () => {
  expect(run('weir', 'replay', 'x.log')).toMatchObject({ code: 0, out: 'weir replay x.log' });
  expect(called()).toEqual([SERVICE]);
  expect(run('weir').code).toBe(0);
  expect(called()).toEqual([]);
  expect(existsSync(path.join(root, 'built'))).toBe(false);
});

test('what needs more installs the rest; afterwards nobody takes any of it away', () => {
  run('weir');
  expect(run('start')).toMatchObject({ code: 0, out: 'started' });
  expect(called()).toEqual([SERVICE, START]);
  expect(existsSync(path.join(root, 'built'))).toBe(true);
  expect(run('check').code).toBe(3);
  expect(called()).toEqual([ALL]);
  run('weir');
  run('start');
  expect(called()).toEqual([]);
  put('yarn.lock', 'two');
  run('weir');
  expect(called()).toEqual([ALL]);
});

test('a stale or unfinished install is noticed', () => {
  run('weir');
  put('yarn.lock', 'two');
  expect(run('weir').err).toContain('installing what the service needs');
  expect(called()).toEqual([SERVICE, SERVICE]);
  put('yarn.lock', 'three');
  put('broken', '');
  expect(run('weir')).toMatchObject({ code: 2, out: '' });
  rmSync(path.join(root, 'broken'));
  expect(run('weir').code).toBe(0);
  expect(called()).toEqual([SERVICE, SERVICE]);
  rmSync(path.join(root, 'node_modules'), { recursive: true });
  run('weir');
  expect(called()).toEqual([SERVICE]);
});

test('packages that somebody installed by hand stay', () => {
  put('node_modules/some/package.json', '{}');
  run('weir');
  expect(called()).toEqual([ALL]);
});

test('a collector that cannot be built ends the start before minutes of installing are over', () => {
  put('dev/build-collector.ts', "process.stderr.write('Go is missing');\nprocess.exitCode = 2;");
  put('.yarn/releases/yarn-4.18.1.cjs', 'setTimeout(() => undefined, 60_000);');
  const from = Date.now();
  expect(run('start')).toMatchObject({ code: 2, out: '' });
  expect(Date.now() - from).toBeLessThan(30_000);
});

test('a command that is not there is refused with those that are', () => {
  expect(run('strat')).toMatchObject({ code: 2 });
  expect(run('strat').err).toContain('weir, demo-log, start');
});
