import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterAll, describe, expect, it } from 'vitest';
import { bearer, configWith, ERRORS, ROUTE_ERRORS, serverOver, servedStory, START, STEP, STEPS } from './fixture.ts';

const { app, storage } = servedStory();

const API = '/prometheus/api/v1';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const get = (path: string, parameters: Record<string, string> = {}): InjectOptions => ({
  method: 'GET',
  url: `${API}/${path}?${new URLSearchParams(parameters).toString()}`,
});
const post = (path: string, parameters: Record<string, string> = {}): InjectOptions => ({
  method: 'POST',
  url: `${API}/${path}`,
  headers: FORM,
  payload: new URLSearchParams(parameters).toString(),
});
/** The end of a step of the story, in Unix seconds. */
const endOf = (step: number): number => (START + (step + 1) * STEP) / 1_000;

interface Body {
  readonly status: string;
  readonly data: unknown;
  readonly warnings?: readonly string[];
}
async function data(request: InjectOptions): Promise<unknown> {
  const response = await app.inject(request);
  expect([response.statusCode, response.body]).toEqual([200, response.body]);
  expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
  const body = response.json<Body>();
  expect(body.status).toBe('success');
  return body.data;
}
const errorOf = (response: LightMyRequestResponse): readonly unknown[] => {
  const { status, errorType, error } = response.json<Record<string, unknown>>();
  expect(status).toBe('error');
  return [response.statusCode, errorType, error];
};

const LABELS = {
  service: 'payments',
  namespace: 'shop',
  environment: 'prod',
  kind: 'service',
  indicator: 'error_ratio',
  unit: '1',
  series_id: ERRORS.id,
};

describe('what a Prometheus would answer', () => {
  const score = 'weir_anomaly_score{indicator="error_ratio",kind="service"}';

  it('at a point in time, byte for byte', async () => {
    const response = await app.inject(post('query', { query: score, time: String(endOf(12)) }));
    const labels = Object.entries({ ...LABELS, __name__: 'weir_anomaly_score' }).sort(([a], [b]) => (a < b ? -1 : 1));
    expect(response.body).toBe(
      `{"status":"success","data":{"resultType":"vector","result":[{"metric":${JSON.stringify(Object.fromEntries(labels))},` +
        `"value":[${endOf(12)},"0.9"]}]}}`
    );
  });

  it('by GET as by POST, what stands in the form first', async () => {
    const parameters = { query: 'count(weir_sample)', time: String(endOf(3)) };
    const expected = { resultType: 'vector', result: [{ metric: {}, value: [endOf(3), '3'] }] };
    expect(await data(get('query', parameters))).toEqual(expected);
    expect(await data(post('query', parameters))).toEqual(expected);
    const both = { ...post('query', parameters), url: `${API}/query?query=2&time=7` };
    expect(await data(both)).toEqual(expected);
    expect(await data({ method: 'POST', url: `${API}/query?query=2&time=7` })).toEqual({
      resultType: 'scalar',
      result: [7, '2'],
    });
  });

  it('over a range, with a gap where there was no data', async () => {
    const span = { start: String(endOf(28)), end: String(endOf(32)), step: '1m' };
    const { result } = (await data(post('query_range', { query: score, ...span }))) as {
      result: { values: [number, string][] }[];
    };
    expect(result[0]?.values).toEqual([28, 29, 31, 32].map((step) => [endOf(step), '0.1']));
  });

  it('takes times as seconds and as RFC 3339, and now when there is none', async () => {
    const at = async (time: string): Promise<unknown> => data(post('query', { query: 'time()', time }));
    expect(await at('1763390000.5')).toEqual({ resultType: 'scalar', result: [1763390000.5, '1763390000.5'] });
    expect(await at('2026-11-17T14:00:00Z')).toEqual(await at(String(START / 1_000)));
    expect(await at('2026-11-17T15:00:00+01:00')).toEqual(await at(String(START / 1_000)));
    expect(await data(post('query', { query: 'time()' }))).toEqual(await at(String((START + STEPS * STEP) / 1_000)));
  });

  it('lists series, labels and their values', async () => {
    const match = { 'match[]': '{__name__="weir_expected",bound="upper"}' };
    expect(await data(get('series', match))).toHaveLength(3);
    expect(await data(post('series', { ...match, limit: '2' }))).toHaveLength(2);
    expect((await app.inject(get('series', { ...match, limit: '2' }))).json<Body>().warnings).toEqual([
      'results truncated due to limit',
    ]);
    expect(await data(get('series', { ...match, end: String(START / 1_000) }))).toEqual([]);
    expect(await data(get('labels', { 'match[]': 'weir_sample{kind="service"}' }))).toEqual(
      [...Object.keys(LABELS), '__name__'].sort()
    );
    expect(await data(get('label/__name__/values'))).toEqual(['weir_anomaly_score', 'weir_expected', 'weir_sample']);
    expect(await data(get('label/bound/values'))).toEqual(['expected', 'lower', 'upper']);
    expect(await data(get('label/route/values'))).toEqual(['/payments/{id}']);
    expect(await data(get('label/series_id/values', { 'match[]': 'weir_sample{method="POST"}' }))).toEqual([
      ROUTE_ERRORS.id,
    ]);
  });

  it('describes its metrics and itself', async () => {
    const metadata = (await data(get('metadata'))) as Record<string, { type: string; help: string }[]>;
    expect(Object.keys(metadata)).toEqual(['weir_sample', 'weir_anomaly_score', 'weir_expected', 'weir_forecast']);
    expect(metadata['weir_sample']?.[0]).toMatchObject({ type: 'gauge', unit: '' });
    expect(Object.keys((await data(get('metadata', { metric: 'weir_expected' }))) as object)).toEqual([
      'weir_expected',
    ]);
    expect(Object.keys((await data(get('metadata', { limit: '1' }))) as object)).toHaveLength(1);
    expect(await data(get('status/buildinfo'))).toMatchObject({ version: '3.0.0', revision: '1.2.3' });
  });

  it('is no part of the contract that its document describes', async () => {
    const { openApiDocument } = await import('./openapi.ts');
    expect(JSON.stringify(await openApiDocument())).not.toContain('/prometheus');
  });
});

describe('who may ask', () => {
  const config = configWith({ reader: ['read'], sender: ['ingest'], stranger: ['read'] }, { stranger: 'other' });
  const guarded = serverOver(storage, { config });
  afterAll(() => guarded.close());
  const names = get('label/service/values');

  it('whoever may read, each tenant its own', async () => {
    for (const [name, expected] of [
      ['reader', ['payments']],
      ['stranger', ['secrets']],
    ] as const) {
      const response = await guarded.inject({ ...names, headers: bearer(name) });
      expect(response.json<Body>().data).toEqual(expected);
    }
  });

  it('nobody else, and is told so as by a Prometheus', async () => {
    const unknown = await guarded.inject(names);
    expect(errorOf(unknown).slice(0, 2)).toEqual([401, 'unauthorized']);
    expect(unknown.headers['www-authenticate']).toContain('Bearer');
    expect(errorOf(await guarded.inject({ ...names, headers: bearer('sender') })).slice(0, 2)).toEqual([
      403,
      'forbidden',
    ]);
  });
});

describe('requests that are refused', () => {
  const span = { start: '0', end: '600', step: '60' };
  it.each<[string, InjectOptions, string, string]>([
    [
      'no query',
      post('query'),
      'bad_data',
      'invalid parameter "query": 1:1: parse error: no expression found in input',
    ],
    [
      'a function that is not in the subset',
      get('query', { query: 'holt_winters(weir_sample[5m], 0.1, 0.1)' }),
      'bad_data',
      'invalid parameter "query": 1:1: parse error: unknown function with name "holt_winters"',
    ],
    [
      'a time that is none',
      post('query', { query: '1', time: 'soon' }),
      'bad_data',
      'invalid parameter "time": cannot parse "soon" to a valid timestamp',
    ],
    [
      'a time beyond all dates',
      post('query', { query: '1', time: '1e300' }),
      'bad_data',
      'invalid parameter "time": cannot parse "1e300" to a valid timestamp',
    ],
    [
      'a timeout that is none',
      post('query', { query: '1', timeout: 'x' }),
      'bad_data',
      'invalid parameter "timeout": cannot parse "x" to a valid duration',
    ],
    [
      'no start',
      post('query_range', { query: '1', end: '1', step: '1' }),
      'bad_data',
      'invalid parameter "start": cannot parse "" to a valid timestamp',
    ],
    [
      'an end before the start',
      post('query_range', { query: '1', ...span, end: '-1' }),
      'bad_data',
      'invalid parameter "end": end timestamp must not be before start time',
    ],
    [
      'no step at all',
      post('query_range', { query: '1', ...span, step: '0' }),
      'bad_data',
      'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
    ],
    [
      'a step of less than a millisecond',
      post('query_range', { query: '1', ...span, step: '0.0001' }),
      'bad_data',
      'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
    ],
    [
      'too many points',
      post('query_range', { query: '1', start: '0', end: '11001', step: '1' }),
      'bad_data',
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    ],
    [
      'a text over a range',
      post('query_range', { query: '"x"', ...span }),
      'bad_data',
      'invalid parameter "query": invalid expression type "string" for range query, must be Scalar or instant Vector',
    ],
    ['no selector', get('series'), 'bad_data', 'no match[] parameter provided'],
    [
      'a selector that is none',
      get('series', { 'match[]': 'sum(x)' }),
      'bad_data',
      'invalid parameter "match[]": a series selector is expected, found sum(x)',
    ],
    ['a label that is none', get('label/a-b/values'), 'bad_data', 'invalid label name: "a-b"'],
    [
      'a limit that is none',
      get('labels', { limit: '-1' }),
      'bad_data',
      'invalid parameter "limit": expected a whole number that is not negative, found "-1"',
    ],
  ])('%s', async (_, request, type, message) => {
    expect(errorOf(await app.inject(request))).toEqual([400, type, message]);
  });

  it.each<[string, InjectOptions, number]>([
    [
      'labels that allow no answer',
      post('query', { query: 'weir_sample * on() weir_expected', time: String(endOf(9)) }),
      422,
    ],
    ['a body that is too large', { ...post('query'), payload: `query=${'1'.repeat(300_000)}` }, 413],
    [
      'a body that is no form',
      { ...post('query'), headers: { 'content-type': 'application/json' }, payload: '{}' },
      415,
    ],
  ])('%s', async (_, request, status) => {
    expect(errorOf(await app.inject(request))[0]).toBe(status);
  });

  it('more than 100 selectors', async () => {
    const many = Array.from({ length: 101 }, (): [string, string] => ['match[]', 'x']);
    const request = { ...post('series'), payload: new URLSearchParams(many).toString() };
    expect(errorOf(await app.inject(request))[2]).toContain('at most 100 selectors');
  });

  it('what takes longer than it may', async () => {
    const query = Array.from({ length: 60 }, () => 'quantile_over_time(0.5, weir_sample[100m])').join(' + ');
    const span = { start: String(endOf(0)), end: String(endOf(STEPS)), step: '600ms' };
    expect(errorOf(await app.inject(post('query_range', { query, ...span, timeout: '20ms' })))).toEqual([
      503,
      'timeout',
      'query timed out in expression evaluation',
    ]);
  });
});
