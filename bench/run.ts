import { cpus } from 'node:os';
import type { Bench } from './bench.ts';
import { bench as ingest } from './ingest.bench.ts';

/** `yarn bench [name …]`: runs benchmarks one after the other; one JSON line each on standard output. */
const BENCHES: readonly Bench[] = [ingest];

const names = process.argv.slice(2);
for (const name of names) {
  if (BENCHES.some((bench) => bench.name === name)) continue;
  process.stderr.write(`there is no benchmark ${name}; known are ${BENCHES.map((bench) => bench.name).join(', ')}\n`);
  process.exit(2);
}
process.stderr.write(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}\n`);
for (const bench of BENCHES) {
  if (names.length > 0 && !names.includes(bench.name)) continue;
  const result = await bench.run((line) => process.stderr.write(`\r\x1b[2K${bench.name}: ${line}`));
  process.stderr.write('\r\x1b[2K');
  for (const { name, value, unit } of result.figures) {
    process.stderr.write(`${bench.name.padEnd(10)} ${name.padEnd(46)} ${Number(value.toPrecision(4)).toLocaleString('en')} ${unit}\n`);
  }
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
