import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnomalyPage, EntityPage, SeriesPage } from '@weir/contract';
import { collectorBinary } from '@weir/detection-service/cli/collector/build.ts';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import {
  collectorPorts,
  collectorSetting,
  type CollectorSetting,
} from '@weir/detection-service/cli/collector/start.ts';
import { SECOND } from '@weir/detection-service/core/time.ts';
import { CollectorVictim } from '../support/collector-victim.ts';
import { Mosquitto } from '../support/mosquitto.ts';
import { MqttDevice } from '../support/mqtt-device.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause, ServiceProcess } from '../support/service-process.ts';
import { SparkplugEdge } from '../support/sparkplug-edge.ts';

/**
 * A real Mosquitto, the collector as a client in both versions of the protocol, and devices: what a broker has
 * acknowledged to them arrives, whatever is killed or restarted between, and one that falls silent is found.
 */
const DEVICES = fileURLToPath(new URL('../../deploy/collector/devices.yaml', import.meta.url));
const SETTINGS = ['steps.request=1s', 'lateness=1s', 'detector.params={warmUp: 24}', 'log.level=warn'];
/** A report in so many milliseconds, of each device. */
const INTERVAL = 200;
/** Each a series of its own, so that none can stand for another. */
const LEDGER = 150;
const LEARNING = 28 * SECOND;
const FOUND_WITHIN = 25 * SECOND;

const folder = scratchFolder('mqtt');
let broker: Mosquitto;
let service: ServiceProcess;
let collector: CollectorVictim;
let setting: CollectorSetting;
let binary: string;
let ports: Awaited<ReturnType<typeof collectorPorts>>;
const timers: NodeJS.Timeout[] = [];
const senders = new Map<string, MqttDevice>();
let edge: SparkplugEdge;

/** Over devices.yaml: a second client that speaks 3.1.1, and everything quicker. */
function layer(): string {
  const file = `${folder}/layer.yaml`;
  const client = (version: string, prefix: string, more: string): string => `
    heartbeat_interval: 250ms
    protocols:
      mqtt:
        broker: mqtt://127.0.0.1:${broker.port}
        version: "${version}"
        client_id: weir-${version}
        reconnect: { initial_interval: 50ms, max_interval: 200ms }
        topics:
          - template: ${prefix}/{device}${more}`;
  const pipeline =
    '{ receivers: [api_telemetry, api_telemetry/older], processors: [memory_limiter], exporters: [otlp_http] }';
  const text = `receivers:
  api_telemetry:${client('5', 'new', '\n          - payload: sparkplug')}
  api_telemetry/older:${client('3.1.1', 'old', '')}
service:
  pipelines:
    metrics/devices: ${pipeline}
`;
  writeFileSync(file, text);
  return file;
}

async function startCollector(): Promise<void> {
  collector = new CollectorVictim(binary, setting);
  await collector.ready();
}

beforeAll(async () => {
  broker = new Mosquitto(`${folder}/broker`, await freePort());
  await broker.start();
  service = await ServiceProcess.start({ data: `${folder}/data`, port: await freePort(), set: SETTINGS });
  binary = await collectorBinary(() => undefined);
  ports = await collectorPorts();
  const base = collectorSetting(
    { binary, endpoint: service.url, storage: `${folder}/collector`, resolution: SECOND },
    ports
  );
  setting = { ...base, configs: [...base.configs, DEVICES, layer()] };
  await startCollector();
  for (const prefix of ['new', 'old']) {
    for (const name of [`${prefix}-press`, `${prefix}-saw`]) senders.set(name, new MqttDevice(broker.port, name));
    senders.set(`${prefix}-ledger`, new MqttDevice(broker.port, `${prefix}-ledger`));
  }
  edge = new SparkplugEdge(broker.port, 'plant', 'gateway', 'pump');
  await edge.born(60);
});

afterAll(async () => {
  timers.forEach(clearInterval);
  for (const sender of senders.values()) sender.die();
  edge.die();
  await collector.kill();
  CollectorVictim.killStragglers();
  await broker.stop();
  await service.stop();
});

const prefixOf = (name: string): string => name.slice(0, 3);

/** A device reports from now on; returns what ends that. */
function reports(name: string): () => void {
  let count = 0;
  const timer = setInterval(() => {
    const load = 50 + 3 * Math.sin(count++);
    senders.get(name)?.publish(`${prefixOf(name)}/${name}`, JSON.stringify({ load, timestamp: Date.now() }));
  }, INTERVAL);
  timers.push(timer);
  return () => clearInterval(timer);
}

async function silent(): Promise<AnomalyPage['items']> {
  const { items } = await service.get<AnomalyPage>('/v1/anomalies?limit=1000');
  return items.filter((one) => one.indicator === 'report_interval' && one.direction === 'up');
}

/** A counter of the collector's own, over all its inputs. */
async function counted(name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${ports.metrics}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line.startsWith(`otelcol_receiver_api_telemetry_${name}`));
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

describe('devices at a broker', () => {
  const stops = new Map<string, () => void>();
  let redelivered = 0;

  it('lose nothing that the broker took, whether the collector is killed or the broker restarts', async () => {
    for (const name of ['new-press', 'old-press', 'new-saw', 'old-saw']) stops.set(name, reports(name));
    let value = 0;
    timers.push(setInterval(() => edge.data(60 + (value++ % 3)), INTERVAL));
    const began = Date.now();
    for (let i = 0; i < LEDGER; i++) {
      for (const prefix of ['new', 'old']) {
        senders
          .get(`${prefix}-ledger`)
          ?.publish(`${prefix}/${prefix}-ledger`, JSON.stringify({ [`n${i}`]: i, time: Date.now() }));
      }
      if (i === 50) {
        await collector.kill();
        void startCollector();
      }
      if (i === 100) {
        await broker.stop();
        await broker.start();
      }
      await pause(40);
    }
    await Promise.all([...senders].filter(([name]) => name.endsWith('ledger')).map(([, sender]) => sender.settled()));
    for (const prefix of ['new', 'old']) {
      expect(senders.get(`${prefix}-ledger`)?.acknowledged).toBe(LEDGER);
      const there = async (): Promise<number> => {
        const { items } = await service.get<SeriesPage>(`/v1/series?limit=1000&service=${prefix}-ledger`);
        return items.filter(({ indicator }) => /^n\d+$/.test(indicator)).length;
      };
      const deadline = Date.now() + 15 * SECOND;
      while ((await there()) < LEDGER && Date.now() < deadline) await pause(100);
      expect(await there()).toBe(LEDGER);
    }
    redelivered = await counted('redelivered_messages');
    expect(edge.births).toBeGreaterThan(1);
    await pause(Math.max(0, began + LEARNING - Date.now()));
  });

  it('are entities with their metrics, Sparkplug ones by the names of their births', async () => {
    const { items } = await service.get<EntityPage>('/v1/entities?kind=device&limit=1000');
    const names = items.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['new-press', 'old-press', 'plant/gateway', 'plant/gateway/pump']));
    const pump = await service.get<SeriesPage>('/v1/series?limit=100&service=plant%2Fgateway%2Fpump');
    expect(pump.items.map(({ indicator }) => indicator)).toEqual(
      expect.arrayContaining(['Oil/Temperature', 'weir.device.online', 'report_interval'])
    );
  });

  it('that fall silent or die are found, and no others', async () => {
    const since = Date.now();
    stops.get('new-press')?.();
    stops.get('old-press')?.();
    edge.die();
    const wanted = ['new-press', 'old-press', 'plant/gateway/pump'];
    const missing = async (): Promise<readonly string[]> => {
      const found = (await silent()).filter((one) => one.start >= since - 2 * SECOND).map((one) => one.service);
      return wanted.filter((name) => !found.includes(name));
    };
    while ((await missing()).length > 0 && Date.now() < since + FOUND_WITHIN) await pause(250);
    expect(await missing()).toEqual([]);
    // What was measured belongs into the record of the run.
    process.stdout.write(
      `found after ${Date.now() - since} ms; ${redelivered} messages came twice after the kill, of ${2 * LEDGER} and more\n`
    );
    const all = await silent();
    expect(all.filter((one) => /saw|ledger/.test(one.service) && one.start >= since)).toEqual([]);
    expect(all.find((one) => one.service === 'new-press')?.description).toMatch(/^new-press is silent: no report for /);
  });
});
