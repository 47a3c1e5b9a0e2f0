import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WeirClient } from './client';
import { weirPermissions } from './permissions';
import { weirProblemOf } from './problem-of';

/** What was asked, and what is answered. */
interface Exchange {
  asked: { method: string; url: string; body: string }[];
  status: number;
  answer: unknown;
}

describe('the client', () => {
  let server: Server;
  let exchange: Exchange;
  let client: WeirClient;

  beforeEach(async () => {
    exchange = { asked: [], status: 200, answer: {} };
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        exchange.asked.push({ method: request.method ?? '', url: request.url ?? '', body });
        response.writeHead(exchange.status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(exchange.answer));
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    client = new WeirClient({
      discoveryApi: { getBaseUrl: async (plugin) => `http://127.0.0.1:${port}/api/${plugin}` },
      fetchApi: { fetch },
    });
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it('asks the backend of the plugin, with what was given and nothing else', async () => {
    await client.listProblems({ service: 'a & b', open: true, limit: undefined });
    await client.saveVote('abc', { stars: 4 });
    await client.withdrawVote('abc');
    expect(exchange.asked).toEqual([
      { method: 'GET', url: '/api/weir/v1/problems?service=a+%26+b&open=true', body: '' },
      { method: 'PUT', url: '/api/weir/v1/ratings/abc/vote', body: '{"stars":4}' },
      { method: 'DELETE', url: '/api/weir/v1/ratings/abc/vote', body: '' },
    ]);
  });

  it('reaches no other operation by an id', async () => {
    await client.getProblem('../metrics?x=1#y');
    expect(exchange.asked[0].url).toBe('/api/weir/v1/problems/..%2Fmetrics%3Fx%3D1%23y');
  });

  it.each([
    [503, 'ServiceUnavailableError', { reason: 'down', details: [] }, 'down'],
    [503, 'ServiceUnavailableError', { reason: 'contract', details: [] }, 'contract'],
    [409, 'ConflictError', { reason: 'refused', details: [] }, 'conflict'],
    [400, 'InputError', { reason: 'refused', details: [] }, 'invalid'],
    [403, 'NotAllowedError', undefined, 'not-allowed'],
    [404, 'NotFoundError', undefined, 'not-found'],
    [429, 'WeirRefusedError', { reason: 'refused', details: [] }, 'refused'],
    [500, 'TypeError', undefined, 'other'],
  ])('reads %s %s as %j: %s', async (status, name, weir, reason) => {
    exchange.status = status;
    exchange.answer = { error: { name, message: 'What is wrong', weir }, response: { statusCode: status } };
    const failure = await client.getStatus().catch(weirProblemOf);
    expect(failure).toEqual({ reason, message: 'What is wrong', details: [] });
  });

  it('has a word for what is no answer at all', () => {
    expect(weirProblemOf(new TypeError('fetch failed'))).toEqual({
      reason: 'other',
      message: 'fetch failed',
      details: [],
    });
    expect(weirProblemOf('x').message).toBe('x');
  });

  it('ends a request when its page is left', async () => {
    const left = new AbortController();
    left.abort();
    await expect(client.getStatus({ signal: left.signal })).rejects.toThrow(/abort/i);
    expect(exchange.asked).toEqual([]);
  });
});

describe('the permissions', () => {
  it('are of this plugin, each once', () => {
    const names = weirPermissions.map(({ name }) => name);
    expect(names.every((name) => name.startsWith('weir.'))).toBe(true);
    expect(new Set(names).size).toBe(names.length);
  });
});
