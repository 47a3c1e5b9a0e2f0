import { describe, expect, test } from 'vitest';
import type { MetricInput } from '../ingest/otlp-writer.ts';
import { MINUTE, SECOND } from '../core/time.ts';
import type { Millis } from '../core/time.ts';
import { Scenario } from './scenario.ts';

const T = 1_767_225_600_000;
const BOUNDS = [1, 5, 10, 25, 50, 100];

const counter = (
  name: string,
  time: Millis,
  points: readonly (readonly [Record<string, string>, number])[]
): MetricInput => ({
  name,
  unit: '',
  sum: points.map(([attributes, value]) => ({ start: T, time, attributes, value: BigInt(value) })),
  temporality: 'cumulative',
  monotonic: true,
});

const histogram = (name: string, time: Millis, attributes: Record<string, string>, calls: number): MetricInput => ({
  name,
  unit: 'ms',
  histogram: [
    { start: T, time, attributes, count: calls, sum: calls * 20, bounds: BOUNDS, counts: [0, 0, 0, calls, 0, 0, 0] },
  ],
  temporality: 'cumulative',
});

const ISTIO = {
  reporter: 'destination',
  source_workload: 'sleep',
  destination_canonical_service: 'httpbin',
  destination_service_name: 'httpbin-v1',
  destination_workload_namespace: 'foo',
  request_protocol: 'http',
};

/** Scrapes every 15 s over some minutes; `metrics` is what one scrape holds, given how many calls there were so far. */
function scrape(metrics: (calls: number, time: Millis) => readonly MetricInput[]): Scenario {
  const s = new Scenario();
  for (let second = 15; second <= 300; second += 15) {
    const time = T + second * SECOND;
    s.metrics(time, metrics(second * 2, time), { 'service.name': 'kubernetes-pods' });
    s.tick(time);
  }
  s.ticks(T + 5 * MINUTE, T + 8 * MINUTE);
  return s;
}

describe('Istio', () => {
  const s = scrape((calls, time) => [
    counter('istio_requests_total', time, [
      [{ ...ISTIO, response_code: '200' }, calls],
      [{ ...ISTIO, response_code: '503' }, calls / 2],
      [{ ...ISTIO, response_code: '404' }, calls / 2],
      [{ ...ISTIO, reporter: 'source', response_code: '200' }, calls * 7],
    ]),
    histogram('istio_request_duration_milliseconds', time, { ...ISTIO, response_code: '200' }, calls * 2),
    histogram(
      'istio_request_duration_milliseconds',
      time,
      { ...ISTIO, reporter: 'source', response_code: '200' },
      calls * 9
    ),
  ]);

  test('the service that was called has its rate, its errors and its latencies, once', () => {
    expect(
      s
        .shown('request_rate', ' httpbin ')
        .slice(1, 4)
        .map((row) => row.split('=')[1])
    ).toEqual(['4', '4', '4']);
    expect(
      s
        .shown('error_ratio', ' httpbin ')
        .slice(1, 3)
        .map((row) => row.split('=')[1])
    ).toEqual(['0.25', '0.25']);
    expect(s.shown('client_error_ratio', ' httpbin ')[1]?.split('=')[1]).toBe('0.25');
    const p50 = Number(s.shown('latency_p50', ' httpbin ')[1]?.split('=')[1]);
    expect(p50).toBeGreaterThan(10);
    expect(p50).toBeLessThan(25);
    expect(s.of('latency_p50', ' httpbin ')[1]?.weight).toBe(240);
  });

  test('the job that scrapes has no series, and labels make none', () => {
    expect([
      ...new Set(s.series.map(({ identity }) => `${identity.entity.namespace}/${identity.entity.name}`)),
    ]).toEqual(['foo/httpbin']);
    expect(s.series.map(({ identity }) => identity.indicator).sort()).toEqual([
      'client_error_ratio',
      'error_ratio',
      'latency_p50',
      'latency_p95',
      'latency_p99',
      'request_rate',
    ]);
  });

  test('it goes on alike after a restart', () => {
    const one = scrapeOnce();
    const other = scrapeOnce((scenario) => scenario.restart());
    expect(other.trace).toEqual(one.trace);
  });
});

/** Two minutes of a counter and a histogram, with something done in between. */
function scrapeOnce(between: (s: Scenario) => void = () => undefined): Scenario {
  const s = new Scenario();
  for (let second = 15; second <= 180; second += 15) {
    const time = T + second * SECOND;
    s.metrics(time, [
      counter('istio_requests_total', time, [[{ ...ISTIO, response_code: '200' }, second]]),
      histogram('istio_request_duration_milliseconds', time, { ...ISTIO, response_code: '200' }, second),
    ]);
    s.tick(time);
    if (second === 90) between(s);
  }
  return s;
}

describe('Linkerd', () => {
  const labels = { direction: 'inbound', deployment: 'web', namespace: 'emojivoto', tls: 'true' };

  test('inbound calls are those of the deployment; a failure is an error whatever the status', () => {
    const s = scrape((calls, time) => [
      counter('response_total', time, [
        [{ ...labels, status_code: '200', classification: 'success' }, calls],
        [{ ...labels, status_code: '200', classification: 'failure', grpc_status: '2' }, calls],
        [
          { ...labels, direction: 'outbound', dst_deployment: 'voting', status_code: '200', classification: 'success' },
          calls,
        ],
      ]),
      histogram('response_latency_ms', time, { ...labels, status_code: '200' }, calls * 2),
    ]);
    expect(s.shown('request_rate', ' web ')[1]?.split('=')[1]).toBe('4');
    expect(s.shown('error_ratio', ' web ')[1]?.split('=')[1]).toBe('0.5');
    expect(s.of('latency_p95', ' web ')[1]?.weight).toBe(240);
    expect(new Set(s.series.map(({ identity }) => identity.entity.name))).toEqual(new Set(['web']));
  });

  test("another sender's metric of that name is a series of its own", () => {
    const s = scrape((calls, time) => [counter('response_total', time, [[{ code: '200' }, calls]])]);
    expect(s.series.map(({ identity }) => identity.indicator)).toEqual(['response_total']);
  });
});

test("what only the caller's proxy says, and edges, are taken and counted, and make nothing", () => {
  const s = new Scenario();
  const time = T + 15 * SECOND;
  const counts = s.metrics(time, [
    counter('istio_requests_total', time, [[{ ...ISTIO, reporter: 'source' }, 5]]),
    counter('traces_service_graph_request_total', time, [[{ client: 'a', server: 'b' }, 5]]),
  ]);
  expect(counts.accepted).toBe(2);
  expect(Object.fromEntries(counts.rejected)).toEqual({});
  expect(Object.fromEntries(counts.partly)).toEqual({ client_side: 1, service_graph: 1 });
  expect(s.series).toEqual([]);
});
