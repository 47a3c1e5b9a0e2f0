import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test, vi } from 'vitest';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { DAY, MINUTE } from '@weir/detection-service/core/time.ts';
import { writeMetrics, type NumberPointInput } from '@weir/detection-service/ingest/otlp-writer.ts';
import { postMetrics, type Answer } from '../support/otlp-sender.ts';
import { scratchFolder } from '../support/scratch.ts';
import { ServiceProcess } from '../support/service-process.ts';

const SECRET = 'a-secret-of-more-than-sixteen-letters';
const MIB = 1024 * 1024;
const SERIES_LIMIT = 2_000;
/** The service renews its own metrics once a second. */
const SOON = { timeout: 10_000, interval: 200 };
const folder = scratchFolder('bad-input');
let service: ServiceProcess;

beforeAll(async () => {
  const set = ['limits.body=1MiB', 'limits.unpacked=4MiB', `limits.series=${SERIES_LIMIT}`];
  service = await ServiceProcess.start({ data: path.join(folder, 'data'), port: await freePort(), set });
});

function gauge(points: readonly NumberPointInput[], name = 'queue.length'): Uint8Array {
  const metrics = [{ name, unit: '1', gauge: points }];
  return writeMetrics([{ attributes: { 'service.name': 'worker' }, scopes: [{ metrics }] }]);
}

function said(answer: Answer): string {
  return Buffer.from(answer.body).toString('latin1');
}

test('bytes that are no OTLP are refused with 400 and say where', async () => {
  const whole = gauge([{ time: Date.now(), value: 1 }]);
  const cut = await postMetrics(service.url, whole.subarray(0, whole.length - 3));
  expect([cut.status, said(cut)]).toEqual([400, expect.stringMatching(/expected .* found /)]);
  expect((await postMetrics(service.url, Buffer.from('not protobuf at all'))).status).toBe(400);
  const json = await postMetrics(service.url, Buffer.from('{"resourceMetrics":[{'), {
    'content-type': 'application/json',
  });
  expect(json.status).toBe(400);
  const torn = gzipSync(whole).subarray(0, 20);
  expect((await postMetrics(service.url, torn, { 'content-encoding': 'gzip' })).status).toBe(400);
});

test('a body over the limit is refused with 413, as it is and unpacked', async () => {
  expect((await postMetrics(service.url, new Uint8Array(MIB + 1))).status).toBe(413);
  const before = residentMemory();
  const bomb = gzipSync(new Uint8Array(256 * MIB), { level: 9 });
  expect(bomb.length).toBeLessThan(MIB);
  expect((await postMetrics(service.url, bomb, { 'content-encoding': 'gzip' })).status).toBe(413);
  expect(residentMemory() - before).toBeLessThan(128 * MIB);
});

test('absurd times and values are counted as refused, with their reasons, and the rest of the request is taken', async () => {
  const now = Date.now();
  const points = [
    { time: now, value: 1 },
    { time: now, value: Number.NaN },
    { time: now, value: Number.POSITIVE_INFINITY },
    { time: now + DAY, value: 1 },
    { time: now - 400 * DAY, value: 1 },
    { time: 8e12, value: 1 },
  ].map((point, i) => ({ ...point, attributes: { queue: `q${i}` } }));
  const answer = await postMetrics(service.url, gauge(points));
  expect(answer.status).toBe(200);
  // partial_success { rejected_data_points: 5 }
  expect([...answer.body.subarray(2, 4)]).toEqual([8, 5]);
  expect(said(answer)).toMatch(/future: 2/);
  expect(said(answer)).toMatch(/too_old: 1/);
  await vi.waitFor(async () => expect(await refused('future')).toBe(2), SOON);
});

test('ten times the allowed series: the bound holds, the rest is counted, memory stays bounded', async () => {
  const before = residentMemory();
  const wanted = 10 * SERIES_LIMIT;
  for (let at = 0; at < wanted; at += 1_000) {
    const time = Date.now();
    const points = Array.from({ length: 1_000 }, (_, i) => ({ time, value: i, attributes: { path: `/p/${at + i}` } }));
    expect((await postMetrics(service.url, gauge(points, 'paths'))).status).toBe(200);
  }
  // What it refuses it remembers for a while (as streams), so that it need not look again; that is bounded, too.
  const counted = async (): Promise<number> => (await refused('series_limit')) + (await refused('stream_limit'));
  await vi.waitFor(async () => expect(await counted()).toBeGreaterThanOrEqual(wanted - SERIES_LIMIT), SOON);
  expect(residentMemory() - before).toBeLessThan(160 * MIB);
  expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
});

test('a wrong token is refused, the right one is served', async () => {
  const config = path.join(import.meta.dirname, 'tokens.yaml');
  const guarded = await ServiceProcess.start({
    data: path.join(folder, 'guarded'),
    port: await freePort(),
    args: ['--config', config],
    env: { WEIR_TEST_TOKEN: SECRET },
  });
  const body = gauge([{ time: Date.now() - MINUTE, value: 1 }]);
  expect((await postMetrics(guarded.url, body)).status).toBe(401);
  expect((await postMetrics(guarded.url, body, { authorization: 'Bearer wrong-wrong-wrong-wrong' })).status).toBe(401);
  expect((await postMetrics(guarded.url, body, { authorization: `Bearer ${SECRET}` })).status).toBe(200);
  // The token may send and nothing else.
  const query = await fetch(`${guarded.url}/v1/series`, { headers: { authorization: `Bearer ${SECRET}` } });
  expect(query.status).toBe(403);
  expect(await guarded.stop()).toBe(0);
});

/** Points that the service counts as refused for a reason. */
async function refused(reason: string): Promise<number> {
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  return Number(new RegExp(`weir_samples_rejected_total\\{.*reason="${reason}".*\\} (\\d+)`).exec(metrics)?.[1]);
}

/** Bytes of the service that are in memory. */
function residentMemory(): number {
  const status = readFileSync(`/proc/${service.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}
