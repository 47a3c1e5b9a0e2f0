import { formatCode, parseCode } from './code';
import { WeirQuery } from './types';

describe('a query as a line of text', () => {
  it.each<[string, Partial<WeirQuery>]>([
    [
      'orders | latency_p95 | band, anomalies',
      { queryType: 'series', entity: 'orders', indicator: 'latency_p95', band: true, anomalies: true },
    ],
    [
      'orders | latency_p95',
      { queryType: 'series', entity: 'orders', indicator: 'latency_p95', band: false, anomalies: false },
    ],
    ['problems: orders | open, lanes', { queryType: 'problems', entity: 'orders', state: 'open', format: 'lanes' }],
    ['problems:', { queryType: 'problems' }],
    [
      'forecast: orders | latency_p95 | 14d, said',
      { queryType: 'forecast', entity: 'orders', indicator: 'latency_p95', horizon: '14d', said: true },
    ],
    ['entities:  | env=prod, limit=5', { queryType: 'entities', environment: 'prod', limit: 5 }],
    [
      '$service | $what | score, route=POST /orders',
      { queryType: 'series', entity: '$service', indicator: '$what', score: true, method: 'POST', route: '/orders' },
    ],
  ])('%s', (text, query) => {
    const { query: parsed, error } = parseCode(text);
    expect(error).toBeUndefined();
    expect(parsed).toMatchObject(query);
    expect(parseCode(formatCode({ refId: 'A', ...parsed })).query).toEqual(parsed);
  });

  it.each([
    ['servies: orders', '"servies" is not one of'],
    ['orders | p95 | bands', '"bands" is not known here'],
    ['orders | p95 | route=/orders', 'needs a method and a route'],
    ['problems: | limit=many', 'is not a whole number'],
  ])('%s is refused with a reason', (text, reason) => {
    expect(parseCode(text).error).toContain(reason);
  });
});
