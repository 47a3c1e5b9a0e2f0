import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CatalogSaved, InventoryPage } from '@weir/contract';
import { entityId, seriesId, type Entity, type SeriesIdentity } from '../core/series.ts';
import type { StoredSeries } from '../storage/ports.ts';
import { START, STEP, bodyOf, scratchStorage, serverOver } from './fixture.ts';

const SERVICES = 5_000;
const TEAMS = 50;
/** Services that nobody has put into the catalog. */
const NEW = 20;
const BATCH = 500;

const storage = scratchStorage();
const app = serverOver(storage);
afterAll(() => app.close());

function series(i: number): StoredSeries {
  const name = `service-${i}`;
  const entity: Entity = { tenant: 'default', kind: 'service', environment: 'prod', namespace: 'shop', name };
  const kind = { indicator: 'request_rate', kind: 'count', unit: '1/s' } as const;
  const identity: SeriesIdentity = { entity, ...kind, attributes: {}, step: STEP, version: 1 };
  return { ordinal: i, id: seriesId(identity), entityId: entityId(entity), identity, firstStep: START };
}

const get = async (query: string): Promise<InventoryPage> =>
  bodyOf<InventoryPage>(await app.inject({ url: `/v1/inventory?${query}` }), 'InventoryPage');

beforeAll(async () => {
  storage.addSeries(Array.from({ length: SERVICES }, (_, i) => series(i)));
  const entities = Array.from({ length: SERVICES - NEW }, (_, i) => ({
    ref: `component:default/service-${i}`,
    owner: `group:default/team-${i % TEAMS}`,
  }));
  for (let from = 0; from < entities.length; from += BATCH) {
    const payload = { entities: entities.slice(from, from + BATCH) };
    const response = await app.inject({ method: 'PUT', url: '/v1/catalog/entities', payload });
    expect(bodyOf<CatalogSaved>(response, 'CatalogSaved').changed).toBe(payload.entities.length);
  }
});

describe('an inventory of 5,000 services', () => {
  it('shows the exceptions first, and counts the rest', async () => {
    const { items, counts, total } = await get('limit=25');
    expect(items.filter(({ state }) => state === 'proposed')).toHaveLength(NEW);
    expect(items.slice(0, NEW).every(({ state }) => state === 'proposed')).toBe(true);
    expect([total, counts.matched, counts.proposed]).toEqual([SERVICES, SERVICES - NEW, NEW]);
  });

  it('answers any page by its place, and goes on from there by cursor', async () => {
    const [third, far, past] = [
      await get('sort=service&limit=10&offset=20'),
      await get('sort=service&limit=200&offset=4900'),
      await get('sort=service&limit=200&offset=6000'),
    ];
    const first = await get('sort=service&limit=30');
    expect(third.items).toEqual(first.items.slice(20));
    expect(far.items).toHaveLength(100);
    expect(far.next).toBeNull();
    expect([past.items, past.total]).toEqual([[], SERVICES]);
    const next = await get(`sort=service&limit=10&cursor=${third.next ?? ''}`);
    expect(next.items).toEqual((await get('sort=service&limit=10&offset=30')).items);
    const both = await app.inject({ url: `/v1/inventory?sort=service&offset=5&cursor=${third.next ?? ''}` });
    expect(both.statusCode).toBe(400);
    expect(both.body).toContain('no offset beside a cursor');
  });

  it('is searched', async () => {
    const { items, total, owners } = await get('q=SERVICE-4321');
    expect(owners).toEqual([`group:default/team-${4321 % TEAMS}`]);
    expect(items.map(({ telemetry, catalog }) => [telemetry?.name, catalog?.owner])).toEqual([
      ['service-4321', `group:default/team-${4321 % TEAMS}`],
    ]);
    expect(total).toBe(1);
  });

  it('has every row of a team once, over all pages', async () => {
    const names: string[] = [];
    let cursor = '';
    do {
      const { items, next } = await get(`owner=team-7&sort=service&limit=30${cursor}`);
      names.push(...items.map(({ telemetry }) => telemetry?.name ?? ''));
      cursor = next === null ? '' : `&cursor=${next}`;
    } while (cursor !== '');
    expect(names).toHaveLength(SERVICES / TEAMS);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(names.toSorted());
    const { owners } = await get('owner=team-7&limit=1');
    expect(owners).toHaveLength(TEAMS);
  });
});
