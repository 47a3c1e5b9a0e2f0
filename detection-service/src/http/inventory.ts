import { createHash } from 'node:crypto';
import { SECOND, type Millis } from '../core/time.ts';
import { summarize } from '../feedback/summary.ts';
import { entityTag, type CatalogEntity } from '../inventory/catalog-entity.ts';
import { mergeInventory } from '../inventory/merge.ts';
import { serviceKey, type Decided, type Decision, type InventoryRow, type TelemetryService } from '../inventory/row.ts';
import { indexRow, type IndexedRow, type InventoryOrder } from '../inventory/select.ts';
import { listAll } from '../records/list-where.ts';
import type { Revision } from '../records/record.ts';
import type { HttpDependencies } from './dependencies.ts';
import { FEEDBACK, saidBy } from './feedback-of.ts';

/** Kinds of the records that hold entities and decisions. */
export const CATALOG_ENTITY = 'catalog-entity';
export const INVENTORY_DECISION = 'inventory-decision';

/** Telemetry says nothing when a service appears: the rows are made again when they are older than this, and for each. */
const FRESH: Millis = 15 * SECOND;
const FRESH_FOR_EACH: Millis = 10;
/** What is listed of telemetry; endpoints belong to their service. */
const KINDS = ['service', 'device', 'node'] as const;
const PAGE = 1_000;
/** Tenants whose inventory is kept in memory. */
const TENANTS = 64;

/** An entity of the catalog with who pushed it and when. */
export interface KeptEntity {
  readonly entity: CatalogEntity;
  readonly etag: string;
  readonly source: string;
  readonly updated: Millis;
}

interface Rows {
  readonly made: Millis;
  readonly byId: ReadonlyMap<string, InventoryRow>;
  readonly indexed: readonly IndexedRow[];
  readonly sorted: Map<InventoryOrder, readonly IndexedRow[]>;
}

interface TenantInventory {
  readonly catalog: Map<string, KeptEntity>;
  catalogTag: string | undefined;
  rows: Rows | undefined;
}

/**
 * Telemetry beside the catalog, ready to be searched. The catalog is read from the records once and follows what is
 * written through here: the records have this one writer.
 */
export class Inventory {
  readonly #deps: Pick<HttpDependencies, 'catalogue' | 'records' | 'now'>;
  readonly #tenants = new Map<string, TenantInventory>();

  constructor(deps: Pick<HttpDependencies, 'catalogue' | 'records' | 'now'>) {
    this.#deps = deps;
  }

  /** All rows in an order; made again when something was written, or after a few seconds. */
  rows(tenant: string, order: InventoryOrder): readonly IndexedRow[] {
    const rows = this.#rows(tenant);
    let sorted = rows.sorted.get(order);
    if (sorted === undefined) {
      sorted = rows.indexed.toSorted((a, b) => (a.keys[order] < b.keys[order] ? -1 : 1));
      rows.sorted.set(order, sorted);
    }
    return sorted;
  }

  row(tenant: string, id: string): InventoryRow | undefined {
    return this.#rows(tenant).byId.get(id);
  }

  /** Entities of the catalog by reference. */
  catalog(tenant: string): ReadonlyMap<string, KeptEntity> {
    return this.#tenant(tenant).catalog;
  }

  /** Changes exactly when any entity of the catalog does. */
  catalogTag(tenant: string): string {
    const known = this.#tenant(tenant);
    known.catalogTag ??= createHash('sha256')
      .update(
        [...known.catalog.values()]
          .map(({ entity, etag }) => `${entity.ref} ${etag}\n`)
          .sort()
          .join('')
      )
      .digest('hex')
      .slice(0, 32);
    return known.catalogTag;
  }

  /** Follows entities that were written. */
  follow(tenant: string, revisions: readonly Revision[]): void {
    const known = this.#tenant(tenant);
    for (const revision of revisions) takeUp(known.catalog, revision);
    known.catalogTag = undefined;
    known.rows = undefined;
  }

  /** Something else about it was written: decisions. */
  changed(tenant: string): void {
    this.#tenant(tenant).rows = undefined;
  }

  #tenant(tenant: string): TenantInventory {
    let known = this.#tenants.get(tenant);
    if (known !== undefined) return known;
    const catalog = new Map<string, KeptEntity>();
    for (const revision of listAll(this.#deps.records, tenant, CATALOG_ENTITY, {})) takeUp(catalog, revision);
    known = { catalog, catalogTag: undefined, rows: undefined };
    const [oldest] = this.#tenants.keys();
    if (this.#tenants.size >= TENANTS && oldest !== undefined) this.#tenants.delete(oldest);
    this.#tenants.set(tenant, known);
    return known;
  }

  #rows(tenant: string): Rows {
    const known = this.#tenant(tenant);
    const now = this.#deps.now();
    const fresh = Math.max(FRESH, FRESH_FOR_EACH * (known.rows?.indexed.length ?? 0));
    if (known.rows !== undefined && Math.abs(now - known.rows.made) < fresh) return known.rows;
    const rows = mergeInventory({
      services: this.#services(tenant),
      entities: [...known.catalog.values()].map(({ entity }) => entity),
      decisions: this.#decisions(tenant),
      owners: this.#owners(tenant),
    });
    const byId = new Map(rows.map((row) => [row.id, row]));
    known.rows = { made: now, byId, indexed: rows.map(indexRow), sorted: new Map() };
    return known.rows;
  }

  #services(tenant: string): TelemetryService[] {
    const found = new Map<string, { -readonly [K in keyof TelemetryService]: TelemetryService[K] }>();
    for (const kind of KINDS) {
      let after: string | undefined;
      do {
        const page = this.#deps.catalogue.entities(tenant, { kind }, { limit: PAGE, after });
        for (const { id, entity, firstSeen } of page.rows) {
          const { namespace, name, environment } = entity;
          const key = serviceKey({ namespace, name });
          const there = found.get(key) ?? { kind, namespace, name, environments: [], entityIds: [], firstSeen };
          const environments = environment === '' ? there.environments : [...there.environments, environment];
          there.environments = [...new Set(environments)].sort();
          there.entityIds = [...there.entityIds, id];
          there.firstSeen = Math.min(there.firstSeen, firstSeen);
          found.set(key, there);
        }
        after = page.next;
      } while (after !== undefined);
    }
    return [...found.values()];
  }

  #decisions(tenant: string): Map<string, Decided> {
    return new Map(
      listAll(this.#deps.records, tenant, INVENTORY_DECISION, {}).map((revision) => [
        revision.subject,
        { decision: revision.body as unknown as Decision, actor: revision.actor, time: revision.time },
      ])
    );
  }

  /** Whose services are by the words `wrong-owner`, where people agree. */
  #owners(tenant: string): Map<string, string> {
    const words = new Map<string, Revision[]>();
    for (const revision of listAll(this.#deps.records, tenant, FEEDBACK, {})) {
      const { said } = saidBy(revision);
      if (said.word === 'wrong-owner') words.set(said.service, [...(words.get(said.service) ?? []), revision]);
    }
    const owners = new Map<string, string>();
    for (const [service, revisions] of words) {
      const { words: newest, needsReview } = summarize(revisions.map(saidBy));
      const owner = newest[0]?.said.details.owner;
      if (!needsReview && owner !== undefined) owners.set(service, owner);
    }
    return owners;
  }
}

function takeUp(catalog: Map<string, KeptEntity>, { id, body, actor, time }: Revision): void {
  const { entity, removed } = body as unknown as { readonly entity: CatalogEntity; readonly removed: boolean };
  if (removed) catalog.delete(id);
  else catalog.set(id, { entity, etag: entityTag(entity), source: actor.via, updated: time });
}
