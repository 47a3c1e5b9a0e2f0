import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collectorBinary } from '@weir/detection-service/cli/collector/build.ts';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { collectorPorts, collectorSetting } from '@weir/detection-service/cli/collector/start.ts';
import { lineTime } from '@weir/detection-service/cli/replay/line-time.ts';
import { seededRandom } from '@weir/detection-service/core/random.ts';
import { DAY, HOUR, MINUTE } from '@weir/detection-service/core/time.ts';
import { demoLog } from '../../dev/demo-log/demo-log.ts';
import { CollectorVictim } from '../support/collector-victim.ts';
import { killLoop } from '../support/kill-loop.ts';
import { lineRequests, postLines } from '../support/line-sender.ts';
import { pause, ServiceProcess } from '../support/service-process.ts';
import { countsByStep, hashOf, resultsOf } from '../support/stored-results.ts';

/** More of them for a soak: `WEIR_KILLS=500`. */
const KILLS = Number(process.env['WEIR_KILLS'] ?? 50);
const CALLS_PER_MINUTE = 60;
const LINES_PER_REQUEST = 150;
/** The sender's pauses, so that a kill may come between two requests as well as during one. */
const LONGEST_PAUSE_MS = 60;
/** Requests that each life of the collector may have, at least: a life may want as many acknowledgements. */
const REQUESTS_PER_LIFE = 8;
const SERVICE = 'demo-shop';
const SOURCE = 'day';

const folder = mkdtempSync(path.join(tmpdir(), 'weir-kill-collector-'));
afterAll(() => {
  CollectorVictim.killStragglers();
  ServiceProcess.killStragglers();
  rmSync(folder, { recursive: true, force: true });
});

/** A day of the demo shop with half an hour in the afternoon in which nobody called. */
function logOfADay(): string[] {
  const from = Math.floor(Date.now() / HOUR) * HOUR - DAY - HOUR;
  const silence = [from + 16 * HOUR, from + 16 * HOUR + 30 * MINUTE] as const;
  const { text } = demoLog({ seed: 5, from, days: 1, callsPerMinute: CALLS_PER_MINUTE });
  const lines = [...text].flatMap((minute) => minute.split('\n')).filter((line) => line !== '');
  return lines.filter((line) => timeOf(line) < silence[0] || timeOf(line) >= silence[1]);
}

function timeOf(line: string): number {
  return lineTime(line) as number;
}

const lines = logOfADay();
const requests = lineRequests(lines, { service: SERVICE, source: SOURCE, chunk: LINES_PER_REQUEST, timeOf });

/** More do not fit into the log. */
const MOST_KILLS = Math.floor(requests.length / REQUESTS_PER_LIFE) - 1;

interface Done {
  readonly kills: number;
  readonly unborn: number;
  readonly accepted: number;
  readonly repeats: number;
}

/** Sends the log through a collector that is killed `kills` times, to a service that is not. */
async function run(data: string, kills: number): Promise<Done> {
  const service = await ServiceProcess.start({ data: path.join(data, 'service'), port: await freePort() });
  const storage = path.join(data, 'collector');
  mkdirSync(storage, { recursive: true });
  const binary = await collectorBinary(() => undefined);
  const ports = await collectorPorts();
  const setting = collectorSetting({ binary, endpoint: service.url, storage, resolution: 10_000 }, ports);
  const pausing = seededRandom(41);
  let acknowledged = 0;
  let accepted = 0;
  let repeats = 0;
  let lives = 0;
  // However slowly a collector starts, the log must last for all of its kills.
  const perLife = Math.max(REQUESTS_PER_LIFE, Math.floor(requests.length / (kills + 1)));
  const send = async (): Promise<void> => {
    for (const request of requests) {
      while (acknowledged >= lives * perLife && lives <= kills) await pause(1);
      const taken = await postLines(`http://127.0.0.1:${ports.lines}/v1/lines`, request);
      accepted += taken.accepted;
      repeats += taken.tries - 1;
      acknowledged++;
      if (kills > 0) await pause(pausing() * LONGEST_PAUSE_MS);
    }
  };
  const [loop] = await Promise.all([
    killLoop({
      launch: () => {
        lives++;
        return new CollectorVictim(binary, setting);
      },
      random: seededRandom(43),
      kills,
      longestLife: 500,
      acknowledged: () => acknowledged,
      done: () => acknowledged === requests.length,
    }),
    send(),
  ]);
  await ended(service);
  await loop.survivor.stop();
  expect(await service.stop()).toBe(0);
  return { kills: loop.kills, unborn: loop.unborn, accepted, repeats };
}

/** Waits until the service has heard that the source has ended, which comes after all else. */
async function ended(service: ServiceProcess): Promise<void> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const { items: sources } = await service.get<{ items: { id: string; ended: boolean }[] }>('/v1/sources');
    if (sources.some((source) => source.id === SOURCE && source.ended)) return;
    if (Date.now() > deadline) throw new Error(`the source did not end: ${JSON.stringify(sources)}`);
    await pause(100);
  }
}

const calm = path.join(folder, 'calm');
const rough = path.join(folder, 'rough');
let quiet: Done;
let done: Done;

beforeAll(async () => {
  quiet = await run(calm, 0);
  done = await run(rough, Math.min(KILLS, MOST_KILLS));
});

test('a collector that is killed again and again loses no line that it acknowledged, and counts none twice', () => {
  expect(done.kills).toBe(Math.min(KILLS, MOST_KILLS));
  expect([quiet.accepted, done.accepted]).toEqual([lines.length, lines.length]);
  const [undisturbed, disturbed] = [calm, rough].map(countsOf);
  expect([...(disturbed?.values() ?? [])].reduce((sum, count) => sum + count, 0)).toBe(lines.length);
  expect(disturbed).toEqual(undisturbed);
});

test('the results of a collector that is killed again and again are those of one that is not', () => {
  const wanted = hashOf(path.join(calm, 'service'));
  expect(wanted.anomalies).toBeGreaterThan(0);
  expect(hashOf(path.join(rough, 'service'))).toEqual(wanted);
});

function countsOf(data: string): Map<number, number> {
  return countsByStep(resultsOf(path.join(data, 'service'), SERVICE, 'request_rate'));
}
