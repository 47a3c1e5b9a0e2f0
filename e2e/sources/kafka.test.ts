import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectorBinary } from '@weir/detection-service/cli/collector/build.ts';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { collectorPorts, collectorSetting } from '@weir/detection-service/cli/collector/start.ts';
import { lineTime } from '@weir/detection-service/cli/replay/line-time.ts';
import { seededRandom } from '@weir/detection-service/core/random.ts';
import { DAY, HOUR, SECOND } from '@weir/detection-service/core/time.ts';
import { demoLog } from '../../dev/demo-log/demo-log.ts';
import { CollectorVictim } from '../support/collector-victim.ts';
import { Kafka } from '../support/kafka.ts';
import { killLoop } from '../support/kill-loop.ts';
import { lineRequests, postLines } from '../support/line-sender.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause, ServiceProcess } from '../support/service-process.ts';
import { countsByStep, hashOf, resultsOf } from '../support/stored-results.ts';

/**
 * A real Kafka between collectors and the service. A log goes once straight and once through Kafka, where both collectors
 * are killed again and again and the broker is lost: the results are the same. Lines that others write to Kafka are read
 * by a collector that is killed, too: each counts once. Writer and reader of lines speak TLS and SASL.
 */
const LAYER = (name: string): string => fileURLToPath(new URL(`../../deploy/collector/${name}.yaml`, import.meta.url));
const METRICS = 'weir.operational.metrics.v1';
const LINES = 'access_log';
const SERVICE = 'demo-shop';
const SOURCE = 'day';
const READER_KILLS = Number(process.env['WEIR_KILLS'] ?? 6);
const EDGE_KILLS = 2;
const LINE_KILLS = 5;
const WRITING = 10 * SECOND;
const LINES_AT_ONCE = 40;
/** A source without heartbeats holds its clock for a minute after its first word. */
const SETTLED_WITHIN = 240 * SECOND;

const folder = scratchFolder('kafka');
afterAll(() => {
  CollectorVictim.killStragglers();
  Kafka.killStragglers();
});

/** A day of the demo shop with half an hour in the afternoon in which nobody called. */
const log = (() => {
  const from = Math.floor(Date.now() / HOUR) * HOUR - DAY - HOUR;
  const silence = [from + 16 * HOUR, from + 16.5 * HOUR] as const;
  const { text } = demoLog({ seed: 5, from, days: 1, callsPerMinute: 60 });
  const lines = [...text].flatMap((minute) => minute.split('\n')).filter((line) => line !== '');
  return lines.filter((line) => timeOf(line) < silence[0] || timeOf(line) >= silence[1]);
})();
const requests = lineRequests(log, {
  ...{ service: SERVICE, source: SOURCE, chunk: 900 },
  timeOf,
});
function timeOf(line: string): number {
  return lineTime(line) as number;
}

let binary: string;
let kafka: Kafka;

/** What a collector with these layers is started with; with the one for SASL it goes by Kafka's guarded door. */
async function setting(name: string, endpoint: string, layers: readonly string[]) {
  const ports = await collectorPorts();
  const base = collectorSetting({ binary, endpoint, storage: `${folder}/${name}`, resolution: 10 * SECOND }, ports);
  const env = {
    ...base.env,
    ...(layers.includes('kafka-sasl')
      ? { ...kafka.credentials, WEIR_KAFKA_BROKERS: kafka.guarded }
      : { WEIR_KAFKA_BROKERS: kafka.address }),
    WEIR_KAFKA_MEMBER: name,
    WEIR_KAFKA_LINES_SERVICE: 'by-kafka',
  };
  return { ports, setting: { ...base, env, configs: [...base.configs, ...layers.map(LAYER)] } };
}

/** Sends the log; `pausing` makes it last. */
async function send(port: number, pausing: () => number, sent: () => void): Promise<void> {
  for (const request of requests) {
    await postLines(`http://127.0.0.1:${port}/v1/lines`, request);
    sent();
    await pause(pausing());
  }
}

/** Waits until the service has heard that the log has ended, which comes after all else. */
async function ended(service: ServiceProcess): Promise<void> {
  for (const deadline = Date.now() + 120 * SECOND; ; await pause(100)) {
    const { items } = await service.get<{ items: { id: string; ended: boolean }[] }>('/v1/sources');
    if (items.some((source) => source.id === SOURCE && source.ended)) return;
    if (Date.now() > deadline) throw new Error(`the source did not end: ${JSON.stringify(items)}`);
  }
}

async function straight(data: string): Promise<void> {
  const service = await ServiceProcess.start({ data, port: await freePort() });
  const edge = await setting('straight', service.url, []);
  const collector = new CollectorVictim(binary, edge.setting);
  await collector.ready();
  await send(
    edge.ports.lines,
    () => 0,
    () => undefined
  );
  await ended(service);
  await collector.stop();
  await service.stop();
}

/** What happened on the way, and how many points the service has dropped because it knew them. */
interface Rough {
  readonly readerKills: number;
  readonly edgeKills: number;
  readonly duplicates: number;
}

async function overKafka(data: string): Promise<Rough> {
  const service = await ServiceProcess.start({ data, port: await freePort() });
  const edge = await setting('edge', service.url, ['kafka-edge', 'kafka-sasl']);
  const reader = await setting('reader', service.url, ['kafka-read']);
  const pausing = seededRandom(41);
  let sent = 0;
  const victims = (what: typeof edge, kills: number, seed: number, longestLife: number) =>
    killLoop({
      launch: () => new CollectorVictim(binary, what.setting),
      random: seededRandom(seed),
      ...{ kills, longestLife },
      acknowledged: () => sent,
      done: () => sent === requests.length,
    });
  const [readers, edges] = await Promise.all([
    victims(reader, READER_KILLS, 43, 2000),
    victims(edge, EDGE_KILLS, 47, 2000),
    send(
      edge.ports.lines,
      () => pausing() * 120,
      () => void sent++
    ),
    loseBroker(() => sent > requests.length / 2),
  ]);
  await ended(service);
  const duplicates = await duplicatesOf(service);
  await Promise.all([readers.survivor.stop(), edges.survivor.stop()]);
  await service.stop();
  return { readerKills: readers.kills, edgeKills: edges.kills, duplicates };
}

async function loseBroker(now: () => boolean): Promise<void> {
  while (!now()) await pause(20);
  await kafka.kill();
  await pause(SECOND);
  await kafka.start();
}

async function duplicatesOf(service: ServiceProcess): Promise<number> {
  const text = await (await fetch(`${service.url}/metrics`)).text();
  return [...text.matchAll(/^weir_duplicates_total\S* (\d+)/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
}

function accessLines(count: number): string[] {
  const now = new Date();
  const [, day = '', month = '', year = ''] = now.toUTCString().split(' ');
  const time = `${day}/${month}/${year}:${now.toISOString().slice(11, 19)} +0000`;
  return Array.from(
    { length: count },
    () => `10.0.0.1 - - [${time}] "GET /api/orders?page=1 HTTP/1.1" 200 512 "-" "client" 0.050`
  );
}

/** Lines that were given to Kafka, that it holds, and that the service has counted; points that came twice. */
interface Read {
  readonly written: number;
  readonly held: number;
  readonly counted: number;
  readonly kills: number;
  readonly duplicates: number;
}

/** Lines that somebody else writes to Kafka, read by a collector that is killed; resolves with what the service counted. */
async function lines(data: string): Promise<Read> {
  const set = ['steps.request=10s', 'lateness=2s', 'log.level=warn'];
  const service = await ServiceProcess.start({ data, port: await freePort(), set });
  const reader = await setting('lines', service.url, ['kafka-lines', 'kafka-sasl']);
  const producer = kafka.producer(LINES);
  let written = 0;
  let done = false;
  const write = async (): Promise<void> => {
    for (const began = Date.now(); Date.now() - began < WRITING; await pause(200)) {
      producer.write(accessLines(LINES_AT_ONCE));
      written += LINES_AT_ONCE;
    }
    await producer.end();
    done = true;
  };
  const [loop] = await Promise.all([
    killLoop({
      launch: () => new CollectorVictim(binary, reader.setting),
      random: seededRandom(7),
      ...{ kills: LINE_KILLS, longestLife: 3000 },
      acknowledged: () => written / LINES_AT_ONCE,
      done: () => done,
    }),
    write(),
  ]);
  const counted = (): number =>
    [...countsByStep(resultsOf(data, 'by-kafka', 'request_rate')).values()].reduce((sum, count) => sum + count, 0);
  // Later lines of another service drive the clock of a source without heartbeats.
  const clock = kafka.producer(LINES);
  for (
    const deadline = Date.now() + SETTLED_WITHIN;
    counted() < written && Date.now() < deadline;
    await pause(SECOND)
  ) {
    clock.write([
      JSON.stringify({ time: new Date(), method: 'GET', path: '/', status: 200, service: { name: 'clock' } }),
    ]);
  }
  await clock.end();
  await pause(SECOND); // what came twice would be counted by now
  const messages = await kafka.messages(LINES, { lines: true });
  const result = {
    ...{ written, counted: counted(), kills: loop.kills, duplicates: await duplicatesOf(service) },
    held: messages.filter(({ value }) => value.includes('/api/orders')).length,
  };
  await loop.survivor.stop();
  await service.stop();
  return result;
}

let rough: Rough;
let read: Read;

beforeAll(async () => {
  binary = await collectorBinary(() => undefined);
  kafka = await Kafka.start(`${folder}/kafka`, { [METRICS]: 3, [LINES]: 2 });
  await straight(`${folder}/straight-data`);
  // Both at once: the lines wait for a minute anyhow.
  [rough, read] = await Promise.all([overKafka(`${folder}/kafka-data`), lines(`${folder}/lines-data`)]);
});

describe('Kafka between collectors and the service', () => {
  it('changes no result, though readers, edges and the broker are lost on the way', () => {
    expect(rough.readerKills).toBeGreaterThan(READER_KILLS / 2);
    const counts = (data: string): Map<number, number> => countsByStep(resultsOf(data, SERVICE, 'request_rate'));
    const wanted = counts(`${folder}/straight-data`);
    expect([...wanted.values()].reduce((sum, count) => sum + count, 0)).toBe(log.length);
    expect(counts(`${folder}/kafka-data`)).toEqual(wanted);
    const hash = hashOf(`${folder}/straight-data`);
    expect(hash.anomalies).toBeGreaterThan(0);
    expect(hashOf(`${folder}/kafka-data`)).toEqual(hash);
  });

  it('keeps what an emitter says in one partition, under its name', async () => {
    const messages = await kafka.messages(METRICS);
    expect(messages.length).toBeGreaterThanOrEqual(requests.length);
    const places = new Map<string, Set<number>>();
    for (const { key, partition } of messages) places.set(key, (places.get(key) ?? new Set()).add(partition));
    expect([...places.keys()].filter((key) => !key.startsWith('emitter/'))).toEqual([]);
    expect([...places.values()].map((partitions) => partitions.size)).toEqual([...places.keys()].map(() => 1));
  });
});

describe('lines that others write to Kafka', () => {
  it('count once each, though the collector that reads them is killed and the broker is lost', () => {
    expect(read.kills).toBeGreaterThan(LINE_KILLS / 2);
    expect([read.held, read.counted]).toEqual([read.written, read.written]);
  });
});
