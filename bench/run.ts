import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Bench, BenchResult } from './bench.ts';
import { bench as detector } from './detector.bench.ts';
import { bench as forecast } from './forecast.bench.ts';
import { bench as ingest } from './ingest.bench.ts';
import { bench as panels } from './panels.bench.ts';
import { bench as portal } from './portal.bench.ts';
import { bench as query } from './query.bench.ts';
import { bench as replay } from './replay.bench.ts';
import { bench as replica } from './replica.bench.ts';
import { markdown, shown, withFigures } from './report.ts';

/**
 * `yarn bench [name …] [--write]`: runs benchmarks one after the other. Figures for people go to standard error, one
 * JSON line each to standard output; `--write` puts them into docs/benchmarks.md, which needs a run of all of them.
 */
const BENCHES: readonly Bench[] = [ingest, replay, replica, query, panels, detector, forecast, portal];
const DOCUMENT = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url));
const WRITE = '--write';

const names = process.argv.slice(2).filter((argument) => argument !== WRITE);
const write = process.argv.includes(WRITE);
for (const name of names) {
  if (!BENCHES.some((bench) => bench.name === name))
    refuse(`there is no benchmark ${name}; known are ${BENCHES.map((bench) => bench.name).join(', ')}`);
}
if (write && names.length > 0) refuse(`${WRITE} takes no names: the document shows one run of all benchmarks`);

process.stderr.write(`${machine()}\n`);
const results: BenchResult[] = [];
for (const bench of BENCHES) {
  if (names.length > 0 && !names.includes(bench.name)) continue;
  const result = await bench.run((line) => process.stderr.write(`\r\x1b[2K${bench.name}: ${line}`));
  results.push(result);
  process.stderr.write('\r\x1b[2K');
  for (const figure of [...result.ratios, ...result.figures]) {
    process.stderr.write(`${bench.name.padEnd(10)} ${figure.name.padEnd(46)} ${shown(figure)}\n`);
  }
  for (const line of result.details ?? []) process.stderr.write(`${bench.name.padEnd(10)} ${line}\n`);
  process.stdout.write(`${JSON.stringify({ ...result, load: loadavg() })}\n`);
}
if (write) writeFileSync(DOCUMENT, withFigures(readFileSync(DOCUMENT, 'utf8'), markdown(results, machine())));

function machine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(', ');
  const day = new Date().toISOString().slice(0, 10);
  return `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${memory} GiB, Linux ${release()}, Node ${process.version}, ${day}; load ${load}`;
}

function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}
