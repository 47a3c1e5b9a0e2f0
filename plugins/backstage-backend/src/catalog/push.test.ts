import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { InventoryPage } from '@weir/backstage-plugin-weir-common';
import { WeirStore } from '../database/WeirStore';
import { DetectionClient } from '../detection/client';
import { api, component, user } from '../../dev/testing/catalog-entities';
import { sqlite } from '../../dev/testing/databases';
import { DetectionServiceProcess, TOKENS } from '../../dev/testing/detection-service';
import { CatalogIndex } from './index-of-catalog';
import { CatalogPush } from './push';
import { pushOf } from './push-of';

jest.setTimeout(300_000);

let service: DetectionServiceProcess;
const database = sqlite();
beforeAll(async () => {
  service = await DetectionServiceProcess.start();
  await service.tellStory();
});
afterAll(async () => {
  await service?.close();
  await database.stop();
});

async function portalWith(entities: Entity[], store?: WeirStore) {
  const kept = store ?? (await WeirStore.create(mockServices.database({ knex: await database.create() })));
  const client = new DetectionClient({ baseUrl: service.url, token: TOKENS.portal, timeout: 30_000 });
  const push = new CatalogPush({
    client,
    catalog: catalogServiceMock({ entities }),
    auth: mockServices.auth(),
    store: kept,
    logger: mockServices.logger.mock(),
    kinds: ['Component', 'API', 'Group'],
  });
  return { push, store: kept };
}

const refsAtWeir = async () =>
  (await service.get<{ items: { ref: string }[] }>('/v1/catalog/entities?limit=1000')).items.map(({ ref }) => ref);

describe('what is pushed of an entity', () => {
  it('is what the contract knows, with the document by its hash', () => {
    const { body } = pushOf(api('shop-api', 'shop', 'openapi: 3.0.3'));
    expect(body).toEqual({
      ref: 'api:default/shop-api',
      lifecycle: 'production',
      type: 'openapi',
      relations: [{ type: 'apiProvidedBy', target: 'component:default/shop' }],
      document: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/), bytes: 14 },
    });
  });

  it('leaves out a document above one mebibyte, and cuts texts to their limits', () => {
    const long = { ...api('big', 'shop', 'x'.repeat(1_048_577)) };
    long.metadata.title = 't'.repeat(300);
    const { body } = pushOf(long);
    expect(body.document).toBeUndefined();
    expect(body.title).toHaveLength(256);
    expect(pushOf(api('fits', 'shop', 'x'.repeat(1_048_576))).body.document?.bytes).toBe(1_048_576);
  });

  it('has the name of the service with its namespace', () => {
    const annotations = { 'weir.io/service-name': 'orders', 'weir.io/service-namespace': 'eu' };
    expect(pushOf(component('a', { annotations })).body.serviceName).toBe('eu/orders');
  });
});

describe('the push', () => {
  it('sends what has changed, and takes away what is gone', async () => {
    const { push, store } = await portalWith([
      component('shop'),
      component('tools'),
      api('shop-api', 'shop'),
      user('ana'),
    ]);
    expect(await push.run()).toEqual({ changed: 3, removed: 0, refused: [] });
    expect(await push.run()).toEqual({ changed: 0, removed: 0, refused: [] });
    expect(await refsAtWeir()).toEqual(['api:default/shop-api', 'component:default/shop', 'component:default/tools']);
    const { push: later } = await portalWith(
      [component('shop', { owner: 'team-pay' }), api('shop-api', 'shop')],
      store
    );
    expect(await later.run()).toEqual({ changed: 1, removed: 1, refused: [] });
    expect(await refsAtWeir()).toEqual(['api:default/shop-api', 'component:default/shop']);

    const index = new CatalogIndex(store);
    await index.refresh();
    expect(index.entityOf({ name: 'Shop', namespace: '' })?.owner).toBe('group:default/team-pay');
  });

  it('sends everything again to a Weir that lost it', async () => {
    const { push } = await portalWith([component('shop'), component('other')]);
    await push.run();
    await service.restart({ empty: true });
    expect(await push.run()).toMatchObject({ changed: 2 });
    expect(await refsAtWeir()).toEqual(['component:default/other', 'component:default/shop']);
  });

  it('takes away what a database that was lost had pushed', async () => {
    await (await portalWith([component('shop'), component('forgotten')])).push.run();
    expect(await (await portalWith([component('shop')])).push.run()).toMatchObject({ removed: 1 });
    expect(await refsAtWeir()).toEqual(['component:default/shop']);
  });

  it('goes on without an entity that Weir does not take', async () => {
    const bad = component('bad');
    bad.metadata.title = 'a \u0000 title';
    const { push } = await portalWith([component('shop'), bad, component('tools')]);
    expect((await push.run()).refused).toEqual(['component:default/bad']);
    expect(await refsAtWeir()).toEqual(['component:default/shop', 'component:default/tools']);
    expect(await push.run()).toEqual({ changed: 0, removed: 0, refused: [] });
  });

  it('makes a conflict of two that claim one service', async () => {
    await service.tellStory();
    const annotations = { 'weir.io/service-name': 'shop' };
    const { push } = await portalWith([component('one', { annotations }), component('two', { annotations })]);
    await push.run();
    const deadline = Date.now() + 150_000;
    let page: InventoryPage;
    do {
      await new Promise((resolve) => setTimeout(resolve, 300));
      page = await service.get<InventoryPage>('/v1/inventory?state=conflict');
    } while (page.items.length === 0 && Date.now() < deadline);
    expect(page.items[0]?.sentence).toBe('shop is claimed by component:one and component:two. Choose one.');
  });

  it('pushes 5,000 entities, of which each page is there at once', async () => {
    const many = Array.from({ length: 5_000 }, (_, i) => component(`c${String(i).padStart(4, '0')}`));
    const { push } = await portalWith(many);
    const from = Date.now();
    expect(await push.run()).toMatchObject({ changed: 5_000 });
    const pushed = Date.now();
    const page = await service.get<InventoryPage>('/v1/inventory?sort=service&offset=4800&limit=50');
    const paged = Date.now();
    expect(page.items).toHaveLength(50);
    expect(await push.run()).toEqual({ changed: 0, removed: 0, refused: [] });
    process.stderr.write(
      `5,000 entities: pushed in ${pushed - from} ms, a page in ${paged - pushed} ms, nothing new in ${Date.now() - paged} ms\n`
    );
  });
});
