import { describe, expect, it } from 'vitest';
import { PARTITIONS } from '../core/partition.ts';
import { seededRandom } from '../core/random.ts';
import { entityKey } from '../core/series.ts';
import { decodeMetrics } from '../ingest/decode-metrics.ts';
import type { MetricPoints } from '../ingest/metric-points.ts';
import { writeMetrics } from '../ingest/otlp-writer.ts';
import type { MetricInput, ResourceInput } from '../ingest/otlp-writer.ts';
import { ownerEntity } from '../preprocess/indicators.ts';
import { partitionOfEntity, splitRequest } from './split-request.ts';

const TIME = Date.UTC(2024, 0, 1);

function service(name: string, metrics: readonly MetricInput[], more: Record<string, string> = {}): ResourceInput {
  return { attributes: { 'service.name': name, ...more }, scopes: [{ name: 'scope', metrics }] };
}
const gauge = (name: string, ...values: readonly number[]): MetricInput => ({
  name,
  unit: 'By',
  gauge: values.map((value, i) => ({ time: TIME + i, value, attributes: { pool: `p${i}` } })),
});

/** Every point with all that makes it what it is, as text. */
function told(points: MetricPoints): string[] {
  return Array.from({ length: points.count }, (_, i) => {
    const metric = points.metric[i] as number;
    return JSON.stringify([
      points.resourceAttributes(points.resource[i] as number),
      [points.scopeName(metric), points.metricName(metric), points.metricUnit(metric)],
      [points.kind[i], points.time[i], points.start[i], points.value[i], points.observations[i]],
      [points.keyLow[i], points.keyHigh[i]],
      points.pointAttributes(i),
    ]);
  });
}

const split = (resources: readonly ResourceInput[], partitions: number = PARTITIONS) =>
  splitRequest('default', decodeMetrics(writeMetrics(resources)), partitions);

describe('splitRequest', () => {
  it('gives each resource to the partition of its entity, whole and in order', () => {
    const random = seededRandom(1);
    const names = Array.from({ length: 60 }, () => `service-${Math.floor(random() * 25)}`);
    const resources = names.map((name, i) => service(name, [gauge(`m${i}`, random(), random()), gauge('other', i)]));
    const parts = split(resources);
    expect(new Set(parts.map(({ partition }) => partition)).size).toBe(parts.length);
    expect(parts.length).toBeGreaterThan(8);
    const whole = told(decodeMetrics(writeMetrics(resources)));
    const pieces = parts.map(({ partition, body }) => ({ partition, points: decodeMetrics(body) }));
    expect(pieces.flatMap(({ points }) => told(points)).sort()).toEqual([...whole].sort());
    for (const { partition, points } of pieces) {
      const rows = told(points);
      expect(rows).toEqual(whole.filter((row) => rows.includes(row)));
      for (let r = 0; r < points.resources; r++) {
        const owner = ownerEntity('default', points.resourceAttributes(r));
        expect(partitionOfEntity(owner, PARTITIONS), entityKey(owner)).toBe(partition);
      }
    }
  });

  it('sends heartbeats of a source everywhere, and what a source says of a service only to it', () => {
    const emitter = { 'weir.emitter.id': 'collector-1', 'weir.source.id': 'nginx' };
    const heartbeat: ResourceInput = {
      attributes: emitter,
      scopes: [{ metrics: [gauge('weir.source.heartbeat', TIME)] }],
    };
    const parts = split([service('shop', [gauge('calls', 1)], emitter), heartbeat], 7);
    expect(parts.map(({ partition }) => partition).sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const names = parts.map(({ body }) => {
      const points = decodeMetrics(body);
      return Array.from({ length: points.count }, (_, i) => points.metricName(points.metric[i] as number));
    });
    expect(names.filter((list) => list.length === 2)).toEqual([['calls', 'weir.source.heartbeat']]);
    expect(names.filter((list) => list.length === 1)).toHaveLength(6);
  });

  it.each([
    ['a device', { 'device.id': 'pump-7', 'service.name': 'gateway' }, { kind: 'device', name: 'pump-7' }],
    ['a node', { 'weir.node.name': 'leaf-1' }, { kind: 'node', name: 'leaf-1' }],
    [
      'an interface',
      { 'weir.node.name': 'leaf-1', 'network.interface.name': 'eth0' },
      { kind: 'node', name: 'leaf-1' },
    ],
    [
      'a service of an environment in the old spelling',
      { 'service.name': 'shop', 'deployment.environment': 'prod' },
      { kind: 'service', name: 'shop', environment: 'prod' },
    ],
    ['nobody', {}, { kind: 'service', name: 'unknown_service' }],
  ] as const)('knows the partition of %s', (_, attributes, entity) => {
    const bare = { tenant: 'default', environment: '', namespace: '' };
    const [part, ...others] = split([{ attributes, scopes: [{ metrics: [gauge('m', 1)] }] }], 1_000);
    expect(others).toEqual([]);
    expect(part?.partition).toBe(partitionOfEntity({ ...bare, ...entity }, 1_000));
  });

  it('tells the other partitions how far an ordinary sender of history has come, and of one of the present nothing', () => {
    const past = split([service('import', [gauge('m', 1, 2, 3)], { 'weir.source.mode': 'history' })], 5);
    const told = past.map(({ body }) => decodeMetrics(body));
    expect(told.map((points) => points.metricName(0)).sort()).toEqual([
      'm',
      ...new Array<string>(4).fill('weir.source.seen'),
    ]);
    for (const points of told) expect([points.time[0], points.time.at(-1)]).toEqual([TIME, TIME + 2]);
    expect(split([service('sdk', [gauge('m', 1, 2, 3)])], 5)).toHaveLength(1);
  });

  it('keeps an interface with its node', () => {
    const bare = { tenant: 'default', environment: '', namespace: '' };
    const node = partitionOfEntity({ ...bare, kind: 'node', name: 'leaf-1' }, 1_000);
    expect(partitionOfEntity({ ...bare, kind: 'interface', name: 'leaf-1/eth0' }, 1_000)).toBe(node);
  });

  it('sends the points of a mesh to the services that were called, and the rest of their resource home', () => {
    const called = ['cart', 'orders', 'payments', 'search'];
    const requests: MetricInput = {
      name: 'istio_requests_total',
      temporality: 'cumulative',
      monotonic: true,
      sum: called.flatMap((name, i) =>
        ['destination', 'source'].map((reporter) => ({
          time: TIME,
          start: TIME - 1000,
          value: i,
          attributes: { reporter, destination_canonical_service: name, response_code: '200' },
        }))
      ),
    };
    const inFlight: MetricInput = {
      name: 'in_flight',
      temporality: 'delta',
      monotonic: false,
      sum: [{ time: TIME, value: 4 }],
    };
    const resources = [service('istio-proxies', [gauge('memory', 1, 2), requests, inFlight])];
    const parts = split(resources, 1_000).map(({ partition, body }) => [partition, decodeMetrics(body)] as const);
    expect(parts.flatMap(([, points]) => told(points)).sort()).toEqual(
      told(decodeMetrics(writeMetrics(resources))).sort()
    );
    const bare = { tenant: 'default', environment: '', namespace: '', kind: 'service' } as const;
    for (const [i, name] of called.entries()) {
      const points = parts.find(([partition]) => partition === partitionOfEntity({ ...bare, name }, 1_000))?.[1];
      expect([points?.count, points?.value[0]]).toEqual([1, i]);
    }
    const home = parts.find(([p]) => p === partitionOfEntity({ ...bare, name: 'istio-proxies' }, 1_000))?.[1];
    expect(home?.count).toBe(2 + called.length + 1);
  });

  it('makes nothing of a request without points', () => {
    expect(split([])).toEqual([]);
  });
});
