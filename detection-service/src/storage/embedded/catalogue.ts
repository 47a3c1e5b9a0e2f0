import { WeirError } from '../../core/errors.ts';
import { entityId, entityKey, ownerOf } from '../../core/series.ts';
import type { Entity } from '../../core/series.ts';
import type { CatalogueStore, EntityFilter, Page, Paged, SeriesFilter, StoredEntity, StoredSeries } from '../ports.ts';
import { pageOf } from '../page-key.ts';
import type { Database } from './database.ts';

interface SeriesRow {
  readonly ordinal: number;
  readonly id: string;
  readonly entity_id: string;
  readonly identity: string;
  readonly first_step: number;
}
interface EntityRow {
  readonly id: string;
  readonly entity: string;
  readonly first_seen: number;
}

/** Series, and entities, that are remembered; beyond that all are forgotten and read, or written, again. */
const MAX_REMEMBERED = 100_000;

/** Series and entities in SQLite. */
export class Catalogue implements CatalogueStore {
  readonly #db: Database;
  readonly #byOrdinal = new Map<number, StoredSeries>();
  /** Entities that were written, by their canonical identity, with the earliest time. */
  readonly #written = new Map<string, number>();

  constructor(db: Database) {
    this.#db = db;
  }

  addSeries(series: readonly StoredSeries[]): void {
    try {
      this.#db.transaction(() => {
        for (const one of series) this.#add(one);
      });
    } catch (error) {
      // What was noted as written was taken back.
      this.#written.clear();
      throw error;
    }
  }

  #add({ ordinal, id, entityId: about, identity, firstStep }: StoredSeries): void {
    const { entity, indicator } = identity;
    const values = [ordinal, entity.tenant, id, about, entity.name, indicator, firstStep, JSON.stringify(identity)];
    if (this.#db.run('INSERT INTO series VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING', values) === 0) {
      const known = this.seriesById(entity.tenant, id);
      if (known?.ordinal !== ordinal) throw conflict(id, ordinal, known?.ordinal);
    }
    this.#noteEntity(entity, firstStep, about);
    if (entity.kind === 'endpoint') this.#noteEntity(ownerOf(entity), firstStep);
  }

  #noteEntity(entity: Entity, firstSeen: number, id?: string): void {
    const key = entityKey(entity);
    if ((this.#written.get(key) ?? Infinity) <= firstSeen) return;
    this.addEntity(id ?? entityId(entity), { entity, firstSeen });
    if (this.#written.size >= MAX_REMEMBERED) this.#written.clear();
    this.#written.set(key, firstSeen);
  }

  /** Adds an entity, or an earlier sight of it. */
  addEntity(id: string, { entity, firstSeen }: Omit<StoredEntity, 'id'>): void {
    this.#db.run(
      `INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, id)
       DO UPDATE SET first_seen = excluded.first_seen WHERE excluded.first_seen < first_seen`,
      [entity.tenant, id, entity.kind, entity.name, firstSeen, JSON.stringify(entity)]
    );
  }

  series(tenant: string, filter: SeriesFilter, page: Page): Paged<StoredSeries> {
    const rows = this.#select<SeriesRow>('series', tenant, page, {
      entity_id: filter.entityId,
      service: filter.service,
      indicator: filter.indicator,
    });
    return pageOf(rows.map(toSeries), page, ({ id }) => id);
  }

  seriesById(tenant: string, id: string): StoredSeries | undefined {
    const row = this.#db.get<SeriesRow>('SELECT * FROM series WHERE tenant = ? AND id = ?', [tenant, id]);
    return row === undefined ? undefined : toSeries(row);
  }

  seriesByOrdinal(ordinal: number): StoredSeries | undefined {
    const known = this.#byOrdinal.get(ordinal);
    if (known !== undefined) return known;
    const row = this.#db.get<SeriesRow>('SELECT * FROM series WHERE ordinal = ?', [ordinal]);
    if (row === undefined) return undefined;
    const series = toSeries(row);
    if (this.#byOrdinal.size >= MAX_REMEMBERED) this.#byOrdinal.clear();
    this.#byOrdinal.set(ordinal, series);
    return series;
  }

  entities(tenant: string, filter: EntityFilter, page: Page): Paged<StoredEntity> {
    const rows = this.#select<EntityRow>('entity', tenant, page, { service: filter.service, kind: filter.kind });
    return pageOf(rows.map(toEntity), page, ({ id }) => id);
  }

  entityById(tenant: string, id: string): StoredEntity | undefined {
    const row = this.#db.get<EntityRow>('SELECT * FROM entity WHERE tenant = ? AND id = ?', [tenant, id]);
    return row === undefined ? undefined : toEntity(row);
  }

  /**
   * One row more than the page holds, by id; `equal` names columns with the value that they must have, if any, the one
   * that the fewest rows share first. The plus keeps SQLite from the indexes of the others, and for the few series of an
   * entity from the ids of all, which have the right order already: it knows nothing of how values are spread.
   */
  #select<T>(table: string, tenant: string, page: Page, equal: Readonly<Record<string, string | undefined>>): T[] {
    const conditions = Object.entries(equal).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const id = equal['entity_id'] === undefined ? 'id' : '+id';
    const columns = conditions.map(([column], place) => `${place === 0 ? '' : '+'}${column} = ?`);
    const where = ['tenant = ?', `${id} > ?`, ...columns].join(' AND ');
    const values = [tenant, page.after ?? '', ...conditions.map(([, value]) => value), page.limit + 1];
    return this.#db.all<T>(`SELECT * FROM ${table} WHERE ${where} ORDER BY ${id} LIMIT ?`, values);
  }
}

function conflict(id: string, ordinal: number, known: number | undefined): WeirError {
  const expected = known === undefined ? 'an ordinal that no other series has' : String(known);
  return new WeirError(
    'conflict',
    `series ${id} does not fit what is stored: the store and the snapshot do not belong together`,
    [{ path: 'ordinal', expected, found: String(ordinal) }]
  );
}

function toSeries(row: SeriesRow): StoredSeries {
  return {
    ordinal: row.ordinal,
    id: row.id,
    entityId: row.entity_id,
    identity: JSON.parse(row.identity) as StoredSeries['identity'],
    firstStep: row.first_step,
  };
}

function toEntity(row: EntityRow): StoredEntity {
  return { id: row.id, entity: JSON.parse(row.entity) as Entity, firstSeen: row.first_seen };
}
