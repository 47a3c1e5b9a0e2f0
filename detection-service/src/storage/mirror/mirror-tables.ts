import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Anomaly } from '../../aggregate/anomaly.ts';
import type { Problem } from '../../aggregate/problem.ts';
import { Anomalies } from '../embedded/anomalies.ts';
import { Catalogue } from '../embedded/catalogue.ts';
import { Changes } from '../embedded/changes.ts';
import { Database } from '../embedded/database.ts';
import { errorCode } from '../embedded/disk.ts';
import { fromExactJson } from '../exact-json.ts';
import type { EntityBody, SeriesBody } from '../postgres/metadata-row.ts';
import type { FollowedRow, MetadataPage } from '../postgres/postgres-metadata.ts';

/** Names under which the mirror notes how far it has come, and of which database. */
const POSITION = 'mirror_position';
const EPOCH = 'mirror_epoch';
const DAMAGES = new Set(['SQLITE_CORRUPT', 'SQLITE_NOTADB']);
/** Ids are random, so filling it touches the same pages again and again: 64 MB stay in memory, and 40 MB are written at once. */
const FILLING = ['cache_size = -65536', 'wal_autocheckpoint = 10000'];
const FILES = ['metadata.sqlite', 'metadata.sqlite-wal', 'metadata.sqlite-shm'];

/** One open copy: the tables of the embedded store, filled from PostgreSQL. Ordinals in it are its own. */
export class MirrorTables {
  readonly catalogue: Catalogue;
  readonly anomalies: Anomalies;
  readonly changes: Changes;
  readonly #db: Database;
  readonly #file: string;
  readonly #inode: number;

  /** Throws `WeirError` `unavailable` with SQLite's error as its cause. */
  constructor(directory: string, readOnly: boolean) {
    this.#db = new Database(directory, readOnly, FILLING);
    this.#file = join(directory, 'metadata.sqlite');
    this.#inode = inodeOf(this.#file);
    this.catalogue = new Catalogue(this.#db);
    this.changes = new Changes(this.#db);
    // What changed comes from PostgreSQL with its offset; nothing that is put here is a change of its own.
    this.anomalies = new Anomalies(this.#db, { note: () => undefined });
  }

  /** Up to here it has everything. */
  get position(): number {
    return this.#db.counter(POSITION);
  }

  /** Whether the file was replaced by a new one since it was opened. */
  get isReplaced(): boolean {
    return inodeOf(this.#file) !== this.#inode;
  }

  /** Whether what it holds says nothing about this database: it is another one, or an older state of the same. */
  isForeign({ epoch, newest }: MetadataPage): boolean {
    const known = this.#db.counter(EPOCH);
    return (known !== 0 && known !== epoch) || this.position > newest;
  }

  /** Takes a page, whole or not at all. */
  take(page: MetadataPage): void {
    this.#db.transaction(() => {
      for (const row of page.rows) this.#takeRow(row);
      this.changes.forgetUpTo(page.dropped);
      this.#db.setCounter(EPOCH, page.epoch);
      this.#db.setCounter(POSITION, page.upTo);
    });
  }

  #takeRow({ position, kind, tenant, id, body, isChange }: FollowedRow): void {
    switch (kind) {
      case 'series':
        this.#takeSeries(tenant, id, JSON.parse(body) as SeriesBody);
        break;
      case 'entity':
        this.catalogue.addEntity(id, JSON.parse(body) as EntityBody);
        break;
      case 'anomaly':
        this.anomalies.putAnomalies([fromExactJson(body) as Anomaly]);
        break;
      case 'problem':
        this.anomalies.putProblems([fromExactJson(body) as Problem]);
        break;
    }
    if (isChange && kind !== 'series' && kind !== 'entity') this.changes.take({ offset: position, tenant, kind, body });
  }

  #takeSeries(tenant: string, id: string, { entityId, identity, firstStep }: SeriesBody): void {
    this.#db.run(
      `INSERT INTO series (tenant, id, entity_id, service, indicator, first_step, identity)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, id) DO NOTHING`,
      [tenant, id, entityId, identity.entity.name, identity.indicator, firstStep, JSON.stringify(identity)]
    );
  }

  close(): void {
    this.#db.close();
  }
}

/** Whether SQLite has found its file damaged. */
export function isDamage(error: unknown): boolean {
  return (
    DAMAGES.has(errorCode(error)) || (error instanceof Error && error.cause !== undefined && isDamage(error.cause))
  );
}

/** Removes a copy; nobody may have it open for writing. */
export function removeMirror(directory: string): void {
  for (const name of FILES) rmSync(join(directory, name), { force: true });
}

function inodeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.ino ?? 0;
}
