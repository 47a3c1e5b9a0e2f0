import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectorBinary } from '@weir/detection-service/cli/collector/build.ts';
import type { Bench } from './bench.ts';
import { endedChildrenCpu } from './process-usage.ts';

/**
 * From an access log to verdicts: `weir replay` as a person runs it, on two weeks of the demo shop, about 1.4 million
 * lines. CPU is that of all processes together: command, service and collector. What a replay of a thousand lines takes
 * is start-up and reported on its own. The peer reads the same log and writes its report as JSON.
 */
const CALLS_PER_MINUTE = Number(process.env['WEIR_BENCH_CALLS'] ?? 120);
const SHORT_LINES = 1_000;
const MAIN = fileURLToPath(new URL('../detection-service/src/main.ts', import.meta.url));
const DEMO_LOG = fileURLToPath(new URL('../dev/demo-log.ts', import.meta.url));
/** nginx's combined format followed by `$request_time`, in the peer's words. */
const GOACCESS = ['--log-format=%h %^[%d:%t %^] "%r" %s %b "%R" "%u" %T', '--date-format=%d/%b/%Y', '--time-format=%T'];

/** What a command took: seconds of the clock, and of all processors by it and all that it started. */
interface Took {
  readonly seconds: number;
  readonly cpu: number;
}

export const bench: Bench = {
  name: 'replay',
  summary: 'an access log to verdicts',
  async run(say) {
    const folder = mkdtempSync(path.join(tmpdir(), 'weir-bench-'));
    const log = path.join(folder, 'access.log');
    const short = path.join(folder, 'short.log');
    const json = path.join(folder, 'out.json');
    try {
      const env = { ...process.env, WEIR_COLLECTOR: await collectorBinary(say) };
      say('writing the log');
      const demo = ['--seed', '3', '--days', '14', '--calls-per-minute', String(CALLS_PER_MINUTE)];
      await command(process.execPath, [DEMO_LOG, ...demo], log);
      const lines = shorten(log, short);
      const replay = (file: string): Promise<Took> =>
        command(
          process.execPath,
          [MAIN, 'replay', file, '--step', '1m', '--json', json],
          path.join(folder, 'report'),
          env
        );
      say('start-up');
      const startup = await replay(short);
      say('replay');
      const ours = await replay(log);
      const { log: read } = JSON.parse(readFileSync(json, 'utf8')) as { log: { lines: number; unparsed: number } };
      if (read.lines - read.unparsed !== lines)
        throw new Error(`${read.lines - read.unparsed} of ${lines} lines were understood`);
      say('goaccess');
      const peer = await command(
        'goaccess',
        [log, ...GOACCESS, '-o', json, '--no-progress'],
        path.join(folder, 'peer')
      );
      const { general } = JSON.parse(readFileSync(json, 'utf8')) as { general: { valid_requests: number } };
      if (general.valid_requests !== lines)
        throw new Error(`goaccess understood ${general.valid_requests} of ${lines} lines`);
      const clock = lines / (ours.seconds - startup.seconds);
      return {
        bench: 'replay',
        what: `${lines.toLocaleString('en')} lines of combined format with durations, two weeks, steps of a minute, plain file`,
        peer: 'GoAccess (Debian package goaccess) reading the same log into its report as JSON, on one core, durations included',
        ratios: [
          { name: 'lines per second of the clock', value: clock / (lines / peer.seconds), unit: '× peer' },
          {
            name: 'lines per CPU second',
            value: lines / (ours.cpu - startup.cpu) / (lines / peer.cpu),
            unit: '× peer',
          },
        ],
        figures: [
          {
            name: 'lines per second of the clock',
            value: clock,
            unit: 'lines/s',
            target: { kind: 'at least', gate: 100_000, goal: 300_000 },
          },
          { name: 'lines per second of the clock, peer', value: lines / peer.seconds, unit: 'lines/s' },
          {
            name: 'lines per CPU second, all processes',
            value: lines / (ours.cpu - startup.cpu),
            unit: 'lines/s/core',
          },
          { name: 'lines per CPU second, peer', value: lines / peer.cpu, unit: 'lines/s/core' },
          { name: 'start-up', value: startup.seconds, unit: 's' },
          { name: 'CPU of start-up', value: startup.cpu, unit: 's' },
        ],
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Copies the first lines of a log; returns how many it has in all. */
function shorten(log: string, short: string): number {
  const bytes = readFileSync(log);
  let lines = 0;
  let end = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) if (++lines === SHORT_LINES) end = at + 1;
  writeFileSync(short, bytes.subarray(0, end));
  return lines;
}

/** Runs a command to its end, with its output in a file. */
async function command(
  name: string,
  args: readonly string[],
  output: string,
  env: NodeJS.ProcessEnv = process.env
): Promise<Took> {
  const file = openSync(output, 'w');
  const began = performance.now();
  const before = endedChildrenCpu();
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  const child = spawn(name, args, { stdio: ['ignore', file, 'ignore'], env });
  child.on('error', (error) =>
    reject(new Error(`${name} cannot be run (${error.message}); on Debian: apt install ${name}`))
  );
  child.on('close', resolve);
  const code = await promise.finally(() => closeSync(file));
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${readFileSync(output, 'utf8').slice(-2000)}`);
  return { seconds: (performance.now() - began) / 1000, cpu: endedChildrenCpu() - before };
}
