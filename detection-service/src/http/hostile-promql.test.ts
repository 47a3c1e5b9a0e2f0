import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { servedStory, START, STEP, STEPS } from './fixture.ts';

/** Whatever stands in a query, the answer is well-formed and comes soon. */

const { app } = servedStory();
const random = seededRandom(20_261_122);
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
const times = (most: number): undefined[] => Array.from({ length: Math.floor(random() * most) });

/** Far more than anything here takes, far less than forever. */
const SOON_MILLISECONDS = 20_000;

const WORDS =
  'weir_sample weir_anomaly_score weir_expected {bound="upper"} {service=~".*pay.*"} {} [5m] [1y] [5m:1m] [0s] ( ) ) ( , + - * / % ^ == != <= > ' +
  'bool and or unless on(service) ignoring(bound) group_left group_right(kind) by(service) without() sum avg topk(2, quantile(0.5, count( ' +
  'rate( max_over_time( quantile_over_time(0.9, label_replace( absent( scalar( vector( time() sort( round( clamp_max( foo( 0 1 -1 1e308 0x1f NaN Inf ' +
  '"text" "(" "$1" `raw` \' " # @ start() offset 5m -1h 1d { } = =~ !~ \n \0 é 💥 __name__ _ : ; \\ $__rate_interval';
const TOKENS = WORDS.split(' ');

function expression(depth: number): string {
  const inner = (): string => expression(depth - 1);
  if (depth === 0)
    return pick(['weir_sample', 'weir_expected{bound="upper"}', '1', 'NaN', 'time()', 'weir_sample offset 5m']);
  return pick<() => string>([
    () => `(${inner()}) ${pick(['+', '/', '%', '^', '> bool', 'and', 'or', 'unless', '== on(service)'])} (${inner()})`,
    () => `(${inner()}) * on(series_id) group_left(method) (${inner()})`,
    () => `${pick(['sum', 'avg', 'stddev', 'count'])} by (${pick(['service', 'kind, bound', ''])}) (${inner()})`,
    () => `${pick(['topk', 'bottomk', 'quantile'])}(${pick(['2', '0.5', '-1', 'NaN', '1e300'])}, ${inner()})`,
    () =>
      `${pick(['abs', 'ceil', 'sgn', 'sort', 'absent', 'scalar', 'vector', 'timestamp', 'hour', 'round'])}(${inner()})`,
    () =>
      `${pick(['rate', 'deriv', 'avg_over_time', 'changes'])}(${pick(['weir_sample', 'weir_expected'])}[${pick(['1ms', '7m', '2h', '100y'])}])`,
    () =>
      `label_replace(${inner()}, "${pick(['a', 'service', 'not-one'])}", "${pick(['$1', '', '${x}'])}", "kind", "${pick(['(.*)', '(', 'a*?'])}")`,
    () => `-${inner()}`,
  ])();
}

async function survives(query: string): Promise<number> {
  const range = { start: String(START / 1_000), end: String((START + STEPS * STEP) / 1_000), step: '7m' };
  const [path, parameters] = random() < 0.5 ? ['query', { time: range.end }] : ['query_range', range];
  const response = await app.inject({
    method: 'POST',
    url: `/prometheus/api/v1/${path}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ query, ...parameters } as Record<string, string>).toString(),
  });
  const body = response.json<{ status: string; data?: unknown; errorType?: string; error?: string }>();
  if (response.statusCode === 200) {
    expect(body).toMatchObject({ status: 'success', data: { result: expect.anything() as unknown } });
  } else {
    expect([query, response.statusCode]).toEqual([query, body.errorType === 'bad_data' ? 400 : 422]);
    expect(body).toMatchObject({ status: 'error', error: expect.stringMatching(/./) as unknown });
  }
  return response.statusCode;
}

async function all(count: number, make: () => string): Promise<Map<number, number>> {
  const seen = new Map<number, number>();
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    const status = await survives(make());
    seen.set(status, (seen.get(status) ?? 0) + 1);
  }
  expect(performance.now() - start).toBeLessThan(SOON_MILLISECONDS);
  return seen;
}

describe('hostile PromQL', () => {
  it('random bytes', async () => {
    await all(300, () => Buffer.from(times(200).map(() => Math.floor(random() * 256))).toString('latin1'));
  });

  it('random words', async () => {
    await all(600, () =>
      times(30)
        .map(() => pick(TOKENS))
        .join(pick([' ', '']))
    );
  });

  it('random expressions, of which many have an answer', async () => {
    const seen = await all(600, () => expression(1 + Math.floor(random() * 4)));
    expect(seen.get(200)).toBeGreaterThan(100);
    expect(seen.get(400)).toBeGreaterThan(20);
    expect(seen.get(422)).toBeGreaterThan(5);
  });

  it('good queries with something changed', async () => {
    const good =
      'topk(3, sum by (service) (rate(weir_sample{kind=~"s.*"}[5m]))) / on(service) group_left weir_expected';
    await all(500, () => {
      const at = Math.floor(random() * good.length);
      return good.slice(0, at) + pick([...TOKENS, '']) + good.slice(at + Math.floor(random() * 4));
    });
  });

  it.each<[string, string]>([
    ['nested repetitions', 'weir_sample{service=~"((a{100}){100}){100}"}'],
    ['a pattern of many optional letters', `weir_sample{service=~"${'a?'.repeat(450)}"}`],
    ['deep parentheses', '('.repeat(30_000)],
    ['a long chain', `1${'+1'.repeat(15_000)}`],
    ['many labels', `weir_sample{${'a!="x",'.repeat(3_000)}}`],
    ['a wide range', 'sum_over_time(weir_sample[1000000y])'],
    ['a wide offset', 'weir_sample offset 100000y'],
  ])('%s', async (_, query) => {
    const start = performance.now();
    await survives(query);
    expect(performance.now() - start).toBeLessThan(SOON_MILLISECONDS);
  });
});
