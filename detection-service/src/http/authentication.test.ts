import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Info, SeriesPage } from '@weir/contract';
import { FOREIGN_SERIES, bearer, bodyOf, configWith, refused, scratchStorage, seed, serverOver } from './fixture.ts';

const storage = scratchStorage();
let open: FastifyInstance;
let guarded: FastifyInstance;
const tenants: string[] = [];
beforeAll(() => {
  seed(storage);
  open = serverOver(storage);
  guarded = serverOver(storage, {
    config: configWith(
      { reader: ['read'], sender: ['ingest'], admin: ['admin'], stranger: ['read', 'ingest'] },
      { stranger: 'other' }
    ),
    ingest: ({ tenant }) => {
      tenants.push(tenant);
      return Promise.resolve({ accepted: 1, duplicates: 0, rejected: new Map() });
    },
  });
});
afterAll(async () => {
  await Promise.all([open.close(), guarded.close()]);
});

const READS = ['/v1/info', '/v1/entities', '/v1/series', '/v1/anomalies', '/v1/problems', '/v1/sources', '/metrics'];

describe('with tokens that only say who asks', () => {
  const tokens = configWith({ portal: ['read'] });
  const both = serverOver(storage, { config: tokens, openLoopback: true });
  afterAll(() => both.close());

  it('programs on this machine need none, web pages are not answered, and a wrong one is refused', async () => {
    const url = '/v1/info';
    expect((await both.inject({ url })).statusCode).toBe(200);
    expect((await both.inject({ url, headers: bearer('portal') })).statusCode).toBe(200);
    await refused(both, 403, { url, headers: { origin: 'http://evil.example' } });
    await refused(both, 401, { url, headers: { authorization: 'Bearer wrong-wrong-wrong-wrong' } });
  });

  it('what bears one has its scopes only', async () => {
    const request = { method: 'POST' as const, url: '/v1/metrics', payload: '{}' };
    const headers = { 'content-type': 'application/json', ...bearer('portal') };
    expect((await both.inject({ ...request, headers })).statusCode).toBe(403);
  });
});

describe('with tokens', () => {
  it.each(READS)('%s wants one with the scope read', async (url) => {
    const error = await refused(guarded, 401, { url });
    expect(error.code).toBe('unauthenticated');
    expect((await guarded.inject({ url })).headers['www-authenticate']).toBe('Bearer realm="weir"');
    expect((await guarded.inject({ url, headers: bearer('reader') })).statusCode).toBe(200);
    for (const other of ['sender', 'admin']) {
      const forbidden = await refused(guarded, 403, { url, headers: bearer(other) });
      expect(forbidden).toMatchObject({
        code: 'permission_denied',
        details: [{ expected: 'a token with the scope read' }],
      });
    }
  });

  it('telemetry wants one with the scope ingest, and gets its tenant', async () => {
    const request = { method: 'POST' as const, url: '/v1/metrics', payload: '{}' };
    const headers = { 'content-type': 'application/json' };
    expect((await guarded.inject({ ...request, headers })).statusCode).toBe(401);
    expect((await guarded.inject({ ...request, headers: { ...headers, ...bearer('reader') } })).statusCode).toBe(403);
    expect(tenants).toEqual([]);
    expect((await guarded.inject({ ...request, headers: { ...headers, ...bearer('stranger') } })).statusCode).toBe(200);
    expect((await guarded.inject({ ...request, headers: { ...headers, ...bearer('sender') } })).statusCode).toBe(200);
    expect(tenants).toEqual(['other', 'default']);
  });

  it('the tenant comes from the token and from nothing else', async () => {
    const headers = { ...bearer('stranger'), 'x-tenant': 'default', 'x-scope-orgid': 'default' };
    expect(bodyOf<Info>(await guarded.inject({ url: '/v1/info', headers }), 'Info').tenant).toBe('other');
    const { items } = bodyOf<SeriesPage>(await guarded.inject({ url: '/v1/series', headers }), 'SeriesPage');
    expect(items.map(({ id }) => id)).toEqual([FOREIGN_SERIES.id]);
  });

  it('a cursor of one tenant is none of another', async () => {
    const { next } = (await guarded.inject({ url: '/v1/series?limit=1', headers: bearer('reader') })).json<{
      next: string;
    }>();
    await refused(guarded, 400, { url: `/v1/series?limit=1&cursor=${next}`, headers: bearer('stranger') });
  });

  it.each([
    ['a wrong token', 'Bearer wrong-token-wrong-token'],
    ['nothing after Bearer', 'Bearer '],
    ['another scheme', 'Basic dXNlcjpwYXNz'],
    ['two tokens', 'Bearer the-secret-of-reader the-secret-of-sender'],
    ['the digest instead of the token', 'Bearer 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'],
    ['a beginning of one', 'Bearer the-secret-of-reade'],
    ['a long one', `Bearer ${'x'.repeat(5_000)}`],
  ])('refuse %s without repeating it', async (_, authorization) => {
    const error = await refused(guarded, 401, { url: '/v1/info', headers: { authorization } });
    expect(JSON.stringify(error)).not.toContain(authorization.split(' ').at(-1) || '\0');
  });

  it('the scheme may be written in small letters', async () => {
    const headers = { authorization: bearer('reader')['authorization']?.replace('Bearer', 'bearer') };
    expect((await guarded.inject({ url: '/v1/info', headers })).statusCode).toBe(200);
  });

  it('probes are open', async () => {
    expect((await guarded.inject({ url: '/healthz' })).statusCode).toBe(200);
    expect((await guarded.inject({ url: '/readyz' })).statusCode).toBe(200);
  });

  it('an unknown path does not say more to strangers', async () => {
    await refused(guarded, 401, { url: '/v1/nothing' });
  });
});

describe('without tokens', () => {
  it.each(['localhost', 'localhost:8780', '127.0.0.1:8780', '127.1.2.3', '[::1]:8780', 'LOCALHOST'])(
    'answers a request to %s',
    async (host) => {
      expect((await open.inject({ url: '/v1/info', headers: { host } })).statusCode).toBe(200);
    }
  );

  it.each([
    ['a name that was rebound to loopback', { host: 'evil.example:8780' }, 'host'],
    ['a name that begins like loopback', { host: '127.0.0.1.evil.example' }, 'host'],
    ['a name that ends like loopback', { host: 'evil-localhost' }, 'host'],
    ['a page of another site', { host: 'localhost:8780', origin: 'https://evil.example' }, 'origin'],
    ['a page of another port', { host: 'localhost:8780', origin: 'http://localhost:3000' }, 'origin'],
    ['a page without an origin', { host: 'localhost:8780', origin: 'null' }, 'origin'],
    [
      'a picture in a page of another site',
      { host: 'localhost:8780', 'sec-fetch-site': 'cross-site' },
      'sec-fetch-site',
    ],
  ])('refuses %s, to read and to send', async (_, headers, at) => {
    const error = await refused(open, 403, { url: '/v1/info', headers });
    expect(error).toMatchObject({ code: 'permission_denied', details: [{ path: at }] });
    const sent = await open.inject({
      method: 'POST',
      url: '/v1/metrics',
      payload: '{}',
      headers: { ...headers, 'content-type': 'application/json' },
    });
    expect(sent.statusCode).toBe(403);
  });

  it('a page of its own may', async () => {
    const headers = { host: 'localhost:8780', origin: 'http://localhost:8780', 'sec-fetch-site': 'same-origin' };
    expect((await open.inject({ url: '/v1/info', headers })).statusCode).toBe(200);
  });

  it('is the tenant default', async () => {
    expect(bodyOf<Info>(await open.inject({ url: '/v1/info' }), 'Info').tenant).toBe('default');
  });
});
