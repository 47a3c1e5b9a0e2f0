import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { seededRandom } from '@weir/detection-service/core/random.ts';
import { HOUR, MINUTE } from '@weir/detection-service/core/time.ts';
import { killLoop } from '../support/kill-loop.ts';
import { postUntilTaken } from '../support/otlp-sender.ts';
import { GAUGE, SHOP, tellStory, WORKER } from '../support/otlp-story.ts';
import { pause, ServiceProcess } from '../support/service-process.ts';
import { countsByStep, hashOf, resultsOf } from '../support/stored-results.ts';

/** More of them for a soak: `WEIR_KILLS=500`. */
const KILLS = Number(process.env['WEIR_KILLS'] ?? 55);
const MINUTES = 360;
/** The sender's pauses, so that the requests last for all kills. */
const LONGEST_PAUSE_MS = 80;
const SETTINGS = ['snapshot.interval=1s', 'log.level=warn'];

const folder = mkdtempSync(path.join(tmpdir(), 'weir-kill-service-'));
afterAll(() => {
  ServiceProcess.killStragglers();
  rmSync(folder, { recursive: true, force: true });
});
/** Filled by the first service that stops by itself; starts are most of the time here. */
const env = { NODE_COMPILE_CACHE: path.join(folder, 'compiled') };

// Recent, because step states and results are kept for a time of the wall clock.
const from = Math.floor(Date.now() / HOUR) * HOUR - 8 * HOUR;
const story = tellStory({ seed: 11, from, minutes: MINUTES, outage: [270, 295] });

/** Sends the story to a service that nobody disturbs. */
async function undisturbed(data: string): Promise<void> {
  const service = await ServiceProcess.start({ data, port: await freePort(), set: SETTINGS, env });
  for (const request of story.requests) await postUntilTaken(service.url, request);
  expect(await service.stop()).toBe(0);
}

/** Sends it to one that is killed again and again; returns what was done to it. */
async function disturbed(data: string): Promise<{ kills: number; unborn: number; repeats: number }> {
  const port = await freePort();
  const killing = seededRandom(23);
  const sending = seededRandom(31);
  let acknowledged = 0;
  let repeats = 0;
  const send = async (): Promise<void> => {
    for (const request of story.requests) {
      repeats += (await postUntilTaken(`http://127.0.0.1:${port}`, request)) - 1;
      acknowledged++;
      await pause(sending() * LONGEST_PAUSE_MS);
    }
  };
  const [{ survivor, kills, unborn }] = await Promise.all([
    killLoop({
      launch: () => ServiceProcess.launch({ data, port, set: SETTINGS, env }),
      random: killing,
      kills: KILLS,
      // The first snapshot of a life is taken a second after its start.
      longestLife: 1300,
      acknowledged: () => acknowledged,
      done: () => acknowledged === story.requests.length,
    }),
    send(),
  ]);
  expect(await survivor.stop()).toBe(0);
  return { kills, unborn, repeats };
}

test('a service that is killed again and again comes to the same results, and loses nothing it acknowledged', async () => {
  const calm = path.join(folder, 'calm');
  const rough = path.join(folder, 'rough');
  await undisturbed(calm);
  const done = await disturbed(rough);
  expect(done.kills).toBeGreaterThanOrEqual(Math.min(KILLS, 50));
  expect(done.unborn).toBeGreaterThan(0);

  const wanted = hashOf(calm);
  expect(wanted.anomalies).toBeGreaterThan(0);
  expect(wanted.problems).toBeGreaterThan(0);
  expect(hashOf(rough)).toEqual(wanted);

  for (const data of [calm, rough]) {
    const calls = countsByStep(resultsOf(data, SHOP, 'request_rate'));
    expect(calls).toEqual(story.ledger.callsByMinute);
    expect([...calls.values()].reduce((sum, count) => sum + count, 0)).toBe(story.ledger.calls);
    // Neither gauge nor counter carries an id; sent twice, the same point says nothing new.
    const [gauge] = resultsOf(data, WORKER, GAUGE);
    const readings = new Map([...(gauge?.results.time ?? [])].map((time, i) => [time, gauge?.results.value[i]]));
    for (const [time, value] of story.ledger.readings)
      if (time < from + (MINUTES - 1) * MINUTE) expect(readings.get(time)).toBe(value);
  }
});
