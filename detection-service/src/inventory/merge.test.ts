import { describe, expect, it } from 'vitest';
import type { Actor } from '../records/record.ts';
import type { CatalogEntity } from './catalog-entity.ts';
import { mergeInventory, proposedRef } from './merge.ts';
import { driftKey, serviceKey } from './row.ts';
import type { Decided, Decision, InventoryRow, TelemetryService } from './row.ts';

const ANA: Actor = { id: 'ana', name: 'Ana', via: 'backstage' };

const service = (name: string, namespace = ''): TelemetryService => ({
  kind: 'service',
  name,
  namespace,
  environments: [],
  entityIds: [],
  firstSeen: 0,
});
const entity = (ref: string, more: Partial<CatalogEntity> = {}): CatalogEntity => ({ ref, relations: [], ...more });
const decided = (decision: Omit<Decision, 'name' | 'namespace'>, name = 'orders'): [string, Decided] => [
  serviceKey({ namespace: '', name }),
  { decision: { namespace: '', name, ...decision }, actor: ANA, time: 1 },
];

function merged(
  services: readonly TelemetryService[],
  entities: readonly CatalogEntity[],
  decisions: readonly [string, Decided][] = [],
  owners: Readonly<Record<string, string>> = {}
): InventoryRow[] {
  return mergeInventory({ services, entities, decisions: new Map(decisions), owners: new Map(Object.entries(owners)) });
}
/** Each row as `name state entity`. */
const seen = (rows: readonly InventoryRow[]): string[] =>
  rows.map(({ service: one, state, entity: known }) => [one?.name ?? '-', state, known?.ref ?? '-'].join(' '));
const ORDERS = [service('orders')];

describe('matching', () => {
  it.each<[string, TelemetryService, CatalogEntity[], string]>([
    ['the same name', service('orders'), [entity('component:default/orders')], 'matched component:default/orders'],
    [
      'case and separators',
      service('Shop_Web'),
      [entity('component:default/shop-web')],
      'matched component:default/shop-web',
    ],
    [
      'an annotation',
      service('o-7'),
      [entity('component:default/orders', { serviceName: 'o-7' })],
      'matched component:default/orders',
    ],
    [
      'an annotation before a name',
      service('orders'),
      [entity('component:default/orders'), entity('component:default/o2', { serviceName: 'orders' })],
      'matched component:default/o2',
    ],
    [
      'an annotation with a namespace before one without',
      service('orders', 'eu'),
      [
        entity('component:default/a', { serviceName: 'orders' }),
        entity('component:default/b', { serviceName: 'eu/orders' }),
      ],
      'matched component:default/b',
    ],
    [
      'a component before its API',
      service('orders'),
      [
        entity('api:default/orders', { serviceName: 'orders' }),
        entity('component:default/x', { serviceName: 'orders' }),
      ],
      'matched component:default/x',
    ],
    [
      'the namespace of the service among names',
      service('orders', 'eu'),
      [entity('component:eu/orders'), entity('component:default/orders')],
      'matched component:eu/orders',
    ],
    ['no API by its name', service('orders'), [entity('api:default/orders')], 'proposed -'],
    ['nobody', service('orders'), [], 'proposed -'],
  ])('by %s', (_, one, entities, expected) => {
    expect(seen(merged([one], entities))[0]).toBe(`${one.name} ${expected}`);
  });

  it('an entity whose annotation names another service claims nothing by its name', () => {
    const rows = merged(
      [service('orders'), service('o2')],
      [entity('component:default/orders', { serviceName: 'o2' })]
    );
    expect(seen(rows)).toEqual(['orders proposed -', 'o2 matched component:default/orders']);
  });

  it('two that claim one service are a conflict until somebody chooses', () => {
    const both = [
      entity('component:default/payments', { serviceName: 'orders' }),
      entity('component:default/pay', { serviceName: 'orders' }),
    ];
    const [row, ...more] = merged(ORDERS, both);
    expect([row?.state, row?.entity]).toEqual(['conflict', undefined]);
    expect(row?.sentence).toBe('orders is claimed by component:payments and component:pay. Choose one.');
    expect(more).toEqual([]);
    const [chosen] = merged(ORDERS, both, [decided({ decision: 'choose', ref: 'component:default/pay' })]);
    expect(chosen).toMatchObject({ state: 'matched', matchedBy: 'choice', entity: { ref: 'component:default/pay' } });
    const stale = merged(ORDERS, both, [decided({ decision: 'choose', ref: 'component:default/gone' })]);
    expect(stale[0]?.state).toBe('conflict');
  });
});

describe('without the other side', () => {
  it('only what should send telemetry is listed', () => {
    const rows = merged(
      [],
      [
        entity('component:default/gift-cards'),
        entity('component:default/lib', { type: 'library' }),
        entity('group:default/team-a'),
        entity('api:default/x'),
        entity('api:default/y', { serviceName: 'y-service' }),
      ]
    );
    expect(seen(rows)).toEqual(['- catalog-only component:default/gift-cards', '- catalog-only api:default/y']);
    expect(rows.map(({ sentence }) => sentence)).toEqual([
      "No telemetry with service.name 'gift-cards' in 7 days.",
      "No telemetry with service.name 'y-service' in 7 days.",
    ]);
  });

  it('a proposed service says what accepting makes; accepted it waits; dismissed it is gone', () => {
    expect(merged(ORDERS, [])[0]?.sentence).toBe(
      'Not in the catalog. Accepting it creates component:orders; nothing existing is overwritten.'
    );
    const accepted = merged(ORDERS, [], [decided({ decision: 'accept', ref: 'component:shop/orders' })])[0];
    expect([accepted?.state, accepted?.sentence]).toEqual([
      'proposed',
      'Accepted by Ana: waiting for component:shop/orders to appear in the catalog.',
    ]);
    expect(merged(ORDERS, [], [decided({ decision: 'dismiss' })])[0]?.state).toBe('dismissed');
    expect(merged(ORDERS, [], [decided({ decision: 'undo' })])[0]).toMatchObject({
      state: 'proposed',
      decided: undefined,
    });
  });

  it.each([
    ['orders', 'component:default/orders'],
    ['Shop Web/EU', 'component:default/shop-web-eu'],
    ['日本', 'component:default/unnamed'],
    ['-a-', 'component:default/a'],
  ])('%s would be %s', (name, ref) => {
    expect(proposedRef({ name })).toBe(ref);
  });
});

describe('drift', () => {
  const owned = entity('component:default/orders', { owner: 'group:default/team-a' });

  it('an owner that people say is another', () => {
    const [row] = merged(ORDERS, [owned], [], { orders: 'team-order' });
    expect(row).toMatchObject({ state: 'drifted', drift: [{ field: 'owner', seen: 'team-order' }] });
    expect(row?.sentence).toBe('Catalog: owner group:team-a. People say: team-order.');
    expect(merged(ORDERS, [owned], [], { orders: 'Team-A' })[0]?.state).toBe('matched');
    expect(merged(ORDERS, [owned], [decided({ decision: 'accept', owner: 'team-b' })])[0]?.state).toBe('drifted');
  });

  it('a service that comes under another name than the annotation says', () => {
    const stray = entity('component:default/orders', { serviceName: 'order-service' });
    const rows = merged(ORDERS, [stray]);
    expect(seen(rows)).toEqual(['orders drifted component:default/orders']);
    expect(rows[0]?.sentence).toBe("Catalog: service.name 'order-service'. Traffic: comes as 'orders'.");
    expect(seen(merged([...ORDERS, service('order-service')], [stray]))).toEqual([
      'orders proposed -',
      'order-service matched component:default/orders',
    ]);
  });

  it('is settled for this drift only', () => {
    const owners = { orders: 'team-order' };
    const drift = driftKey(merged(ORDERS, [owned], [], owners)[0]?.drift ?? []);
    const kept = [decided({ decision: 'keep-catalog', drift })];
    expect(merged(ORDERS, [owned], kept, owners)[0]).toMatchObject({ state: 'matched', drift: [] });
    expect(merged(ORDERS, [owned], kept, { orders: 'team-new' })[0]?.state).toBe('drifted');
    const proposed = merged(ORDERS, [owned], [decided({ decision: 'propose-change', drift })], owners)[0];
    expect(proposed?.sentence).toContain('A change was proposed by Ana.');
  });
});
