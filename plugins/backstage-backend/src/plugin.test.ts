import type { EntitySummary, InventoryPage, ProblemPage, RatedServicePage } from '@weir/backstage-plugin-weir-common';
import { api, component, user } from '../dev/testing/catalog-entities';
import { DetectionServiceProcess, TOKENS, freePort } from '../dev/testing/detection-service';
import { testPortal } from '../dev/testing/portal';

jest.setTimeout(300_000);

const ENTITIES = [
  component('shop', { annotations: { 'weir.io/service-name': 'shop' } }),
  component('gift-cards', { owner: 'team-pay', uses: ['component:default/shop'] }),
  component('tools', { type: 'library' }),
  api('shop-api', 'shop'),
  user('ana', { displayName: 'Ana', email: 'ana@shop.example' }),
];

let service: DetectionServiceProcess;
let portal: Awaited<ReturnType<typeof testPortal>>;
let problemId: string;
let shopId: string;

beforeAll(async () => {
  service = await DetectionServiceProcess.start();
  await service.tellStory();
  const schedule = { frequency: { minutes: 1 }, timeout: { minutes: 1 } };
  const weir = { baseUrl: service.url, token: TOKENS.portal, catalog: { schedule } };
  portal = await testPortal({ weir, entities: ENTITIES });
  await untilAnswered(async () => {
    const { body } = await portal.ana.get('/v1/problems?service=shop');
    problemId = (body as ProblemPage).items[0]?.id;
    return problemId !== undefined;
  });
  const { body } = await portal.ana.get('/v1/entities?kind=service&service=shop');
  shopId = body.items[0].id;
});
afterAll(async () => {
  await portal?.stop();
  await service?.close();
});

async function untilAnswered(isThere: () => Promise<boolean>) {
  const deadline = Date.now() + 150_000;
  while (!(await isThere())) {
    if (Date.now() > deadline) throw new Error('it did not come in time');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

describe('who asks', () => {
  it('must be signed in', async () => {
    expect((await portal.stranger.get('/v1/problems')).status).toBe(401);
    expect((await portal.stranger.post('/v1/feedback').send({ word: 'confirmed', problemId })).status).toBe(401);
  });

  it('may be another plugin that reads, and none that writes', async () => {
    expect((await portal.plugin.get('/v1/problems')).status).toBe(200);
    expect((await portal.plugin.post('/v1/feedback').send({ word: 'confirmed', problemId })).status).toBe(403);
  });

  it('speaks in their own name, whatever the browser says of itself', async () => {
    const { status, body } = await portal.ana
      .post('/v1/feedback')
      .set('weir-actor-id', 'user:default/boss')
      .set('weir-actor-name', 'Boss')
      .set('weir-actor-email', 'boss@shop.example')
      .send({ word: 'confirmed', problemId });
    expect(status).toBe(200);
    expect(body.feedback.person).toMatchObject({ name: 'Ana', via: 'portal' });
    const { items } = await service.get<{ items: { person: { name: string } }[] }>('/v1/feedback');
    expect(items.map(({ person }) => person.name)).toEqual(['Ana']);
  });

  it('is known by the name of the reference when the catalog has no entity of theirs', async () => {
    const { body } = await portal.ben.post('/v1/feedback').send({ word: 'false-alarm', problemId });
    expect(body.feedback.person.name).toBe('ben');
    const { body: detail } = await portal.ana.get(`/v1/problems/${problemId}`);
    expect(detail.problem.feedback.needsReview).toBe(true);
  });

  it('gets nothing of the token', async () => {
    const answers = await Promise.all([portal.ana.get('/v1/status'), portal.ana.get('/v1/problems')]);
    expect(JSON.stringify(answers.map(({ text, headers }) => [text, headers]))).not.toContain(TOKENS.portal);
  });
});

describe('permissions', () => {
  it.each([
    ['weir.read', 'get', '/v1/problems', undefined],
    ['weir.read', 'post', '/v1/query', { queries: [] }],
    ['weir.read', 'get', '/v1/status', undefined],
    ['weir.read', 'post', '/v1/entity-summaries', { entityRefs: ['component:default/shop'] }],
    ['weir.read', 'get', '/v1/rated-services', undefined],
    ['weir.feedback.create', 'post', '/v1/feedback', { word: 'confirmed' }],
    ['weir.vote.create', 'put', '/v1/ratings/abc/vote', { stars: 1 }],
    ['weir.vote.create', 'delete', '/v1/ratings/abc/vote', undefined],
    ['weir.post-mortem.write', 'post', '/v1/post-mortems', { title: 'x' }],
    ['weir.post-mortem.publish', 'post', '/v1/post-mortems/abc/publish', { revision: 1 }],
    ['weir.inventory.decide', 'post', '/v1/inventory/decisions', { decisions: [] }],
    ['weir.inventory.decide', 'post', '/v1/inventory/acceptance-plan', { ids: [] }],
  ] as const)('%s guards %s %s', async (permission, method, at, body) => {
    const weir = { baseUrl: service.url, token: TOKENS.portal };
    const guarded = await testPortal({ weir, denied: [permission] });
    const { status, body: answer } = await guarded.ana[method](at).send(body);
    await guarded.stop();
    expect(status).toBe(403);
    expect(answer.error.message).toContain(permission);
  });
});

describe('what a browser cannot reach', () => {
  it.each([
    ['post', '/v1/metrics'],
    ['get', '/v1/sources'],
    ['get', '/v1/info'],
    ['put', '/v1/catalog/entities'],
    ['get', '/metrics'],
    ['get', '/prometheus/api/v1/query?query=up'],
    ['get', '/v1/series/%2e%2e/forecast'],
    ['get', '/v1/problems/..%2f..%2fmetrics'],
    ['delete', '/v1/problems/abc'],
  ] as const)('%s %s', async (method, at) => {
    const { status } = await portal.ana[method](at);
    expect([400, 404]).toContain(status);
  });

  it('is the list of accepted entities, which is for the catalog', async () => {
    expect((await portal.ana.get('/v1/accepted-entities')).status).toBe(403);
    expect((await portal.plugin.get('/v1/accepted-entities')).body).toEqual({ items: [] });
  });
});

describe('bad input', () => {
  it.each([
    ['a body that is no JSON', '/v1/feedback', '{"word":', 400],
    ['a body that is too long', '/v1/feedback', JSON.stringify({ comment: 'x'.repeat(1_100_000) }), 413],
    ['a word that is none', '/v1/feedback', JSON.stringify({ word: 'maybe' }), 400],
    ['no entity', '/v1/entity-summaries', JSON.stringify({ entityRefs: [] }), 400],
    [
      'too many entities',
      '/v1/entity-summaries',
      JSON.stringify({ entityRefs: Array(101).fill('component:a/b') }),
      400,
    ],
    [
      'a decision that is none',
      '/v1/inventory/decisions',
      JSON.stringify({ decisions: [{ id: 'a', decision: 'eat' }] }),
      400,
    ],
  ])('%s', async (_, at, body, status) => {
    const answer = await portal.ana.post(at).set('Content-Type', 'application/json').send(body);
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toBeTruthy();
  });

  it('is named with what was expected, as the service says it', async () => {
    const { body } = await portal.ana.get('/v1/problems?limit=5000');
    expect(body.error.weir).toMatchObject({ reason: 'refused', details: [{ path: expect.stringContaining('limit') }] });
    expect((await portal.ana.get('/v1/problems?limit=5&limit=6')).status).toBe(400);
    expect((await portal.ana.get('/v1/problems/0d8cdd8a-65d4-5cc4-a4b8-2f7eb3ba29c1')).status).toBe(404);
  });
});

describe('the cards of a page', () => {
  it('come in one answer', async () => {
    const entityRefs = ['shop', 'gift-cards', 'tools'].map((name) => `component:default/${name}`);
    const { body } = await portal.ana
      .post('/v1/entity-summaries')
      .send({ entityRefs: [...entityRefs, 'api:default/shop-api', 'component:default/nobody'], sparklines: true });
    const [shop, giftCards, tools, shopApi, ...rest] = body.items as EntitySummary[];
    expect(rest).toEqual([]);
    expect(shop).toMatchObject({ entityRef: entityRefs[0], state: 'watched', stale: false });
    expect(shop.service).toMatchObject({ name: 'shop', entityId: shopId });
    expect(shop.lastProblem?.id ?? shop.worstProblem?.id).toBe(problemId);
    expect(shop.rating?.lines.length).toBeGreaterThan(0);
    expect(shop.sparkline?.times.length).toBeGreaterThan(10);
    expect(shop.sparkline?.times.length).toBeLessThanOrEqual(96);
    expect(shop.sparkline?.values).toHaveLength(shop.sparkline?.times.length ?? 0);
    expect(giftCards).toMatchObject({ state: 'no-telemetry', service: null, rating: null });
    expect(tools.state).toBe('not-watched');
    expect(shopApi.service?.name).toBe('shop');
  });

  it('have the last known values while Weir is down, and new ones when it is back', async () => {
    const ask = async () => {
      const { status, body } = await portal.ana
        .post('/v1/entity-summaries')
        .send({ entityRefs: ['component:default/shop', 'component:default/gift-cards'] });
      return { status, items: body.items as EntitySummary[] };
    };
    const before = await ask();
    await service.stop();
    await untilAnswered(async () => (await ask()).items[0].stale);
    const during = await ask();
    expect(during.status).toBe(200);
    expect(during.items[0]).toEqual({ ...before.items[0], asOf: during.items[0].asOf, stale: true });
    expect(during.items[0].asOf).toBeLessThan(Date.now() - 1_000);
    expect(during.items[1]).toMatchObject({ state: 'unknown', stale: true });
    const refused = await portal.ana.get('/v1/problems');
    expect(refused.status).toBe(503);
    expect(refused.body.error.weir.reason).toBe('down');
    expect((await portal.ana.get('/v1/status')).body).toMatchObject({ reachable: false, problem: { reason: 'down' } });
    await service.restart();
    await untilAnswered(async () => !(await ask()).items[0].stale);
  });
});

describe('ratings', () => {
  it('are changed by votes, of which the owner’s counts nothing', async () => {
    await portal.ben.put(`/v1/ratings/${shopId}/vote`).send({ stars: 1, comment: 'slow <script>', isOwner: true });
    const { body } = await portal.ben.get(`/v1/ratings/${shopId}/votes`);
    expect(body.items[0]).toMatchObject({ stars: 1, isOwner: false, comment: 'slow <script>' });
    expect(body.items[0].counts).toBeGreaterThan(0);
    expect((await portal.ana.put(`/v1/ratings/${shopId}/vote`).send({ stars: 6 })).status).toBe(400);
    expect((await portal.ana.put(`/v1/ratings/${'a'.repeat(32)}/vote`).send({ stars: 5 })).status).toBe(404);
    const { body: withdrawn } = await portal.ben.delete(`/v1/ratings/${shopId}/vote`);
    expect(withdrawn.withdrawn).toBe(true);
    const { body: own } = await portal.ana.put(`/v1/ratings/${shopId}/vote`).send({ stars: 5, isOwner: false });
    expect(own).toMatchObject({ isOwner: true, counts: 0 });
  });

  it('are listed with what the catalog says', async () => {
    const { body } = await portal.ana.get('/v1/rated-services?q=SHOP&limit=5');
    const page = body as RatedServicePage;
    expect(page.total).toBe(1);
    expect(page.items[0]).toMatchObject({ rank: 1, rating: { service: 'shop', entityId: shopId } });
    expect(page.items[0]).toMatchObject({
      entityRef: 'component:default/shop',
      owner: 'group:default/team-order',
      owned: true,
    });
    const totals = await Promise.all(
      [portal.ana, portal.ben].flatMap((person) =>
        ['team', 'calls'].map(async (scope) => (await person.get(`/v1/rated-services?scope=${scope}`)).body.total)
      )
    );
    expect(totals).toEqual([1, 0, 0, 1]);
    expect((await portal.ana.get('/v1/rated-services?band=F')).status).toBe(400);
  });
});

describe('post-mortems', () => {
  it('go from a problem to published, and nobody overwrites anybody', async () => {
    const { body: opened } = await portal.ana.post('/v1/post-mortems').send({ problemId });
    const { id, title, sections, timeline, revision } = opened.postMortem;
    expect(timeline.length).toBeGreaterThan(0);
    const rows = timeline.map(({ id: row, time, text }: { id: string; time: number; text: string }) => ({
      id: row,
      time,
      text,
    }));
    const update = {
      revision,
      title,
      sections: { ...sections, summary: '<img src=x onerror=alert(1)>' },
      timeline: rows,
      actions: [],
    };
    const { body: saved } = await portal.ana.put(`/v1/post-mortems/${id}`).send(update);
    expect(saved.postMortem.revision).toBe(revision + 1);
    const conflict = await portal.ben.put(`/v1/post-mortems/${id}`).send({ ...update, title: 'Another' });
    expect(conflict.status).toBe(409);
    expect(conflict.body.error.name).toBe('ConflictError');
    const published = await portal.ana.post(`/v1/post-mortems/${id}/publish`).send({ revision: revision + 1 });
    expect(published.body.postMortem.state).toBe('published');
    const markdown = await portal.ana.get(`/v1/post-mortems/${id}/markdown`);
    expect(markdown.headers['content-type']).toContain('text/markdown');
    expect(markdown.text).not.toContain('<img');
  });
});

describe('accepting what telemetry shows', () => {
  const proposed = async () => {
    const { body } = await portal.ana.get('/v1/inventory?state=proposed&sort=service');
    return new Map((body as InventoryPage).items.map((row) => [row.telemetry?.name, row]));
  };

  it('says what it would create, changes nothing by that, and then creates it', async () => {
    await untilAnswered(async () => (await proposed()).has('worker'));
    const id = (await proposed()).get('worker')?.id;
    const { body: plan } = await portal.ana.post('/v1/inventory/acceptance-plan').send({ ids: [id] });
    expect(plan.items).toEqual([
      {
        ...{ id, entityRef: 'component:default/worker', title: 'worker', owner: 'group:default/team-order' },
        ...{ lifecycle: 'experimental', serviceName: 'worker', obstacle: null },
      },
    ]);
    expect((await portal.plugin.get('/v1/accepted-entities')).body.items).toEqual([]);

    const { body } = await portal.ana.post('/v1/inventory/decisions').send({ decisions: [{ id, decision: 'accept' }] });
    expect(body.created).toEqual(['component:default/worker']);
    expect(body.items[0].decided.person.name).toBe('Ana');
    const accepted = await portal.plugin.get('/v1/accepted-entities');
    expect(accepted.body.items[0]).toMatchObject({
      kind: 'Component',
      metadata: { name: 'worker', annotations: { 'weir.io/service-name': 'worker' } },
      spec: { owner: 'group:default/team-order' },
    });

    const undone = await portal.ana.post('/v1/inventory/decisions').send({ decisions: [{ id, decision: 'undo' }] });
    expect(undone.body.removed).toEqual(['component:default/worker']);
    expect((await portal.plugin.get('/v1/accepted-entities')).body.items).toEqual([]);
  });

  it('overwrites nothing', async () => {
    const id = (await proposed()).get('worker')?.id;
    const decisions = [{ id, decision: 'accept', ref: 'component:default/gift-cards' }];
    const { status, body } = await portal.ana.post('/v1/inventory/decisions').send({ decisions });
    expect(status).toBe(409);
    expect(body.error.message).toBe('component:default/gift-cards exists already.');
    expect((await proposed()).get('worker')?.decided?.decision).not.toBe('accept');
  });

  it.each([
    ['ref', 'group:default/x'],
    ['ref', 'component:default/Ünsinn'],
    ['owner', 'component:default/x'],
  ])('refuses %s %s', async (field, value) => {
    const id = (await proposed()).get('worker')?.id;
    const decisions = [{ id, decision: 'accept', [field]: value }];
    expect((await portal.ana.post('/v1/inventory/decisions').send({ decisions })).status).toBe(400);
  });

  it('says when there is nothing to accept', async () => {
    const decisions = [{ id: 'nobody', decision: 'accept' }];
    expect((await portal.ana.post('/v1/inventory/decisions').send({ decisions })).status).toBe(409);
  });
});

describe('a portal that cannot speak to Weir', () => {
  it.each([
    ['a wrong token', () => ({ baseUrl: service.url, token: 'wrong-token-wrong-token' }), 'token'],
    ['a service that is not there', async () => ({ baseUrl: `http://127.0.0.1:${await freePort()}` }), 'down'],
  ])('starts with %s, and says so', async (_, weir, reason) => {
    const broken = await testPortal({ weir: await weir(), entities: ENTITIES });
    const { body: status } = await broken.ana.get('/v1/status');
    const failed = await broken.ana.get('/v1/ratings');
    const cards = await broken.ana.post('/v1/entity-summaries').send({ entityRefs: ['component:default/shop'] });
    await broken.stop();
    expect(status).toMatchObject({ reachable: false, problem: { reason } });
    expect([failed.status, failed.body.error.weir.reason]).toEqual([503, reason]);
    expect(cards.body.items[0]).toMatchObject({ state: 'unknown', stale: true });
  });

  it.each([[{}], [{ baseUrl: 'weir:8780' }], [{ baseUrl: 'http://user:secret-word@weir:8780' }]])(
    'does not start with the configuration %j',
    async (weir) => {
      const started = testPortal({ weir });
      await expect(started).rejects.toThrow(/weir\.baseUrl/);
      await expect(started).rejects.not.toThrow(/secret-word/);
    }
  );
});
