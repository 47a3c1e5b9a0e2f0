import { examineOwners } from '@weir/detection-service/replica/exam.ts';
import { PostgresOwners } from '@weir/detection-service/replica/postgres-owners.ts';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PostgresServer } from '../support/postgres.ts';

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server.stop());

examineOwners('PostgreSQL', async () => {
  const connectionString = await server.database();
  const pools = [new pg.Pool({ connectionString }), new pg.Pool({ connectionString })] as const;
  // As replicas that start at the same time.
  const [owners, others] = await Promise.all([PostgresOwners.open(pools[0]), PostgresOwners.open(pools[1])]);
  return {
    owners,
    others,
    pass: async (milliseconds) => {
      await pools[0].query(`UPDATE partition_owner SET until = until - $1 * interval '1 millisecond'`, [milliseconds]);
    },
    discard: async () => {
      await Promise.all(pools.map((pool) => pool.end()));
    },
  };
});

it('says so when PostgreSQL does not answer', async () => {
  const pool = new pg.Pool({ connectionString: 'postgres://weir:a-secret@127.0.0.1:9/weir' });
  const refused = await PostgresOwners.open(pool).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/^PostgreSQL does not say who has which partition: .*ECONNREFUSED/) as unknown,
  });
  expect(String(refused)).not.toContain('a-secret');
  await pool.end();
});
