import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

function run(directory: string, ...flags: string[]): { readonly status: number | null; readonly stderr: string } {
  const script = path.join(directory, 'packages/contract/generate.ts');
  return spawnSync(process.execPath, [script, ...flags], { cwd: directory, encoding: 'utf8' });
}

describe('generate --check', { timeout: 120_000 }, () => {
  it('finds what is committed up to date (the Go client is checked where Go is)', () => {
    const { status, stderr } = run(root, '--check', '--no-go');
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  describe('in a copy that has drifted', () => {
    let copy: string;
    beforeAll(() => {
      copy = mkdtempSync(path.join(tmpdir(), 'weir-drift-'));
      for (const part of ['packages', 'detection-service', 'docs', 'package.json']) {
        cpSync(path.join(root, part), path.join(copy, part), {
          recursive: true,
          filter: (from) => !from.includes('node_modules'),
        });
      }
      symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
    });
    afterAll(() => {
      rmSync(copy, { recursive: true });
    });

    it('fails, names each file, and writing mends them', () => {
      const files = ['packages/contract/openapi.json', 'detection-service/config.schema.json', 'docs/configuration.md'];
      const committed = files.map((file) => readFileSync(path.join(copy, file), 'utf8'));
      files.forEach((file, i) => writeFileSync(path.join(copy, file), (committed[i] as string).replace(/a/, 'b')));
      const { status, stderr } = run(copy, '--check', '--no-go');
      expect(status).toBe(1);
      for (const file of files) expect(stderr).toContain(`${file} is not what its source says`);
      expect(run(copy, '--no-go').status).toBe(0);
      expect(files.map((file) => readFileSync(path.join(copy, file), 'utf8'))).toEqual(committed);
    });
  });

  it('refuses a flag that it does not know', () => {
    expect(run(root, '--chekc').status).toBe(2);
  });
});
