import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFault, readSpan } from './faults.ts';
import { Interfaces } from './interfaces.ts';
import { NodeSimulator } from './node-simulator.ts';
import { select } from './select.ts';

const MINUTE = 60_000;
const BOOTED = Date.UTC(2026, 0, 1);

interface Interface {
  readonly name: string;
  readonly 'oper-status': string;
  readonly statistics: Readonly<Record<string, string>>;
}
const interfacesOf = (tree: object): readonly Interface[] =>
  (tree as { 'ietf-interfaces:interfaces': { interface: Interface[] } })['ietf-interfaces:interfaces'].interface;

describe('faults', () => {
  it('are read', () => {
    expect(readFault('interface-down:eth1:-30m:10m', 0)).toEqual({
      ...{ kind: 'interface-down', interface: 'eth1' },
      ...{ start: -30 * MINUTE, end: -20 * MINUTE },
    });
    expect(readFault('silence::1m:30s', 0)).toMatchObject({ interface: '', start: MINUTE, end: 1.5 * MINUTE });
    expect([readSpan('90s'), readSpan('2h'), readSpan('1d'), readSpan('x')]).toEqual([
      90_000,
      7_200_000,
      86_400_000,
      undefined,
    ]);
  });

  it.each([
    '',
    'fire:eth0:1m:1m',
    'discards::1m:1m',
    'silence:eth0:1m:1m',
    'discards:eth0:1m:-1m',
    'discards:eth0:1:1',
  ])('"%s" is refused', (text) => {
    expect(() => readFault(text, 0)).toThrow('expected a fault such as');
  });
});

describe('interfaces', () => {
  const fault = {
    kind: 'interface-down',
    interface: 'eth1',
    start: BOOTED + 60 * MINUTE,
    end: BOOTED + 70 * MINUTE,
  } as const;
  const discards = { ...fault, kind: 'discards', interface: 'eth0' } as const;
  const interfaces = new Interfaces(2, 1, BOOTED, [fault, discards]);
  const at = (minute: number): readonly Interface[] => interfacesOf(interfaces.tree(BOOTED + minute * MINUTE));
  const counter = (minute: number, i: number, name: string): number => Number(at(minute)[i]?.statistics[name]);

  it('have counters that never go back, and stand still while they are down', () => {
    for (let minute = 1; minute < 200; minute++) {
      for (const i of [0, 1]) {
        const grown = counter(minute, i, 'in-octets') - counter(minute - 1, i, 'in-octets');
        const down = i === 1 && minute > 60 && minute <= 70;
        expect([minute, i, grown > 0]).toEqual([minute, i, !down]);
      }
    }
    expect(at(65).map((one) => one['oper-status'])).toEqual(['up', 'down']);
    expect(counter(70, 0, 'in-discards') - counter(60, 0, 'in-discards')).toBeGreaterThan(20_000);
    expect(counter(60, 0, 'in-discards') - counter(50, 0, 'in-discards')).toBeLessThan(20);
  });

  it('are the same for the same seed only', () => {
    const other = (seed: number): object => new Interfaces(2, seed, BOOTED, []).tree(BOOTED + MINUTE);
    expect(other(3)).toEqual(other(3));
    expect(other(3)).not.toEqual(other(4));
  });

  it('are selected by paths', () => {
    const tree = interfaces.tree(BOOTED);
    const one = select(tree, "/ietf-interfaces:interfaces/interface[name='eth1']/oper-status");
    expect(one).toEqual({ 'ietf-interfaces:interfaces': { interface: [{ name: 'eth1', 'oper-status': 'up' }] } });
    expect(select(tree, '/ietf-interfaces:interfaces')).toEqual({
      'ietf-interfaces:interfaces': tree['ietf-interfaces:interfaces'],
    });
    for (const nothing of ['/x:y', '/ietf-interfaces:interfaces/nothing', '//interface', 'count(/x)', '']) {
      expect(select(tree, nothing)).toBeUndefined();
    }
  });
});

describe('a node', () => {
  const got: { path: string; body: string }[] = [];
  const receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      got.push({ path: request.url ?? '', body });
      if (request.method === 'GET') response.end('{"receiver-capability":["urn:x:encoding:json"]}');
      else response.writeHead(204).end();
    });
  });
  const node = new NodeSimulator({ port: 0, interfaces: 1, seed: 1, faults: [], login: 'weir:secret' });
  let url = '';
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    port = (receiver.address() as AddressInfo).port;
    url = await node.start();
  });
  afterAll(async () => {
    await node.stop();
    receiver.closeAllConnections();
    receiver.close();
  });
  const PATH = '/restconf/data/ietf-subscribed-notifications:subscriptions';
  const ask = async (method: string, path: string, body?: object, login = 'weir:secret'): Promise<[number, string]> => {
    const headers = { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
    const answer = await fetch(`${url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return [answer.status, await answer.text()];
  };
  const subscription = (more: object): object => ({
    'ietf-subscribed-notifications:subscription': [
      {
        id: 5,
        encoding: 'ietf-subscribed-notifications:encode-json',
        transport: 'ietf-https-notif-transport:https',
        'ietf-yang-push:datastore': 'ietf-datastores:operational',
        'ietf-yang-push:datastore-xpath-filter': '/ietf-interfaces:interfaces',
        'ietf-yang-push:periodic': { period: 5 },
        receivers: { receiver: [{ name: 'r', 'ietf-subscribed-notif-receivers:receiver-instance-ref': 'r' }] },
        ...more,
      },
    ],
  });
  const instance = (): object => ({
    'ietf-subscribed-notif-receivers:receiver-instance': [
      {
        name: 'r',
        'ietf-https-notif-transport:https-receiver': {
          tls: {
            'tcp-client-parameters': { 'remote-address': '127.0.0.1', 'remote-port': port },
            'http-client-parameters': { path: '/push/me' },
          },
        },
      },
    ],
  });
  const INSTANCE = `${PATH}/ietf-subscribed-notif-receivers:receiver-instances/receiver-instance=r`;

  it('tells where its data is, and asks who is there', async () => {
    expect(await ask('GET', '/.well-known/host-meta')).toEqual([200, expect.stringContaining('href="/restconf"')]);
    expect((await ask('GET', PATH, undefined, 'weir:wrong'))[0]).toBe(401);
    expect((await ask('GET', '/restconf/data/ietf-interfaces:interfaces'))[0]).toBe(200);
    expect((await ask('GET', '/restconf/data/x:y'))[0]).toBe(404);
    expect((await ask('DELETE', '/restconf/data/ietf-interfaces:interfaces'))[0]).toBe(405);
    expect((await ask('GET', '/other'))[0]).toBe(404);
  });

  it('sends what was subscribed, until it is taken away', async () => {
    expect((await ask('PUT', `${PATH}/subscription=5`, subscription({})))[0]).toBe(400);
    expect((await ask('PUT', INSTANCE, instance()))[0]).toBe(201);
    expect((await ask('PUT', `${PATH}/subscription=5`, subscription({})))[0]).toBe(201);
    await expect.poll(() => got.length, { timeout: 5_000 }).toBeGreaterThan(3);
    expect(got[0]?.path).toBe('/push/me/capabilities');
    expect(got[1]?.body).toContain('subscription-started');
    expect(got[2]?.body).toContain(
      '"ietf-yang-push:push-update":{"id":5,"datastore-contents":{"ietf-interfaces:interfaces"'
    );
    expect((await ask('GET', PATH))[1]).toContain('"state":"active"');
    expect((await ask('DELETE', INSTANCE))[0]).toBe(409);
    expect((await ask('DELETE', `${PATH}/subscription=5`))[0]).toBe(204);
    expect(got.at(-1)?.body).toContain('subscription-terminated');
    expect((await ask('DELETE', INSTANCE))[0]).toBe(204);
    expect((await ask('DELETE', INSTANCE))[0]).toBe(404);
  });

  it.each([
    [{ id: 6 }, 'id'],
    [{ encoding: 'encode-xml' }, 'encoding'],
    [{ transport: 'udp' }, 'transport'],
    [{ 'ietf-yang-push:datastore': 'ietf-datastores:running' }, 'datastore'],
    [{ 'ietf-yang-push:datastore-xpath-filter': 1 }, 'xpath'],
    [{ 'ietf-yang-push:periodic': { period: 0 } }, 'period'],
    [{ 'ietf-yang-push:on-change': {} }, 'either periodic or on-change'],
    [{ receivers: {} }, 'receivers'],
  ])('refuses %j', async (more, message) => {
    const [status, text] = await ask('PUT', `${PATH}/subscription=5`, subscription(more));
    expect([status, text]).toEqual([400, expect.stringContaining(message)]);
  });
});
