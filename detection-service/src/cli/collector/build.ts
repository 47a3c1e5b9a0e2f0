import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { WeirError } from '../../core/errors.ts';

/** Root of the repository: the collector is built from its sources. */
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const SOURCES = path.join(ROOT, 'collector-receiver');
const HOME = path.join(ROOT, '.weir', 'collector');

/**
 * The collector's binary: the one that `WEIR_COLLECTOR` names, else one built from the sources here when they changed
 * since the last time. Throws `WeirError('unavailable')` with what is missing. `say` gets a line for what takes long.
 */
export async function collectorBinary(say: (line: string) => void): Promise<string> {
  const named = process.env['WEIR_COLLECTOR'];
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    throw new WeirError('unavailable', `WEIR_COLLECTOR names ${named}, which does not exist.`);
  }
  const binary = path.join(HOME, process.platform === 'win32' ? 'weir-collector.exe' : 'weir-collector');
  const stamp = path.join(HOME, 'built-from');
  const wanted = fingerprint();
  if (existsSync(binary) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return binary;
  const go = spawnSync('go', ['version'], { encoding: 'utf8' });
  if (go.status !== 0) {
    throw new WeirError(
      'unavailable',
      'Go is missing: the collector is built from source the first time. Install Go 1.25 or newer (https://go.dev/dl), ' +
        'or name a built collector in WEIR_COLLECTOR.'
    );
  }
  say('building the collector; the first time takes about two minutes …');
  mkdirSync(HOME, { recursive: true });
  await build(binary);
  writeFileSync(stamp, wanted);
  return binary;
}

/** Compiles the distribution; what the collector builder generates is committed. */
async function build(binary: string): Promise<void> {
  const fresh = `${binary}.new`;
  const folder = path.join(SOURCES, 'distributions', 'trimmed');
  await command('go', ['build', '-ldflags=-s -w', '-o', fresh, '.'], folder);
  renameSync(fresh, binary);
}

/** Runs a build step; its output appears only when it fails. */
function command(name: string, args: readonly string[], cwd: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn(name, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-4000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('error', reject);
  child.on('close', (code) => {
    if (code === 0) resolve();
    else
      reject(
        new WeirError('unavailable', `Building the collector failed at \`${name} ${args.join(' ')}\`:\n${output}`)
      );
  });
  return promise;
}

/** Changes when any source of the collector changes. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const file of sources(SOURCES).sort()) hash.update(path.relative(SOURCES, file)).update(readFileSync(file));
  return hash.digest('hex');
}

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const full = path.join(folder, name);
    if (name === 'testdata' || name.startsWith('.') || name.startsWith('_')) return [];
    if (statSync(full).isDirectory()) return sources(full);
    return /(?<!_test)\.go$|^go\.(mod|sum)$/.test(name) ? [full] : [];
  });
}
