import Sqlite from 'better-sqlite3';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { WeirError } from '../core/errors.ts';
import { decodeOrdinal, pageOf } from '../storage/page-key.ts';
import type { Page, Paged } from '../storage/ports.ts';
import { bodyText, checkExpected } from './check-revision.ts';
import type { Actor, JsonObject, NewRevision, Revision } from './record.ts';
import type { RecordFilter, RecordStore } from './record-store.ts';

/** One migration a version of the schema (`PRAGMA user_version`); append only. */
const MIGRATIONS = [
  `
  CREATE TABLE record (
    ordinal INTEGER PRIMARY KEY, tenant TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
    subject TEXT NOT NULL, creator TEXT NOT NULL, revision INTEGER NOT NULL
  );
  CREATE UNIQUE INDEX record_id ON record (tenant, kind, id);
  CREATE INDEX record_kind ON record (tenant, kind, ordinal);
  CREATE INDEX record_subject ON record (tenant, kind, subject, ordinal);
  CREATE INDEX record_creator ON record (tenant, kind, creator, ordinal);
  CREATE TABLE revision (
    ordinal INTEGER NOT NULL REFERENCES record, revision INTEGER NOT NULL,
    subject TEXT NOT NULL, actor TEXT NOT NULL, time INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (ordinal, revision)
  ) WITHOUT ROWID;
  `,
] as const;

interface Row {
  readonly ordinal: number;
  readonly id: string;
  readonly subject: string;
  readonly revision: number;
  readonly actor: string;
  readonly time: number;
  readonly body: string;
  readonly created: number;
  readonly creator: string;
}

/** A revision with what the first one says. */
const COLUMNS = `
  SELECT r.ordinal, r.id, v.subject, v.revision, v.actor, v.time, v.body, f.time AS created, f.actor AS creator
  FROM record r JOIN revision v ON v.ordinal = r.ordinal JOIN revision f ON f.ordinal = r.ordinal AND f.revision = 1`;
const NEWEST = `${COLUMNS} AND v.revision = r.revision`;

/** Records in one SQLite file, `records.sqlite`, which one process opens. */
export class SqliteRecords implements RecordStore {
  readonly #file: string;
  readonly #db: Sqlite.Database;
  readonly #statements = new Map<string, Sqlite.Statement>();

  /** Opens or makes the file. Throws `WeirError` `unavailable` when it cannot, or is of another version. */
  constructor(directory: string) {
    this.#file = path.join(directory, 'records.sqlite');
    try {
      mkdirSync(directory, { recursive: true });
      this.#db = new Sqlite(this.#file, { timeout: 10_000 });
    } catch (error) {
      throw this.#unavailable(error);
    }
    try {
      this.#guard(() => this.#migrate());
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  #migrate(): void {
    this.#db.pragma('journal_mode = WAL');
    // What a person said is on the disk before they read "saved".
    this.#db.pragma('synchronous = FULL');
    const version = this.#db.pragma('user_version', { simple: true }) as number;
    if (version > MIGRATIONS.length) {
      throw new WeirError('unavailable', `${this.#file} was made by a newer version of Weir: use that one.`, [
        { path: 'user_version', expected: `at most ${MIGRATIONS.length}`, found: String(version) },
      ]);
    }
    for (let next = version; next < MIGRATIONS.length; next++) {
      this.#db.transaction(() => {
        this.#db.exec(MIGRATIONS[next] as string);
        this.#db.pragma(`user_version = ${next + 1}`);
      })();
    }
  }

  append(revision: NewRevision, expected?: number): Revision {
    const body = bodyText(revision);
    this.#guard(() => this.#db.transaction(() => this.#insert(revision, body, expected)).immediate());
    return this.get(revision.tenant, revision.kind, revision.id) as Revision;
  }

  appendAll(revisions: readonly NewRevision[]): readonly Revision[] {
    const bodies = revisions.map(bodyText);
    this.#guard(() =>
      this.#db
        .transaction(() => revisions.forEach((revision, i) => this.#insert(revision, bodies[i] as string, undefined)))
        .immediate()
    );
    return revisions.map(({ tenant, kind, id }) => this.get(tenant, kind, id) as Revision);
  }

  /** Within a transaction. */
  #insert(revision: NewRevision, body: string, expected: number | undefined): void {
    const { tenant, kind, id, subject, actor, time } = revision;
    const known = this.#prepare('SELECT ordinal, revision FROM record WHERE tenant = ? AND kind = ? AND id = ?').get(
      tenant,
      kind,
      id
    ) as { ordinal: number; revision: number } | undefined;
    const next = (known?.revision ?? 0) + 1;
    checkExpected(revision, next - 1, expected);
    const ordinal =
      known?.ordinal ??
      Number(
        this.#prepare(
          'INSERT INTO record (tenant, kind, id, subject, creator, revision) VALUES (?, ?, ?, ?, ?, 1)'
        ).run(tenant, kind, id, subject, actor.id).lastInsertRowid
      );
    this.#prepare('UPDATE record SET revision = ?, subject = ? WHERE ordinal = ?').run(next, subject, ordinal);
    const values = [ordinal, next, subject, JSON.stringify(actor), time, body];
    this.#prepare('INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?)').run(values);
  }

  get(tenant: string, kind: string, id: string): Revision | undefined {
    const sql = `${NEWEST} WHERE r.tenant = ? AND r.kind = ? AND r.id = ?`;
    const row = this.#guard(() => this.#prepare(sql).get(tenant, kind, id) as Row | undefined);
    return row && revisionOf(tenant, kind, row);
  }

  revisions(tenant: string, kind: string, id: string): readonly Revision[] {
    const sql = `${COLUMNS} WHERE r.tenant = ? AND r.kind = ? AND r.id = ? ORDER BY v.revision`;
    const rows = this.#guard(() => this.#prepare(sql).all(tenant, kind, id) as Row[]);
    return rows.map((row) => revisionOf(tenant, kind, row));
  }

  list(tenant: string, kind: string, filter: RecordFilter, page: Page): Paged<Revision> {
    const wanted = ['r.tenant = ?', 'r.kind = ?'];
    const values: (string | number)[] = [tenant, kind];
    const add = (condition: string, value: string | number | undefined): void => {
      if (value === undefined) return;
      wanted.push(condition);
      values.push(value);
    };
    add('r.subject = ?', filter.subject);
    add('r.creator = ?', filter.creator);
    add('r.ordinal < ?', page.after === undefined ? undefined : decodeOrdinal(page.after));
    const sql = `${NEWEST} WHERE ${wanted.join(' AND ')} ORDER BY r.ordinal DESC LIMIT ?`;
    const found = this.#guard(() => this.#prepare(sql).all(...values, page.limit + 1) as Row[]);
    const { rows, next } = pageOf(found, page, ({ ordinal }) => String(ordinal));
    return { rows: rows.map((row) => revisionOf(tenant, kind, row)), next };
  }

  close(): void {
    this.#db.close();
  }

  #prepare(sql: string): Sqlite.Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw error instanceof WeirError ? error : this.#unavailable(error);
    }
  }

  #unavailable(cause: unknown): WeirError {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new WeirError('unavailable', `${this.#file} cannot be used: ${reason}`, [], { cause });
  }
}

function revisionOf(tenant: string, kind: string, row: Row): Revision {
  const { id, subject, revision, time, created } = row;
  const actor = JSON.parse(row.actor) as Actor;
  const creator = JSON.parse(row.creator) as Actor;
  return {
    tenant,
    kind,
    id,
    subject,
    revision,
    actor,
    time,
    created,
    creator,
    body: JSON.parse(row.body) as JsonObject,
  };
}
