import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../config/load.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const run = (...args: string[]) => spawnSync(process.execPath, [MAIN, 'token', ...args], { encoding: 'utf8' });

describe('weir token', () => {
  it('makes another secret each time, and lines that the configuration takes', () => {
    const first = run('grafana.prod', '--scopes', 'read, write', '--tenant', 'shop');
    const second = run('grafana.prod');
    expect(first.stdout.trim()).toMatch(/^[\w-]{43}$/);
    expect(second.stdout).not.toBe(first.stdout);
    const yaml = first.stderr.slice(first.stderr.indexOf('tokens:'), first.stderr.indexOf('Whoever'));
    const { tokens } = parse(yaml) as { tokens: { secret: { env: string } }[] };
    expect(tokens).toEqual([
      { name: 'grafana.prod', tenant: 'shop', scopes: ['read', 'write'], secret: { env: 'GRAFANA_PROD_TOKEN' } },
    ]);
    const env = { GRAFANA_PROD_TOKEN: first.stdout.trim() };
    expect(loadConfig({ env, flags: { tokens: JSON.stringify(tokens) } }).tokens[0]).toMatchObject({ tenant: 'shop' });
  });

  it.each([[[]], [['two', 'names']], [['Ana Maria']], [['a', '--scopes', 'read,fly']]])('refuses %j', (args) => {
    const { status, stdout, stderr } = run(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/NAME|--scopes/);
  });
});
