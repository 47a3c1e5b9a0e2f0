import { describe, expect, it } from 'vitest';
import type { QueryResponse, SeriesAnswer } from '@weir/contract';
import type { Storage } from '../storage/ports.ts';
import {
  ENDPOINT,
  ERRORS,
  FOREIGN_SERIES,
  RATE,
  ROUTE_ERRORS,
  START,
  STEP,
  STEPS,
  bodyOf,
  refused,
  serverOver,
  servedStory,
} from './fixture.ts';

const { app, storage } = servedStory();

const span = { from: START, to: START + STEPS * STEP };
const post = (queries: unknown) => ({ method: 'POST' as const, url: '/v1/query', payload: { queries } });

async function ask(...queries: object[]): Promise<QueryResponse> {
  const response = await app.inject(post(queries));
  expect([response.statusCode, response.body]).toEqual([200, response.body]);
  return bodyOf<QueryResponse>(response, 'QueryResponse');
}
async function one(query: object): Promise<SeriesAnswer> {
  const { results } = await ask(query);
  expect(results[0]?.series).toHaveLength(1);
  return results[0]?.series[0] as SeriesAnswer;
}
const row = (answer: SeriesAnswer, step: number) => answer.times.indexOf(START + step * STEP);

describe('POST /v1/query', () => {
  it('answers columns of one length, ascending, with what was stored', async () => {
    const answer = await one({ seriesId: ERRORS.id, ...span });
    const { times, values, expected, lower, upper, scores, status, flags } = answer;
    for (const column of [values, expected, lower, upper, scores, status, flags])
      expect(column).toHaveLength(times.length);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    expect(answer.reduced).toBe(false);
    const i = row(answer, 12);
    expect([values[i], expected[i], lower[i], upper[i], scores[i], status[i], flags[i]]).toEqual([
      0.38,
      0.1,
      0,
      0.3,
      0.9,
      'scored',
      4,
    ]);
    expect(answer.series).toMatchObject({ id: ERRORS.id, indicator: 'error_ratio', entity: { name: 'payments' } });
  });

  it('says until when a series is only learned', async () => {
    const until = async (steps: number): Promise<number | null> =>
      (await one({ seriesId: ERRORS.id, from: START + STEP, to: START + steps * STEP })).learningUntil;
    // Thirty samples are learned from the first on, whatever part of them is asked for; the story judges from the fifth on.
    expect([await until(2), await until(5), await until(6)]).toEqual([START + 30 * STEP, START + 30 * STEP, null]);
  });

  it('shows gaps as null, and a score only where there is one', async () => {
    const answer = await one({ seriesId: ERRORS.id, ...span });
    const gap = row(answer, 30);
    expect([answer.values[gap], answer.scores[gap], answer.status[gap], answer.flags[gap]]).toEqual([
      null,
      null,
      'no-data',
      2,
    ]);
    expect([answer.scores[row(answer, 0)], answer.status[row(answer, 0)]]).toEqual([null, 'warming-up']);
  });

  it('shows a hole as one row that is a gap', async () => {
    const answer = await one({ seriesId: ERRORS.id, ...span });
    expect(answer.times).toHaveLength(STEPS - 5 + 1);
    expect(answer.values[row(answer, 40)]).toBeNull();
    expect([41, 42, 43, 44].map((step) => row(answer, step))).toEqual([-1, -1, -1, -1]);
  });

  it('keeps to the span: from is in it, to is not', async () => {
    const { times } = await one({ seriesId: ERRORS.id, from: START + 2 * STEP, to: START + 4 * STEP });
    expect(times).toEqual([START + 2 * STEP, START + 3 * STEP]);
    expect((await one({ seriesId: ERRORS.id, from: 0, to: 1 })).times).toEqual([]);
  });

  it('finds series by service and indicator: the service itself, or endpoints by method and route', async () => {
    const by = async (more: object) =>
      (await ask({ service: 'payments', indicator: 'error_ratio', ...more, ...span })).results[0]?.series.map(
        ({ series }) => series.id
      );
    expect(await by({})).toEqual([ERRORS.id]);
    expect(await by({ method: 'POST' })).toEqual([ROUTE_ERRORS.id]);
    expect(await by({ route: ENDPOINT.route })).toEqual([ROUTE_ERRORS.id]);
    expect(await by({ route: ENDPOINT.route, method: 'GET' })).toEqual([]);
    expect(await by({ indicator: 'request_rate' })).toEqual([RATE.id]);
    expect(await by({ environment: 'prod', namespace: 'shop' })).toEqual([ERRORS.id]);
    expect(await by({ environment: 'test' })).toEqual([]);
  });

  it('answers each query in its place, with its ref; what matches nothing is empty', async () => {
    const { results, stepsRead } = await ask(
      { ref: 'A', seriesId: RATE.id, ...span },
      { seriesId: '0'.repeat(32), ...span },
      { ref: 'C', seriesId: FOREIGN_SERIES.id, ...span }
    );
    expect(results.map(({ ref, series }) => [ref, series.length])).toEqual([
      ['A', 1],
      [null, 0],
      ['C', 0],
    ]);
    expect(stepsRead).toBe(STEPS - 5);
  });

  it('leaves rows out when asked to, but no anomaly, extreme or gap', async () => {
    const answer = await one({ seriesId: ERRORS.id, ...span, maxDataPoints: 10 });
    expect(answer.reduced).toBe(true);
    expect(answer.times.length).toBeLessThanOrEqual(10);
    expect(answer.scores).toContain(0.95);
    expect(answer.values).toContain(null);
    expect(answer.values).toContain(0);
    expect(answer.values).toContain(0.38);
  });

  it('answers at most 100 series together and says when there are more', async () => {
    const many = Array.from({ length: 100 }, (_, i) => ({
      ...RATE,
      ordinal: 100 + i,
      id: i.toString(16).padStart(32, 'f'),
      identity: { ...RATE.identity, indicator: 'queue.depth', attributes: { queue: String(i) } },
    }));
    const crowded = serverOver(storage, {
      catalogue: { ...bound(storage), series: () => ({ rows: many }) },
      results: { near: () => Promise.resolve(), read: () => storage.read(RATE, 0, 1) },
    });
    const query = { service: 'payments', indicator: 'queue.depth', ...span };
    const { results } = bodyOf<QueryResponse>(await crowded.inject(post([query, query])), 'QueryResponse');
    expect(results.map(({ series, truncated }) => [series.length, truncated])).toEqual([
      [100, false],
      [0, true],
    ]);
    await crowded.close();
  });
});

function bound(store: Storage): Pick<Storage, 'series' | 'seriesById' | 'entities' | 'entityById'> {
  return {
    series: store.series.bind(store),
    seriesById: store.seriesById.bind(store),
    entities: store.entities.bind(store),
    entityById: store.entityById.bind(store),
  };
}

describe('queries that are refused', () => {
  const good = { seriesId: ERRORS.id, ...span };
  it.each<[string, unknown, string]>([
    ['none at all', [], 'queries'],
    ['more than 100', Array.from({ length: 101 }, () => good), 'queries'],
    ['no list', good, 'queries'],
    ['null in the list', [null], 'queries[0]'],
    ['neither id nor service', [span], 'queries[0].service'],
    ['a service without an indicator', [{ service: 'payments', ...span }], 'queries[0].indicator'],
    ['both id and service', [{ ...good, service: 'payments' }], 'queries[0].service'],
    ['no from', [{ seriesId: ERRORS.id, to: 1 }], 'queries[0].from'],
    ['a from as text', [{ ...good, from: String(START) }], 'queries[0].from'],
    ['a from with a fraction', [{ ...good, from: 0.5 }], 'queries[0].from'],
    ['a from beyond all dates', [{ ...good, from: 1e300 }], 'queries[0].from'],
    ['an empty span', [{ ...good, to: START }], 'queries[0].to'],
    ['a span that runs backwards', [good, { ...good, to: START - 1 }], 'queries[1].to'],
    ['too many points', [{ ...good, maxDataPoints: 11_001 }], 'queries[0].maxDataPoints'],
    ['too few points', [{ ...good, maxDataPoints: 9 }], 'queries[0].maxDataPoints'],
    ['an id that is none', [{ ...good, seriesId: 'x' }], 'queries[0].seriesId'],
    ['a key that is not known', [{ ...good, maxDatapoints: 100 }], 'queries[0].maxDatapoints'],
    ['a long service', [{ service: 'x'.repeat(2_000), indicator: 'i', ...span }], 'queries[0].service'],
  ])('%s', async (_, queries, at) => {
    const error = await refused(app, 400, post(queries));
    expect(error.code).toBe('invalid_argument');
    expect(error.details.map((detail) => detail.path)).toContain(at);
    expect(JSON.stringify(error).length).toBeLessThan(3_000);
  });

  it('more steps than one request may read, before any is read', async () => {
    const fine = { ...RATE, identity: { ...RATE.identity, step: 1 } };
    let read = 0;
    const huge = serverOver(storage, {
      catalogue: { ...bound(storage), seriesById: () => fine },
      results: {
        near: () => Promise.resolve(),
        read: () => {
          read++;
          return storage.read(RATE, 0, 1);
        },
      },
    });
    const error = await refused(huge, 400, post([{ seriesId: fine.id, from: START, to: START + 10_000_001 }]));
    expect(error.details[0]).toMatchObject({ path: 'queries', found: 'up to 10000001' });
    expect(read).toBe(0);
    await huge.close();
  });
});
