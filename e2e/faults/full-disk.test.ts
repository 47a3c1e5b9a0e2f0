import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { HOUR } from '@weir/detection-service/core/time.ts';
import { postMetrics, postUntilTaken } from '../support/otlp-sender.ts';
import { tellStory } from '../support/otlp-story.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause, ServiceProcess } from '../support/service-process.ts';
import { writePostMortem } from '../support/write-post-mortem.ts';
import { hashOf } from '../support/stored-results.ts';

const folder = scratchFolder('full-disk');
const small = path.join(folder, 'small');
mkdirSync(small);
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=400m', 'weir-test', small]).status === 0;
afterAll(() => {
  if (!mounted) return;
  ServiceProcess.killStragglers();
  spawnSync('umount', ['-l', small]);
});

const from = Math.floor(Date.now() / HOUR) * HOUR - 4 * HOUR;
const story = tellStory({ seed: 7, from, minutes: 120, outage: [90, 100] });

describe.skipIf(!mounted)('a disk that is full', () => {
  test('asks senders to come again, says so, and goes on by itself when there is room', async () => {
    const data = path.join(small, 'data');
    const service = await ServiceProcess.start({ data, port: await freePort(), set: ['snapshot.interval=1s'] });
    const half = story.requests.length / 2;
    for (const request of story.requests.slice(0, half)) await postUntilTaken(service.url, request);

    const ballast = path.join(small, 'ballast');
    fill(ballast);
    const refused = await refusal(service, story.requests[half] as Uint8Array);
    expect(refused).toMatch(/disk/);
    const ready = await fetch(`${service.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.text()).toMatch(/disk/);
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
    const unsaid = await wordRefused(service);
    expect(unsaid).toMatchObject({ code: 'unavailable' });
    expect(unsaid.message).toMatch(/records\.sqlite cannot be used: .*full/);
    // Ticks and snapshots come in between.
    await pause(7_000);
    expect((await postMetrics(service.url, story.requests[half] as Uint8Array)).status).toBe(503);

    rmSync(ballast);
    const said = await writePostMortem(service, 'said when there was room again');
    expect([said.status, said.text]).toEqual([200, said.text]);
    for (const request of story.requests.slice(half)) await postUntilTaken(service.url, request);
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
    expect(await service.stop()).toBe(0);

    const calm = path.join(folder, 'calm');
    const undisturbed = await ServiceProcess.start({ data: calm, port: await freePort() });
    for (const request of story.requests) await postUntilTaken(undisturbed.url, request);
    expect(await undisturbed.stop()).toBe(0);
    expect(hashOf(data)).toEqual(hashOf(calm));
  });
});

/** Says something until it is refused; the file may have room for some more. */
async function wordRefused(service: ServiceProcess): Promise<{ readonly code: string; readonly message: string }> {
  for (let i = 0; i < 500; i++) {
    const { status, text } = await writePostMortem(service, `${i}`.padEnd(200, '.'));
    if (status === 503) return JSON.parse(text) as { readonly code: string; readonly message: string };
    expect([status, text]).toEqual([200, text]);
  }
  throw new Error('500 words found room on a full disk');
}

/** Takes what room there is. */
function fill(ballast: string): void {
  const file = openSync(ballast, 'w');
  try {
    for (;;) writeSync(file, Buffer.alloc(1 << 16));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(file);
  }
}

/** Posts until it is refused; the disk may have room for some more. */
async function refusal(service: ServiceProcess, request: Uint8Array): Promise<string> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const answer = await postMetrics(service.url, request);
    if (answer.status === 503) return Buffer.from(answer.body).toString('utf8');
    if (Date.now() > deadline) throw new Error(`the full disk was not noticed: ${answer.status}`);
    await pause(50);
  }
}
