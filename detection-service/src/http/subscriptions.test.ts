import { describe, expect, it } from 'vitest';
import type { SubscriptionPage, SubscriptionReported, SubscriptionsSaved, SubscriptionStatePage } from '@weir/contract';
import type { Subscription } from '../inventory/subscription.ts';
import { MemoryRecords } from '../records/memory-records.ts';
import { bearer, bodyOf, configWith, refused, scratchStorage, serverOver } from './fixture.ts';

const INTERFACES = {
  node: 'edge-1',
  name: 'interfaces',
  address: 'https://edge-1.example.net',
  select: '/ietf-interfaces:interfaces',
  trigger: 'periodic',
  period: 10_000,
};
const CHANGES = { ...INTERFACES, name: 'changes', trigger: 'on-change', period: undefined };
const CONFIGURED: Subscription = {
  ...{ node: 'core-1', name: 'interfaces', address: 'https://core-1.example.net', group: 'core' },
  ...{ datastore: 'operational', select: '/x:y', trigger: 'periodic', period: 60_000 },
};

const storage = scratchStorage();
function service(records = new MemoryRecords(), configured: readonly Subscription[] = []) {
  const tokens = { writer: ['write', 'read'], collector: ['ingest', 'read'], other: ['read', 'write'] } as const;
  const config = { ...configWith(tokens, { other: 'other' }), subscriptions: configured };
  const app = serverOver(storage, { config, records });
  const put = (payload: object, token = 'writer') =>
    app.inject({ method: 'PUT', url: '/v1/subscriptions', headers: bearer(token), payload });
  return {
    app,
    save: async (payload: object) => bodyOf<SubscriptionsSaved>(await put(payload), 'SubscriptionsSaved'),
    list: (query = '', headers = {}) =>
      app.inject({ url: `/v1/subscriptions${query}`, headers: { ...bearer('collector'), ...headers } }),
    refused: (status: number, payload: object, token = 'writer') =>
      refused(app, status, { method: 'PUT', url: '/v1/subscriptions', headers: bearer(token), payload }),
    report: (payload: object, token = 'collector') =>
      app.inject({ method: 'POST', url: '/v1/subscriptions/states', headers: bearer(token), payload }),
    states: async () =>
      bodyOf<SubscriptionStatePage>(
        await app.inject({ url: '/v1/subscriptions/states', headers: bearer('collector') }),
        'SubscriptionStatePage'
      ),
  };
}
/** Where nothing is taken, one service is enough. */
const empty = service();
const names = (page: SubscriptionPage): string[] => page.items.map(({ node, name }) => `${node}/${name}`);

describe('subscriptions', () => {
  it('are kept with their defaults, listed in order, and outlive the process', async () => {
    const records = new MemoryRecords();
    const { save, list } = service(records);
    expect(await save({ subscriptions: [INTERFACES, CHANGES] })).toMatchObject({ changed: 2 });
    const page = bodyOf<SubscriptionPage>(await list(), 'SubscriptionPage');
    expect(page.items).toEqual([
      {
        ...{ ...CHANGES, group: 'default', datastore: 'operational', origin: 'api' },
        ...{ period: null, dampening: 0 },
      },
      { ...INTERFACES, group: 'default', datastore: 'operational', dampening: null, origin: 'api' },
    ]);
    const again = bodyOf<SubscriptionPage>(await service(records).list(), 'SubscriptionPage');
    expect(again).toEqual(page);
  });

  it('have a tag that changes exactly when they do', async () => {
    const { save, list } = service();
    const first = await save({ subscriptions: [INTERFACES] });
    expect(await save({ subscriptions: [INTERFACES] })).toEqual({ changed: 0, etag: first.etag });
    expect((await list('', { 'if-none-match': `"${first.etag}"` })).statusCode).toBe(304);
    const second = await save({ subscriptions: [{ ...INTERFACES, period: 20_000 }] });
    expect(second.etag).not.toBe(first.etag);
    expect((await list('', { 'if-none-match': `"${first.etag}"` })).statusCode).toBe(200);
    const removed = await save({ subscriptions: [], removed: [{ node: 'edge-1', name: 'interfaces' }] });
    expect(removed.changed).toBe(1);
    expect(bodyOf<SubscriptionPage>(await list(), 'SubscriptionPage').items).toEqual([]);
  });

  it('come in pages', async () => {
    const { save, list } = service();
    await save({ subscriptions: ['a', 'b', 'c'].map((name) => ({ ...INTERFACES, name })) });
    const first = bodyOf<SubscriptionPage>(await list('?limit=2'), 'SubscriptionPage');
    const rest = bodyOf<SubscriptionPage>(await list(`?limit=2&cursor=${first.next}`), 'SubscriptionPage');
    expect([...names(first), ...names(rest), rest.next]).toEqual(['edge-1/a', 'edge-1/b', 'edge-1/c', null]);
  });

  it('of the configuration are listed beside the others and cannot be changed here', async () => {
    const { app, save, list, refused: refuse } = service(new MemoryRecords(), [CONFIGURED]);
    await save({ subscriptions: [INTERFACES] });
    const page = bodyOf<SubscriptionPage>(await list(), 'SubscriptionPage');
    expect(page.items.map(({ origin }) => origin)).toEqual(['configuration', 'api']);
    const { code, message } = await refuse(409, { subscriptions: [{ ...INTERFACES, node: 'core-1' }] });
    expect([code, message]).toEqual(['conflict', expect.stringContaining('core-1/interfaces stands in the conf')]);
    const other = await app.inject({ url: '/v1/subscriptions', headers: bearer('other') });
    expect(other.json()).toEqual({ items: [], next: null });
  });

  it.each([
    [{ ...INTERFACES, period: undefined }, 'subscriptions[0].period', 'a period'],
    [{ ...INTERFACES, dampening: 10 }, 'subscriptions[0].dampening', 'none'],
    [{ ...CHANGES, period: 1_000 }, 'subscriptions[0].period', 'none'],
    [{ ...INTERFACES, period: 15 }, 'subscriptions[0].period', 'multiple'],
    [{ ...INTERFACES, node: 'a/b' }, 'subscriptions[0].node', 'matches'],
    [{ ...INTERFACES, address: 'https://user:secret@edge-1' }, 'subscriptions[0].address', 'matches'],
    [{ ...INTERFACES, address: 'edge-1' }, 'subscriptions[0].address', 'matches'],
  ])('%j is refused', async (subscription, path, expected) => {
    const { refused: refuse } = empty;
    const { details } = await refuse(400, { subscriptions: [subscription] });
    expect(details[0]).toMatchObject({ path, expected: expect.stringContaining(expected) as unknown });
  });

  it('that are named twice are refused, and nothing is taken', async () => {
    const { refused: refuse, list } = empty;
    await refuse(400, { subscriptions: [INTERFACES], removed: [{ node: 'edge-1', name: 'interfaces' }] });
    expect(bodyOf<SubscriptionPage>(await list(), 'SubscriptionPage').items).toEqual([]);
  });

  it('are changed by those who may write only, and belong to a tenant', async () => {
    const { save, refused: refuse, app } = service();
    await save({ subscriptions: [INTERFACES] });
    await refuse(403, { subscriptions: [] }, 'collector');
    const other = await app.inject({ url: '/v1/subscriptions', headers: bearer('other') });
    expect(other.json()).toEqual({ items: [], next: null });
  });
});

describe('states of subscriptions', () => {
  it('are what each collector has said last', async () => {
    const { report, states } = service();
    const state = { node: 'edge-1', name: 'interfaces', state: 'active', id: 7, lastNotification: 5 };
    const answer = await report({ collector: 'a', states: [state, { ...state, name: 'gone' }] });
    expect(bodyOf<SubscriptionReported>(answer, 'SubscriptionReported')).toEqual({ taken: 2 });
    await report({ collector: 'b', states: [{ node: 'edge-0', name: 'x', state: 'refused', reason: 'no' }] });
    await report({ collector: 'a', states: [{ ...state, state: 'silent' }] });
    const { items } = await states();
    expect(items.map(({ node, state: now, reason, collector }) => [node, now, reason, collector])).toEqual([
      ['edge-0', 'refused', 'no', 'b'],
      ['edge-1', 'silent', null, 'a'],
    ]);
  });

  it('are told by those who may send telemetry', async () => {
    const { report } = empty;
    expect((await report({ collector: 'a', states: [] }, 'writer')).statusCode).toBe(403);
    expect((await report({ collector: 'a', states: [{ node: 'n', name: 'x', state: 'fine' }] })).statusCode).toBe(400);
  });
});
