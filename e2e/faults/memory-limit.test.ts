import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { collectorBinary } from '@weir/detection-service/cli/collector/build.ts';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { collectorPorts, collectorSetting } from '@weir/detection-service/cli/collector/start.ts';
import { HOUR, MINUTE, stepStart, type Millis } from '@weir/detection-service/core/time.ts';
import { CollectorVictim } from '../support/collector-victim.ts';
import { lineRequests, postLines, type LineRequest } from '../support/line-sender.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause, ServiceProcess } from '../support/service-process.ts';
import { countsByStep, resultsOf } from '../support/stored-results.ts';

/** What all senders have under way is several times as much. */
const LIMIT_MIB = 48;
const LINES_PER_REQUEST = 5000;
const REQUESTS = 120;
const SENDERS = 12;
const LINE_EVERY_MS = 10;
const REFUSED = 'otelcol_processor_memory_limiter_refused_log_records';

const folder = scratchFolder('memory-limit');
afterAll(() => CollectorVictim.killStragglers());

test('at its memory limit the collector pushes senders back, and loses nothing that it acknowledged', async () => {
  const data = path.join(folder, 'service');
  const storage = path.join(folder, 'collector');
  mkdirSync(storage, { recursive: true });
  const service = await ServiceProcess.start({ data, port: await freePort() });
  const binary = await collectorBinary(() => undefined);
  const ports = await collectorPorts();
  const setting = collectorSetting({ binary, endpoint: service.url, storage, resolution: 10_000 }, ports);
  const env = { ...setting.env, WEIR_COLLECTOR_MEMORY_MIB: String(LIMIT_MIB) };
  const collector = new CollectorVictim(binary, { ...setting, env });
  await collector.ready();

  const first = stepStart(Date.now(), HOUR) - 12 * HOUR;
  const requests = requestsFrom(first);
  const end = requests.pop() as LineRequest;
  const url = `http://127.0.0.1:${ports.lines}/v1/lines`;
  let refused = 0;
  let accepted = 0;
  const sender = async (): Promise<void> => {
    for (let next = requests.shift(); next !== undefined; next = requests.shift()) {
      const taken = await postLines(url, next);
      refused += taken.tries - 1;
      accepted += taken.accepted;
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  expect(accepted).toBe(LINES_PER_REQUEST * REQUESTS);
  expect(refused).toBeGreaterThan(0);
  const own = await fetch(`http://127.0.0.1:${ports.metrics}/metrics`).then((answer) => answer.text());
  expect(Number(new RegExp(`^${REFUSED}\\{.*\\} (\\S+)$`, 'm').exec(own)?.[1])).toBeGreaterThan(0);

  await postLines(url, end);
  await ended(service);
  await collector.stop();
  expect(await service.stop()).toBe(0);
  const counts = [...countsByStep(resultsOf(data, 'shop', 'request_rate')).values()];
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(accepted);
});

/** A log in requests that may overtake each other: only the last says how far it goes, and that it ends. */
function requestsFrom(first: Millis): LineRequest[] {
  const line = (i: number): string =>
    JSON.stringify({
      time: new Date(first + i * LINE_EVERY_MS).toISOString(),
      ...{ method: 'GET', path: `/orders/${i}`, status: 200, duration_ms: 12, user_agent: 'x'.repeat(200) },
    });
  const lines = Array.from({ length: LINES_PER_REQUEST * REQUESTS }, (_, i) => line(i));
  const timeOf = (text: string): number => Date.parse((JSON.parse(text) as { time: string }).time);
  const requests = lineRequests(lines, { service: 'shop', source: 'log', chunk: LINES_PER_REQUEST, timeOf });
  return requests.map(({ body, headers: { 'weir-received-up-to': upTo = '', ...headers } }, i) =>
    i === requests.length - 1 ? { body, headers: { ...headers, 'weir-received-up-to': upTo } } : { body, headers }
  );
}

/** Waits until the service has heard that the source has ended. */
async function ended(service: ServiceProcess): Promise<void> {
  const deadline = Date.now() + MINUTE;
  for (;;) {
    const { items } = await service.get<{ items: { id: string; ended: boolean }[] }>('/v1/sources');
    if (items.some((source) => source.id === 'log' && source.ended)) return;
    if (Date.now() > deadline) throw new Error(`the source did not end: ${JSON.stringify(items)}`);
    await pause(100);
  }
}
