import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { HOUR } from '@weir/detection-service/core/time.ts';
import { postUntilTaken } from '../support/otlp-sender.ts';
import { tellStory } from '../support/otlp-story.ts';
import { scratchFolder } from '../support/scratch.ts';
import { ServiceProcess } from '../support/service-process.ts';
import { hashOf } from '../support/stored-results.ts';

const REFUSED = 2;
const folder = scratchFolder('start');
const calm = path.join(folder, 'calm');
const from = Math.floor(Date.now() / HOUR) * HOUR - 3 * HOUR;
const story = tellStory({ seed: 3, from, minutes: 60, outage: [40, 45] });

// Two snapshots with something after each, so that the older one and the whole log are different ways to the same end.
beforeAll(async () => {
  const half = story.requests.length / 2;
  for (const requests of [story.requests.slice(0, half), story.requests.slice(half)]) {
    const service = await ServiceProcess.start({ data: calm, port: await freePort() });
    for (const request of requests) await postUntilTaken(service.url, request);
    expect(await service.stop()).toBe(0);
  }
});

/** The data directory as the calm service left it. */
function copyOfCalm(name: string): string {
  const data = path.join(folder, name);
  cpSync(calm, data, { recursive: true });
  return data;
}

function filesOf(data: string, sub: string, ending: string): string[] {
  const files = readdirSync(path.join(data, sub)).filter((name) => name.endsWith(ending));
  // Names begin with the offset, in decimal.
  return files.sort((a, b) => parseInt(a, 10) - parseInt(b, 10)).map((name) => path.join(data, sub, name));
}

/** Turns some bytes of a file over. */
function damage(file: string, at: (size: number) => number): void {
  const bytes = readFileSync(file);
  const from = Math.floor(at(bytes.length));
  for (let i = from; i < from + 8; i++) bytes[i] = (bytes[i] as number) ^ 0xff;
  writeFileSync(file, bytes);
}

async function refusal(launched: ServiceProcess): Promise<string> {
  expect(await launched.ended).toBe(REFUSED);
  return launched.output;
}

test('the second process on a data directory is refused and told whose it is', async () => {
  const data = copyOfCalm('shared');
  const first = await ServiceProcess.start({ data, port: await freePort() });
  const said = await refusal(ServiceProcess.launch({ data, port: await freePort() }));
  expect(said).toContain(`the data directory ${data} is in use by process ${first.pid}`);
  await first.get('/v1/info');
  expect(await first.stop()).toBe(0);
});

test('a port that is in use is named, and the data directory is left to others', async () => {
  const port = await freePort();
  const first = await ServiceProcess.start({ data: path.join(folder, 'a'), port });
  const data = path.join(folder, 'b');
  expect(await refusal(ServiceProcess.launch({ data, port }))).toContain(`Port ${port} on 127.0.0.1 is in use`);
  expect(await first.stop()).toBe(0);
  const next = await ServiceProcess.start({ data, port });
  expect(await next.stop()).toBe(0);
});

test('beyond loopback nobody is served without a token', async () => {
  const port = await freePort();
  const service = ServiceProcess.launch({
    data: path.join(folder, 'open'),
    port,
    args: ['--listen', `0.0.0.0:${port}`],
  });
  expect(await refusal(service)).toMatch(/listen\.host.*loopback/s);
});

test('a damaged entry that was acknowledged stops the start, with file and position', async () => {
  const data = copyOfCalm('segment');
  const [file] = filesOf(data, 'log', '.log') as [string];
  // Without snapshots every entry is needed; with them the damage lies in what is only kept.
  for (const snapshot of filesOf(data, path.join('results', 'snapshots'), '.snapshot'))
    damage(snapshot, (size) => size / 2);
  damage(file, (size) => size / 2);
  const said = await refusal(ServiceProcess.launch({ data, port: await freePort() }));
  expect(said).toContain(path.basename(file));
  expect(said).toMatch(/byte \d+|position \d+/);
});

test.each([
  ['the newest', 1],
  ['every', 9],
])('without %s snapshot the results are the same', async (_which, damaged) => {
  const data = copyOfCalm(`snapshots-${damaged}`);
  const snapshots = filesOf(data, path.join('results', 'snapshots'), '.snapshot');
  expect(snapshots.length).toBeGreaterThan(1);
  for (const snapshot of snapshots.slice(-damaged)) damage(snapshot, (size) => size / 2);
  const service = await ServiceProcess.start({ data, port: await freePort() });
  expect(service.output).toContain('is damaged');
  expect(await service.stop()).toBe(0);
  expect(hashOf(data)).toEqual(hashOf(calm));
});
