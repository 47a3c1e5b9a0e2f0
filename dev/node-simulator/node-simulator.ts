import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Fault } from './faults.ts';
import { Interfaces } from './interfaces.ts';
import { Publisher, type Identity } from './publisher.ts';
import { RestconfError } from './restconf-error.ts';
import { readInstance, readSubscription, type ReceiverInstance, type Subscription } from './subscription.ts';

/** What a simulated node is like. */
export interface NodeOptions {
  /** Port on loopback; 0 takes a free one. */
  readonly port: number;
  readonly interfaces: number;
  readonly seed: number;
  readonly faults: readonly Fault[];
  /** Since when it has been running; subscriptions begin to tell at this time. Now when not given. */
  readonly booted?: number | undefined;
  /** What it shows to clients of RESTCONF (`cert` and `key`: HTTPS) and receivers, and who vouches for those. */
  readonly identity?: Identity | undefined;
  /** `user:password` that clients of RESTCONF must give; anybody when not given. */
  readonly login?: string | undefined;
}

const DATA = '/restconf/data/';
const SUBSCRIPTIONS = 'ietf-subscribed-notifications:subscriptions';
const INSTANCES = `${SUBSCRIPTIONS}/ietf-subscribed-notif-receivers:receiver-instances`;
const BODY_MAXIMUM = 1024 * 1024;

/**
 * A network node: a RESTCONF server (RFC 8040) with `ietf-interfaces`, `ietf-subscribed-notifications` and
 * `ietf-yang-push`, that pushes notifications over HTTPS-notif. Subscriptions are in memory: a restart loses them.
 */
export class NodeSimulator {
  private readonly options: NodeOptions;
  private readonly interfaces: Interfaces;
  private readonly subscriptions = new Map<number, Subscription>();
  private readonly publishers = new Map<number, Publisher>();
  private readonly instances = new Map<string, ReceiverInstance>();
  private server: Server | undefined;
  private from: number;

  constructor(options: NodeOptions) {
    this.options = options;
    this.from = options.booted ?? Date.now();
    this.interfaces = new Interfaces(options.interfaces, options.seed, this.from, options.faults);
  }

  /** Starts to listen; resolves with the base URL of its RESTCONF server. */
  async start(): Promise<string> {
    const { cert, key } = this.options.identity ?? {};
    const answer = (request: IncomingMessage, response: ServerResponse): void => void this.answer(request, response);
    const secure = cert !== undefined && key !== undefined;
    const server: Server = secure ? createHttpsServer({ cert, key }, answer) : createHttpServer(answer);
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(this.options.port, '127.0.0.1', resolve);
    });
    return `${secure ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** What is subscribed now. */
  get subscribed(): readonly Subscription[] {
    return [...this.subscriptions.values()];
  }

  /** Loses everything that was configured, as a node does whose running configuration was never saved. */
  async lose(): Promise<void> {
    const publishers = [...this.publishers.values()];
    this.publishers.clear();
    this.subscriptions.clear();
    this.instances.clear();
    this.from = Date.now();
    await Promise.all(publishers.map((publisher) => publisher.stop()));
  }

  async stop(): Promise<void> {
    await this.lose();
    this.server?.closeAllConnections();
    await new Promise((resolve) => (this.server === undefined ? resolve(undefined) : this.server.close(resolve)));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      this.checkLogin(request);
      const url = new URL(request.url ?? '/', 'http://node');
      if (request.method === 'GET' && url.pathname === '/.well-known/host-meta') {
        response.writeHead(200, { 'content-type': 'application/xrd+xml' });
        response.end(
          '<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0"><Link rel="restconf" href="/restconf"/></XRD>'
        );
        return;
      }
      if (!url.pathname.startsWith(DATA)) throw new RestconfError(404, 'invalid-value', 'nothing is here');
      const body = await bodyOf(request);
      const [status, tree] = await this.data(request.method ?? 'GET', url.pathname.slice(DATA.length), body);
      send(response, status, tree);
    } catch (error) {
      const known = error instanceof RestconfError ? error : new RestconfError(500, 'operation-failed', String(error));
      send(response, known.status, known.body());
    }
  }

  private checkLogin(request: IncomingMessage): void {
    const { login } = this.options;
    if (login === undefined) return;
    const given = request.headers.authorization ?? '';
    if (given === `Basic ${Buffer.from(login).toString('base64')}`) return;
    throw new RestconfError(401, 'access-denied', 'expected name and password');
  }

  /** One request to the datastore: its status, and what is answered. */
  private async data(method: string, path: string, body: string): Promise<readonly [number, unknown?]> {
    const [, id] = /\/subscription=(\d{1,10})$/.exec(path) ?? [];
    if (id !== undefined && path === `${SUBSCRIPTIONS}/subscription=${id}`) {
      return this.subscription(method, Number(id), body);
    }
    const [, name] = /\/receiver-instance=([^/]+)$/.exec(path) ?? [];
    if (name !== undefined && path === `${INSTANCES}/receiver-instance=${name}`) {
      return this.instance(method, decodeURIComponent(name), body);
    }
    if (method !== 'GET') throw new RestconfError(405, 'operation-not-supported', `${method} is not possible here`);
    if (path === SUBSCRIPTIONS) return [200, this.allSubscriptions()];
    const tree = this.interfaces.tree(Date.now());
    if (path in tree) return [200, { [path]: tree[path] }];
    throw new RestconfError(404, 'invalid-value', 'no such data');
  }

  private async subscription(method: string, id: number, body: string): Promise<readonly [number, unknown?]> {
    const known = this.subscriptions.get(id);
    if (method === 'PUT') {
      const given = readSubscription(id, JSON.parse(body));
      const instance = this.instances.get(given.instance);
      if (instance === undefined) {
        throw new RestconfError(400, 'invalid-value', `receiver-instance-ref: there is no ${given.instance}`);
      }
      await this.publishers.get(id)?.stop();
      this.subscriptions.set(id, given);
      const { identity = {} } = this.options;
      const [from, opening] =
        known === undefined
          ? [this.from, 'subscription-started' as const]
          : [Date.now(), 'subscription-modified' as const];
      this.publishers.set(id, new Publisher(given, instance, this.interfaces, identity, from, opening));
      return [known === undefined ? 201 : 204];
    }
    if (known === undefined) throw new RestconfError(404, 'invalid-value', `there is no subscription ${id}`);
    if (method === 'GET') return [200, { 'ietf-subscribed-notifications:subscription': [this.withState(known)] }];
    if (method !== 'DELETE') throw new RestconfError(405, 'operation-not-supported', `${method} is not possible here`);
    this.subscriptions.delete(id);
    const publisher = this.publishers.get(id);
    this.publishers.delete(id);
    await publisher?.stop('ietf-subscribed-notifications:no-such-subscription');
    return [204];
  }

  private instance(method: string, name: string, body: string): readonly [number, unknown?] {
    const known = this.instances.get(name);
    if (method === 'PUT') {
      this.instances.set(name, readInstance(name, JSON.parse(body)));
      return [known === undefined ? 201 : 204];
    }
    if (known === undefined) throw new RestconfError(404, 'invalid-value', `there is no receiver instance ${name}`);
    if (method === 'GET') return [200, { 'ietf-subscribed-notif-receivers:receiver-instance': [known.config] }];
    if (method !== 'DELETE') throw new RestconfError(405, 'operation-not-supported', `${method} is not possible here`);
    if (this.subscribed.some(({ instance }) => instance === name)) {
      throw new RestconfError(409, 'in-use', `subscriptions send to ${name}`);
    }
    this.instances.delete(name);
    return [204];
  }

  private allSubscriptions(): unknown {
    const instances = [...this.instances.values()].map(({ config }) => config);
    return {
      [SUBSCRIPTIONS]: {
        subscription: this.subscribed.map((one) => this.withState(one)),
        'ietf-subscribed-notif-receivers:receiver-instances': { 'receiver-instance': instances },
      },
    };
  }

  /** A subscription with the state that RFC 8639 has beside its configuration. */
  private withState({ id, config, receiver, instance }: Subscription): unknown {
    const publisher = this.publishers.get(id);
    const state = publisher?.state ?? 'connecting';
    const ref = { 'ietf-subscribed-notif-receivers:receiver-instance-ref': instance };
    return {
      ...config,
      'configured-subscription-state': publisher?.valid === false ? 'invalid' : 'valid',
      receivers: { receiver: [{ name: receiver, ...ref, state }] },
    };
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > BODY_MAXIMUM) throw new RestconfError(413, 'too-big', `expected at most ${BODY_MAXIMUM} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function send(response: ServerResponse, status: number, tree: unknown): void {
  if (tree === undefined) {
    response.writeHead(status).end();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/yang-data+json' }).end(JSON.stringify(tree));
}
