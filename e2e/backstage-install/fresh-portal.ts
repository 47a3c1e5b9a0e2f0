import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { PortalProcess } from '../../dev/portal/portal-process.ts';
import { ROOT } from '../../dev/run.ts';
import type { Tarball } from './packages.ts';

const PORTAL = fileURLToPath(new URL('portal/', import.meta.url));
const YARN = path.join(ROOT, '.yarn/releases/yarn-4.18.1.cjs');
const OURS = path.join(ROOT, 'node_modules');
const NAME = 'fresh-portal';
/** What the portal asks for itself. */
const ASKED_FOR = [
  '@backstage/app-defaults',
  '@backstage/backend-defaults',
  '@backstage/cli',
  '@backstage/core-app-api',
  '@backstage/core-components',
  '@backstage/frontend-defaults',
  '@backstage/frontend-plugin-api',
  '@backstage/plugin-app-backend',
  '@backstage/plugin-app-react',
  '@backstage/plugin-auth-backend',
  '@backstage/plugin-auth-backend-module-guest-provider',
  '@backstage/plugin-catalog',
  '@backstage/plugin-catalog-backend',
  '@backstage/ui',
  '@types/node',
  '@types/react',
  '@types/react-dom',
  'better-sqlite3',
  'react',
  'react-dom',
  'react-router-dom',
];
/** Packages of the browser that Backstage's own bundler puts in the place of Node's modules. */
const IN_PLACE_OF_NODE = { buffer: 'buffer', process: 'process', stream: 'stream-browserify' };
const YARNRC = {
  nodeLinker: 'node-modules',
  enableNetwork: false,
  enableGlobalCache: false,
  enableScripts: false,
  enableTelemetry: false,
  cacheFolder: './.yarn/cache',
  globalFolder: './.yarn/global',
};

/** A new Backstage app outside of the repository, into which the tarballs were installed. */
export class FreshPortal {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Makes it and installs; rejects with what Yarn says when it refuses. */
  static async install(folder: string, tarballs: readonly Tarball[]): Promise<FreshPortal> {
    cpSync(PORTAL, folder, { recursive: true });
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifestOf(tarballs), null, 2));
    writeFileSync(path.join(folder, 'yarn.lock'), '');
    writeFileSync(path.join(folder, '.yarnrc.yml'), JSON.stringify(YARNRC));
    // What this process hands on must not turn the network on again.
    const env = { PATH: process.env['PATH'], HOME: folder };
    await promisify(execFile)(process.execPath, [YARN, 'install'], { cwd: folder, env }).catch(
      (failure: { stdout?: string }) => {
        throw new Error(`Yarn refused the tarballs:\n${failure.stdout}`);
      }
    );
    linkRest(path.join(folder, 'node_modules'));
    return new FreshPortal(folder);
  }

  /** Where a package was installed. */
  packageFolder(name: string): string {
    return path.join(this.folder, 'node_modules', name);
  }

  /** What the compiler has against the portal; empty when it compiles. */
  async typeFaults(): Promise<string> {
    const tsc = path.join(OURS, 'typescript/bin/tsc');
    const args = [tsc, '-p', 'tsconfig.json', '--pretty', 'false'];
    return promisify(execFile)(process.execPath, args, { cwd: this.folder }).then(
      () => '',
      (failure: { stdout: string }) => failure.stdout
    );
  }

  /** Bundles the pages of both frontend systems for the backend to serve on a port; resolves with what went in. */
  async bundle(port: number): Promise<string[]> {
    const url = urlOf(port);
    const config = [{ context: 'app', data: { app: { title: NAME, baseUrl: url }, backend: { baseUrl: url } } }];
    const { metafile } = await build({
      absWorkingDir: this.folder,
      entryPoints: ['index.tsx', 'LegacyApp.tsx'],
      outdir: 'dist/static',
      bundle: true,
      splitting: true,
      format: 'esm',
      jsx: 'automatic',
      preserveSymlinks: true,
      metafile: true,
      logLevel: 'silent',
      alias: IN_PLACE_OF_NODE,
      inject: ['node-globals.ts'],
      define: {
        'process.env.NODE_ENV': '"production"',
        'process.env.APP_CONFIG': JSON.stringify(config),
        global: 'globalThis',
      },
      loader: Object.fromEntries(['.svg', '.png', '.woff', '.woff2', '.ttf'].map((kind) => [kind, 'dataurl'])),
    });
    cpSync(path.join(this.folder, 'index.html'), path.join(this.folder, 'dist/index.html'));
    return Object.keys(metafile.inputs);
  }

  /** Starts its backend, which serves the pages when they have been bundled. */
  async start(port: number, weirUrl: string): Promise<PortalProcess> {
    const url = urlOf(port);
    const config = { app: { baseUrl: url }, backend: { baseUrl: url, listen: { port } }, weir: { baseUrl: weirUrl } };
    writeFileSync(path.join(this.folder, 'app-config.local.json'), JSON.stringify(config));
    const configs = ['app-config.yaml', 'app-config.local.json'].flatMap((file) => ['--config', file]);
    return PortalProcess.start({
      cwd: this.folder,
      args: ['--preserve-symlinks', 'backend.ts', ...configs],
      env: {},
      readyUrl: `${url}/.backstage/health/v1/readiness`,
      logFile: path.join(this.folder, 'backend.log'),
    });
  }
}

/** Tarballs by file; everything else by a link to the copy that the repository has, in the version that it has. */
function manifestOf(tarballs: readonly Tarball[]): object {
  const files = Object.fromEntries(tarballs.map(({ file, manifest }) => [manifest.name, `file:${file}`]));
  const needed = tarballs.flatMap(({ manifest }) =>
    Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).filter((name) => !(name in files))
  );
  const links = Object.fromEntries(
    [...ASKED_FOR, ...needed].map((name) => [name, `link:${path.join(OURS, name)}`] as const)
  );
  const asked = Object.fromEntries(ASKED_FOR.map((name) => [name, versionOf(name)]));
  return {
    name: NAME,
    version: '0.0.0',
    private: true,
    type: 'module',
    dependencies: { ...files, ...asked },
    // The tarballs depend on one another by version, and no registry has them.
    resolutions: { ...files, ...links },
  };
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** The version of a package at the top of the repository's `node_modules`. */
export function versionOf(name: string): string {
  const manifest = readFileSync(path.join(OURS, name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** Links what the linked packages themselves need, all but Weir's, and the portal under its own name. */
function linkRest(modules: string): void {
  for (const entry of readdirSync(OURS)) {
    if (entry.startsWith('.') || entry === '@weir') continue;
    const names = entry.startsWith('@') ? readdirSync(path.join(OURS, entry)).map((one) => `${entry}/${one}`) : [entry];
    for (const name of names) {
      const at = path.join(modules, name);
      if (existsSync(at)) continue;
      mkdirSync(path.dirname(at), { recursive: true });
      symlinkSync(path.join(OURS, name), at, 'dir');
    }
  }
  symlinkSync('..', path.join(modules, NAME), 'dir');
}
