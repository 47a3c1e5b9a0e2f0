import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { ServiceProcess } from './service-process.ts';

/** A folder for the tests of a file; afterwards it goes, and with it every service that is still running. */
export function scratchFolder(name: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), `weir-${name}-`));
  afterAll(() => {
    ServiceProcess.killStragglers();
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
