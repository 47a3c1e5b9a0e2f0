import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Bench, Figure } from './bench.ts';

/**
 * 200 panels of a Grafana at once, through the data source's backend, over a service that takes 10 ms for a request. The
 * load test of the backend does it and reports; service, backend and peer are one process.
 */
const MODULE = fileURLToPath(new URL('../plugins/grafana-datasource', import.meta.url));
const REPORT =
  /(bare loop|plugin): +\d+ calls, 200 at once: p50 (\S+), p95 (\S+), highest \S+; \d+ a second, (\S+) CPU a call/;
const LOADS = ['a burst, all different', 'a closed loop, all different'] as const;
const MILLISECONDS: Readonly<Record<string, number>> = { s: 1000, ms: 1, µs: 0.001 };

interface Outcome {
  readonly p95: number;
  readonly cpu: number;
}

export const bench: Bench = {
  name: 'panels',
  summary: '200 panels at once through the Grafana data source',
  async run(say) {
    const ratios: Figure[] = [];
    const figures: Figure[] = [];
    for (const load of LOADS) {
      say(load);
      const { plugin, peer } = await measure(load);
      ratios.push({ name: `CPU of a query, ${load}`, value: plugin.cpu / peer.cpu, unit: '× peer' });
      ratios.push({ name: `95th percentile, ${load}`, value: plugin.p95 / peer.p95, unit: '× peer' });
      figures.push({ name: `95th percentile, ${load}`, value: plugin.p95, unit: 'ms', target: GATE });
      figures.push({ name: `CPU of a query, service included, ${load}`, value: plugin.cpu, unit: 'ms' });
    }
    return {
      bench: 'panels',
      what: 'four hours of one series for each of 200 panels at once, all different, over a service that takes 10 ms',
      peer: 'a bare loop of the same HTTP requests, one a panel, that throws the answers away',
      ratios,
      figures,
    };
  },
};

const GATE = { kind: 'at most', gate: 50 } as const;

/** The last report of each in the load test, which repeats itself when the machine was busy. */
async function measure(load: string): Promise<{ plugin: Outcome; peer: Outcome }> {
  const test = `TestManyAtOnce$/^${load.replaceAll(' ', '_')}$`;
  const { stdout } = await promisify(execFile)('go', ['test', './pkg/plugin', '-run', test, '-v', '-count=1'], {
    cwd: MODULE,
  });
  const outcomes = new Map<string, Outcome>();
  for (const line of stdout.split('\n')) {
    const [, who = '', , p95 = '', cpu = ''] = REPORT.exec(line) ?? [];
    if (who !== '') outcomes.set(who, { p95: milliseconds(p95), cpu: milliseconds(cpu) });
  }
  const [plugin, peer] = [outcomes.get('plugin'), outcomes.get('bare loop')];
  if (plugin === undefined || peer === undefined)
    throw new Error(`the load test reported nothing of ${load}:\n${stdout}`);
  return { plugin, peer };
}

/** A duration as Go writes it. */
function milliseconds(text: string): number {
  const [, value, unit = ''] = /^([\d.]+)(\D+)$/.exec(text) ?? [];
  return Number(value) * (MILLISECONDS[unit] ?? Number.NaN);
}
