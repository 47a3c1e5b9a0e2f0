import type { ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EntityPage } from '@weir/contract';
import { collectorBinary } from '@weir/detection-service/cli/collector/build.ts';
import { freePort, freePorts } from '@weir/detection-service/cli/collector/free-port.ts';
import { CollectorProcess } from '@weir/detection-service/cli/collector/process.ts';
import { collectorPorts, collectorSetting } from '@weir/detection-service/cli/collector/start.ts';
import { SECOND } from '@weir/detection-service/core/time.ts';
import { ISTIO_JSON, ISTIO_TEXT, startEnvoy, type EnvoyListener } from '../support/envoy.ts';
import { Load } from '../support/load.ts';
import { OtlpWatch } from '../support/otlp-watch.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause, ServiceProcess } from '../support/service-process.ts';
import { Shop } from '../support/shop.ts';
import { countsByStep, resultsOf } from '../support/stored-results.ts';
import { Tail } from '../support/tail.ts';

/**
 * A real Envoy, set as Istio sets its sidecars, in front of small shops. It writes its access log in three ways: over
 * OTLP with attributes, over OTLP as text in the body, as JSON lines into a file that a shipper follows. From each come
 * the same series, and a fault of another kind at each shop is found. All of it takes about a minute and a half.
 */
const WARM_UP_SECONDS = 40;
const SETTINGS = ['steps.request=1s', 'lateness=2s', `detector.params={warmUp: ${WARM_UP_SECONDS}}`, 'log.level=warn'];
const PATHS = ['/api/products', '/api/products/48213', '/api/cart', '/api/orders/90210/status'];
/** Enough calls a step for a 95th percentile. */
const CALLS_PER_SECOND = 25;
const USUAL_DELAY = 60;
const SLOW_DELAY = 400;
const FOUND_WITHIN = 40 * SECOND;
const START_NEAR = 6 * SECOND;
const SETTLED_WITHIN = 30 * SECOND;

/** Names of the services: the first is what Istio's proxies are called by, the others say their own. */
const BY_LABELS = 'checkout';
const BY_TEXT = 'by-text';
const BY_FILE = 'by-file';
const SERVICES = [BY_LABELS, BY_TEXT, BY_FILE] as const;
const CALLEE = 'stock';
const NODE = { id: 'sidecar~10.0.0.2~checkout-1.default~default.svc.cluster.local', cluster: `${BY_LABELS}.default` };
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

/** What people write under `labels` of Istio's envoyOtelAls. */
const LABELS = Object.fromEntries(
  ['method', 'path', 'response_code', 'duration', 'upstream_cluster', 'upstream_service_time', 'traceparent'].map(
    (name) => [name, ISTIO_JSON[name] as string]
  )
);

interface FoundAnomaly {
  readonly service: string;
  readonly entityId: string;
  readonly indicator: string;
  readonly direction: string;
  readonly start: number;
}

const folder = scratchFolder('envoy');
const file = path.join(folder, 'access.json');
const shops: Record<string, Shop> = {};
const loads: Record<string, Load> = {};
const ports: Record<string, number> = {};
let service: ServiceProcess;
let collector: CollectorProcess;
let watch: OtlpWatch;
let envoy: ChildProcess;
let tail: Tail;

beforeAll(async () => {
  const binary = await collectorBinary(() => undefined);
  service = await ServiceProcess.start({ data: `${folder}/data`, port: await freePort(), set: SETTINGS });
  watch = await OtlpWatch.start();
  const layer = path.join(folder, 'watch.yaml');
  writeFileSync(
    layer,
    JSON.stringify({
      connectors: { api_red: { service_graph: { enabled: true }, lines: { enabled: true } } },
      exporters: { 'otlp_http/watch': { endpoint: watch.url, encoding: 'json', compression: 'none' } },
      service: { pipelines: { metrics: { exporters: ['otlp_http', 'otlp_http/watch'] } } },
    })
  );
  const listening = await collectorPorts();
  const storage = `${folder}/collector`;
  const base = collectorSetting({ binary, endpoint: service.url, storage, resolution: SECOND }, listening);
  collector = await CollectorProcess.start({ binary, ...base, configs: [...base.configs, layer] });
  const names = [...SERVICES, CALLEE];
  const free = await freePorts(names.length);
  for (const [i, name] of names.entries()) {
    const shop = (shops[name] = await Shop.start());
    shop.faults.delay = USUAL_DELAY;
    ports[name] = free[i] as number;
    loads[name] = new Load(free[i] as number, PATHS);
  }
  const at = (name: string): Pick<EnvoyListener, 'port' | 'upstreamPort'> => ({
    port: ports[name] as number,
    upstreamPort: shops[name]?.port as number,
  });
  envoy = await startEnvoy({
    folder: `${folder}/envoy`,
    node: NODE,
    otlpPort: listening.otlpGrpc,
    listeners: [
      { ...at(BY_LABELS), cluster: 'inbound|8080||', log: { to: 'otlp', attributes: LABELS } },
      {
        ...at(BY_TEXT),
        cluster: 'inbound|8081||',
        log: { to: 'otlp', body: ISTIO_TEXT, resource: { 'service.name': BY_TEXT } },
      },
      { ...at(BY_FILE), cluster: 'inbound|8082||', log: { to: 'file', file, json: ISTIO_JSON } },
      // The same proxy's word on a call that its service makes.
      {
        ...at(CALLEE),
        cluster: `outbound|80||${CALLEE}.default.svc.cluster.local`,
        log: { to: 'otlp', attributes: LABELS },
      },
    ],
  });
  const url = `http://127.0.0.1:${listening.lines}/v1/lines`;
  tail = await Tail.start({ file, url, service: BY_FILE, source: 'envoy-file' });
  for (const load of Object.values(loads)) load.run(CALLS_PER_SECOND);
});

afterAll(async () => {
  for (const load of Object.values(loads)) load.stop();
  envoy?.kill('SIGTERM');
  await tail?.stop();
  await collector?.stop();
  await service?.stop();
  await watch?.stop();
  for (const shop of Object.values(shops)) await shop.stop();
});

async function anomalies(): Promise<readonly FoundAnomaly[]> {
  return (await service.get<{ readonly items: readonly FoundAnomaly[] }>('/v1/anomalies?limit=1000')).items;
}

/** The anomaly of a service itself, as soon as it is there. */
async function found(name: string, indicator: RegExp, direction: string, since: number): Promise<FoundAnomaly> {
  const { items } = await service.get<EntityPage>('/v1/entities?kind=service&limit=1000');
  const ids = new Set(items.map(({ id }) => id));
  for (;;) {
    const hit = (await anomalies()).find(
      (one) =>
        one.service === name && ids.has(one.entityId) && indicator.test(one.indicator) && one.direction === direction
    );
    if (hit !== undefined) return hit;
    if (Date.now() > since + FOUND_WITHIN) throw new Error(`nothing of ${name}: ${JSON.stringify(await anomalies())}`);
    await pause(250);
  }
}

function linesOf(name: string): number {
  return readFileSync(name, 'utf8').split('\n').length - 1;
}

describe('Envoy', () => {
  it('has nothing to show of ordinary traffic', async () => {
    const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;
    for (const name of SERVICES) {
      const url = `http://127.0.0.1:${ports[name] as number}/api/orders`;
      const answer = await fetch(url, { method: 'POST', body: '{}', headers: { traceparent } });
      expect(answer.status).toBe(200);
    }
    await pause((WARM_UP_SECONDS + 10) * SECOND);
    expect(await anomalies()).toEqual([]);
  });

  it('shows errors, slowness and an outage at the service that has them, from their start', async () => {
    const since = Date.now();
    (shops[BY_LABELS] as Shop).faults.errors = 0.5;
    (shops[BY_TEXT] as Shop).faults.delay = SLOW_DELAY;
    // Envoy answers 503 itself, as its log says.
    await (shops[BY_FILE] as Shop).stop();
    const hits = await Promise.all([
      found(BY_LABELS, /^error_ratio$/, 'up', since),
      found(BY_TEXT, /^latency_p\d\d$/, 'up', since),
      found(BY_FILE, /^error_ratio$/, 'up', since),
    ]);
    for (const { service: name, start } of hits) {
      expect(Math.abs(start - since), `${name}: ${start - since} ms after its cause`).toBeLessThanOrEqual(START_NEAR);
    }
  });

  it.each(SERVICES)('%s: every call is counted, once, under its method and route', async (name) => {
    for (const load of Object.values(loads)) load.pause();
    const counted = (): number =>
      [...countsByStep(resultsOf(`${folder}/data`, name, 'request_rate')).values()].reduce((a, b) => a + b, 0);
    const asked = (): number => (name === BY_FILE ? linesOf(file) : (shops[name] as Shop).calls);
    for (const deadline = Date.now() + SETTLED_WITHIN; counted() < asked() && Date.now() < deadline;) await pause(500);
    expect(asked()).toBeGreaterThan(WARM_UP_SECONDS * CALLS_PER_SECOND * 0.8);
    expect(counted()).toBe(asked());
    const { items } = await service.get<EntityPage>('/v1/entities?kind=endpoint&limit=1000');
    const routes = items.filter((one) => one.name === name).map((one) => `${one.method} ${one.route}`);
    expect(routes.sort()).toEqual(
      [
        'GET /',
        'GET /api/cart',
        'GET /api/orders/{id}/status',
        'GET /api/products',
        'GET /api/products/{id}',
        'POST /api/orders',
      ].sort()
    );
  });

  it('counts no call twice: what a sidecar says of calls to others is an edge', () => {
    expect(resultsOf(`${folder}/data`, CALLEE, 'request_rate')).toEqual([]);
    const edges = watch.points.filter(({ metric }) => metric === 'traces_service_graph_request_total');
    const toCallee = edges.filter(({ labels }) => labels['server'] === CALLEE);
    expect(new Set(toCallee.map(({ labels }) => labels['client']))).toEqual(new Set([BY_LABELS]));
    const calls = toCallee.reduce((sum, { count }) => sum + count, 0);
    expect(calls).toBe((shops[CALLEE] as Shop).calls);
    const times = watch.points.filter(
      ({ metric, labels }) => metric === 'traces_service_graph_request_server_seconds' && labels['server'] === CALLEE
    );
    const seconds = times.reduce((sum, one) => sum + one.sum, 0);
    // What Envoy says that the upstream took, not what the whole call took.
    expect(seconds / calls).toBeGreaterThanOrEqual(USUAL_DELAY / 1000 - 0.005);
  });

  // Istio's text has no trace.
  it.each([BY_LABELS, BY_FILE])('%s: the trace of a call stays with it', (name) => {
    const of = watch.points.filter(({ labels, traces }) => labels['service.name'] === name && traces.includes(TRACE));
    expect(of.map(({ labels }) => `${labels['http.request.method']} ${labels['http.route']}`)).toContain(
      'POST /api/orders'
    );
  });
});
