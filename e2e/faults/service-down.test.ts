import path from 'node:path';
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import type { AnomalyPage } from '@weir/contract';
import { collectorBinary } from '@weir/detection-service/cli/collector/build.ts';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { collectorPorts, collectorSetting } from '@weir/detection-service/cli/collector/start.ts';
import { HOUR, MINUTE, SECOND, stepStart, type Millis } from '@weir/detection-service/core/time.ts';
import { CollectorVictim } from '../support/collector-victim.ts';
import { LiveEmitter, requestOf } from '../support/live-emitter.ts';
import { postUntilTaken } from '../support/otlp-sender.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause, ServiceProcess } from '../support/service-process.ts';
import { countsByStep, resultsOf } from '../support/stored-results.ts';

/** What a collector says in an hour: heartbeats, the partials of a service in slots of 10 s. */
const BEAT = 5 * SECOND;
const SLOT = 10 * SECOND;
const PAST = 2 * HOUR;
/** The hour is told in a minute, so the collector's own inputs, which go by the clock on the wall, have to be silent. */
const WITHOUT_INPUTS = 'service: { pipelines: { logs: { receivers: [otlp] } } }\n';

const folder = scratchFolder('service-down');
afterAll(() => {
  CollectorVictim.killStragglers();
});

/** Calls in the slot that ends at `end`: steady, but each slot can be told from its neighbours. */
function callsAt(end: Millis): number {
  return 200 + ((end / SLOT) % 7);
}

test('after an hour without the service, all that the collector took arrives, in order, and is no alarm', async () => {
  const now = stepStart(Date.now(), MINUTE);
  const down = now - HOUR;
  const shop = new LiveEmitter('shop');
  const data = path.join(folder, 'service');
  const port = await freePort();
  const storage = path.join(folder, 'collector');
  mkdirSync(storage, { recursive: true });
  const binary = await collectorBinary(() => undefined);
  const ports = await collectorPorts();
  const overlay = path.join(folder, 'without-inputs.yaml');
  writeFileSync(overlay, WITHOUT_INPUTS);
  const wish = { binary, endpoint: `http://127.0.0.1:${port}`, storage, resolution: SLOT };
  const usual = collectorSetting(wish, ports);
  const setting = { ...usual, configs: [...usual.configs, overlay] };
  const collector = `http://127.0.0.1:${ports.otlpHttp}`;
  const start = (): Promise<ServiceProcess> => ServiceProcess.start({ data, port, set: ['steps.request=1m'] });

  // Two hours that the service learns from, all at once; then it is gone.
  let service = await start();
  const past = [];
  for (let end = down - PAST + SLOT; end <= down; end += SLOT) {
    past.push(shop.calls(callsAt(end), end - SLOT, end), shop.heartbeat(end));
  }
  await postUntilTaken(service.url, requestOf(past));
  expect(await service.stop()).toBe(0);

  let victim = new CollectorVictim(binary, setting);
  await victim.ready();
  for (let time = down + BEAT; time <= now; time += BEAT) {
    const said = [shop.heartbeat(time)];
    if (time % SLOT === 0) said.unshift(shop.calls(callsAt(time), time - SLOT, time));
    await postUntilTaken(collector, requestOf(said));
    // Half-way the collector dies too.
    if (time !== down + HOUR / 2) continue;
    await victim.kill();
    victim = new CollectorVictim(binary, setting);
    await victim.ready();
  }

  service = await start();
  const counts = await settled(service, now);
  const { items } = await service.get<AnomalyPage>('/v1/anomalies?limit=100');
  await victim.stop();
  expect(await service.stop()).toBe(0);

  expect(counts).toEqual(expectedCounts(down - PAST, now - MINUTE));
  expect(items.filter((anomaly) => anomaly.service === shop.service)).toEqual([]);

  /** The counts of all steps before the last, once that one is decided. */
  async function settled(running: ServiceProcess, until: Millis): Promise<[Millis, number][]> {
    const deadline = Date.now() + 120_000;
    for (;;) {
      const counts = countsByStep(resultsOf(data, shop.service, 'request_rate'));
      const all = [...counts].filter(([time]) => time < until - MINUTE).sort(([a], [b]) => a - b);
      if (all.at(-1)?.[0] === until - 2 * MINUTE) return all;
      if (Date.now() > deadline) throw new Error(`${running.url} stands at ${JSON.stringify(all.at(-1))}`);
      await pause(200);
    }
  }
});

function expectedCounts(from: Millis, until: Millis): [Millis, number][] {
  const counts: [Millis, number][] = [];
  for (let step = from; step < until; step += MINUTE) {
    let count = 0;
    for (let end = step + SLOT; end <= step + MINUTE; end += SLOT) count += callsAt(end);
    counts.push([step, count]);
  }
  return counts;
}
