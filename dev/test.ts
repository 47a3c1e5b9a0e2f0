import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { collectorBinary } from '@weir/detection-service/cli/collector/build.ts';
import { goModules } from './go-modules.ts';
import { ROOT, run } from './run.ts';
import { addGoLine, addVitest, noTests, type TestCounts, type VitestReport } from './test-counts.ts';

/**
 * `npm test`: unit, contract, Grafana plugins and Backstage plugins beside Go, then pipeline, roomy, live; ends with
 * `N passed, N failed, N skipped`. A test may be skipped only when `allowed-skips.json` names it with a reason.
 * `npm run test:full` adds those that take long (vitest.config.ts) and kills more often.
 */
interface AllowedSkip {
  /** A regular expression over the full name of the test. */
  readonly test: string;
  readonly reason: string;
}

async function vitest(counts: TestCounts, project: string, ...flags: readonly string[]): Promise<void> {
  process.stderr.write(`\n── ${project}\n`);
  const folder = await mkdtemp(path.join(tmpdir(), 'weir-test-'));
  const report = path.join(folder, 'report.json');
  const binary = path.join(ROOT, 'node_modules/vitest/vitest.mjs');
  const args = [
    binary,
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...flags,
  ];
  const code = await run(process.execPath, args);
  const before = counts.failed;
  addVitest(counts, JSON.parse(await readFile(report, 'utf8')) as VitestReport, ROOT);
  if (code !== 0 && counts.failed === before) {
    counts.failed++;
    counts.failures.push(`vitest ended with ${code} outside of any test (${project})`);
  }
  await rm(folder, { recursive: true });
}

/** The tests of a plugin, by the Jest of its host's scaffold, whose report has the form of vitest's. */
async function jest(counts: TestCounts, plugin: string, command: readonly string[]): Promise<void> {
  process.stderr.write(`\n── jest ${plugin}\n`);
  const folder = await mkdtemp(path.join(tmpdir(), 'weir-test-'));
  const report = path.join(folder, 'report.json');
  const args = [...command, '--maxWorkers=2', '--json', `--outputFile=${report}`];
  const code = await run(process.execPath, args, { cwd: path.join(ROOT, plugin), onLine: () => undefined });
  const before = counts.failed;
  addVitest(counts, JSON.parse(await readFile(report, 'utf8')) as VitestReport, ROOT);
  if (code !== 0 && counts.failed === before) {
    counts.failed++;
    counts.failures.push(`jest ended with ${code} outside of any test (${plugin})`);
  }
  await rm(folder, { recursive: true });
}

/** A Grafana plugin has a Jest of its own. */
const grafanaJest = (plugin: string): readonly string[] => [path.join(ROOT, plugin, 'node_modules/jest/bin/jest.js')];
/** Backstage's command line brings one. */
const BACKSTAGE_JEST = [
  path.join(ROOT, 'node_modules/@backstage/cli/bin/backstage-cli'),
  ...['package', 'test', '--watch=false'],
];

/** Modules whose tests run with the race detector: a plugin answers many requests at once. */
const RACE = ['plugins/grafana-datasource'];

async function go(counts: TestCounts): Promise<void> {
  for (const folder of goModules()) {
    process.stderr.write(`\n── go ${path.relative(ROOT, folder)}\n`);
    const before = counts.failed;
    const race = RACE.includes(path.relative(ROOT, folder)) ? ['-race'] : [];
    const code = await run('go', ['test', ...race, '-json', './...'], {
      cwd: folder,
      onLine: (line) => process.stderr.write(addGoLine(counts, line)),
    });
    if (code !== 0 && counts.failed === before) {
      counts.failed++;
      counts.failures.push(`go test ended with ${code} in ${path.relative(ROOT, folder)}`);
    }
  }
}

/** Skips that no line of the committed list allows. */
function unannounced(skipped: readonly string[]): string[] {
  const allowed = JSON.parse(readFileSync(new URL('./allowed-skips.json', import.meta.url), 'utf8')) as AllowedSkip[];
  const patterns = allowed.map((skip) => new RegExp(skip.test));
  return skipped.filter((name) => !patterns.some((pattern) => pattern.test(name)));
}

/** Says how long a part took. */
async function timed(name: string, part: Promise<void>): Promise<void> {
  const from = Date.now();
  await part;
  process.stderr.write(`\n── ${name} took ${((Date.now() - from) / 1000).toFixed(0)} s\n`);
}

async function plugins(): Promise<void> {
  for (const name of ['datasource', 'app']) {
    const plugin = `plugins/grafana-${name}`;
    await timed(`jest ${plugin}`, jest(counts, plugin, grafanaJest(plugin)));
  }
  for (const name of ['common', 'backend', 'catalog-module', 'frontend']) {
    const plugin = `plugins/backstage-${name}`;
    await timed(`jest ${plugin}`, jest(counts, plugin, BACKSTAGE_JEST));
  }
}

async function collectorAndGo(): Promise<void> {
  await collectorBinary((line) => process.stderr.write(`${line}\n`));
  await go(counts);
}

/** Kills in each of the tests that kill, when all are wanted. */
const FULL_KILLS = '60';

if (process.argv.includes('--full')) {
  process.env['WEIR_TEST_FULL'] = '1';
  process.env['WEIR_KILLS'] ??= FULL_KILLS;
}
const counts = noTests();
await timed('unit', vitest(counts, 'unit'));
await timed('contract', vitest(counts, 'contract'));
// Go's tests wait as often as they compute, Jest's compute.
await Promise.all([timed('plugins', plugins()), timed('go', collectorAndGo())]);
await timed('pipeline', vitest(counts, 'pipeline'));
// Vitest takes one less than the machine has cores.
await timed('roomy', vitest(counts, 'roomy', '--maxWorkers=2'));
await timed('live', vitest(counts, 'live', '--maxWorkers=2'));

for (const failure of counts.failures) process.stdout.write(`failed: ${failure}\n`);
const surprises = unannounced(counts.skipped);
for (const name of surprises) process.stdout.write(`skipped without a line in dev/allowed-skips.json: ${name}\n`);
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped.length} skipped\n`);
process.exitCode = counts.failed > 0 || surprises.length > 0 || counts.passed === 0 ? 1 : 0;
