import {
  CatalogBatch,
  CatalogEntity,
  CatalogEntityInput,
  CatalogEntityPage,
  CatalogListParameters,
  CatalogPath,
  CatalogSaved,
} from '../catalog.ts';
import { InventoryDecisions, InventoryListParameters, InventoryPage, InventoryRows } from '../inventory.ts';
import { answer, body, refusals } from './parts.ts';

/** What runs beside what the catalog says. */
export const inventoryOperations = {
  listInventory: {
    operationId: 'listInventory',
    summary: 'Services as telemetry and catalog know them, what wants a person first.',
    tags: ['inventory'],
    querystring: InventoryListParameters,
    response: { 200: answer(InventoryPage, 'One page of the inventory.'), ...refusals },
  },
  decideInventory: {
    operationId: 'decideInventory',
    summary: 'Accepts, dismisses or settles services of the inventory.',
    tags: ['inventory'],
    body: body(InventoryDecisions),
    response: { 200: answer(InventoryRows, 'The rows as they are now.'), ...refusals },
  },
  listCatalogEntities: {
    operationId: 'listCatalogEntities',
    summary: 'Entities that portals pushed. Has an ETag over the whole catalog; `If-None-Match` is answered 304.',
    tags: ['inventory'],
    querystring: CatalogListParameters,
    response: { 200: answer(CatalogEntityPage, 'One page of entities.'), ...refusals },
  },
  saveCatalogEntities: {
    operationId: 'saveCatalogEntities',
    summary: 'Takes changes of a catalog, all of them or none; repeating it changes nothing.',
    tags: ['inventory'],
    body: body(CatalogBatch),
    response: { 200: answer(CatalogSaved, 'What came of each entity.'), ...refusals },
  },
  getCatalogEntity: {
    operationId: 'getCatalogEntity',
    summary: 'One entity that a portal pushed. Has an ETag; `If-None-Match` is answered 304.',
    tags: ['inventory'],
    params: CatalogPath,
    response: { 200: answer(CatalogEntity, 'The entity.'), ...refusals },
  },
  saveCatalogEntity: {
    operationId: 'saveCatalogEntity',
    summary: 'Takes one entity of a catalog, whole; repeating it changes nothing.',
    tags: ['inventory'],
    params: CatalogPath,
    body: body(CatalogEntityInput),
    response: { 200: answer(CatalogEntity, 'The entity as it is kept.'), ...refusals },
  },
  deleteCatalogEntity: {
    operationId: 'deleteCatalogEntity',
    summary: 'Takes an entity out that is no longer in the catalog; its history stays.',
    tags: ['inventory'],
    params: CatalogPath,
    response: { 200: answer(CatalogSaved, 'What came of it.'), ...refusals },
  },
} as const;
