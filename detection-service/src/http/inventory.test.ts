import type { InjectOptions } from 'fastify';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CatalogEntity, CatalogEntityPage, CatalogSaved, InventoryPage, InventoryRows } from '@weir/contract';
import { entityId, seriesId, type Entity, type SeriesIdentity } from '../core/series.ts';
import type { StoredSeries } from '../storage/ports.ts';
import { ERRORS, PROBLEM_ID, START, STEP, STEPS, bearer, bodyOf, refused, serverOver } from './fixture.ts';
import { peopledStory } from './people-fixture.ts';

const { config, storage, app, records, clock, as, get: read } = peopledStory();
const service = (name: string, ordinal: number, environment = 'prod'): StoredSeries => {
  const entity: Entity = { tenant: 'default', kind: 'service', environment, namespace: 'shop', name };
  const identity: SeriesIdentity = {
    entity,
    indicator: 'request_rate',
    kind: 'count',
    unit: '1/s',
    attributes: {},
    step: STEP,
    version: 1,
  };
  return { ordinal, id: seriesId(identity), entityId: entityId(entity), identity, firstStep: START + ordinal };
};
storage.addSeries([service('orders', 10), service('orders', 11, 'staging'), service('inventory', 12)]);

// Everything that was written is taken back; the clock makes the rows be made again.
beforeEach(async () => {
  const { items } = await read<CatalogEntityPage>('/v1/catalog/entities', 'CatalogEntityPage');
  await remove(...items.map(({ ref }) => ref));
  records.close();
  clock.now += 20_000;
});

const ORDERS = {
  ref: 'component:default/orders',
  title: 'Orders',
  owner: 'group:default/team-order',
  serviceName: 'orders',
};
const push = async (...entities: object[]): Promise<CatalogSaved> => {
  const request: InjectOptions = {
    method: 'PUT',
    url: '/v1/catalog/entities',
    headers: bearer('portal'),
    payload: { entities },
  };
  return bodyOf<CatalogSaved>(await app.inject(request), 'CatalogSaved');
};
const remove = async (...removed: string[]): Promise<CatalogSaved> => {
  const payload = { entities: [], removed };
  return bodyOf<CatalogSaved>(
    await app.inject({ method: 'PUT', url: '/v1/catalog/entities', headers: bearer('portal'), payload }),
    'CatalogSaved'
  );
};
const get = async (query = ''): Promise<InventoryPage> =>
  bodyOf<InventoryPage>(await app.inject({ url: `/v1/inventory${query}`, headers: bearer('reader') }), 'InventoryPage');
const seen = async (query = ''): Promise<string[]> =>
  (await get(query)).items.map(({ telemetry, catalog, state }) => `${telemetry?.name ?? catalog?.ref} ${state}`);
const decision = (...decisions: object[]): InjectOptions => ({
  method: 'POST',
  url: '/v1/inventory/decisions',
  headers: as('Ana'),
  payload: { decisions },
});
const decide = async (...decisions: object[]): Promise<InventoryRows> =>
  bodyOf<InventoryRows>(await app.inject(decision(...decisions)), 'InventoryRows');

describe('the inventory', () => {
  it('shows telemetry beside the catalog, what wants a person first', async () => {
    await push(ORDERS, { ref: 'component:default/gift-cards' });
    expect(await seen()).toEqual([
      'inventory proposed',
      'payments proposed',
      'component:default/gift-cards catalog-only',
      'orders matched',
    ]);
    const { items, counts, total } = await get();
    expect([total, counts]).toEqual([
      4,
      { conflict: 0, drifted: 0, proposed: 2, catalogOnly: 1, matched: 1, dismissed: 0 },
    ]);
    expect(items.at(-1)).toMatchObject({
      sentence: 'Matched with component:orders by its annotation weir.io/service-name.',
      matchedBy: 'annotation',
      telemetry: { namespace: 'shop', environments: ['prod', 'staging'], lastSeen: null, requestRate: null },
      catalog: { ...ORDERS, source: 'portal', updated: clock.now, lifecycle: null },
    });
    expect(items[2]).toMatchObject({
      telemetry: null,
      sentence: "No telemetry with service.name 'gift-cards' in 7 days.",
    });
  });

  it('says when a service was heard of last, and how many calls it gets', async () => {
    const { items } = await get('?q=payments');
    expect(items[0]?.telemetry).toMatchObject({ lastSeen: START + STEPS * STEP, entityIds: [ERRORS.entityId] });
    // The last five steps of the story are 0.095 to 0.099.
    expect(items[0]?.telemetry?.requestRate).toBeCloseTo(0.097, 6);
    clock.now += 2 * 3_600_000;
    expect((await get('?q=payments')).items[0]?.telemetry).toMatchObject({
      lastSeen: START + STEPS * STEP,
      requestRate: null,
    });
  });

  it('is searched, filtered, ordered and paged', async () => {
    await push(ORDERS, { ref: 'component:default/gift-cards', owner: 'team-a', title: 'Vouchers' });
    expect(await seen('?q=VOUCH')).toEqual(['component:default/gift-cards catalog-only']);
    expect(await seen('?q=order%20team-order')).toEqual(['orders matched']);
    expect(await seen('?owner=team-order')).toEqual(['orders matched']);
    expect(await seen('?owner=group:team-a')).toEqual(['component:default/gift-cards catalog-only']);
    expect(await seen('?state=proposed')).toEqual(['inventory proposed', 'payments proposed']);
    expect((await get('?q=nothing')).items).toEqual([]);
    const byName = ['component:default/gift-cards', 'inventory', 'orders', 'payments'];
    expect((await seen('?sort=service')).map((one) => one.split(' ')[0])).toEqual(byName);
    expect((await seen('?sort=owner')).map((one) => one.split(' ')[0])).toEqual([
      byName[0],
      'orders',
      'inventory',
      'payments',
    ]);
    const paged: string[] = [];
    let cursor = '';
    do {
      const { items, next, total } = await get(`?sort=service&limit=1${cursor}`);
      expect(total).toBe(4);
      paged.push(...items.map(({ telemetry, catalog }) => telemetry?.name ?? catalog?.ref ?? ''));
      cursor = next === null ? '' : `&cursor=${next}`;
    } while (cursor !== '');
    expect(paged).toEqual(byName);
    await refused(app, 400, { url: '/v1/inventory?state=lost', headers: bearer('reader') });
    expect(await seen('?state=dismissed')).toEqual([]);
  });

  it('takes decisions, and shows what came of them', async () => {
    const [inventory, payments] = ['service shop/inventory', 'service shop/payments'];
    const made = await decide(
      { id: inventory, decision: 'accept', owner: 'team-a' },
      { id: payments, decision: 'dismiss' }
    );
    expect(made.items.map(({ state, sentence, decided }) => [state, sentence, decided?.person.name])).toEqual([
      ['proposed', 'Accepted by Ana: waiting for component:inventory to appear in the catalog.', 'Ana'],
      ['dismissed', 'Dismissed by Ana: it does not belong in the catalog.', 'Ana'],
    ]);
    expect(await seen()).toEqual(['inventory proposed', 'orders proposed']);
    expect((await get()).counts.dismissed).toBe(1);
    await decide({ id: payments, decision: 'undo' });
    expect(await seen('?q=payments')).toEqual(['payments proposed']);
    await push({ ref: 'component:default/inventory', owner: 'team-b' });
    expect((await get('?q=inventory')).items[0]).toMatchObject({
      state: 'drifted',
      sentence: 'Catalog: owner team-b. People say: team-a.',
      drift: [{ field: 'owner', catalog: 'team-b', seen: 'team-a' }],
    });
  });

  it('shows a conflict until one is chosen', async () => {
    await push(ORDERS, { ...ORDERS, ref: 'component:default/pay' });
    const [row] = (await get('?state=conflict')).items;
    expect(row).toMatchObject({
      sentence: 'orders is claimed by component:orders and component:pay. Choose one.',
      catalog: null,
      claims: [{ ref: 'component:default/orders' }, { ref: 'component:default/pay' }],
    });
    const wrong = await refused(app, 400, decision({ id: row?.id, decision: 'choose', ref: 'component:default/x' }));
    expect(wrong.details[0]?.path).toBe('decisions[0].ref');
    const chosen = await decide({ id: row?.id, decision: 'choose', ref: 'Component:pay' });
    expect(chosen.items[0]).toMatchObject({
      state: 'matched',
      matchedBy: 'choice',
      catalog: { ref: 'component:default/pay' },
    });
  });

  it('an owner that people agree on is held against that of the catalog', async () => {
    await push({ ref: 'component:default/payments', owner: 'group:default/team-a' });
    const payload = { word: 'wrong-owner', problemId: PROBLEM_ID, owner: 'team-pay' };
    await app.inject({ method: 'POST', url: '/v1/feedback', headers: as('Ana'), payload });
    expect(await seen('?q=payments')).toEqual(['payments drifted']);
    const [row] = (await get('?q=payments')).items;
    expect((await decide({ id: row?.id, decision: 'keep-catalog' })).items[0]?.state).toBe('matched');
    await app.inject({
      method: 'POST',
      url: '/v1/feedback',
      headers: as('Ben'),
      payload: { ...payload, owner: 'team-b' },
    });
    clock.now += 20_000;
    expect(await seen('?q=payments')).toEqual(['payments matched']);
  });

  it.each([
    ['what is not there', 404, { id: 'service shop/nothing', decision: 'accept' }],
    ['an entity without telemetry', 404, { id: 'component:default/gift-cards', decision: 'accept' }],
    ['what is matched', 409, { id: 'service shop/orders', decision: 'accept' }],
    ['a reference that is none', 400, { id: 'service shop/payments', decision: 'accept', ref: 'x y' }],
    ['an owner that dismissing does not take', 400, { id: 'service shop/payments', decision: 'dismiss', owner: 'a' }],
  ])('refuses a decision about %s, and with it the others', async (_, status, wrong) => {
    await push(ORDERS, { ref: 'component:default/gift-cards' });
    await refused(app, status, decision({ id: 'service shop/inventory', decision: 'dismiss' }, wrong));
    expect(await seen('?q=inventory')).toEqual(['inventory proposed']);
    await refused(app, 403, { ...decision(wrong), headers: bearer('reader') });
  });

  it('of another tenant is another one', async () => {
    await push(ORDERS);
    const page = bodyOf<InventoryPage>(
      await app.inject({ url: '/v1/inventory', headers: bearer('other') }),
      'InventoryPage'
    );
    expect(page.items.map(({ telemetry }) => telemetry?.name)).toEqual(['secrets']);
  });
});

describe('the catalog of a portal', () => {
  const path = `/v1/catalog/entities/${encodeURIComponent(ORDERS.ref)}`;

  it('repeated changes nothing; a change is a revision; what goes keeps its history', async () => {
    const first = await push(ORDERS, { ref: 'component:default/b' });
    expect(first).toMatchObject({ changed: 2, items: [{ ref: ORDERS.ref, changed: true }, { changed: true }] });
    expect(await push(ORDERS, { ref: 'Component:B' })).toMatchObject({
      changed: 0,
      items: [{ etag: first.items[0]?.etag }, {}],
    });
    expect(await push({ ...ORDERS, title: 'Orders 2' })).toMatchObject({ changed: 1 });
    expect(records.revisions('default', 'catalog-entity', ORDERS.ref)).toHaveLength(2);
    expect(await remove(ORDERS.ref, 'component:default/never')).toMatchObject({ changed: 1 });
    await refused(app, 404, { url: path, headers: bearer('reader') });
    expect(records.revisions('default', 'catalog-entity', ORDERS.ref)).toHaveLength(3);
    expect(await push(ORDERS)).toMatchObject({ changed: 1 });
  });

  it('is there after a restart', async () => {
    await push(ORDERS);
    const restarted = serverOver(storage, { config, records, now: () => clock.now });
    const page = bodyOf<InventoryPage>(
      await restarted.inject({ url: '/v1/inventory?state=matched', headers: bearer('reader') }),
      'InventoryPage'
    );
    expect(page.items.map(({ catalog }) => catalog?.ref)).toEqual([ORDERS.ref]);
    await restarted.close();
  });

  it('one entity by its reference, with an ETag', async () => {
    const { title, owner, serviceName } = ORDERS;
    const payload = { title, owner, serviceName };
    const put = await app.inject({ method: 'PUT', url: path, headers: bearer('portal'), payload });
    const { etag } = bodyOf<CatalogEntity>(put, 'CatalogEntity');
    expect(put.headers['etag']).toBe(`"${etag}"`);
    const known = await app.inject({
      url: path,
      headers: { ...bearer('reader'), 'if-none-match': `"x", W/"${etag}"` },
    });
    expect([known.statusCode, known.body, known.headers['etag']]).toEqual([304, '', `"${etag}"`]);
    const other = await app.inject({ url: path, headers: { ...bearer('reader'), 'if-none-match': '"x"' } });
    expect(bodyOf<CatalogEntity>(other, 'CatalogEntity').ref).toBe(ORDERS.ref);
    const gone = await app.inject({ method: 'DELETE', url: path, headers: bearer('portal') });
    expect(bodyOf<CatalogSaved>(gone, 'CatalogSaved').changed).toBe(1);
    const long = `component:default/${'x'.repeat(128)}`;
    const named = await app.inject({
      method: 'PUT',
      url: `/v1/catalog/entities/${encodeURIComponent(long)}`,
      headers: bearer('portal'),
      payload: {},
    });
    expect(bodyOf<CatalogEntity>(named, 'CatalogEntity').ref).toBe(long);
  });

  it('is listed in pages, with an ETag over all of it', async () => {
    await push(ORDERS, { ref: 'component:default/b' }, { ref: 'component:default/a' });
    const list = (headers: object = {}, query = '') =>
      app.inject({ url: `/v1/catalog/entities${query}`, headers: { ...bearer('reader'), ...headers } });
    const first = await list({}, '?limit=2');
    const page = bodyOf<CatalogEntityPage>(first, 'CatalogEntityPage');
    const rest = bodyOf<CatalogEntityPage>(await list({}, `?limit=2&cursor=${page.next}`), 'CatalogEntityPage');
    expect([...page.items, ...rest.items].map(({ ref }) => ref)).toEqual([
      'component:default/a',
      'component:default/b',
      ORDERS.ref,
    ]);
    const etag = String(first.headers['etag']);
    expect((await list({ 'if-none-match': etag })).statusCode).toBe(304);
    await push({ ref: 'component:default/b', title: 'B' });
    expect((await list({ 'if-none-match': etag })).statusCode).toBe(200);
  });

  it.each([
    ['a reference that is none', [{ ref: 'orders' }], 'entities[0].ref'],
    ['an entity twice', [ORDERS, { ref: 'Component:orders' }], 'entities'],
    ['a field that is not known', [{ ...ORDERS, spec: {} }], 'entities[0].spec'],
    ['a title with a control character', [{ ...ORDERS, title: 'a\u0000' }], 'entities[0].title'],
    [
      'a document that is too large',
      [{ ...ORDERS, document: { sha256: 'a'.repeat(64), bytes: 1_048_577 } }],
      'entities[0].document.bytes',
    ],
    [
      'a document without a digest',
      [{ ...ORDERS, document: { sha256: 'x', bytes: 1 } }],
      'entities[0].document.sha256',
    ],
  ])('refuses %s, and with it the rest', async (_, entities, at) => {
    const payload = { entities: [{ ref: 'component:default/fine' }, ...entities] };
    const error = await refused(app, 400, {
      method: 'PUT',
      url: '/v1/catalog/entities',
      headers: bearer('portal'),
      payload,
    });
    expect(error.details[0]?.path).toBe(at.replace('[0]', '[1]'));
    expect((await get('?q=fine')).items).toEqual([]);
  });
});
