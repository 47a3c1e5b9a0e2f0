import { describe, expect, test } from 'vitest';
import * as kinds from '../ingest/metric-points.ts';
import {
  endpointEntity,
  familyOf,
  growthIndicator,
  outcomeOf,
  ownerEntity,
  senderName,
  spreadIndicators,
} from './indicators.ts';
import { CLIENT_ERROR, ERROR, FINE } from './request-sums.ts';
import { rhythmStep } from './rhythm.ts';

test.each([
  ['http.server.request.duration', 's', kinds.EXPONENTIAL_DELTA, { of: 'http', seconds: 1 }],
  ['http.server.request.duration', 's', kinds.HISTOGRAM_CUMULATIVE, { of: 'http', seconds: 1 }],
  ['http.server.duration', 'ms', kinds.HISTOGRAM_CUMULATIVE, { of: 'http', seconds: 1e-3 }],
  ['http.server.duration', '', kinds.HISTOGRAM_DELTA, { of: 'http', seconds: 1e-3 }],
  ['rpc.server.duration', 'ms', kinds.HISTOGRAM_DELTA, { of: 'rpc', seconds: 1e-3 }],
  ['weir.http.server.requests', '{request}', kinds.SUM_DELTA, { of: 'http', seconds: 1 }],
  ['weir.http.server.requests', '{request}', kinds.GAUGE, { of: 'level' }],
  ['http.server.request.duration', 's', kinds.GAUGE, { of: 'level' }],
  ['http.client.request.duration', 's', kinds.HISTOGRAM_DELTA, { of: 'spread' }],
  ['http.server.request.durations', 's', kinds.HISTOGRAM_DELTA, { of: 'spread' }],
  ['process.cpu.time', 's', kinds.SUM_CUMULATIVE, { of: 'growth' }],
  ['queue.length', '1', kinds.SUM_UP_DOWN, { of: 'level' }],
  ['what', '1', 99, undefined],
] as const)('%s in %j as kind %i', (name, unit, kind, family) => expect(familyOf(name, unit, kind)).toEqual(family));

const STATUS = 'http.response.status_code';
test.each([
  [{ [STATUS]: '200' }, true, FINE],
  [{ [STATUS]: '302' }, true, FINE],
  [{ [STATUS]: '404' }, true, CLIENT_ERROR],
  [{ [STATUS]: '404', 'error.type': '404' }, true, CLIENT_ERROR],
  [{ [STATUS]: '499' }, true, CLIENT_ERROR],
  [{ [STATUS]: '500' }, true, ERROR],
  [{ 'http.status_code': '503' }, true, ERROR],
  [{ [STATUS]: '200', 'error.type': 'reset' }, true, ERROR],
  [{ 'error.type': 'timeout' }, true, ERROR],
  [{}, true, FINE],
  [{}, false, ERROR],
  [{ [STATUS]: 'ok' }, true, FINE],
])('HTTP %j (may be answered: %s)', (point, answered, outcome) =>
  expect(outcomeOf('http', point, answered)).toBe(outcome)
);

test.each([
  [{ 'rpc.grpc.status_code': '0' }, FINE],
  [{ 'rpc.grpc.status_code': '5' }, CLIENT_ERROR],
  [{ 'rpc.grpc.status_code': '14' }, ERROR],
  [{ 'rpc.response.status_code': 'UNAVAILABLE' }, ERROR],
  [{ 'rpc.response.status_code': 'NOT_FOUND' }, CLIENT_ERROR],
  [{ 'error.type': 'X' }, ERROR],
  [{}, FINE],
])('RPC %j', (point, outcome) => expect(outcomeOf('rpc', point, true)).toBe(outcome));

describe('entities', () => {
  test('a service has environment, namespace and name; instances do not show', () => {
    const resource = {
      'service.name': 'a',
      'service.namespace': 'n',
      'deployment.environment.name': 'prod',
      'k8s.pod.name': 'p',
    };
    expect(ownerEntity('t', resource)).toEqual({
      tenant: 't',
      kind: 'service',
      environment: 'prod',
      namespace: 'n',
      name: 'a',
    });
    expect(ownerEntity('t', {}).name).toBe('unknown_service');
    expect(ownerEntity('t', { 'service.name': 'a', 'device.id': 'd7' })).toMatchObject({ kind: 'device', name: 'd7' });
  });

  test('a network node is one, and so is each of its interfaces, which one clock is enough for', () => {
    const node = { 'weir.node.name': 'edge-1', 'service.name': 'unknown_service' };
    expect(ownerEntity('t', node)).toMatchObject({ kind: 'node', name: 'edge-1' });
    const nic = { ...node, 'network.interface.name': 'ge-0/0/1' };
    expect(ownerEntity('t', nic)).toMatchObject({ kind: 'interface', name: 'edge-1/ge-0/0/1' });
    expect([node, nic].map((resource) => senderName(ownerEntity('t', resource), resource))).toEqual([
      'edge-1',
      'edge-1',
    ]);
    const host = { 'service.name': 'a', 'network.interface.name': 'eth0' };
    expect(ownerEntity('t', host)).toMatchObject({ kind: 'service', name: 'a' });
  });

  test('an endpoint needs a route; a procedure is one', () => {
    const owner = ownerEntity('t', { 'service.name': 'a' });
    expect(endpointEntity('http', owner, { 'http.request.method': 'GET' })).toBeUndefined();
    expect(endpointEntity('http', owner, { 'http.method': 'GET', 'http.route': '/x' })).toMatchObject({
      method: 'GET',
      route: '/x',
    });
    const call = { 'rpc.system': 'grpc', 'rpc.service': 'Shop', 'rpc.method': 'Buy' };
    expect(endpointEntity('rpc', owner, call)).toMatchObject({ method: 'grpc', route: 'Shop/Buy' });
  });
});

test.each([
  ['{request}', 'count', '{request}/s'],
  ['By', 'gauge', 'By/s'],
  ['s', 'gauge', 's/s'],
  ['1', 'gauge', '1/s'],
  ['', 'gauge', '1/s'],
])('growth in %j is a %s in %s', (unit, kind, shown) => expect(growthIndicator(unit)).toEqual({ kind, unit: shown }));

test('a histogram of time is a latency in ms, of anything else a gauge', () => {
  expect(spreadIndicators('db', 's').list.map(({ name, kind, unit }) => [name, kind, unit])).toEqual([
    ['db.rate', 'count', '1/s'],
    ['db.p50', 'latency', 'ms'],
    ['db.p95', 'latency', 'ms'],
  ]);
  expect(spreadIndicators('db', 's').factor).toBe(1000);
  expect(spreadIndicators('size', 'By').list[1]).toMatchObject({ kind: 'gauge', unit: 'By' });
});

test.each([
  [1_000, 0],
  [10_000, 0],
  [10_900, 0],
  [15_000, 1],
  [30_000, 1],
  [60_000, 1],
  [65_000, 1],
  [120_000, 2],
  [300_000, 2],
  [600_000, 3],
  [86_400_000, 3],
])('an interval of %i ms gets step length %i', (interval, index) =>
  expect(rhythmStep(interval, [10_000, 60_000, 300_000, 3_600_000])).toBe(index)
);
