import { createHash } from 'node:crypto';
import { resolvePackagePath, type DatabaseService } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import type { CatalogEntityPush, EntitySummary } from '@weir/backstage-plugin-weir-common';
import type { Knex } from 'knex';

/** A catalog entity as it was pushed. */
export interface PushedEntity {
  readonly ref: string;
  /** SHA-256 over the body. */
  readonly tag: string;
  readonly body: CatalogEntityPush;
}

/** A service that somebody accepted from telemetry. */
export interface AcceptedEntity {
  /** Id of the row in Weir's inventory. */
  readonly rowId: string;
  readonly entityRef: string;
  readonly entity: Entity;
  readonly acceptedBy: string;
  readonly acceptedAt: number;
}

/** Values that are kept one by one. */
export type Setting = 'weir-catalog-etag' | 'pushed-revision';

/** Below the number of variables that SQLite takes in a statement. */
const CHUNK = 200;

/** What the plugin keeps in its database: SQLite or PostgreSQL. */
export class WeirStore {
  readonly #db: Knex;

  /** Opens the database of the plugin, and brings it up to date. */
  static async create(database: DatabaseService): Promise<WeirStore> {
    const client = await database.getClient();
    if (!database.migrations?.skip) {
      await client.migrate.latest({ directory: migrationsDirectory() });
    }
    return new WeirStore(client);
  }

  private constructor(db: Knex) {
    this.#db = db;
  }

  async setting(name: Setting): Promise<string | undefined> {
    const row = await this.#db('settings').where({ name }).first('value');
    return row?.value;
  }

  async set(name: Setting, value: string): Promise<void> {
    await this.#db('settings').insert({ name, value }).onConflict('name').merge();
  }

  async pushed(): Promise<PushedEntity[]> {
    const rows = await this.#db('pushed_entities').select('entity_ref', 'tag', 'body');
    return rows.map((row) => ({ ref: row.entity_ref, tag: row.tag, body: JSON.parse(row.body) }));
  }

  /** Keeps what was pushed, forgets what was removed, and counts the revision up when something changed. */
  async savePushed(changed: readonly PushedEntity[], removed: readonly string[]): Promise<void> {
    if (changed.length === 0 && removed.length === 0) return;
    await this.#db.transaction(async (tx) => {
      for (const some of chunks(changed)) {
        const rows = some.map(({ ref, tag, body }) => ({ entity_ref: ref, tag, body: JSON.stringify(body) }));
        await tx('pushed_entities').insert(rows).onConflict('entity_ref').merge();
      }
      for (const some of chunks(removed)) {
        await tx('pushed_entities').whereIn('entity_ref', some).delete();
        await tx('last_summaries').whereIn('entity_ref', some).delete();
      }
      const before = await tx('settings').where({ name: 'pushed-revision' }).first('value');
      const value = String(Number(before?.value ?? 0) + 1);
      await tx('settings').insert({ name: 'pushed-revision', value }).onConflict('name').merge();
    });
  }

  async accepted(): Promise<AcceptedEntity[]> {
    const rows = await this.#db('accepted_entities').select('*').orderBy('entity_ref');
    return rows.map((row) => ({
      rowId: row.row_hash,
      entityRef: row.entity_ref,
      entity: JSON.parse(row.entity),
      acceptedBy: row.accepted_by,
      acceptedAt: Number(row.accepted_at),
    }));
  }

  async saveAccepted(accepted: readonly AcceptedEntity[]): Promise<void> {
    const rows = accepted.map(({ rowId, entityRef, entity, acceptedBy, acceptedAt }) => ({
      row_hash: hash(rowId),
      entity_ref: entityRef,
      entity: JSON.stringify(entity),
      accepted_by: acceptedBy,
      accepted_at: acceptedAt,
    }));
    if (rows.length > 0) await this.#db('accepted_entities').insert(rows).onConflict('row_hash').merge();
  }

  /** Forgets accepted services, and answers the references that the catalog loses. */
  async removeAccepted(rowIds: readonly string[]): Promise<string[]> {
    const hashes = rowIds.map(hash);
    return this.#db.transaction(async (tx) => {
      const rows = await tx('accepted_entities').whereIn('row_hash', hashes).select('entity_ref');
      await tx('accepted_entities').whereIn('row_hash', hashes).delete();
      return rows.map((row) => row.entity_ref);
    });
  }

  async summaries(refs: readonly string[]): Promise<Map<string, EntitySummary>> {
    const found = new Map<string, EntitySummary>();
    for (const some of chunks(refs)) {
      const rows = await this.#db('last_summaries').whereIn('entity_ref', some).select('entity_ref', 'summary');
      for (const row of rows) found.set(row.entity_ref, JSON.parse(row.summary));
    }
    return found;
  }

  async saveSummaries(summaries: readonly EntitySummary[]): Promise<void> {
    for (const some of chunks(summaries)) {
      const rows = some.map((summary) => ({
        entity_ref: summary.entityRef,
        summary: JSON.stringify(summary),
        as_of: summary.asOf,
      }));
      await this.#db('last_summaries').insert(rows).onConflict('entity_ref').merge();
    }
  }
}

/** Where the migrations stand, in the repository and in the package. */
export function migrationsDirectory(): string {
  return resolvePackagePath('@weir/backstage-plugin-weir-backend', 'migrations');
}

function hash(rowId: string): string {
  return createHash('sha256').update(rowId).digest('hex');
}

function chunks<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, at) => all.slice(at * CHUNK, (at + 1) * CHUNK));
}
