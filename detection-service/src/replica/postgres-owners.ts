import { WeirError } from '../core/errors.ts';
import { LEASE, type Owner, type Owners, type ReplicaAddress } from './owners.ts';

/** What is asked of a connection, or of a pool of them; `pg` has both. */
export interface Queries {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

/** Several replicas that start at the same time make the table one after the other. */
const LOCK = 0x77656972;
const TABLE = `
  DO $$ BEGIN
    PERFORM pg_advisory_xact_lock(${LOCK});
    CREATE TABLE IF NOT EXISTS partition_owner (
      partition integer PRIMARY KEY,
      name text NOT NULL,
      url text NOT NULL,
      until timestamptz NOT NULL
    );
  END $$`;
/** By the clock of the server, so that those of the replicas do not matter. */
const UNTIL = `now() + interval '${LEASE} milliseconds'`;
/** Rows are locked in one order, whoever changes them: nobody waits for each other. */
const OWN = `own AS (
  SELECT partition FROM partition_owner
  WHERE partition = ANY($1::integer[]) AND name = $2 AND url = $3 ORDER BY partition FOR UPDATE
)`;

/** Owners of partitions in PostgreSQL: a row each. Rejects with `WeirError('unavailable')` when that does not answer. */
export class PostgresOwners implements Owners {
  readonly #queries: Queries;

  private constructor(queries: Queries) {
    this.#queries = queries;
  }

  /** Makes the table when it is not there. */
  static async open(queries: Queries): Promise<PostgresOwners> {
    const owners = new PostgresOwners(queries);
    await owners.#query(TABLE);
    return owners;
  }

  async list(): Promise<readonly Owner[]> {
    const sql = 'SELECT partition, name, url FROM partition_owner WHERE until > now() ORDER BY partition';
    return (await this.#query(sql)) as readonly Owner[];
  }

  async claim(partitions: readonly number[], { name, url }: ReplicaAddress): Promise<void> {
    await this.#query(
      `INSERT INTO partition_owner (partition, name, url, until)
       SELECT partition, $2, $3, ${UNTIL} FROM unnest($1::integer[]) AS partition ORDER BY partition
       ON CONFLICT (partition) DO UPDATE SET name = excluded.name, url = excluded.url, until = excluded.until`,
      [partitions, name, url]
    );
  }

  async renew(partitions: readonly number[], { name, url }: ReplicaAddress): Promise<readonly number[]> {
    const sql = `WITH ${OWN} UPDATE partition_owner o SET until = ${UNTIL} FROM own
      WHERE o.partition = own.partition RETURNING o.partition`;
    const rows = (await this.#query(sql, [partitions, name, url])) as readonly Pick<Owner, 'partition'>[];
    return rows.map(({ partition }) => partition).sort((a, b) => a - b);
  }

  async release(partitions: readonly number[], { name, url }: ReplicaAddress): Promise<void> {
    const sql = `WITH ${OWN} DELETE FROM partition_owner o USING own WHERE o.partition = own.partition`;
    await this.#query(sql, [partitions, name, url]);
  }

  async #query(text: string, values: unknown[] = []): Promise<readonly unknown[]> {
    try {
      return (await this.#queries.query(text, values)).rows;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new WeirError('unavailable', `PostgreSQL does not say who has which partition: ${reason}`, [], {
        cause: error,
      });
    }
  }
}
