import { ROOT, run } from './run.ts';
import path from 'node:path';

/** `npm run check`: everything that CI runs, except the tests, which `npm test` runs. */
const bin = (name: string): string => path.join(ROOT, 'node_modules/.bin', name);
const yarn = [process.execPath, path.join(ROOT, '.yarn/releases/yarn-4.18.1.cjs')] as const;

interface Step {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Where it runs; the root when not given. */
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Grafana plugins are examined by what their scaffold brings, over the copies of it that the root has. */
const grafana = path.join(ROOT, 'plugins/grafana-datasource');
const grafanaApp = path.join(ROOT, 'plugins/grafana-app');

/**
 * Backstage's rules, by the ESLint 8 and the plugins that its command line brings: they stand below it and not at the
 * root, where the rest has ESLint 9, so `backstage-cli package lint` does not find them here.
 */
const backstageCli = path.join(ROOT, 'node_modules/@backstage/cli');
const backstageLint: Step = {
  name: 'lint of what is Backstage',
  command: process.execPath,
  args: [
    path.join(backstageCli, 'node_modules/eslint/bin/eslint.js'),
    ...['--resolve-plugins-relative-to', backstageCli],
    ...['--ext', '.ts,.tsx,.js,.mjs', '--max-warnings', '0'],
    ...['common', 'backend', 'catalog-module', 'frontend'].map((name) => `plugins/backstage-${name}`),
    ...['dev/portal/app', 'dev/portal/backend'],
  ],
  env: { ESLINT_USE_FLAT_CONFIG: 'false', NODE_PATH: path.join(backstageCli, 'node_modules') },
};

/** Two lanes, one for each core of a small machine: TypeScript, and what mostly waits for Go. */
const lanes: readonly (readonly Step[])[] = [
  [
    { name: 'types', command: bin('tsc'), args: ['--noEmit', '-p', 'tsconfig.json'] },
    { name: 'lint', command: bin('eslint'), args: ['.', '--max-warnings', '0'] },
    {
      name: 'lint of the Grafana data source',
      command: bin('eslint'),
      args: ['.', '--max-warnings', '0'],
      cwd: grafana,
    },
    { name: 'lint of the Grafana app', command: bin('eslint'), args: ['.', '--max-warnings', '0'], cwd: grafanaApp },
    backstageLint,
  ],
  [
    { name: 'go format and vet', command: process.execPath, args: ['dev/check-go.ts'] },
    { name: 'contract', command: process.execPath, args: ['packages/contract/generate.ts', '--check'] },
    { name: 'format', command: bin('prettier'), args: ['--check', '--log-level', 'warn', '.'] },
    { name: 'architecture', command: yarn[0], args: [yarn[1], 'arch'] },
    { name: 'dead code', command: bin('knip'), args: [] },
    {
      name: 'types and API reports of what is Backstage',
      command: process.execPath,
      args: ['dev/api-reports.ts', '--check'],
    },
    { name: 'types of the Grafana data source', command: bin('tsc'), args: ['--noEmit'], cwd: grafana },
    { name: 'types of the Grafana app', command: bin('tsc'), args: ['--noEmit'], cwd: grafanaApp },
  ],
];

let failed = 0;
await Promise.all(
  lanes.map(async (steps) => {
    for (const { name, command, args, cwd, env } of steps) {
      const from = Date.now();
      const options = { ...(cwd && { cwd }), ...(env && { env: { ...process.env, ...env } }) };
      const code = await run(command, args, options);
      const seconds = ((Date.now() - from) / 1000).toFixed(1);
      process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
      if (code !== 0) failed++;
    }
  })
);
process.exitCode = failed > 0 ? 1 : 0;
