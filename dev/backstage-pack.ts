import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT, run } from './run.ts';

/**
 * `node dev/backstage-pack.ts [FOLDER]`: builds the Backstage packages as they would be published, and packs each into
 * a tarball that a portal can install.
 */
const PACKAGES = ['common', 'backend', 'catalog-module', 'frontend'];
const folder = path.resolve(process.argv[2] ?? path.join(ROOT, '.weir/backstage'));
const cli = path.join(ROOT, 'node_modules/@backstage/cli/bin/backstage-cli');
const yarn = path.join(ROOT, '.yarn/releases/yarn-4.18.1.cjs');

async function must(args: readonly string[], cwd: string): Promise<void> {
  const code = await run(process.execPath, args, { cwd });
  if (code !== 0) throw new Error(`${args.map((arg) => path.basename(arg)).join(' ')} ended with ${code} in ${cwd}`);
}

async function pack(name: string): Promise<void> {
  await must(
    [yarn, 'pack', '--out', path.join(folder, `weir-backstage-${name}.tgz`)],
    path.join(ROOT, `plugins/backstage-${name}`)
  );
}

mkdirSync(folder, { recursive: true });
// The build takes declarations from `dist-types` at the root.
await must([path.join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.backstage.json'], ROOT);
// Every package that is published, and no app.
await must([cli, 'repo', 'build'], ROOT);
// Most of the time of one goes into starting Yarn and Backstage's command line three times.
await Promise.all(PACKAGES.map(pack));
process.stdout.write(`${folder}\n`);
