import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { WeirError } from '@weir/detection-service/core/errors.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const APP = path.join(ROOT, 'dev/portal/app');
const STAMP = path.join(APP, 'dist/built-from');
/** What the bundle is made of, besides packages, which `yarn.lock` pins. */
const INPUTS = [
  'dev/portal/app/src',
  'dev/portal/app/public',
  'dev/portal/app/package.json',
  'plugins/backstage-frontend/src',
  'plugins/backstage-frontend/package.json',
  'plugins/backstage-common/src',
  'yarn.lock',
];

/** Builds the portal's pages, unless those that stand there were made of the same. `say` hears of what takes long. */
export async function buildApp(say: (line: string) => void, signal?: AbortSignal): Promise<void> {
  const wanted = fingerprint();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  say('building the portal’s pages; the first time takes about a minute …');
  await bundle(signal);
  writeFileSync(STAMP, wanted);
}

/** Changes when any of the inputs does; tests and their helpers are in no bundle. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const input of INPUTS) {
    for (const file of files(path.join(ROOT, input)).sort()) {
      hash.update(path.relative(ROOT, file)).update('\0').update(readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

function files(at: string): string[] {
  if (!statSync(at).isDirectory()) return [at];
  return readdirSync(at)
    .filter((name) => !/\.test\.tsx?$/.test(name))
    .flatMap((name) => files(path.join(at, name)));
}

function bundle(signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const cli = path.join(ROOT, 'node_modules/@backstage/cli/bin/backstage-cli');
  const config = path.join(ROOT, 'dev/portal/app-config.yaml');
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: 'production' };
  // With it set, the bundler takes a warning for a failure.
  delete env['CI'];
  const child = spawn(process.execPath, [cli, 'package', 'build', '--config', config], {
    cwd: APP,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal && { signal }),
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-8_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('error', reject);
  child.on('close', (code) => {
    if (code === 0) resolve();
    else reject(new WeirError('unavailable', `Building the portal's pages failed:\n${output.trim()}`));
  });
  return promise;
}
