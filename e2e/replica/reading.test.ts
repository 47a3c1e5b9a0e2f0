import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { HOUR, MINUTE } from '@weir/detection-service/core/time.ts';
import { encodeRequest, ROWS_PATH } from '@weir/detection-service/replica/rows-message.ts';
import { openEmbeddedStorage } from '@weir/detection-service/storage/embedded/embedded-storage.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, PostgresServer } from '../support/postgres.ts';
import { READER, readingServer, REPLICAS } from '../support/reading-server.ts';
import { scratchFolder } from '../support/scratch.ts';
import { END, partitionOfSeries, PARTITIONS, START, writeDividedStory, type DividedStory } from './divided-story.ts';
import type { ReplicaOrders } from './replica-process.ts';

const PROGRAM = fileURLToPath(new URL('./replica-process.ts', import.meta.url));
const folder = scratchFolder('reading');
const even = Array.from({ length: PARTITIONS / 2 }, (_, i) => 2 * i);
const odd = even.map((partition) => partition + 1);

/** A replica as a process. */
class Replica {
  readonly url: string;
  readonly orders: ReplicaOrders;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  output = '';

  constructor(orders: ReplicaOrders) {
    this.orders = orders;
    this.url = `http://127.0.0.1:${orders.port}`;
    this.#child = spawn(process.execPath, [PROGRAM, JSON.stringify(orders)], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.#ended = new Promise((resolve) => this.#child.once('close', resolve));
    running.push(this);
  }

  static async start(orders: Omit<ReplicaOrders, 'port'>, port?: number): Promise<Replica> {
    const replica = new Replica({ ...orders, port: port ?? (await freePort()) });
    for (const deadline = Date.now() + 60_000; !replica.output.includes('ready'); await setTimeout(50)) {
      if (Date.now() > deadline) throw new Error(`the replica was not ready: ${replica.output}`);
    }
    return replica;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}

const running: Replica[] = [];
let story: DividedStory;
let postgres: PostgresServer;
let a: Replica;
let b: Replica;
let whole: { readonly url: string; readonly close: () => Promise<void> };
let orders: Omit<ReplicaOrders, 'port' | 'name' | 'owned'>;

beforeAll(async () => {
  story = writeDividedStory(folder);
  postgres = await PostgresServer.start();
  const { mirror, partitions } = story;
  const database = await postgres.database();
  orders = { mirror, partitions, count: PARTITIONS, postgres: database, token: REPLICAS, present: END };
  const storage = openEmbeddedStorage(story.whole, { readOnly: true });
  const server = readingServer({ metadata: storage, results: storage, present: END });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  whole = { url, close: () => server.close().then(() => storage.close()) };
  [a, b] = await Promise.all([
    Replica.start({ ...orders, name: 'weir-a', owned: even }),
    Replica.start({ ...orders, name: 'weir-b', owned: odd }),
  ]);
});
afterAll(async () => {
  await Promise.all(running.map((replica) => replica.kill()));
  await whole.close();
  await postgres.stop();
});

interface Said {
  readonly status: number;
  readonly text: string;
}

async function ask(url: string, path: string, body?: object): Promise<Said> {
  const headers = { authorization: `Bearer ${READER}`, 'content-type': 'application/json' };
  const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(`${url}${path}`, init);
  return { status: response.status, text: await response.text() };
}
const query = (url: string, queries: readonly object[]): Promise<Said> => ask(url, '/v1/query', { queries });
const prometheus = (url: string, expression: string, to = END): Promise<Said> => {
  const parameters = { query: expression, start: String(START / 1_000), end: String(to / 1_000), step: '300' };
  return ask(url, `/prometheus/api/v1/query_range?${new URLSearchParams(parameters).toString()}`);
};
const message = ({ text }: Said): string => (JSON.parse(text) as { message: string }).message;

/** What each of the replicas says is what one process with everything says. */
async function same(work: (url: string) => Promise<Said>): Promise<string> {
  const [expected, ...said] = await Promise.all([whole.url, a.url, b.url].map(work));
  for (const one of said) expect(one).toEqual(expected);
  expect(expected?.status).toBe(200);
  return expected?.text ?? '';
}

describe('two replicas, each with half of the partitions', () => {
  it('give every series alike, as one process does', async () => {
    expect(new Set(story.series.map((one) => partitionOfSeries(one) % 2))).toEqual(new Set([0, 1]));
    for (const { id } of story.series) {
      const text = await same((url) => query(url, [{ seriesId: id, from: START, to: END + HOUR }]));
      expect(JSON.parse(text)).toMatchObject({ stepsRead: 900 });
      await same((url) => prometheus(url, `weir_sample{series_id="${id}"}`));
    }
  });

  it('give many series of one request alike', async () => {
    const span = { from: START + 2 * HOUR, to: START + 9 * HOUR, maxDataPoints: 50 };
    const queries = story.series.map(({ id }) => ({ seriesId: id, ...span }));
    // Some of them are only learned: what was before the span is asked for, too.
    expect(await same((url) => query(url, queries))).toMatch(/"learningUntil":\d/);
    await same((url) => query(url, [{ service: 'service-3', indicator: 'request_rate', ...span }]));
  });

  it.each([
    'sum(weir_sample{indicator="request_rate"})',
    'avg by (service) (avg_over_time(weir_sample{indicator="latency_p95"}[30m]))',
    'max by (bound) (weir_expected) / ignoring(bound) group_left max(weir_sample)',
    'count(weir_anomaly_score > 0.5)',
    'absent_over_time(weir_sample[10m] offset 1h)',
  ])('calculate alike: %s', async (expression) => {
    expect((await same((url) => prometheus(url, expression))).length).toBeGreaterThan(60);
  });

  it('rate and list alike', async () => {
    const ratings = JSON.parse(await same((url) => ask(url, '/v1/ratings?limit=1000'))) as { items: object[] };
    expect(ratings.items).toHaveLength(24);
    const { entityId } = story.series[0] as (typeof story.series)[number];
    await same((url) => ask(url, `/v1/ratings/${entityId}/history`));
    const inventory = await same((url) => ask(url, '/v1/inventory?limit=200'));
    expect(inventory).not.toContain('"requestRate":null');
  });

  it('count what they ask each other', async () => {
    const { text } = await ask(a.url, '/metrics');
    expect(text).toMatch(/^weir_replica_forwarded_requests_total\{outcome="ok"\} [1-9]/m);
    expect(text).toMatch(/^weir_replica_forwarded_seconds_count [1-9]/m);
    expect(text).not.toContain('outcome="failed"');
  });
});

describe('a token that does not do', () => {
  it('is refused, and nothing leaks', async () => {
    const [one] = story.series as [(typeof story.series)[number]];
    const wanted = [{ partition: partitionOfSeries(one), seriesId: one.id, step: MINUTE, from: START, to: END }];
    const owner = partitionOfSeries(one) % 2 === 0 ? a : b;
    for (const [token, status] of [
      [undefined, 401],
      ['the-secret-of-nobody', 401],
      [READER, 403],
    ] as const) {
      const response = await fetch(`${owner.url}${ROWS_PATH}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
        body: encodeRequest('default', PARTITIONS, wanted),
      });
      const text = await response.text();
      expect([response.status, text]).toEqual([
        status,
        expect.not.stringMatching(/WRWS|partition|service-|the-secret/),
      ]);
    }
  });

  it('leaves a replica with its own, and says whose fault it is', async () => {
    const c = await Replica.start({ ...orders, name: 'weir-c', owned: [], token: 'the-secret-of-nobody' });
    try {
      for (const one of story.series.slice(0, 6)) {
        const partition = partitionOfSeries(one);
        const said = await query(c.url, [{ seriesId: one.id, from: START, to: END }]);
        const owner = partition % 2 === 0 ? 'weir-a' : 'weir-b';
        expect([said.status, message(said)]).toEqual([
          503,
          `The results of partition ${partition} cannot be had now: replica ${owner} does not take the token in replica.token of this replica.`,
        ]);
        expect(said.text + c.output).not.toContain('the-secret');
      }
    } finally {
      await c.kill();
    }
  });
});

describe('a replica that is killed', () => {
  it('is named where its series are asked for, while all others are answered, until it is back', async () => {
    const { port } = b.orders;
    await b.kill();
    const mine = story.series.filter((one) => partitionOfSeries(one) % 2 === 0);
    const theirs = story.series.filter((one) => partitionOfSeries(one) % 2 === 1);
    // Another span than before: what was brought is not asked for again within seconds.
    const span = { from: START, to: END + 2 * HOUR };
    for (const { id } of mine) expect((await query(a.url, [{ seriesId: id, ...span }])).status).toBe(200);
    const gone = theirs[0] as (typeof theirs)[number];
    const refused = await query(a.url, [{ seriesId: gone.id, ...span }]);
    const subject = `The results of partition ${partitionOfSeries(gone)} cannot be had now:`;
    expect([refused.status, message(refused)]).toEqual([
      503,
      `${subject} replica weir-b does not answer (ECONNREFUSED).`,
    ]);
    const sum = await prometheus(a.url, 'sum(weir_sample)', END + 2 * HOUR);
    expect([sum.status, sum.text]).toEqual([
      503,
      expect.stringMatching(/"errorType":"unavailable".*weir-b does not answer/),
    ]);
    // What was brought a while ago can be read for a while; then the list says what it lacks.
    const listed = async (): Promise<unknown> => {
      const { status, text } = await ask(a.url, '/v1/inventory?limit=200');
      return [status, (JSON.parse(text) as { notes?: string[] }).notes ?? []];
    };
    const noted = /^It is not known of all services.* cannot be had now: (replica weir-b does not answer|no replica)/;
    await expect
      .poll(listed, { timeout: 30_000, interval: 500 })
      .toEqual([200, expect.arrayContaining([expect.stringMatching(noted)])]);

    // It has said nothing for the length of its lease.
    await expect
      .poll(async () => message(await query(a.url, [{ seriesId: gone.id, ...span }])), {
        timeout: 30_000,
        interval: 500,
      })
      .toBe(`${subject} no replica has it.`);

    b = await Replica.start({ ...orders, name: 'weir-b', owned: odd }, port);
    await expect
      .poll(async () => (await query(a.url, [{ seriesId: gone.id, ...span }])).status, {
        timeout: 30_000,
        interval: 200,
      })
      .toBe(200);
    for (const { id } of theirs) {
      const queries = [{ seriesId: id, from: START, to: END + 3 * HOUR }];
      expect(await query(a.url, queries)).toEqual(await query(whole.url, queries));
    }
  });

  it('gives its partitions to another, which then is asked', async () => {
    const c = await Replica.start({ ...orders, name: 'weir-c', owned: odd });
    try {
      await b.kill();
      for (const { id } of story.series) {
        const queries = [{ seriesId: id, from: START, to: END + 4 * HOUR }];
        expect(await query(a.url, queries)).toEqual(await query(whole.url, queries));
      }
    } finally {
      await c.kill();
    }
  });
});
