import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ROOT } from '../../dev/run.ts';

const PACK = fileURLToPath(new URL('../../dev/backstage-pack.ts', import.meta.url));
const PACKAGES = ['common', 'backend', 'catalog-module', 'frontend'];
/** `yarn pack` lists every file that it packs. */
const OUTPUT_BYTES = 16 * 2 ** 20;

/** What is read of the `package.json` of a packed package. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** A packed package. */
export interface Tarball {
  /** Path of the file. */
  readonly file: string;
  readonly manifest: Manifest;
}

/** Packs the Backstage packages into a folder as people do who install them. */
export async function packPackages(folder: string): Promise<Tarball[]> {
  await promisify(execFile)(process.execPath, [PACK, folder], { cwd: ROOT, maxBuffer: OUTPUT_BYTES });
  return Promise.all(
    PACKAGES.map(async (name) => {
      const file = path.join(folder, `weir-backstage-${name}.tgz`);
      const { stdout } = await promisify(execFile)('tar', ['-xzOf', file, 'package/package.json']);
      return { file, manifest: JSON.parse(stdout) as Manifest };
    })
  );
}

/** The files that a manifest promises, relative to its package. */
export function promisedFiles(manifest: Manifest): string[] {
  const fields = ['main', 'module', 'types', 'exports', 'typesVersions', 'configSchema'];
  const files = fields.flatMap((field) => stringsIn(manifest[field]));
  return [...new Set(files.filter((file) => !file.startsWith('@')).map((file) => path.normalize(file)))];
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
