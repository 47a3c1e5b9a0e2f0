import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import {
  exampleAnomaly,
  exampleProblem,
  exampleSeries,
  seeded,
  START,
} from '@weir/detection-service/storage/exam/examples.ts';
import type { FollowedRow } from '@weir/detection-service/storage/postgres/postgres-metadata.ts';
import { PostgresMetadata } from '@weir/detection-service/storage/postgres/postgres-metadata.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Authority } from '../support/authority.ts';
import { PostgresServer } from '../support/postgres.ts';
import { scratchFolder } from '../support/scratch.ts';

let server: PostgresServer;
let url: string;
const open: PostgresMetadata[] = [];
const reports: string[] = [];

beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server.stop());
beforeEach(async () => {
  url = await server.database();
  reports.length = 0;
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function metadata(patience = 10_000): Promise<PostgresMetadata> {
  const one = await PostgresMetadata.open({ url, patience, onReport: (sentence) => reports.push(sentence) });
  open.push(one);
  return one;
}

/** Everything after a position, page by page. */
async function followAll(store: PostgresMetadata, since = 0, limit = 3): Promise<FollowedRow[]> {
  const rows: FollowedRow[] = [];
  for (let at = since; ;) {
    const page = await store.follow(at, limit);
    rows.push(...page.rows);
    at = page.upTo;
    if (at >= page.newest) return rows;
  }
}

const said = ({ kind, id, body, isChange }: FollowedRow): string => {
  const { id: inBody, revision } = JSON.parse(body) as { id?: string; revision?: number };
  return `${kind} ${id === '' ? inBody : id}${revision === undefined ? '' : ` ${revision}`}${isChange ? ' told' : ''}`;
};

describe('PostgresMetadata', () => {
  it('writes a series once, and of an entity the earliest sight', async () => {
    const store = await metadata();
    const [first, second] = [exampleSeries(3), exampleSeries(9)];
    await store.addSeries([first]);
    await store.addSeries([first, second]);
    const before = await followAll(store);
    await store.addSeries([{ ...first, ordinal: 77, firstStep: START + 999_999 }]);
    expect((await followAll(store)).map(said)).toEqual(before.map(said));
    await store.addSeries([{ ...second, firstStep: START - 5_000 }]);
    const after = await followAll(store, before.at(-1)?.position);
    expect(
      after.map(({ kind, body }) => `${kind} ${(JSON.parse(body) as { firstSeen: number }).firstSeen - START}`)
    ).toEqual(['entity -5000', 'entity -5000']);
    expect(before.filter(({ kind }) => kind === 'series')).toHaveLength(2);
  });

  it('has nothing to wait for at first, and goes on after that', async () => {
    const store = await metadata();
    expect(await store.flush()).toBe(0);
    await store.addSeries([exampleSeries(3)]);
    expect(await store.flush()).toBe(3);
    expect(await store.flush()).toBe(3);
  });

  it('takes no revision that is not newer, tells each that it takes, in the order in which they came', async () => {
    const store = await metadata();
    const anomaly = exampleAnomaly(exampleSeries(0), START, { id: 'a', description: 'odd \u0000 \ud800 “✓”' });
    const problem = { ...exampleProblem(exampleSeries(0), START), id: 'p' };
    await Promise.all([
      store.keep({ anomalies: [{ ...anomaly, revision: 1 }], problems: [{ ...problem, revision: 1 }] }),
      store.keep({
        anomalies: [
          { ...anomaly, revision: 4 },
          { ...anomaly, revision: 3 },
        ],
      }),
      store.keep({ anomalies: [{ ...anomaly, revision: 4 }], problems: [{ ...problem, revision: 2 }] }),
    ]);
    const told = ['anomaly a 1 told', 'problem p 1 told', 'anomaly a 4 told', 'problem p 2 told'];
    expect((await followAll(store)).map(said)).toEqual(told);
    const other = await metadata();
    await other.keep({ anomalies: [anomaly], problems: [problem] });
    expect((await followAll(other)).map(said)).toEqual(told);
    expect((JSON.parse((await followAll(other))[0]?.body ?? '') as { description: string }).description).toBe(
      anomaly.description
    );
  });

  it('gives rows in place of changes that were dropped, and positions that were never given before', async () => {
    const store = await metadata();
    const anomaly = exampleAnomaly(exampleSeries(0), START, { id: 'a' });
    await store.keep({ anomalies: [{ ...anomaly, revision: 1 }] });
    await store.keep({ anomalies: [{ ...anomaly, revision: 2 }] });
    const { newest } = await store.follow(0, 10);
    await store.dropChanges(Date.now() - 60_000);
    expect((await store.follow(0, 10)).dropped).toBe(0);
    await store.dropChanges(Date.now() + 60_000);
    expect(await store.follow(0, 10)).toMatchObject({ dropped: newest, newest });
    expect((await followAll(store)).map(said)).toEqual(['anomaly a 2']);
    await store.keep({ anomalies: [{ ...anomaly, revision: 3 }] });
    expect((await followAll(store)).map(said)).toEqual(['anomaly a 3 told']);
    expect((await followAll(store, newest))[0]?.position).toBeGreaterThan(newest);
  });

  it('lets who follows miss nothing while many write at once, in transactions that end out of order', async () => {
    const writers = await Promise.all(Array.from({ length: 6 }, () => metadata()));
    const follower = await metadata();
    const random = seeded(5);
    let over = false;
    const writing = Promise.all(
      writers.map(async (writer, w) => {
        for (let i = 0; i < 60; i++) {
          const one = exampleAnomaly(exampleSeries(w), START, { id: `a${Math.floor(random() * 20)}`, revision: i });
          // Every writer also writes what others write.
          await writer.keep({
            anomalies: [one],
            problems: [{ ...exampleProblem(exampleSeries(w), START), revision: i }],
          });
          if (i % 7 === 0) await writer.addSeries([exampleSeries(w * 1_000 + i), exampleSeries(i)]);
        }
      })
    ).then(() => (over = true));
    const seen: FollowedRow[] = [];
    let at = 0;
    for (let last = false; ;) {
      const page = await follower.follow(at, 17);
      for (const { position } of page.rows) expect(position).toBeGreaterThan(at);
      seen.push(...page.rows);
      at = page.upTo;
      if (last && at >= page.newest) break;
      last = over;
    }
    await writing;
    const key = (row: FollowedRow): string => `${row.position} ${row.kind}`;
    const positions = seen.map(({ position }) => position);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    const all = await followAll(follower, 0, 1_000);
    const keys = new Set(seen.map(key));
    expect(all.filter((row) => !keys.has(key(row)))).toEqual([]);
    expect(seen.filter(({ kind }) => kind === 'series')).toHaveLength(
      new Set(
        Array.from({ length: 6 }, (_, w) =>
          [0, 7, 14, 21, 28, 35, 42, 49, 56].flatMap((i) => [i, w * 1_000 + i])
        ).flat()
      ).size
    );
    expect(seen.filter(({ isChange }) => isChange).length).toBeGreaterThan(20);
  }, 60_000);

  it('keeps what is to be stored while the server is away, and says so once', async () => {
    const store = await metadata(500);
    await store.addSeries([exampleSeries(1)]);
    await server.kill();
    let isStored = false;
    const storing = store.addSeries([exampleSeries(2)]).then(() => (isStored = true));
    await expect(store.follow(0, 1)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(
        /^PostgreSQL at 127.0.0.1:\d+, database weir_\d+: reading metadata: .*ECONNREFUSED/
      ) as string,
    });
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect([isStored, store.backlog]).toEqual([false, 3]);
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatch(/^3 metadata wait: PostgreSQL at 127/);
    await server.restart();
    await storing;
    const rows = await followAll(store);
    expect(rows.filter(({ kind }) => kind === 'series')).toHaveLength(2);
    expect(store.backlog).toBe(0);
  }, 60_000);

  it('tells who waits when it is closed', async () => {
    const store = await metadata(500);
    await server.kill();
    const storing = store.addSeries([exampleSeries(2)]);
    const outcome = expect(storing).rejects.toMatchObject({ code: 'unavailable' });
    await store.close();
    await outcome;
    await expect(store.flush()).rejects.toMatchObject({ code: 'unavailable' });
    await server.restart();
    open.pop();
  }, 60_000);

  it('refuses the tables of a newer version, and lets several make them at once', async () => {
    await Promise.all([metadata(), metadata(), metadata()]);
    await server.query(url, 'UPDATE weir_version SET version = 99');
    await expect(metadata()).rejects.toMatchObject({ code: 'unavailable', details: [{ found: '99' }] });
  });

  it.each([
    [
      'a database that is not there',
      (base: string) => base.replace(/weir_\d+$/, 'nobodys'),
      /3D000.*make the database/,
    ],
    ['nobody who listens', (base: string) => base.replace(/:\d+\//, ':9/'), /ECONNREFUSED.*nobody listens there/],
    ['a user that is not there', (base: string) => base.replace('weir@', 'stranger:hush@'), /28000/],
    ['what is no URL', () => 'weir and hush', /is not a URL/],
  ])('says what is wrong: %s', async (_, change, expected) => {
    url = change(url);
    const error: unknown = await metadata(300).catch((one: unknown) => one);
    expect(error).toMatchObject({ name: 'WeirError', code: 'unavailable' });
    const told = error instanceof Error ? `${error.message} ${JSON.stringify(error)}` : '';
    expect(told).toMatch(expected);
    expect(told).not.toContain('hush');
  });

  it('gives up on a server that takes connections and says nothing', async () => {
    const mute = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((resolve) => mute.once('listening', resolve));
    url = url.replace(/:\d+\//, `:${(mute.address() as AddressInfo).port}/`);
    await expect(metadata(100)).rejects.toMatchObject({ code: 'unavailable' });
    mute.close();
  }, 30_000);
});

describe('TLS by the URL', () => {
  const folder = scratchFolder('postgres-tls');

  it('is used when it is asked for, and only with a server that is known', async () => {
    const [known, stranger] = [new Authority(folder, 'known'), new Authority(folder, 'stranger')];
    const encrypted = await PostgresServer.start({ tls: known.issue('postgres') });
    try {
      const base = await encrypted.database();
      const reach = async (settings: string): Promise<string> => {
        url = `${base}?${settings}`;
        const error: unknown = await metadata(300).catch((one: unknown) => one);
        return error instanceof Error ? error.message : '';
      };
      expect(await reach(`sslmode=verify-full&sslrootcert=${known.caFile}`)).toBe('');
      const sessions = 'SELECT count(*)::int AS n FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)';
      expect(await encrypted.query(base, `${sessions} WHERE ssl AND application_name = 'weir'`)).toEqual([{ n: 1 }]);
      expect(await reach(`sslmode=verify-full&sslrootcert=${stranger.caFile}`)).toMatch(/certificate.*sslrootcert/);
    } finally {
      await Promise.all(open.splice(0).map((one) => one.close()));
      await encrypted.stop();
    }
  });
});
