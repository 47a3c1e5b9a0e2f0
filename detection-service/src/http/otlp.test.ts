import { gzipSync } from 'node:zlib';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../config/load.ts';
import { WeirError, type ErrorCode } from '../core/errors.ts';
import type { IngestRequest, IngestResult } from '../shard/shard.ts';
import { refused, scratchStorage, serverOver } from './fixture.ts';

const storage = scratchStorage();
let app: FastifyInstance;
let taken: IngestRequest[];
let answer: () => Promise<IngestResult>;
beforeAll(() => {
  const config = loadConfig({ env: {}, flags: { 'limits.body': '1MiB' } });
  app = serverOver(storage, {
    config,
    ingest: (request) => {
      taken.push(request);
      return answer();
    },
  });
});
beforeEach(() => {
  taken = [];
  answer = () => Promise.resolve({ accepted: 3, duplicates: 0, rejected: new Map() });
});
afterAll(async () => {
  await app.close();
});

const PROTOBUF = { 'content-type': 'application/x-protobuf' };
const JSON_TYPE = { 'content-type': 'application/json' };
const send = (
  payload: string | Buffer,
  headers: Record<string, string>,
  more: InjectOptions = {}
): Promise<LightMyRequestResponse> => app.inject({ method: 'POST', url: '/v1/metrics', payload, headers, ...more });

describe('POST /v1/metrics', () => {
  it('hands the bytes over as they came, packed or not', async () => {
    const body = Buffer.from([10, 0]);
    expect((await send(body, PROTOBUF)).statusCode).toBe(200);
    expect((await send(gzipSync(body), { ...PROTOBUF, 'content-encoding': 'gzip' })).statusCode).toBe(200);
    expect(
      (await send('{}', { 'content-type': 'application/json; charset=utf-8', 'content-encoding': 'identity' }))
        .statusCode
    ).toBe(200);
    expect(taken.map(({ tenant, contentType, encoding }) => [tenant, contentType, encoding])).toEqual([
      ['default', 'protobuf', 'identity'],
      ['default', 'protobuf', 'gzip'],
      ['default', 'json', 'identity'],
    ]);
    expect(Buffer.from(taken[0]?.body ?? [])).toEqual(body);
    expect(Buffer.from(taken[1]?.body ?? [])).toEqual(gzipSync(body));
  });

  it('takes JSON as bytes: large numbers must not go through JavaScript', async () => {
    const text = '{"timeUnixNano":12345678901234567890}';
    await send(text, JSON_TYPE);
    expect(Buffer.from(taken[0]?.body ?? []).toString()).toBe(text);
  });

  it('answers in the encoding of the request', async () => {
    const protobuf = await send(Buffer.alloc(0), PROTOBUF);
    expect([protobuf.headers['content-type'], protobuf.rawPayload.length]).toEqual(['application/x-protobuf', 0]);
    const json = await send('{}', JSON_TYPE);
    expect([json.headers['content-type'], json.json()]).toEqual(['application/json', {}]);
  });

  it('tells how many points were refused, and why', async () => {
    answer = () =>
      Promise.resolve({
        accepted: 3,
        duplicates: 1,
        rejected: new Map([
          ['future', 2],
          ['too_old', 300],
        ]),
      });
    const json = await send('{}', JSON_TYPE);
    expect(json.json()).toMatchObject({ partialSuccess: { rejectedDataPoints: '302' } });
    expect(json.body).toContain('future: 2');
    const protobuf = await send(Buffer.alloc(0), PROTOBUF);
    expect(protobuf.statusCode).toBe(200);
    expect(protobuf.rawPayload.includes(Buffer.from('too_old: 300'))).toBe(true);
  });

  it.each<[ErrorCode, number, number, boolean]>([
    ['invalid_argument', 400, 3, false],
    ['too_large', 413, 3, false],
    ['rate_limited', 429, 8, true],
    ['unavailable', 503, 14, true],
    ['internal', 500, 13, false],
  ])('%s is answered %d with a status, and whether to come again', async (code, status, rpc, retry) => {
    answer = () =>
      Promise.reject(new WeirError(code, 'No.', [{ path: 'resourceMetrics[0]', expected: 'x', found: 'y' }]));
    const json = await send('{}', JSON_TYPE);
    expect(json.statusCode).toBe(status);
    expect(json.json()).toMatchObject({ code: rpc, message: 'No. (resourceMetrics[0]: expected x, found y)' });
    expect(json.headers['retry-after']).toBe(retry ? '1' : undefined);
    const protobuf = await send(Buffer.alloc(0), PROTOBUF);
    expect([protobuf.statusCode, protobuf.headers['content-type']]).toEqual([status, 'application/x-protobuf']);
    expect([...protobuf.rawPayload.subarray(0, 3)]).toEqual([8, rpc, 18]);
  });

  it('shows nothing of a defect', async () => {
    answer = () => Promise.reject(new Error('/var/lib/weir is on fire'));
    const response = await send('{}', JSON_TYPE);
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain('/var/lib');
  });

  it('refuses a body over the limit without handing it on', async () => {
    const response = await send(Buffer.alloc(2 ** 20 + 1), PROTOBUF);
    expect([response.statusCode, taken.length]).toEqual([413, 0]);
    expect([...response.rawPayload.subarray(0, 2)]).toEqual([8, 3]);
  });

  it.each([
    ['a content type that is not OTLP', { 'content-type': 'text/plain' }, 'content-type'],
    ['no content type', {}, 'content-type'],
  ])('refuses %s', async (_, headers, at) => {
    const error = await refused(app, 415, { method: 'POST', url: '/v1/metrics', payload: 'x', headers });
    expect(error.details[0]?.path).toBe(at);
    expect(taken).toEqual([]);
  });

  it.each(['zstd', 'br', 'deflate', 'gzip, gzip', 'x'])('refuses the content encoding %s', async (encoding) => {
    const response = await send('{}', { ...JSON_TYPE, 'content-encoding': encoding });
    expect(response.statusCode).toBe(415);
    expect(response.json<{ message: string }>().message).toContain('content-encoding: expected gzip or identity');
    expect(taken).toEqual([]);
  });

  it.each(['traces', 'logs'])('shows %s the way to the collector', async (signal) => {
    const response = await app.inject({ method: 'POST', url: `/v1/${signal}`, payload: '{}', headers: JSON_TYPE });
    expect([response.statusCode, response.json()]).toMatchObject([
      404,
      { code: 5, message: expect.stringMatching(/send .* to the collector/) as string },
    ]);
  });
});
