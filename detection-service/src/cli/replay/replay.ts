import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openReader, startService, type Service } from '../../app.ts';
import { loadConfig } from '../../config/load.ts';
import { parseDuration } from '../../config/units.ts';
import { WeirError } from '../../core/errors.ts';
import { DAY, HOUR, type Millis } from '../../core/time.ts';
import { canonicalHash } from '../../storage/canonical-hash.ts';
import { parseArguments, type Flag } from '../arguments.ts';
import { collectorBinary } from '../collector/build.ts';
import { startCollector } from '../collector/start.ts';
import { feed, type FeedCounts, type FeedSource } from './feed.ts';
import { readFindings } from './findings.ts';
import { htmlReport } from './html/html-report.ts';
import { jsonReport } from './json-report.ts';
import { openLogSource, type Preview } from './log-source.ts';
import { Progress } from './progress.ts';
import { report } from './report.ts';
import { serviceName } from './service-name.ts';
import type { ReplaySummary } from './summary.ts';
import { chooseStep, densities, STEPS, type Density } from './step-choice.ts';

export const REPLAY_FLAGS: readonly Flag[] = [
  {
    name: '--service',
    value: 'NAME',
    help: 'what to call the service of lines that do not say; once, or once per file',
  },
  {
    name: '--step',
    value: 'DURATION',
    help: 'length of a step (10s, 1m, 5m or 1h) instead of the one that fits the log',
  },
  { name: '--json', value: 'FILE', help: 'also write everything that was found as JSON' },
  { name: '--html', value: 'FILE', help: 'also write the report as a page that can be sent to a colleague' },
  { name: '--data', value: 'DIR', help: 'keep the results in this directory; `weir serve --data DIR` shows them' },
];

const TENANT = 'default';
/** The pipeline may be silent for this long at the end before something must be wrong. */
const STALL_MS = 120_000;

interface Opened {
  readonly feeds: readonly FeedSource[];
  readonly sizes: number | undefined;
  readonly taken: () => number;
  readonly from: Millis;
  readonly to: Millis;
  readonly all: readonly Density[];
}

/** `weir replay`: reads access logs through collector and service as if they happened now, and reports. */
export async function replay(argv: readonly string[]): Promise<number> {
  const { positional, flags } = parseArguments(argv, REPLAY_FLAGS);
  const files = positional.length > 0 ? positional : ['-'];
  if (positional.length === 0 && process.stdin.isTTY) {
    throw new WeirError(
      'invalid_argument',
      'Which log? Name one or more files, or pipe one in: weir replay access.log'
    );
  }
  const opened = await openAll(files, flags.get('--service') ?? []);
  const asked = flags.get('--step')?.at(-1);
  const density = asked === undefined ? chooseStep(opened.all) : undefined;
  const step = density?.step ?? askedStep(asked as string);
  const binary = await collectorBinary((line) => process.stderr.write(`${line}\n`));
  const kept = flags.get('--data')?.at(-1);
  const durable = kept !== undefined;
  const data = kept ?? mkdtempSync(path.join(tmpdir(), 'weir-replay-'));
  try {
    const summary = await run(opened, { files, step, density, data, durable, binary });
    return finish(summary, data, { json: flags.get('--json')?.at(-1), html: flags.get('--html')?.at(-1) });
  } finally {
    if (kept === undefined) rmSync(data, { recursive: true, force: true });
  }
}

async function openAll(files: readonly string[], services: readonly string[]): Promise<Opened> {
  if (services.length > 1 && services.length !== files.length) {
    throw new WeirError('invalid_argument', `--service is given ${services.length} times for ${files.length} files.`, [
      { path: '--service', expected: `once, or ${files.length} times`, found: `${services.length} times` },
    ]);
  }
  const opened = await Promise.all(files.map(openLogSource));
  const previews = opened.map((one) => one.preview);
  previews.forEach((preview, i) => refuseReversed(files[i] as string, preview));
  const from = Math.min(...previews.map((preview) => preview.first ?? Infinity));
  const to = Math.max(...previews.map((preview) => preview.last ?? -Infinity));
  if (!Number.isFinite(from) || !Number.isFinite(to)) {
    throw new WeirError(
      'invalid_argument',
      `No line of ${files.join(', ')} says when it happened; known are the combined, common and HAProxy formats and JSON lines.`
    );
  }
  const feeds = opened.map(({ source, preview }, i) => ({
    source,
    id: `${i}-${source.name}`.slice(0, 100),
    service: services[i] ?? services[0] ?? serviceName(files[i] as string),
    first: preview.first,
  }));
  const sizes = opened.map((one) => one.source.size);
  return {
    feeds,
    sizes: sizes.includes(undefined) ? undefined : (sizes as number[]).reduce((a, b) => a + b, 0),
    taken: () => opened.reduce((sum, one) => sum + one.source.taken(), 0),
    from,
    to,
    all: densities(
      previews.flatMap((preview) => preview.stretches),
      to - from
    ),
  };
}

/** A log that runs backwards cannot be judged in event time. */
function refuseReversed(file: string, { first, last }: Preview): void {
  if (first === undefined || last === undefined || first - last < HOUR) return;
  throw new WeirError(
    'invalid_argument',
    `${file} has its newest lines first; turn it round: tac ${file} | weir replay -`
  );
}

function askedStep(text: string): Millis {
  const step = parseDuration(text, '--step');
  if (!STEPS.includes(step)) {
    throw new WeirError('invalid_argument', `--step must be 10s, 1m, 5m or 1h, not ${text}.`, [
      { path: '--step', expected: '10s, 1m, 5m or 1h', found: text },
    ]);
  }
  return step;
}

interface RunOptions {
  readonly files: readonly string[];
  readonly step: Millis;
  readonly density: Density | undefined;
  readonly data: string;
  /** Whether `data` is kept. */
  readonly durable: boolean;
  readonly binary: string;
}

async function run(opened: Opened, options: RunOptions): Promise<Omit<ReplaySummary, 'hash'>> {
  const config = loadConfig({
    flags: {
      data: path.join(options.data, 'service'),
      'listen.port': '0',
      'steps.request': `${options.step}ms`,
      'log.level': 'warn',
    },
    env: {},
  });
  const service = await startService(config, { forecasts: false });
  const began = performance.now();
  let counts: FeedCounts;
  let refused: ReplaySummary['refused'];
  try {
    const collector = await startCollector({
      binary: options.binary,
      endpoint: service.url,
      storage: path.join(options.data, 'collector'),
      resolution: options.step,
      durable: options.durable,
    });
    const progress = new Progress(process.stderr);
    try {
      counts = await feed(collector.lines, randomUUID(), opened.feeds, (soFar) =>
        progress.show({ taken: opened.taken(), total: opened.sizes, lines: soFar.accepted })
      );
      await delivered(service, opened.feeds.length, collector.failure);
    } finally {
      progress.clear();
      await collector.stop();
    }
    const { metrics } = await service.shard.status();
    refused = Object.entries(metrics.samplesRejected ?? {});
    await service.shard.seal();
  } finally {
    await service.close();
  }
  return {
    names: options.files.map((file) => (file === '-' ? 'standard input' : path.basename(file))),
    lines: counts.accepted,
    unparsed: counts.unparsed,
    from: opened.from,
    to: opened.to,
    seconds: (performance.now() - began) / 1000,
    step: options.step,
    density: options.density,
    densities: opened.all,
    refused,
  };
}

/** Waits until the service has heard that every source has ended, which comes after everything else of it. */
async function delivered(service: Service, sources: number, failure: () => string | undefined): Promise<void> {
  let last = -1;
  let deadline = Date.now() + STALL_MS;
  for (;;) {
    const heard = await service.shard.sources(TENANT);
    if (heard.filter((source) => source.ended).length >= sources) return;
    const { nextOffset } = await service.shard.status();
    if (nextOffset !== last) deadline = Date.now() + STALL_MS;
    last = nextOffset;
    const failed = failure();
    if (failed !== undefined) throw new WeirError('unavailable', failed);
    if (Date.now() > deadline)
      throw new WeirError('unavailable', 'The collector does not deliver to the service any more.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Files that the report goes to besides the terminal. */
interface ReportFiles {
  readonly json: string | undefined;
  readonly html: string | undefined;
}

async function finish(ran: Omit<ReplaySummary, 'hash'>, data: string, files: ReportFiles): Promise<number> {
  const storage = openReader(path.join(data, 'service'));
  try {
    const { hash } = canonicalHash(storage, TENANT, { from: 0, to: Number.MAX_SAFE_INTEGER });
    const summary = { ...ran, hash };
    const findings = await readFindings(storage, TENANT, summary.from - DAY, summary.to + DAY);
    if (files.json !== undefined)
      writeFileSync(files.json, `${JSON.stringify(jsonReport(summary, findings), null, 2)}\n`);
    if (files.html !== undefined) writeFileSync(files.html, htmlReport(summary, findings));
    if (summary.lines === summary.unparsed) {
      process.stderr.write(
        'weir: not one line was understood; known are the combined, common and HAProxy formats and JSON lines.\n'
      );
      return 1;
    }
    process.stdout.write(report(summary, findings, process.stdout.isTTY && !process.env['NO_COLOR']));
    return 0;
  } finally {
    storage.close();
  }
}
