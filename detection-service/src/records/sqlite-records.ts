import path from 'node:path';
import { decodeOrdinal, pageOf } from '../storage/page-key.ts';
import type { Page, Paged } from '../storage/ports.ts';
import { SqliteFile } from '../storage/sqlite-file.ts';
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
  readonly #file: SqliteFile;

  /** Opens or makes the file. Throws `WeirError` `unavailable` when it cannot, or is of another version. */
  constructor(directory: string) {
    // What a person said is on the disk before they read "saved".
    this.#file = new SqliteFile(path.join(directory, 'records.sqlite'), {
      migrations: MIGRATIONS,
      synchronous: 'FULL',
    });
  }

  append(revision: NewRevision, expected?: number): Revision {
    const body = bodyText(revision);
    this.#file.transaction(() => this.#insert(revision, body, expected));
    return this.get(revision.tenant, revision.kind, revision.id) as Revision;
  }

  appendAll(revisions: readonly NewRevision[]): readonly Revision[] {
    const bodies = revisions.map(bodyText);
    this.#file.transaction(() =>
      revisions.forEach((revision, i) => this.#insert(revision, bodies[i] as string, undefined))
    );
    return revisions.map(({ tenant, kind, id }) => this.get(tenant, kind, id) as Revision);
  }

  /** Within a transaction. */
  #insert(revision: NewRevision, body: string, expected: number | undefined): void {
    const { tenant, kind, id, subject, actor, time } = revision;
    const sql = 'SELECT ordinal, revision FROM record WHERE tenant = ? AND kind = ? AND id = ?';
    const known = this.#file.get<{ ordinal: number; revision: number }>(sql, [tenant, kind, id]);
    const next = (known?.revision ?? 0) + 1;
    checkExpected(revision, next - 1, expected);
    const add = 'INSERT INTO record (tenant, kind, id, subject, creator, revision) VALUES (?, ?, ?, ?, ?, 1)';
    const ordinal = known?.ordinal ?? this.#file.insert(add, [tenant, kind, id, subject, actor.id]);
    this.#file.run('UPDATE record SET revision = ?, subject = ? WHERE ordinal = ?', [next, subject, ordinal]);
    const values = [ordinal, next, subject, JSON.stringify(actor), time, body];
    this.#file.run('INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?)', values);
  }

  get(tenant: string, kind: string, id: string): Revision | undefined {
    const sql = `${NEWEST} WHERE r.tenant = ? AND r.kind = ? AND r.id = ?`;
    const row = this.#file.get<Row>(sql, [tenant, kind, id]);
    return row && revisionOf(tenant, kind, row);
  }

  revisions(tenant: string, kind: string, id: string): readonly Revision[] {
    const sql = `${COLUMNS} WHERE r.tenant = ? AND r.kind = ? AND r.id = ? ORDER BY v.revision`;
    return this.#file.all<Row>(sql, [tenant, kind, id]).map((row) => revisionOf(tenant, kind, row));
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
    const found = this.#file.all<Row>(sql, [...values, page.limit + 1]);
    const { rows, next } = pageOf(found, page, ({ ordinal }) => String(ordinal));
    return { rows: rows.map((row) => revisionOf(tenant, kind, row)), next };
  }

  close(): void {
    this.#file.close();
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
