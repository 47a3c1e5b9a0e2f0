import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import type {
  AnomalyPage,
  EntityPage,
  Info,
  ProblemDetail,
  ProblemPage,
  Series,
  SeriesPage,
  SourcePage,
} from '@weir/contract';
import {
  ENDPOINT,
  ERRORS,
  FOREIGN_SERIES,
  PROBLEM_ID,
  START,
  STEP,
  anomalyId,
  bodyOf,
  refused,
  serverOver,
  servedStory,
} from './fixture.ts';

const { app, storage } = servedStory();

const get = async <T>(url: string, schema: Parameters<typeof bodyOf>[1]): Promise<T> => {
  const response = await app.inject({ url });
  expect([response.statusCode, response.body]).toEqual([200, response.body]);
  return bodyOf<T>(response, schema);
};

describe('what is answered', () => {
  it('GET /v1/info', async () => {
    const info = await get<Info>('/v1/info', 'Info');
    expect(info).toMatchObject({ version: '1.2.3', contract: '1.0', tenant: 'default', openScore: 0.5 });
    expect(info.limits).toMatchObject({ bodyBytes: 16 * 2 ** 20, seriesPerTenant: 100_000, pageRows: 1_000 });
  });

  it('GET /v1/entities, with filters', async () => {
    const all = await get<EntityPage>('/v1/entities', 'EntityPage');
    expect(all.items.map((entity) => entity.kind).sort()).toEqual(['endpoint', 'service']);
    expect(all.next).toBeNull();
    const endpoints = await get<EntityPage>('/v1/entities?kind=endpoint&service=payments', 'EntityPage');
    expect(endpoints.items).toEqual([
      expect.objectContaining({ method: 'POST', route: ENDPOINT.route, environment: 'prod' }),
    ]);
    expect((await get<EntityPage>('/v1/entities?service=orders', 'EntityPage')).items).toEqual([]);
  });

  it('GET /v1/entities/{id}', async () => {
    expect(await get(`/v1/entities/${ERRORS.entityId}`, 'Entity')).toMatchObject({
      name: 'payments',
      method: null,
      route: null,
    });
  });

  it('GET /v1/series, with filters', async () => {
    expect((await get<SeriesPage>('/v1/series', 'SeriesPage')).items).toHaveLength(3);
    const found = await get<SeriesPage>(`/v1/series?indicator=error_ratio&entityId=${ERRORS.entityId}`, 'SeriesPage');
    expect(found.items.map((series) => series.id)).toEqual([ERRORS.id]);
  });

  it('GET /v1/series/{id}', async () => {
    expect(await get<Series>(`/v1/series/${ERRORS.id}`, 'Series')).toMatchObject({
      step: STEP,
      entity: { id: ERRORS.entityId },
    });
  });

  it('GET /v1/anomalies: newest first, by span, open or not', async () => {
    const ids = async (query: string) =>
      (await get<AnomalyPage>(`/v1/anomalies${query}`, 'AnomalyPage')).items.map(({ id }) => id);
    expect(await ids('')).toEqual([anomalyId(2), anomalyId(1), anomalyId(0)]);
    expect(await ids('?open=true')).toEqual([anomalyId(2)]);
    expect(await ids('?open=false')).toEqual([anomalyId(1), anomalyId(0)]);
    expect(await ids(`?to=${START + STEP}`)).toEqual([anomalyId(0)]);
    expect(await ids(`?from=${START + 2 * STEP}`)).toEqual([anomalyId(2)]);
    expect(await ids(`?problemId=${PROBLEM_ID}&seriesId=${ERRORS.id}&service=payments`)).toHaveLength(3);
    expect(await ids('?service=orders')).toEqual([]);
  });

  it('GET /v1/anomalies/{id}: what is absent is null', async () => {
    expect(await get(`/v1/anomalies/${anomalyId(2)}`, 'Anomaly')).toMatchObject({
      end: null,
      peak: { value: null, expected: 0.0004 },
    });
    expect(await get(`/v1/anomalies/${anomalyId(1)}`, 'Anomaly')).not.toHaveProperty('tenant');
  });

  it('GET /v1/problems and /v1/problems/{id} with its anomalies', async () => {
    const page = await get<ProblemPage>('/v1/problems?open=true', 'ProblemPage');
    expect(page.items).toEqual([expect.objectContaining({ id: PROBLEM_ID, anomalyCount: 3, end: null })]);
    const detail = await get<ProblemDetail>(`/v1/problems/${PROBLEM_ID}`, 'ProblemDetail');
    expect(detail.anomalies.map(({ id }) => id)).toEqual([anomalyId(2), anomalyId(1), anomalyId(0)]);
  });

  it('GET /v1/sources: sorted, in pages', async () => {
    const source = { mode: 'live' as const, alive: true, ended: false, receivedUpTo: START };
    const server = serverOver(storage, {
      sources: () => Promise.resolve(['c', 'a', 'b'].map((id) => ({ ...source, id }))),
    });
    const first = bodyOf<SourcePage>(await server.inject({ url: '/v1/sources?limit=2' }), 'SourcePage');
    expect(first.items.map(({ id }) => id)).toEqual(['a', 'b']);
    const second = bodyOf<SourcePage>(
      await server.inject({ url: `/v1/sources?limit=2&cursor=${first.next}` }),
      'SourcePage'
    );
    expect(second.items).toEqual([{ ...source, id: 'c', emitter: null, watermark: null }]);
    expect(second.next).toBeNull();
    await server.close();
  });

  it('nothing of another tenant', async () => {
    await refused(app, 404, { url: `/v1/series/${FOREIGN_SERIES.id}` });
    expect((await app.inject({ url: '/v1/series' })).body).not.toContain('secrets');
  });
});

describe('pages', () => {
  it.each(['/v1/entities', '/v1/series', '/v1/anomalies'])('of %s hold every row once', async (url) => {
    const whole = (await app.inject({ url })).json<{ items: { id: string }[] }>().items.map(({ id }) => id);
    const seen: string[] = [];
    let cursor = '';
    for (let i = 0; i < 10; i++) {
      const { items, next } = (await app.inject({ url: `${url}?limit=1${cursor}` })).json<{
        items: { id: string }[];
        next: string | null;
      }>();
      seen.push(...items.map(({ id }) => id));
      if (next === null) break;
      cursor = `&cursor=${next}`;
    }
    expect(seen).toEqual(whole);
    expect(whole.length).toBeGreaterThan(1);
  });

  it('refuse a cursor that is damaged, or of another list or filter', async () => {
    const { next } = (await app.inject({ url: '/v1/series?limit=1' })).json<{ next: string }>();
    const damaged = `${next.slice(0, 3)}${next[3] === 'A' ? 'B' : 'A'}${next.slice(4)}`;
    for (const url of [
      `/v1/series?limit=1&cursor=${damaged}`,
      `/v1/series?cursor=${next}x`,
      `/v1/series?cursor=${next.slice(0, -1)}`,
      `/v1/series?cursor=!!!`,
      `/v1/series?cursor=AAAA`,
      `/v1/entities?cursor=${next}`,
      `/v1/series?cursor=${next}&indicator=error_ratio`,
    ]) {
      const error = await refused(app, 400, { url });
      expect(error.code).toBe('invalid_argument');
      expect(error.details[0]?.path).toBe('cursor');
    }
    expect((await app.inject({ url: `/v1/series?limit=2&cursor=${next}` })).statusCode).toBe(200);
  });
});

describe('what is refused', () => {
  it.each([
    ['a limit that is no number', '/v1/series?limit=ten', 'limit', 'a whole number', '"ten"'],
    ['a limit of 0', '/v1/series?limit=0', 'limit', 'a number >= 1', '0'],
    ['a limit over the most', '/v1/series?limit=1001', 'limit', 'a number <= 1000', '1001'],
    ['a limit with a fraction', '/v1/series?limit=1.5', 'limit', 'a whole number', '"1.5"'],
    ['a parameter twice', '/v1/series?limit=1&limit=2', 'limit', 'a whole number', 'a list of 2'],
    [
      'an unknown parameter',
      '/v1/series?indicater=x',
      'indicater',
      'a known key (did you mean "indicator"?)',
      'a key that is not known',
    ],
    ['an empty filter', '/v1/series?service=', 'service', 'at least 1 characters', '""'],
    [
      'a kind that is none',
      '/v1/entities?kind=pod',
      'kind',
      'one of service, endpoint, device, node, interface',
      '"pod"',
    ],
    ['a date as text', '/v1/anomalies?from=2026-11-17', 'from', 'a whole number', '"2026-11-17"'],
    ['a time before the epoch', '/v1/anomalies?from=-1', 'from', 'a number >= 0', '-1'],
    ['a number beyond 2^53', '/v1/anomalies?from=99999999999999999', 'from', 'a whole number', '"99999999999999999"'],
    ['open that is neither', '/v1/anomalies?open=maybe', 'open', 'true or false', '"maybe"'],
    ['an id that is none', '/v1/series/xyz', 'id', 'a text that matches ^[0-9a-f]{32}$', '"xyz"'],
    ['an anomaly id that is none', '/v1/anomalies/xyz', 'id', 'a UUID', '"xyz"'],
  ])('%s', async (_, url, at, expected, found) => {
    const error = await refused(app, 400, { url });
    expect(error.code).toBe('invalid_argument');
    expect(error.details).toEqual([{ path: at, expected, found }]);
    expect(error.message).toContain(at);
  });

  it.each([
    ['an entity', `/v1/entities/${'0'.repeat(32)}`],
    ['a series', `/v1/series/${'0'.repeat(32)}`],
    ['an anomaly', '/v1/anomalies/00000000-0000-5000-8000-000000000000'],
    ['a problem', '/v1/problems/00000000-0000-5000-8000-000000000000'],
    ['a path', '/v1/nothing'],
    ['the root', '/'],
    ['a path outside', '/../../etc/passwd'],
    ['a path with a trailing slash', '/v1/info/'],
  ])('%s that is not there: 404', async (_, url) => {
    expect((await refused(app, 404, { url })).code).toBe('not_found');
  });

  it('a method that a path does not take: 405 with those that it does', async () => {
    const response = await app.inject({ method: 'DELETE', url: `/v1/series/${ERRORS.id}?x=1` });
    expect(response.statusCode).toBe(405);
    expect(response.headers['allow']).toBe('GET, HEAD');
    expect(bodyOf<{ code: string }>(response, 'ErrorBody').code).toBe('invalid_argument');
    expect((await app.inject({ method: 'GET', url: '/v1/query' })).headers['allow']).toBe('POST');
  });

  it('a path that cannot be decoded', async () => {
    await refused(app, 400, { url: '/v1/series/%E0%A4%A' });
  });

  it.each([
    ['no JSON', '{"queries":', 400, 'application/json'],
    ['nothing', '', 400, 'application/json'],
    ['a list', '[]', 400, 'application/json'],
    ['a key of prototypes', '{"__proto__":{"a":1},"queries":[]}', 400, 'application/json'],
    ['another content type', 'queries=1', 415, 'application/x-www-form-urlencoded'],
    ['text, which web pages may send anywhere', '{"queries":[]}', 415, 'text/plain'],
    ['two megabytes', JSON.stringify({ queries: [{ ref: 'x'.repeat(2 ** 21) }] }), 413, 'application/json'],
  ])('a body that is %s', async (_, payload, status, type) => {
    const error = await refused(app, status, {
      method: 'POST',
      url: '/v1/query',
      payload,
      headers: { 'content-type': type },
    });
    expect(error.code).toBe(status === 413 ? 'too_large' : 'invalid_argument');
  });

  it('defects of ours: a sentence without what went wrong inside, which the log has', async () => {
    const lines: string[] = [];
    const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
    const broken = serverOver(storage, { logger, sources: () => Promise.reject(new Error('secret path /var/lib')) });
    const error = await refused(broken, 500, { url: '/v1/sources', headers: { authorization: 'Bearer very-secret' } });
    expect(error.code).toBe('internal');
    expect(error.message).not.toContain('/var/lib');
    expect(lines.join('')).toContain('secret path /var/lib');
    expect(lines.join('')).not.toContain('very-secret');
    await broken.close();
  });
});

describe('probes and metrics', () => {
  it('/healthz is alive, /readyz says what is not ready', async () => {
    expect((await app.inject({ url: '/healthz' })).json()).toEqual({ status: 'alive' });
    expect((await app.inject({ url: '/readyz' })).json()).toEqual({
      ready: true,
      checks: [{ name: 'log', ready: true }],
    });
    const sick = serverOver(storage, {
      readiness: () =>
        Promise.resolve([
          { name: 'storage', ready: true },
          { name: 'log', ready: false, reason: 'the disk is full' },
        ]),
    });
    const response = await sick.inject({ url: '/readyz' });
    expect([response.statusCode, response.json()]).toMatchObject([
      503,
      { ready: false, checks: [{}, { reason: 'the disk is full' }] },
    ]);
    await sick.close();
  });

  it('/readyz is not ready when the check fails or does not answer', async () => {
    for (const readiness of [() => Promise.reject(new Error('x')), () => new Promise<never>(() => undefined)]) {
      const sick = serverOver(storage, { readiness });
      expect((await sick.inject({ url: '/readyz' })).statusCode).toBe(503);
      await sick.close();
    }
  });

  it('/metrics counts requests by template, not by path', async () => {
    await app.inject({ url: `/v1/series/${ERRORS.id}` });
    await app.inject({ url: '/no/such/path' });
    const { body, headers } = await app.inject({ url: '/metrics' });
    expect(headers['content-type']).toContain('text/plain');
    expect(body).toMatch(/weir_http_requests_total\{method="GET",route="\/v1\/series\/:id",status="200"\} \d/);
    expect(body).toMatch(/route="unmatched",status="404"/);
    expect(body).not.toContain('no/such/path');
    expect(body).not.toContain(ERRORS.id);
  });
});

describe('on the wire', () => {
  async function raw(text: string | Buffer): Promise<string> {
    const server = serverOver(storage);
    await server.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(text);
    let answer = '';
    for await (const part of socket) {
      answer += String(part);
      if (/\r\n\r\n.*\}$/s.test(answer)) break;
    }
    await server.close();
    return answer;
  }

  it('a head that is too large is answered 431', async () => {
    expect(await raw(`GET /v1/info HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 .*"code":"invalid_argument"/s
    );
  });

  it('what is not HTTP is answered 400', async () => {
    expect(await raw('hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 .*not a valid HTTP request/s);
  });

  it('bounds how long a head and a whole request may take', () => {
    expect(app.server.headersTimeout).toBe(10_000);
    expect(app.server.requestTimeout).toBe(60_000);
  });

  it('answers what is under way when it stops, and nothing new', async () => {
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    const { promise: answered, resolve: answer } = Promise.withResolvers<never[]>();
    const server = serverOver(storage, {
      sources: () => {
        ask();
        return answered;
      },
    });
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    const under = fetch(`${url}/v1/sources`);
    await asked;
    const closed = server.close();
    answer([]);
    expect((await under).status).toBe(200);
    await closed;
    await expect(fetch(`${url}/v1/info`)).rejects.toThrow();
  });

  it('asks to come again when too many requests are under way', async () => {
    const { promise: answered, resolve: answer } = Promise.withResolvers<never[]>();
    const limited = serverOver(storage, { sources: () => answered });
    const url = await limited.listen({ host: '127.0.0.1', port: 0 });
    const many = Array.from({ length: 300 }, () => fetch(`${url}/v1/sources`));
    await expect.poll(async () => (await fetch(`${url}/v1/info`)).status).toBe(503);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    answer([]);
    const statuses = await Promise.all(many.map(async (one) => (await one).status));
    expect(statuses.filter((status) => status === 200)).toHaveLength(256);
    expect(statuses.filter((status) => status === 503)).toHaveLength(44);
    expect((await fetch(`${url}/v1/info`)).status).toBe(200);
    await limited.close();
  });
});
