import { mockServices } from '@backstage/backend-test-utils';
import type { EntitySummary } from '@weir/backstage-plugin-weir-common';
import type { Knex } from 'knex';
import { component } from '../../dev/testing/catalog-entities';
import { postgres, sqlite, type TestDatabase } from '../../dev/testing/databases';
import { WeirStore, migrationsDirectory, type AcceptedEntity } from './WeirStore';

jest.setTimeout(300_000);

const accepted = (rowId: string, name: string): AcceptedEntity => ({
  rowId,
  entityRef: `component:default/${name}`,
  entity: component(name),
  acceptedBy: 'user:default/ana',
  acceptedAt: Date.UTC(2026, 10, 18, 15),
});

const pushed = (ref: string, title: string) => ({ ref, tag: `tag of ${title}`, body: { ref, title } });

const summary = (entityRef: string, asOf: number) =>
  ({ entityRef, asOf, state: 'watched', stale: false }) as EntitySummary;

describe.each([
  ['SQLite', async () => sqlite()],
  ['PostgreSQL', postgres],
])('the store on %s', (_, start) => {
  let server: TestDatabase;
  let knex: Knex;
  let store: WeirStore;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    knex = await server.create();
    store = await WeirStore.create(mockServices.database({ knex }));
  });

  it('goes up, down and up again, and leaves nothing behind', async () => {
    const directory = migrationsDirectory();
    await store.set('weir-catalog-etag', '"a"');
    await knex.migrate.rollback({ directory }, true);
    for (const table of ['pushed_entities', 'settings', 'accepted_entities', 'last_summaries']) {
      expect(await knex.schema.hasTable(table)).toBe(false);
    }
    await knex.migrate.latest({ directory });
    expect(await store.setting('weir-catalog-etag')).toBeUndefined();
  });

  it('opens a database that is up to date', async () => {
    await store.set('weir-catalog-etag', '"a"');
    const again = await WeirStore.create(mockServices.database({ knex }));
    expect(await again.setting('weir-catalog-etag')).toBe('"a"');
  });

  it('keeps what was pushed, and counts changes', async () => {
    const many = Array.from({ length: 1_003 }, (__, i) => pushed(`component:default/c${i}`, 'first'));
    await store.savePushed(many, []);
    await store.saveSummaries([summary('component:default/c1', 1), summary('component:default/c2', 1)]);
    await store.savePushed([pushed('component:default/c0', 'second')], ['component:default/c1']);
    await store.savePushed([], []);
    const found = new Map((await store.pushed()).map((one) => [one.ref, one.body.title]));
    expect([found.size, found.get('component:default/c0'), found.get('component:default/c2')]).toEqual([
      1_002,
      'second',
      'first',
    ]);
    expect(await store.setting('pushed-revision')).toBe('2');
    const summaries = await store.summaries(['component:default/c1', 'component:default/c2', 'component:default/c3']);
    expect([...summaries.keys()]).toEqual(['component:default/c2']);
  });

  it('keeps the newest summary', async () => {
    await store.saveSummaries([summary('component:default/a', 1)]);
    await store.saveSummaries([summary('component:default/a', 2)]);
    expect((await store.summaries(['component:default/a'])).get('component:default/a')?.asOf).toBe(2);
    expect(await store.summaries([])).toEqual(new Map());
  });

  it('keeps accepted services by ids of any length, one for each reference', async () => {
    const long = 'x'.repeat(4_096);
    await store.saveAccepted([accepted('b', 'b'), accepted(long, 'a')]);
    await store.saveAccepted([]);
    expect((await store.accepted()).map(({ entityRef, acceptedAt }) => [entityRef, acceptedAt])).toEqual([
      ['component:default/a', Date.UTC(2026, 10, 18, 15)],
      ['component:default/b', Date.UTC(2026, 10, 18, 15)],
    ]);
    await expect(store.saveAccepted([accepted('c', 'a')])).rejects.toThrow();
    expect(await store.removeAccepted([long, 'nobody'])).toEqual(['component:default/a']);
    expect(await store.accepted()).toHaveLength(1);
  });
});
