import { appendFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EntityPage } from '@weir/contract';
import { collectorBinary } from '@weir/detection-service/cli/collector/build.ts';
import { freePort, freePorts } from '@weir/detection-service/cli/collector/free-port.ts';
import { CollectorProcess } from '@weir/detection-service/cli/collector/process.ts';
import { collectorPorts, collectorSetting } from '@weir/detection-service/cli/collector/start.ts';
import { SECOND } from '@weir/detection-service/core/time.ts';
import { Rsyslog } from '../support/rsyslog.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause, ServiceProcess } from '../support/service-process.ts';
import { countsByStep, resultsOf } from '../support/stored-results.ts';

/** A real rsyslog follows access logs and sends their lines over TCP, in both framings. */
const SYSLOG = fileURLToPath(new URL('../../deploy/collector/syslog.yaml', import.meta.url));
const SETTINGS = ['steps.request=1s', 'lateness=2s', 'log.level=warn'];
const FRAMINGS = ['octet-counted', 'traditional'] as const;
const WRITING = 4 * SECOND;
const EVERY = 100;
const AT_ONCE = 10;
const SETTLED_WITHIN = 25 * SECOND;

const folder = scratchFolder('syslog');
const fileOf = (framing: string): string => `${folder}/${framing}.log`;
let service: ServiceProcess;
let collector: CollectorProcess;
let rsyslog: Rsyslog;
let written = 0;

afterAll(async () => {
  await rsyslog?.stop();
  await collector?.stop();
  await service?.stop();
});

/** One of nginx's lines, of this moment. */
function line(): string {
  const now = new Date();
  const [, day, month, year] = /, (\d+) (\w+) (\d+)/.exec(now.toUTCString()) as RegExpExecArray;
  const time = `${day}/${month}/${year}:${now.toISOString().slice(11, 19)} +0000`;
  return `192.0.2.7 - - [${time}] "GET /orders/17 HTTP/1.1" 200 512 "-" "curl/8" rt=0.050 urt="0.040"`;
}

beforeAll(async () => {
  const binary = await collectorBinary(() => undefined);
  service = await ServiceProcess.start({ data: `${folder}/data`, port: await freePort(), set: SETTINGS });
  const [port = 0] = await freePorts(1);
  const storage = `${folder}/collector`;
  const base = collectorSetting({ binary, endpoint: service.url, storage, resolution: SECOND }, await collectorPorts());
  collector = await CollectorProcess.start({
    binary,
    configs: [...base.configs, SYSLOG],
    env: { ...base.env, WEIR_SYSLOG_TCP_ENDPOINT: `127.0.0.1:${port}` },
    healthUrl: base.healthUrl,
  });
  for (const framing of FRAMINGS) writeFileSync(fileOf(framing), '');
  const files = FRAMINGS.map((framing) => ({ file: fileOf(framing), tag: `by-${framing}`, framing }));
  rsyslog = new Rsyslog(`${folder}/rsyslog`, port, files);
  rsyslog.start();
  await pause(SECOND);
  for (const began = Date.now(); Date.now() - began < WRITING; await pause(EVERY)) {
    const lines = Array.from({ length: AT_ONCE }, line).join('\n');
    for (const framing of FRAMINGS) appendFileSync(fileOf(framing), `${lines}\n`);
    written += AT_ONCE;
  }
});

/** The calls of a service that the detection service has counted. */
function counted(name: string): number {
  const counts = countsByStep(resultsOf(`${folder}/data`, name, 'request_rate'));
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

describe('rsyslog over TCP', () => {
  it.each(FRAMINGS)('%s: every line is a call of the service that the tag names, once', async (framing) => {
    const deadline = Date.now() + SETTLED_WITHIN;
    while (counted(`by-${framing}`) < written && Date.now() < deadline) await pause(250);
    expect(written).toBeGreaterThan(100);
    expect([counted(`by-${framing}`), rsyslog.output]).toEqual([written, '']);
  });

  it('has its routes and latencies', async () => {
    const { items } = await service.get<EntityPage>('/v1/entities?kind=endpoint&limit=1000');
    for (const framing of FRAMINGS) {
      const of = items.filter((one) => one.name === `by-${framing}`);
      expect(of.map((one) => `${one.method} ${one.route}`)).toEqual(['GET /orders/{id}']);
      const [latency] = resultsOf(`${folder}/data`, `by-${framing}`, 'latency_p50');
      const known = [...(latency?.results.value ?? [])].filter((value) => !Number.isNaN(value));
      expect(Math.round((known[0] as number) / 10)).toBe(5);
    }
  });
});
