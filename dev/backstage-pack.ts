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

mkdirSync(folder, { recursive: true });
// The build takes declarations from `dist-types` at the root.
await must([path.join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.backstage.json'], ROOT);
for (const name of PACKAGES) {
  const cwd = path.join(ROOT, `plugins/backstage-${name}`);
  await must([cli, 'package', 'build'], cwd);
  await must([yarn, 'pack', '--out', path.join(folder, `weir-backstage-${name}.tgz`)], cwd);
}
process.stdout.write(`${folder}\n`);
