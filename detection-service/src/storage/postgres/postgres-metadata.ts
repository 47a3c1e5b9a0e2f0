import { setTimeout as pause } from 'node:timers/promises';
import type { Anomaly } from '../../aggregate/anomaly.ts';
import type { Problem } from '../../aggregate/problem.ts';
import { WeirError } from '../../core/errors.ts';
import { SECOND } from '../../core/time.ts';
import type { Millis } from '../../core/time.ts';
import type { StoredSeries } from '../ports.ts';
import { anomalyRow, problemRow, rowsOfSeries } from './metadata-row.ts';
import type { MetadataKind, MetadataRow } from './metadata-row.ts';
import { migrate } from './migrate.ts';
import { PostgresConnection } from './postgres-connection.ts';
import { WaitingRows } from './waiting-rows.ts';

export interface PostgresOptions {
  /** The connection URL; TLS by `sslmode` and `sslrootcert` in it. */
  readonly url: string;
  /** How long a question is asked again when it is not answered; default 10 seconds. What is to be stored waits without end. */
  readonly patience?: Millis | undefined;
  /** Told, as a sentence, when something has to wait. */
  readonly onReport?: ((sentence: string) => void) | undefined;
}

/** A row, or a revision of one, with its place among all changes of all tenants. */
export interface FollowedRow {
  readonly position: number;
  readonly kind: MetadataKind;
  readonly tenant: string;
  readonly id: string;
  readonly body: string;
  /** A revision of an anomaly or a problem that those who follow are told of, at this position. */
  readonly isChange: boolean;
}

/** What has changed after a position. */
export interface MetadataPage {
  readonly rows: readonly FollowedRow[];
  /** Nothing up to here is missing; the position to go on from. */
  readonly upTo: number;
  /** Position of the newest change of all. */
  readonly newest: number;
  /** Up to here changes have been dropped: rows are there with their newest revision only. */
  readonly dropped: number;
  /** Another number means another database, of which no position says anything. */
  readonly epoch: number;
}

const PATIENCE = 10 * SECOND;
const BATCH = 1_000;
const RETRY = 1 * SECOND;

const STORE = `
  WITH place AS (
    UPDATE weir_state SET newest = newest + $6::bigint WHERE one RETURNING newest, newest - $6::bigint AS base
  ), offered AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[])
    WITH ORDINALITY AS o (kind, tenant, id, revision, body, n)
  ), stored AS (
    INSERT INTO weir_metadata AS m (kind, tenant, id, revision, position, body)
    SELECT kind, tenant, id, revision, base + n, body FROM offered, place
    ON CONFLICT (kind, tenant, id) DO UPDATE
    SET revision = excluded.revision, position = excluded.position, body = excluded.body
    WHERE excluded.revision > m.revision
    RETURNING kind, tenant, position, body
  ), told AS (
    INSERT INTO weir_change (position, kind, tenant, body)
    SELECT position, kind, tenant, body FROM stored WHERE kind IN ('anomaly', 'problem')
  )
  SELECT newest FROM place`;

/**
 * One statement, so one picture: what of a row's changes was dropped is told by the row itself. Each half is cut by its own
 * index before they are merged. The limit of one tells the planner, before there are statistics, that there is one row: what
 * looks expensive is compiled, which takes a hundred times as long as the answer.
 */
const FOLLOW = `
  SELECT s.newest, s.dropped, s.epoch, r.* FROM (SELECT * FROM weir_state LIMIT 1) s LEFT JOIN LATERAL (
    (SELECT position, kind, tenant, id, body, false AS change FROM weir_metadata
     WHERE position > $1 AND (position <= s.dropped OR kind IN ('series', 'entity')) ORDER BY position LIMIT $2)
    UNION ALL
    (SELECT position, kind, tenant, '', body, true FROM weir_change WHERE position > $1 ORDER BY position LIMIT $2)
    ORDER BY position LIMIT $2
  ) r ON true ORDER BY r.position`;

const DROP = `
  WITH last AS (SELECT max(position) AS position FROM weir_change WHERE time < to_timestamp($1::double precision / 1000)),
  gone AS (DELETE FROM weir_change WHERE position <= (SELECT position FROM last))
  UPDATE weir_state SET dropped = last.position FROM last WHERE last.position > dropped`;

interface FollowRow {
  readonly newest: string;
  readonly dropped: string;
  readonly epoch: string;
  readonly position: string | null;
  readonly kind: MetadataKind;
  readonly tenant: string;
  readonly id: string;
  readonly body: string;
  readonly change: boolean;
}

/**
 * What all replicas know of each other's partitions, in PostgreSQL: series, entities, anomalies, problems and what
 * changed of them. Everything is an upsert: what is stored already, or is older than what is stored, changes nothing.
 */
export class PostgresMetadata {
  readonly #connection: PostgresConnection;
  readonly #patience: Millis;
  readonly #report: (sentence: string) => void;
  readonly #waiting = new WaitingRows();
  readonly #closed = new AbortController();
  #storing: Promise<void> | undefined;
  #newest = 0;

  private constructor(connection: PostgresConnection, { patience = PATIENCE, onReport }: PostgresOptions) {
    this.#connection = connection;
    this.#patience = patience;
    this.#report = onReport ?? (() => undefined);
  }

  /** Makes or migrates the tables. Throws `unavailable` when the server does not let us, or is of a newer version. */
  static async open(options: PostgresOptions): Promise<PostgresMetadata> {
    const connection = new PostgresConnection(options.url);
    try {
      await connection.ask('making the tables', options.patience ?? PATIENCE, migrate);
      return new PostgresMetadata(connection, options);
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  get place(): string {
    return this.#connection.place;
  }

  /** Rows that are not stored yet. */
  get backlog(): number {
    return this.#waiting.size;
  }

  /** Stores series, with the entities that they are about. Resolves when they are durable; rejects only after `close`. */
  async addSeries(series: readonly StoredSeries[]): Promise<void> {
    await this.#store(rowsOfSeries(series));
  }

  /** Stores revisions of anomalies and problems. Resolves when they are durable; rejects only after `close`. */
  async keep(changed: {
    readonly anomalies?: readonly Anomaly[];
    readonly problems?: readonly Problem[];
  }): Promise<void> {
    const { anomalies = [], problems = [] } = changed;
    await this.#store([...anomalies.map(anomalyRow), ...problems.map(problemRow)]);
  }

  /** Resolves when everything that was to be stored before is durable, with a position that is not before it. */
  async flush(): Promise<number> {
    await this.#store([]);
    return this.#newest;
  }

  async #store(rows: readonly MetadataRow[]): Promise<void> {
    if (this.#closed.signal.aborted) throw closed();
    const stored = this.#waiting.add(rows);
    // With nothing to store it would be over before it is noted as begun, and never begin again.
    if (this.#waiting.size > 0) this.#storing ??= this.#storeAll();
    await stored;
  }

  async #storeAll(): Promise<void> {
    let isReported = false;
    while (this.#waiting.size > 0 && !this.#closed.signal.aborted) {
      const batch = this.#waiting.next(BATCH);
      try {
        this.#newest = Math.max(this.#newest, await this.#storeBatch(batch));
        if (!this.#closed.signal.aborted) this.#waiting.done(batch.length);
        isReported = false;
      } catch (error) {
        if (!isReported) this.#report(`${this.backlog} metadata wait: ${sentenceOf(error)}`);
        isReported = true;
        await pause(RETRY, undefined, { signal: this.#closed.signal }).catch(() => undefined);
      }
    }
    this.#storing = undefined;
  }

  async #storeBatch(rows: readonly MetadataRow[]): Promise<number> {
    const column = <K extends keyof MetadataRow>(name: K): MetadataRow[K][] => rows.map((row) => row[name]);
    const columns = [column('kind'), column('tenant'), column('id'), column('revision'), column('body')];
    return await this.#connection.ask('storing metadata', this.#patience, async (client) => {
      const found = await client.query<{ newest: string }>(STORE, [...columns, rows.length]);
      return Number(found.rows[0]?.newest);
    });
  }

  /**
   * At most `limit` rows that changed after a position, in the order of their changes. Whoever goes on from `upTo` misses
   * nothing, however many write at the same time.
   */
  async follow(since: number, limit: number): Promise<MetadataPage> {
    const rows = await this.#connection.ask('reading metadata', this.#patience, async (client) => {
      return (await client.query<FollowRow>(FOLLOW, [since, limit])).rows;
    });
    const [first] = rows;
    if (first === undefined) throw new WeirError('unavailable', `${this.place}: weir_state is empty`);
    const found = rows.filter((row) => row.position !== null).map(toFollowed);
    const newest = Number(first.newest);
    const upTo = found.length < limit ? newest : (found.at(-1)?.position ?? newest);
    return { rows: found, upTo, newest, dropped: Number(first.dropped), epoch: Number(first.epoch) };
  }

  /** Drops changes that were stored before a time, by the clock of the server. */
  async dropChanges(before: Millis): Promise<void> {
    await this.#connection.ask('dropping old changes', this.#patience, (client) => client.query(DROP, [before]));
  }

  /** What still waits is given up: whoever waits is told. */
  async close(): Promise<void> {
    this.#closed.abort();
    this.#waiting.giveUp(closed());
    await this.#connection.close();
    await this.#storing;
  }
}

function toFollowed({ position, kind, tenant, id, body, change }: FollowRow): FollowedRow {
  return { position: Number(position), kind, tenant, id, body, isChange: change };
}

function closed(): WeirError {
  return new WeirError('unavailable', 'the connection to PostgreSQL was closed before it was stored');
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
