import path from 'node:path';
import { expect, test } from 'vitest';
import type { AnomalyPage } from '@weir/contract';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { NO_DATA } from '@weir/detection-service/core/verdict.ts';
import { HOUR, SECOND, stepStart, type Millis } from '@weir/detection-service/core/time.ts';
import { LiveEmitter, requestOf } from '../support/live-emitter.ts';
import { postUntilTaken } from '../support/otlp-sender.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause, ServiceProcess } from '../support/service-process.ts';
import { resultsOf } from '../support/stored-results.ts';

const STEP = 5 * SECOND;
const PAST = 3 * HOUR;
const CALLS = 200;
/** A collector is dead after 60 s of ticks, which come every 5 s; a step or two more must be closed after that. */
const WATCHED_MS = 85_000;

const folder = scratchFolder('dead-collector');

test('traffic that stops is an outage; a collector that stops is no data and no outage', async () => {
  const data = path.join(folder, 'data');
  const set = ['steps.request=5s', 'lateness=1s'];
  const service = await ServiceProcess.start({ data, port: await freePort(), set });
  const shop = new LiveEmitter('shop');
  const mail = new LiveEmitter('mail');
  const stopped = await tellThePast(service.url, [shop, mail]);

  // From now on nobody calls the shop, whose collector lives on; that of the mail service is gone.
  const deadline = Date.now() + WATCHED_MS;
  while (Date.now() < deadline) {
    await postUntilTaken(service.url, requestOf([shop.heartbeat(Date.now())]));
    await pause(SECOND);
  }
  const { items } = await service.get<AnomalyPage>('/v1/anomalies?limit=100');
  expect(await service.stop()).toBe(0);

  const quiet = after(data, shop.service, stopped);
  expect(quiet.values.length).toBeGreaterThan(5);
  expect(quiet.values.every((value) => value === 0)).toBe(true);
  const outages = items.filter((anomaly) => anomaly.service === shop.service && anomaly.start >= stopped - STEP);
  expect(outages.map((anomaly) => [anomaly.indicator, anomaly.direction])).toContainEqual(['request_rate', 'down']);

  const gone = after(data, mail.service, stopped);
  expect(gone.statuses.length).toBeGreaterThan(0);
  expect(gone.statuses.every((status) => status === NO_DATA)).toBe(true);
  expect(items.filter((anomaly) => anomaly.service === mail.service && anomaly.start >= stopped - STEP)).toEqual([]);
});

/** Live telemetry of the hours up to now, so that there is something to miss; returns when it stops. */
async function tellThePast(url: string, emitters: readonly LiveEmitter[]): Promise<Millis> {
  const now = stepStart(Date.now(), STEP);
  let resources = [];
  for (let time = now - PAST; time < now; time += STEP) {
    const calls = CALLS + ((time / STEP) % 7);
    for (const emitter of emitters)
      resources.push(emitter.calls(calls, time, time + STEP), emitter.heartbeat(time + STEP));
    if (resources.length < 200 && time + STEP < now) continue;
    await postUntilTaken(url, requestOf(resources));
    resources = [];
  }
  return now;
}

/** The request rate of a service from a time on. */
function after(data: string, name: string, from: Millis): { values: number[]; statuses: number[] } {
  const values: number[] = [];
  const statuses: number[] = [];
  for (const { results } of resultsOf(data, name, 'request_rate')) {
    results.time.forEach((time, i) => {
      if (time < from) return;
      values.push(results.value[i] as number);
      statuses.push(results.status[i] as number);
    });
  }
  return { values, statuses };
}
