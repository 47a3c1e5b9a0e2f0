import { request } from 'node:https';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnomalyPage, EntityPage, QueryResponse, SeriesPage, SubscriptionStatePage } from '@weir/contract';
import { collectorBinary } from '@weir/detection-service/cli/collector/build.ts';
import { freePort, freePorts } from '@weir/detection-service/cli/collector/free-port.ts';
import { CollectorProcess } from '@weir/detection-service/cli/collector/process.ts';
import { collectorPorts, collectorSetting, defaultConfigs } from '@weir/detection-service/cli/collector/start.ts';
import { NodeSimulator } from '../../dev/node-simulator/node-simulator.ts';
import { Authority } from '../support/authority.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause, ServiceProcess } from '../support/service-process.ts';

const NETWORK = fileURLToPath(new URL('../../deploy/collector/network.yaml', import.meta.url));
const HOUR = 3_600_000;
const MINUTE = 60_000;
const LOGIN = 'weir:a secret of the test';
const INTERFACES = {
  node: 'edge-1',
  name: 'interfaces',
  select: '/ietf-interfaces:interfaces',
  trigger: 'periodic',
  period: MINUTE,
};

const folder = scratchFolder('yang-push');
const authority = new Authority(folder);
const DOWN = { start: Date.now() - 40 * MINUTE, end: Date.now() - 20 * MINUTE };
const faults = [{ kind: 'interface-down', interface: 'eth1', ...DOWN } as const];
/** A service, a collector in front of it and a node that is known to neither. */
interface Stage {
  readonly service: ServiceProcess;
  readonly collector: CollectorProcess;
  readonly node: NodeSimulator;
  readonly address: string;
}
const stages: Stage[] = [];
afterAll(async () => {
  for (const { collector, node, service } of stages) {
    await collector.stop();
    await node.stop();
    await service.stop();
  }
});

async function setUp(
  name: string,
  mode: 'live' | 'history',
  node: NodeSimulator,
  set: readonly string[]
): Promise<Stage> {
  const servicePort = await freePort();
  const service = await ServiceProcess.start({ data: `${folder}/${name}/data`, port: servicePort, set });
  const address = await node.start();
  const storage = `${folder}/${name}/collector`;
  const wish = { binary: await collectorBinary(() => undefined), endpoint: service.url, storage };
  const setting = collectorSetting({ ...wish, resolution: 1_000, durable: false }, await collectorPorts());
  const [port = 0] = await freePorts(1);
  const server = authority.issue(`${name}-collector`);
  const collector = await CollectorProcess.start({
    binary: wish.binary,
    configs: [...defaultConfigs(undefined), NETWORK],
    env: {
      ...setting.env,
      WEIR_YANG_PUSH_ENDPOINT: `127.0.0.1:${port}`,
      WEIR_YANG_PUSH_CERT: server.certFile,
      WEIR_YANG_PUSH_KEY: server.keyFile,
      WEIR_YANG_PUSH_CLIENT_CA: authority.caFile,
      WEIR_YANG_PUSH_MODE: mode,
      WEIR_YANG_PUSH_INTERVAL: '500ms',
      WEIR_NODE_USER: 'weir',
      WEIR_NODE_PASSWORD: LOGIN.slice(5),
      WEIR_NODE_CA: authority.caFile,
    },
    healthUrl: setting.healthUrl,
  });
  const stage = { service, collector, node, address };
  stages.push(stage);
  return stage;
}

/** Asks until the answer is as expected, and says the last one when it never is. */
async function until<T>(ask: () => Promise<T> | T, expected: (answer: T) => boolean, within = 30_000): Promise<T> {
  const deadline = Date.now() + within;
  for (;;) {
    const answer = await ask();
    if (expected(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(answer)}`);
    await pause(100);
  }
}

async function wish(
  { service, address }: Stage,
  subscriptions: readonly object[],
  removed: readonly object[] = []
): Promise<void> {
  const body = JSON.stringify({ subscriptions: subscriptions.map((one) => ({ ...one, address })), removed });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${service.url}/v1/subscriptions`, { method: 'PUT', headers, body });
  expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
}

async function statesOf({ service }: Stage): Promise<Record<string, string>> {
  const { items } = await service.get<SubscriptionStatePage>('/v1/subscriptions/states');
  return Object.fromEntries(items.map((one) => [`${one.node}/${one.name}`, one.state]));
}

describe('YANG-Push', { timeout: 60_000 }, () => {
  let stage: Stage;
  let node: NodeSimulator;
  let service: ServiceProcess;
  const states = (): Promise<Record<string, string>> => statesOf(stage);
  const onNode = (): string[] => node.subscribed.map(({ config, period }) => `${String(config['purpose'])} ${period}`);
  beforeAll(async () => {
    const identity = { ...authority.issue('edge-1'), ca: authority.ca };
    node = new NodeSimulator({
      ...{ port: 0, interfaces: 3, seed: 7, faults, booted: Date.now() - 12 * HOUR },
      ...{ identity, login: LOGIN },
    });
    stage = await setUp('past', 'history', node, []);
    ({ service } = stage);
  });

  test('subscriptions of the list are made on the node, and their state is told', async () => {
    await wish(stage, [INTERFACES]);
    await until(states, (told) => told['edge-1/interfaces'] === 'active');
    expect(onNode()).toEqual(['weir: interfaces 60000']);
  });

  test('an interface that goes down is seen as an anomaly of that interface', async () => {
    const { items } = await until(
      () => service.get<EntityPage>('/v1/entities?kind=interface'),
      (page) => page.items.length === 3
    );
    const eth1 = items.find(({ name }) => name === 'edge-1/eth1');
    const anomalies = await until(
      async () =>
        (await service.get<AnomalyPage>('/v1/anomalies')).items.filter(({ entityId }) => entityId === eth1?.id),
      (found) => found.some(({ indicator }) => indicator.endsWith('.oper-status'))
    );
    const [status] = anomalies.filter(({ indicator }) => indicator.endsWith('.oper-status'));
    expect(status?.start).toBeGreaterThanOrEqual(DOWN.start - MINUTE);
    expect(status?.start).toBeLessThan(DOWN.end);
    const others = (await service.get<AnomalyPage>('/v1/anomalies')).items.filter(
      ({ entityId }) => entityId !== eth1?.id
    );
    expect(others.filter(({ indicator }) => indicator.endsWith('.oper-status'))).toEqual([]);
  });

  test('what the list changes is changed on the node, and what is not of it stays', async () => {
    const foreign = { ...node.subscribed[0]?.config, id: 5, purpose: 'of somebody else' };
    const answer = await fetchNode(stage.address, 'PUT', 'ietf-subscribed-notifications:subscriptions/subscription=5', {
      'ietf-subscribed-notifications:subscription': [foreign],
    });
    expect(answer).toBe(201);
    const changes = { node: 'edge-1', name: 'changes', select: '/ietf-interfaces:interfaces', trigger: 'on-change' };
    await wish(stage, [{ ...INTERFACES, period: 2_000 }, changes]);
    const expected = ['of somebody else 60000', 'weir: changes undefined', 'weir: interfaces 2000'];
    await until(onNode, (now) => JSON.stringify(now.toSorted()) === JSON.stringify(expected));
    await until(states, (told) => told['edge-1/changes'] === 'active');
  });

  test('a node that lost them gets them again', async () => {
    await node.lose();
    const expected = ['weir: changes undefined', 'weir: interfaces 2000'];
    await until(onNode, (now) => JSON.stringify(now.toSorted()) === JSON.stringify(expected));
  });

  test('a node that cannot serve one says so, and it is told', async () => {
    await wish(stage, [{ ...INTERFACES, name: 'nothing', select: '/example:nothing' }]);
    await until(states, (told) => told['edge-1/nothing'] === 'invalid');
  });

  test('what is no longer wanted goes', async () => {
    const removed = ['interfaces', 'changes', 'nothing'].map((name) => ({ node: 'edge-1', name }));
    await wish(stage, [], removed);
    await until(onNode, (now) => now.length === 0);
    await until(states, (told) => Object.keys(told).length === 0);
  });
});

describe('A node that says nothing', { timeout: 60_000 }, () => {
  test('is known to be silent while its collector is there', async () => {
    const faults = [{ kind: 'silence', interface: '', start: Date.now() + 8_000, end: Date.now() + 600_000 } as const];
    const identity = { ...authority.issue('edge-2'), ca: authority.ca };
    const node = new NodeSimulator({ port: 0, interfaces: 1, seed: 1, faults, identity, login: LOGIN });
    const stage = await setUp('live', 'live', node, ['steps.request=1s', 'lateness=1s']);
    await wish(stage, [{ ...INTERFACES, node: 'edge-2', select: '/ietf-interfaces:interfaces', period: 500 }]);
    const interval = async (): Promise<number> => {
      const path = '/v1/series?indicator=report_interval&limit=10';
      const { items } = await stage.service.get<SeriesPage>(path);
      const series = items.find(({ entity }) => entity.name === 'edge-2');
      if (series === undefined) return 0;
      const queries = [{ seriesId: series.id, from: Date.now() - 60_000, to: Date.now() + 60_000 }];
      const answer = await fetch(`${stage.service.url}/v1/query`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ queries }),
      });
      const { results } = (await answer.json()) as QueryResponse;
      return Math.max(...(results[0]?.series[0]?.values ?? []).map((value) => value ?? 0));
    };
    await until(interval, (seconds) => seconds >= 5);
  });
});

function fetchNode(address: string, method: string, path: string, body: unknown): Promise<number> {
  const headers = {
    authorization: `Basic ${Buffer.from(LOGIN).toString('base64')}`,
    'content-type': 'application/yang-data+json',
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${address}/restconf/data/${path}`, { method, headers, ca: authority.ca }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.on('error', reject).end(JSON.stringify(body));
  });
}
