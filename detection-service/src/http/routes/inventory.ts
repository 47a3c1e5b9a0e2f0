import type { FastifyInstance } from 'fastify';
import {
  operations,
  type InventoryDecisions,
  type InventoryListParameters,
  type InventoryPage,
  type InventoryRows,
} from '@weir/contract';
import { WeirError } from '../../core/errors.ts';
import { uuid5 } from '../../core/uuid.ts';
import { checkDecision } from '../../inventory/check-decision.ts';
import type { InventoryRow } from '../../inventory/row.ts';
import { select, type IndexedRow, type InventoryOrder } from '../../inventory/select.ts';
import type { JsonObject, NewRevision } from '../../records/record.ts';
import type { Page, Paged } from '../../storage/ports.ts';
import { actorOf } from '../acting-person.ts';
import { principalOf } from '../authentication.ts';
import { readPage } from '../cursor.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { INVENTORY_DECISION, type Inventory } from '../inventory.ts';
import { toInventoryRow } from '../inventory-mapping.ts';
import { orNotFound } from '../not-found.ts';
import { notesOn } from '../notes.ts';
import { activitiesOf } from '../service-activity.ts';

const DEFAULT_LIMIT = 50;
/** What has no telemetry. */
const SILENT = { lastSeen: undefined, requestRate: undefined };

/** `/v1/inventory`: what runs beside what the catalog says. */
export function inventoryRoutes(app: FastifyInstance, deps: HttpDependencies, inventory: Inventory): void {
  const { records, now } = deps;
  const answered = async (tenant: string, rows: readonly InventoryRow[]): Promise<InventoryRows> => {
    const heard = rows.flatMap(({ service }) => service ?? []);
    const { activities, away } = await activitiesOf(deps, tenant, heard, now());
    const byService = new Map(heard.map((service, i) => [service, activities[i] ?? SILENT]));
    const catalog = inventory.catalog(tenant);
    return {
      items: rows.map((row) => toInventoryRow(row, catalog, (row.service && byService.get(row.service)) ?? SILENT)),
      ...notesOn(away, 'It is not known of all services when they were heard of last.'),
    };
  };
  app.get<{ Querystring: InventoryListParameters }>(
    '/v1/inventory',
    { schema: operations.listInventory, config: { scope: 'read' } },
    async (request): Promise<InventoryPage> => {
      const { tenant } = principalOf(request);
      const { limit = DEFAULT_LIMIT, cursor, offset = 0, ...filter } = request.query;
      if (cursor !== undefined && offset > 0) throw bothWays(offset);
      const { sort = 'attention', ...selection } = filter;
      const { rows: found, counts, owners } = select(inventory.rows(tenant, sort), selection);
      const { rows, next } = readPage('inventory', tenant, filter, { limit, cursor }, (page) =>
        pageOf(found, sort, page, offset)
      );
      const { 'catalog-only': catalogOnly, ...others } = counts;
      return {
        ...(await answered(
          tenant,
          rows.map(({ row }) => row)
        )),
        next,
        total: found.length,
        counts: { ...others, catalogOnly },
        owners: [...owners],
      };
    }
  );
  app.post<{ Body: InventoryDecisions }>(
    '/v1/inventory/decisions',
    { schema: operations.decideInventory, config: { scope: 'write' } },
    async (request): Promise<InventoryRows> => {
      const { tenant } = principalOf(request);
      const actor = actorOf(request);
      const time = now();
      const { decisions } = request.body;
      refuseTwice(decisions.map(({ id }) => id));
      const revisions = decisions.map(({ id, ...given }, at): NewRevision => {
        const path = `decisions[${at}]`;
        const row = inventory.row(tenant, id);
        const known = orNotFound(
          row?.service === undefined ? undefined : row,
          'service of the inventory',
          id,
          `${path}.id`
        );
        const body = JSON.parse(JSON.stringify(checkDecision(known, given, path))) as JsonObject;
        const recordId = uuid5(INVENTORY_DECISION, tenant, id);
        return { tenant, kind: INVENTORY_DECISION, id: recordId, subject: id, actor, time, body };
      });
      records.appendAll(revisions);
      inventory.changed(tenant);
      const decided = decisions.flatMap(({ id }) => inventory.row(tenant, id) ?? []);
      return answered(tenant, decided);
    }
  );
}

function refuseTwice(ids: readonly string[]): void {
  const twice = ids.findIndex((id, at) => ids.indexOf(id) < at);
  if (twice < 0) return;
  const path = `decisions[${twice}].id`;
  throw new WeirError('invalid_argument', 'A service is decided about twice.', [
    { path, expected: 'every service once', found: JSON.stringify(ids[twice]?.slice(0, 80)) },
  ]);
}

function bothWays(offset: number): WeirError {
  return new WeirError('invalid_argument', 'A page is asked for by its place or by a cursor, not by both.', [
    { path: 'offset', expected: 'no offset beside a cursor', found: String(offset) },
  ]);
}

function pageOf(
  rows: readonly IndexedRow[],
  order: InventoryOrder,
  { limit, after }: Page,
  offset: number
): Paged<IndexedRow> {
  const from = after === undefined ? offset : rows.findIndex(({ keys }) => keys[order] > after);
  const page = from < 0 ? [] : rows.slice(from, from + limit);
  const more = from >= 0 && rows.length > from + limit;
  return { rows: page, next: more ? page.at(-1)?.keys[order] : undefined };
}
