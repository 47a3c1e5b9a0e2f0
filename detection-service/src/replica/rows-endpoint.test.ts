import { createHash } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../config/load.ts';
import type { Scope } from '../config/schema.ts';
import { DAY, HOUR, MINUTE } from '../core/time.ts';
import { serverOver } from '../http/fixture.ts';
import { START } from '../storage/exam/examples.ts';
import { MemoryStorage } from '../storage/memory/memory-storage.ts';
import type { SeriesResults, StoredSeries } from '../storage/ports.ts';
import { RowsClient } from './rows-client.ts';
import { rowsEndpoint } from './rows-endpoint.ts';
import { encodeRequest, MOST_ROWS, ROWS_PATH, type WantedRows } from './rows-message.ts';
import { PARTITIONS, partitionOfSeries, ReplicaFolder, seriesOf } from './test-partitions.ts';

const secretOf = (name: string): string => `the-secret-of-${name}`;
const SCOPES: Record<string, readonly Scope[]> = {
  replicas: ['admin'],
  reader: ['read', 'ingest', 'write', 'act-as'],
  administrator: ['admin', 'read'],
};
const tokens = Object.entries(SCOPES).map(([name, scopes]) => {
  const sha256 = createHash('sha256').update(secretOf(name)).digest('hex');
  return { name, tenant: name === 'administrator' ? 'other' : 'default', scopes, sha256 };
});

const HERE = seriesOf('payments', 3);
const FOREIGN = seriesOf('payments', 4, 'other');
const ELSEWHERE = Array.from({ length: 50 }, (_, i) => seriesOf(`shop-${i}`, 5)).find(
  (one) => partitionOfSeries(one) !== partitionOfSeries(HERE) && partitionOfSeries(one) !== partitionOfSeries(FOREIGN)
) as StoredSeries;

let app: FastifyInstance;
let url: string;
const folder = new ReplicaFolder();

beforeAll(async () => {
  for (const one of [HERE, FOREIGN]) {
    folder.write(
      one,
      Array.from({ length: 300 }, (_, i) => START + i * MINUTE)
    );
  }
  folder.own.own([HERE, FOREIGN].map(partitionOfSeries));
  app = serverOver(new MemoryStorage(), {
    config: { ...loadConfig({ env: {} }), tokens },
    internal: (routes) =>
      rowsEndpoint(routes, { own: folder.own, partitions: PARTITIONS, name: 'weir-1', token: 'replicas' }),
  });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());

function wanted(series: StoredSeries, from = START, to = START + DAY): WantedRows {
  const { id: seriesId, identity } = series;
  return { partition: partitionOfSeries(series), seriesId, step: identity.step, from, to };
}
const outcomes: string[] = [];
function client(token: string | undefined = secretOf('replicas'), patience = 5_000): RowsClient {
  return new RowsClient({
    ...{ partitions: PARTITIONS, token, patience },
    forwarded: ({ outcome }) => outcomes.push(outcome),
  });
}
const ask = (rows: readonly WantedRows[], { tenant = 'default', at = url, by = client() } = {}) =>
  by.ask({ name: 'weir-1', url: at }, tenant, rows);
const written = (series: StoredSeries): SeriesResults =>
  folder.writer(partitionOfSeries(series)).read(series, START, START + DAY);

const post = (payload: string, authorization = `Bearer ${secretOf('replicas')}`) =>
  app.inject({
    ...{ method: 'POST', url: ROWS_PATH, payload },
    headers: { 'content-type': 'application/json', ...(authorization === '' ? {} : { authorization }) },
  });

describe('rows for other replicas', () => {
  it('come to the last bit, whole or in part', async () => {
    outcomes.length = 0;
    const [all, part, none, unknown] = await ask([
      wanted(HERE),
      wanted(HERE, START + HOUR, START + HOUR + 10 * MINUTE),
      wanted(HERE, START + 7 * DAY, Number.MAX_SAFE_INTEGER),
      { ...wanted(HERE), seriesId: 'f'.repeat(32) },
    ]);
    expect(all).toEqual(written(HERE));
    expect(part?.value).toEqual(written(HERE).value.slice(60, 70));
    expect([none?.time.length, unknown?.time.length]).toEqual([0, 0]);
    expect(outcomes).toEqual(['ok']);
  });

  it('are of the tenant that is asked for', async () => {
    const [mine, theirs] = await ask([wanted(HERE), wanted(FOREIGN)]);
    expect([mine?.time.length, theirs?.time.length]).toEqual([300, 0]);
    const [hidden, shown] = await ask([wanted(HERE), wanted(FOREIGN)], { tenant: 'other' });
    expect([hidden?.time.length, shown?.time.length]).toEqual([0, 300]);
  });

  it('are refused with the partition that is not here', async () => {
    outcomes.length = 0;
    const partition = partitionOfSeries(ELSEWHERE);
    const answer = await post(encodeRequest('default', PARTITIONS, [wanted(HERE), wanted(ELSEWHERE)]));
    expect([answer.statusCode, answer.json()]).toEqual([
      421,
      {
        code: 'invalid_argument',
        message: `Partition ${partition} is not at replica weir-1 now.`,
        details: [{ path: 'wanted.partition', expected: 'one that this replica owns', found: String(partition) }],
      },
    ]);
    await expect(ask([wanted(ELSEWHERE)])).rejects.toMatchObject({
      ...{ name: 'NoRows', outcome: 'elsewhere' },
      message: `says: Partition ${partition} is not at replica weir-1 now.`,
    });
    const other = await post(encodeRequest('default', 16, [wanted(HERE)]));
    expect([other.statusCode, other.json<{ message: string }>().message]).toEqual([
      421,
      'Replica weir-1 knows of another number of partitions: kafka.partitions differs.',
    ]);
    expect(outcomes).toEqual(['elsewhere']);
  });

  it('are bounded', async () => {
    const many = await post(
      encodeRequest(
        'default',
        PARTITIONS,
        Array.from({ length: 1_001 }, () => wanted(HERE))
      )
    );
    expect([many.statusCode, many.json<{ message: string }>().message]).toEqual([
      413,
      'A request between replicas is about at most 1000 series: ask several times.',
    ]);
    const store = folder.writer(partitionOfSeries(HERE));
    const read = store.read(HERE, START, START + DAY);
    const large = { ...read, time: new Float64Array(MOST_ROWS / 4) };
    const own = { has: () => true, near: () => Promise.resolve(), read: () => large };
    const greedy = serverOver(new MemoryStorage(), {
      internal: (routes) => rowsEndpoint(routes, { own, partitions: PARTITIONS, name: 'weir-2', token: undefined }),
    });
    const rows = await greedy.inject({
      ...{ method: 'POST', url: ROWS_PATH, headers: { 'content-type': 'application/json' } },
      payload: encodeRequest(
        'default',
        PARTITIONS,
        Array.from({ length: 5 }, () => wanted(HERE))
      ),
    });
    expect([rows.statusCode, rows.json<{ details: unknown }>().details]).toEqual([
      413,
      [{ path: 'wanted', expected: 'at most 500000 rows', found: '625000 in the first 5 series' }],
    ]);
    await greedy.close();
  });
});

describe('who may ask', () => {
  it.each([
    ['nobody without a token', '', 'default', 401],
    ['nobody with a wrong one', 'Bearer of-nobody-at-all', 'default', 401],
    ['nobody without the scope', `Bearer ${secretOf('reader')}`, 'default', 403],
    ['no administrator of another tenant', `Bearer ${secretOf('administrator')}`, 'default', 403],
    ['an administrator of the tenant', `Bearer ${secretOf('administrator')}`, 'other', 200],
  ])('%s', async (_, authorization, tenant, status) => {
    for (const series of [HERE, ELSEWHERE]) {
      const answer = await post(encodeRequest(tenant, PARTITIONS, [wanted(series)]), authorization);
      if (status === 200 && series === ELSEWHERE) continue;
      expect(answer.statusCode).toBe(status);
      // Nothing is said of what is here and what is not.
      if (status !== 200) expect(answer.body).not.toMatch(/partition|payments|WRWS/i);
    }
  });

  it('is told of the token that does not do, without a word of it', async () => {
    outcomes.length = 0;
    for (const by of [client(secretOf('reader')), client('of-nobody-at-all')]) {
      const error = await ask([wanted(HERE)], { by }).catch((one: unknown) => one);
      expect(error).toMatchObject({ message: 'does not take the token in replica.token of this replica' });
      expect(JSON.stringify(error) + String(error)).not.toMatch(/secret-of|of-nobody/);
    }
    expect(outcomes).toEqual(['refused', 'refused']);
  });

  it('is everybody on this machine where there are no tokens, and no web page', async () => {
    const open = serverOver(new MemoryStorage(), {
      internal: (routes) =>
        rowsEndpoint(routes, { own: folder.own, partitions: PARTITIONS, name: 'weir-1', token: undefined }),
    });
    const request = {
      ...{ method: 'POST' as const, url: ROWS_PATH, payload: encodeRequest('default', PARTITIONS, [wanted(HERE)]) },
      headers: { 'content-type': 'application/json' },
    };
    expect((await open.inject(request)).statusCode).toBe(200);
    const page = { ...request, headers: { ...request.headers, origin: 'http://evil.example' } };
    expect((await open.inject(page)).statusCode).toBe(403);
    await open.close();
  });

  it.each([
    ['another version', { version: 2 }],
    ['no tenant', { tenant: undefined }],
    ['a tenant that is a path', { tenant: '../other' }],
    ['no series', { wanted: [] }],
    ['a series that is none', { wanted: [{ ...wanted(HERE), seriesId: "' OR 1=1" }] }],
    ['a step that is none', { wanted: [{ ...wanted(HERE), step: 0 }] }],
    ['more than is asked for', { columns: ['value'] }],
  ])('is refused for %s', async (_, change) => {
    const request = JSON.parse(encodeRequest('default', PARTITIONS, [wanted(HERE)])) as object;
    expect((await post(JSON.stringify({ ...request, ...change }))).statusCode).toBe(400);
  });
});

describe('another replica that does not do', () => {
  /** Somebody else who listens. */
  async function stranger(answer: Parameters<typeof createServer>[1]): Promise<{ at: string; server: Server }> {
    const server = createServer(answer as () => void);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { at: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
  }

  it('nobody listens', async () => {
    await expect(ask([wanted(HERE)], { at: 'http://127.0.0.1:9' })).rejects.toThrow('does not answer (ECONNREFUSED)');
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    ['says nothing', () => undefined, 'did not answer within 0.3 s'],
    [
      'is a web page',
      (response) => response.end('<html>'),
      'is not understood: its answer cannot be read: it is something else',
    ],
    [
      'fails',
      (response) => response.writeHead(500).end('<html>'),
      'answers with 500: something that is not of this service',
    ],
    [
      'ends in the middle',
      (response) => response.writeHead(200, { 'content-length': '100' }).write('x') && response.destroy(),
      'does not answer',
    ],
    ['sends elsewhere', (response) => response.writeHead(307, { location: '/x' }).end(), 'answers with 307'],
  ])('%s', async (_, answer, said) => {
    const { at, server } = await stranger((_request, response) => answer(response));
    outcomes.length = 0;
    await expect(ask([wanted(HERE)], { at, by: client('t', 300) })).rejects.toThrow(said);
    expect(outcomes).toEqual(['failed']);
    server.closeAllConnections();
    server.close();
  });

  it('answers of another version, or of other series', async () => {
    for (const words of [
      [0x53575257, 2, 1, 0],
      [0x53575257, 1, 2, 0, 0],
      [0x53575257, 1, 1, 400],
      [0x53575257, 1, 1, 0],
    ]) {
      const { at, server } = await stranger((_request, response) =>
        response.end(new Uint8Array(Uint32Array.from(words).buffer))
      );
      await expect(ask([wanted(HERE)], { at })).rejects.toThrow(/its answer cannot be read: (it|its)/);
      server.closeAllConnections();
      server.close();
    }
  });
});
