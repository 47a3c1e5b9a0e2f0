import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { subscriptionFindings } from './subscription-findings.ts';

const NOW = 1_000_000_000;
let wanted: object[] = [];
let states: object[] = [];
let status = 200;
const asked: string[] = [];
const server = createServer((request, response) => {
  const rows = request.url?.includes('/states') ? states : wanted;
  asked.push(`${request.headers.authorization ?? 'nobody'} ${request.url ?? ''}`);
  const second = request.url?.includes('cursor=more');
  const half = Math.ceil(rows.length / 2);
  const items = rows.length < 2 ? rows : second ? rows.slice(half) : rows.slice(0, half);
  const next = rows.length < 2 || second ? null : 'more';
  response.writeHead(status).end(JSON.stringify({ items, next }));
});
let url = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const said = async (): Promise<string[]> =>
  (await subscriptionFindings(url, 'secret', NOW)).map(({ state, sentence }) => `${state} ${sentence}`);
const one = (name: string, state: string, reason: string | null = null, reported = NOW): object => ({
  ...{ node: 'edge-1', name, state, reason, reported },
});

describe('what the doctor says of subscriptions', () => {
  it('is nothing where there are none, or nobody answers', async () => {
    expect(await said()).toEqual([]);
    expect(asked).toContain('Bearer secret /v1/subscriptions?limit=1000');
    expect(await subscriptionFindings('http://127.0.0.1:1', undefined, NOW)).toEqual([]);
  });

  it('is one line when all are well', async () => {
    wanted = [one('a', ''), { ...one('b', ''), node: 'edge-2' }];
    states = [one('a', 'active'), { ...one('b', 'active'), node: 'edge-2' }];
    expect(await said()).toEqual(['ok 2 on 2 nodes, all active']);
  });

  it('names what is not, by what was said last', async () => {
    wanted = ['a', 'b', 'c', 'd', 'e'].map((name) => one(name, ''));
    states = [
      one('a', 'unreachable', 'connection refused'),
      one('b', 'silent', null, NOW - 1),
      one('b', 'active'),
      one('c', 'connecting', 'nothing has come yet'),
      one('d', 'active', null, NOW - 600_000),
    ];
    expect(await said()).toEqual([
      'wrong edge-1/a is unreachable: connection refused',
      'note edge-1/c is connecting: nothing has come yet',
      expect.stringContaining('note edge-1/d: no collector says that it keeps it'),
      expect.stringContaining('note edge-1/e: no collector says'),
    ]);
  });

  it('stays short', async () => {
    wanted = Array.from({ length: 30 }, (_, i) => one(`s${i}`, ''));
    states = [];
    expect(await said()).toHaveLength(11);
    expect((await said()).at(-1)).toContain('and 20 more');
  });

  it('is what to do when they cannot be read', async () => {
    status = 401;
    expect(await said()).toEqual(['note cannot be read (401): WEIR_TOKEN must be a token with the scope read']);
  });
});
