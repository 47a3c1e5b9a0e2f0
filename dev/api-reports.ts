import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, run } from './run.ts';

/**
 * Checks the types of everything that is Backstage, and writes what its packages offer into their `report*.api.md`.
 * With `--check` it writes nothing and fails when a report differs.
 *
 * Backstage's tool takes the `tsconfig.json` at the root of the workspace for its own. Here that belongs to the rest, so
 * the tool gets a root of its own in the scratch folder, with a link to the plugins.
 */
const SCRATCH = path.join(ROOT, '.weir/api-reports');
const TYPES = path.join(SCRATCH, 'dist-types');
const PACKAGES = ['common', 'backend', 'catalog-module', 'frontend'].map((name) => `plugins/backstage-${name}`);
/**
 * Packages of one repository see each other's sources, as in Backstage itself, which leaves this out, too. And a member
 * whose name says it all needs no sentence.
 */
const LEFT_OUT = 'ae-wrong-input-file-type,ae-undocumented';

/** Its old-style entry hands out components whose own types nobody names. Drift is found there, too. */
const WARNINGS_ALLOWED = 'plugins/backstage-frontend';

const bin = (name: string): string => path.join(ROOT, 'node_modules/.bin', name);

function prepare(): void {
  mkdirSync(SCRATCH, { recursive: true });
  const root = { name: 'weir-api-reports', private: true, workspaces: ['plugins/*'] };
  writeFileSync(path.join(SCRATCH, 'package.json'), JSON.stringify(root));
  writeFileSync(path.join(SCRATCH, 'tsconfig.json'), JSON.stringify({ extends: '../../tsconfig.backstage.json' }));
  const plugins = path.join(SCRATCH, 'plugins');
  if (!existsSync(plugins)) symlinkSync(path.join(ROOT, 'plugins'), plugins, 'dir');
}

const flags = process.argv.slice(2);
const unknown = flags.find((flag) => flag !== '--check');
if (unknown !== undefined) {
  process.stderr.write(`api-reports: unknown flag ${unknown}; expected --check.\n`);
  process.exit(2);
}
prepare();
// A declaration whose source is gone would still be found.
if (!existsSync(path.join(TYPES, 'tsconfig.tsbuildinfo'))) rmSync(TYPES, { recursive: true, force: true });
const types = await run(bin('tsc'), ['-p', 'tsconfig.backstage.json', '--outDir', TYPES]);
const ci = flags.includes('--check') ? ['--ci'] : [];
const args = ['api-reports', ...ci, '-o', LEFT_OUT, '-a', WARNINGS_ALLOWED, ...PACKAGES];
const reports = types === 0 ? await run(bin('backstage-repo-tools'), args, { cwd: SCRATCH }) : 1;
process.exitCode = types === 0 && reports === 0 ? 0 : 1;
