import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  operations,
  type CatalogBatch,
  type CatalogEntity as CatalogEntityAnswer,
  type CatalogEntityInput,
  type CatalogEntityPage,
  type CatalogListParameters,
  type CatalogPath,
  type CatalogSaved,
} from '@weir/contract';
import { WeirError } from '../../core/errors.ts';
import { checkEntity, checkRef, entityTag, type CatalogEntity } from '../../inventory/catalog-entity.ts';
import type { JsonObject, NewRevision } from '../../records/record.ts';
import type { Page, Paged } from '../../storage/ports.ts';
import { actorOf } from '../acting-person.ts';
import { principalOf } from '../authentication.ts';
import { readPage } from '../cursor.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { isKnown } from '../entity-tags.ts';
import { CATALOG_ENTITY, type Inventory, type KeptEntity } from '../inventory.ts';
import { toCatalogEntity } from '../inventory-mapping.ts';
import { orNotFound } from '../not-found.ts';

/** A batch of 500 entities with their relations. */
const BATCH_BYTES = 8 * 1024 * 1024;
/** Entities of a tenant. */
const MOST_ENTITIES = 50_000;

/** `/v1/catalog/entities`: what a portal says of its catalog. */
export function catalogRoutes(app: FastifyInstance, deps: HttpDependencies, inventory: Inventory): void {
  app.get<{ Querystring: CatalogListParameters }>(
    '/v1/catalog/entities',
    { schema: operations.listCatalogEntities, config: { scope: 'read' } },
    (request, reply): CatalogEntityPage | undefined => {
      const { tenant } = principalOf(request);
      if (isKnown(request, reply, inventory.catalogTag(tenant))) return void reply.code(304).send();
      const all = inventory.catalog(tenant);
      const { rows, next } = readPage('catalog', tenant, {}, request.query, (page) => pageOf(all, page));
      return { items: rows.map(toCatalogEntity), next };
    }
  );
  app.put<{ Body: CatalogBatch }>(
    '/v1/catalog/entities',
    { schema: operations.saveCatalogEntities, config: { scope: 'write' }, bodyLimit: BATCH_BYTES },
    (request): CatalogSaved => {
      const { entities, removed = [] } = request.body;
      const given = entities.map(({ relations = [], ...entity }, at) =>
        checkEntity({ ...entity, relations }, `entities[${at}]`)
      );
      const gone = removed.map((ref, at) => checkRef(ref, `removed[${at}]`));
      return save(deps, inventory, request, given, gone);
    }
  );
  app.get<{ Params: CatalogPath }>(
    '/v1/catalog/entities/:ref',
    { schema: operations.getCatalogEntity, config: { scope: 'read' } },
    (request, reply): CatalogEntityAnswer | undefined => {
      const { tenant } = principalOf(request);
      const ref = checkRef(request.params.ref);
      const kept = orNotFound(inventory.catalog(tenant).get(ref), 'entity', ref, 'ref');
      return isKnown(request, reply, kept.etag) ? void reply.code(304).send() : toCatalogEntity(kept);
    }
  );
  app.put<{ Params: CatalogPath; Body: CatalogEntityInput }>(
    '/v1/catalog/entities/:ref',
    { schema: operations.saveCatalogEntity, config: { scope: 'write' } },
    (request, reply): CatalogEntityAnswer => {
      const { relations = [], ...rest } = request.body;
      const entity = checkEntity({ ...rest, relations, ref: request.params.ref }, '');
      save(deps, inventory, request, [entity], []);
      const kept = orNotFound(inventory.catalog(principalOf(request).tenant).get(entity.ref), 'entity', entity.ref);
      void reply.header('etag', `"${kept.etag}"`);
      return toCatalogEntity(kept);
    }
  );
  app.delete<{ Params: CatalogPath }>(
    '/v1/catalog/entities/:ref',
    { schema: operations.deleteCatalogEntity, config: { scope: 'write' } },
    (request): CatalogSaved => save(deps, inventory, request, [], [checkRef(request.params.ref)])
  );
}

/** Appends what has changed, in one go; what has not is left alone. */
function save(
  { records, now }: HttpDependencies,
  inventory: Inventory,
  request: FastifyRequest,
  entities: readonly CatalogEntity[],
  removed: readonly string[]
): CatalogSaved {
  const { tenant } = principalOf(request);
  const actor = actorOf(request);
  const catalog = inventory.catalog(tenant);
  const time = now();
  refuseTwice([...entities.map(({ ref }) => ref), ...removed]);
  refuseTooMany(catalog, entities);
  const revision = (id: string, body: object): NewRevision => ({
    ...{ tenant, kind: CATALOG_ENTITY, id, subject: '', actor, time },
    body: JSON.parse(JSON.stringify(body)) as JsonObject,
  });
  const revisions: NewRevision[] = [];
  const items = entities.map((entity) => {
    const etag = entityTag(entity);
    const changed = catalog.get(entity.ref)?.etag !== etag;
    if (changed) revisions.push(revision(entity.ref, { entity, removed: false }));
    return { ref: entity.ref, etag, changed };
  });
  for (const ref of removed) {
    const kept = catalog.get(ref);
    if (kept !== undefined) revisions.push(revision(ref, { entity: kept.entity, removed: true }));
    items.push({ ref, etag: '', changed: kept !== undefined });
  }
  if (revisions.length > 0) inventory.follow(tenant, records.appendAll(revisions));
  return { items, changed: revisions.length };
}

function refuseTwice(refs: readonly string[]): void {
  const seen = new Set<string>();
  for (const ref of refs) {
    if (seen.has(ref)) {
      throw new WeirError('invalid_argument', `${ref} stands in the request twice.`, [
        { path: 'entities', expected: 'every entity once', found: `${ref} twice` },
      ]);
    }
    seen.add(ref);
  }
}

function refuseTooMany(catalog: ReadonlyMap<string, KeptEntity>, entities: readonly CatalogEntity[]): void {
  const total = catalog.size + entities.filter(({ ref }) => !catalog.has(ref)).length;
  if (total <= MOST_ENTITIES) return;
  throw new WeirError('too_large', 'The catalog has more entities than the service keeps.', [
    { path: 'entities', expected: `at most ${MOST_ENTITIES} of a tenant`, found: String(total) },
  ]);
}

function pageOf(all: ReadonlyMap<string, KeptEntity>, { limit, after = '' }: Page): Paged<KeptEntity> {
  const rest = [...all.values()]
    .filter(({ entity }) => entity.ref > after)
    .sort((a, b) => (a.entity.ref < b.entity.ref ? -1 : 1));
  const rows = rest.slice(0, limit);
  return { rows, next: rest.length > limit ? rows.at(-1)?.entity.ref : undefined };
}
