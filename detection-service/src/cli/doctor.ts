import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config/schema.ts';
import { CONFIG_FLAGS } from '../config/flags.ts';
import { WeirError } from '../core/errors.ts';
import { parseArguments } from './arguments.ts';
import { clusterFindings } from './cluster-findings.ts';
import { readCollectorConfig } from './collector/collector-config.ts';
import { exportFindings } from './collector/export-findings.ts';
import { queueFindings } from './collector/queue-findings.ts';
import { defaultConfigs } from './collector/start.ts';
import type { Finding } from './finding.ts';
import { configured } from './serve.ts';
import { subscriptionFindings } from './subscription-findings.ts';

const COLLECTOR_HEALTH = 'http://127.0.0.1:13133/';
const LOW_DISK = 2e9;

/** `weir doctor`: says what is configured, reachable and missing. Exits with 1 when something is wrong. */
export async function doctor(argv: readonly string[]): Promise<number> {
  const { flags } = parseArguments(argv, [
    ...CONFIG_FLAGS,
    {
      name: '--collector-config',
      value: 'FILE',
      help: 'examine this configuration of a collector instead of the one that `npm start` uses; give all that it gets, in its order',
    },
  ]);
  const findings: Finding[] = [];
  const config = configuration(flags, findings);
  if (config !== undefined) {
    findings.push(dataDirectory(config), ...(await service(config)));
    findings.push(...(await subscriptionFindings(urlOf(config), process.env['WEIR_TOKEN'], Date.now())));
    findings.push(...(await clusterFindings(config, process.env)));
  }
  findings.push(await collector(), go(), ...(await collectorFindings(flags.get('--collector-config'), config)));
  for (const { state, subject, sentence } of findings) {
    const mark = { ok: 'ok   ', note: 'note ', wrong: 'WRONG' }[state];
    process.stdout.write(`${mark}  ${subject.padEnd(18)} ${sentence}\n`);
  }
  return findings.some((finding) => finding.state === 'wrong') ? 1 : 0;
}

/** Examines the configuration of a collector: whether it keeps what it acknowledges, and whether the service takes it. */
async function collectorFindings(files: readonly string[] | undefined, config: Config | undefined): Promise<Finding[]> {
  try {
    if (files !== undefined) {
      const given = readCollectorConfig(files, process.env);
      return [...queueFindings(files.join(' + '), given), ...(await exportFindings(given))];
    }
    const endpoint = config === undefined ? {} : { WEIR_ENDPOINT: urlOf(config) };
    const own = readCollectorConfig(defaultConfigs(process.env['WEIR_TOKEN']), { ...endpoint, ...process.env });
    return exportFindings(own);
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    return [{ state: 'wrong', subject: 'collector config', sentence: error.message }];
  }
}

function urlOf({ listen }: Config): string {
  return `http://${listen.host.includes(':') ? `[${listen.host}]` : listen.host}:${listen.port}`;
}

function configuration(flags: ReadonlyMap<string, readonly string[]>, findings: Finding[]): Config | undefined {
  try {
    const config = configured(flags);
    const tokens = config.tokens.length === 0 ? 'no tokens, so loopback only' : `${config.tokens.length} tokens`;
    findings.push({
      state: 'ok',
      subject: 'configuration',
      sentence: `listens on ${config.listen.host}:${config.listen.port}, ${tokens}; data in ${config.data}`,
    });
    return config;
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    findings.push({ state: 'wrong', subject: 'configuration', sentence: error.message });
    return undefined;
  }
}

function dataDirectory(config: Config): Finding {
  const subject = 'data directory';
  let folder = config.data;
  while (!existsSync(folder)) folder = path.dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    return {
      state: 'wrong',
      subject,
      sentence: `${folder} cannot be written: change its owner, or choose another with --data.`,
    };
  }
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const room = `${(free / 1e9).toFixed(1)} GB free, the log may take ${(config.retention.log.size / 1e9).toFixed(0)} GB`;
  if (free < LOW_DISK) return { state: 'wrong', subject, sentence: `${config.data}: only ${room}.` };
  const state = free < config.retention.log.size ? 'note' : 'ok';
  return {
    state,
    subject,
    sentence: `${config.data}: ${room}${existsSync(config.data) ? '' : '; will be made at the first start'}`,
  };
}

async function service(config: Config): Promise<Finding[]> {
  const url = urlOf(config);
  const answer = await ask(`${url}/readyz`);
  if (answer === undefined) {
    return [
      {
        state: 'note',
        subject: 'detection service',
        sentence: `nothing answers on ${url}; start it with: npm run -s weir -- serve`,
      },
    ];
  }
  if (answer.ok) return [{ state: 'ok', subject: 'detection service', sentence: `ready on ${url}` }];
  return [
    { state: 'wrong', subject: 'detection service', sentence: `${url} is up but not ready: ${await answer.text()}` },
  ];
}

async function collector(): Promise<Finding> {
  const subject = 'collector';
  const answer = await ask(COLLECTOR_HEALTH);
  if (answer === undefined) {
    return { state: 'note', subject, sentence: `nothing answers on ${COLLECTOR_HEALTH}; \`npm start\` starts one` };
  }
  return answer.ok
    ? { state: 'ok', subject, sentence: `healthy on ${COLLECTOR_HEALTH}` }
    : {
        state: 'wrong',
        subject,
        sentence: `${COLLECTOR_HEALTH} answers ${answer.status}: its log says which component failed.`,
      };
}

function go(): Finding {
  const { status, stdout } = spawnSync('go', ['version'], { encoding: 'utf8' });
  return status === 0
    ? { state: 'ok', subject: 'go', sentence: stdout.trim() }
    : {
        state: 'note',
        subject: 'go',
        sentence: 'missing; it is needed once, to build the collector (https://go.dev/dl)',
      };
}

function ask(url: string): Promise<Response | undefined> {
  return fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
}
