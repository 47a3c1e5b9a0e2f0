import { request as httpRequest } from 'node:http';
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import type { Interfaces, Tree } from './interfaces.ts';
import { select } from './select.ts';
import type { ReceiverInstance, Subscription } from './subscription.ts';

/** How receivers are spoken to. */
export interface Identity {
  /** PEM of the authority that vouches for receivers; without one they are spoken to in the clear. */
  readonly ca?: string | undefined;
  /** PEM of what the node shows for itself. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

const RETRY = 500;
const CHANGE_CHECK = 500;
/** What is older than this when it could be sent is not sent any more; the past that was asked for is. */
const STALE = 60_000;

/** Sends what one subscription asks for to its receiver, in order, each message until it is taken or refused for good. */
export class Publisher {
  /** As RFC 8639 calls the state of a receiver. */
  state: 'active' | 'connecting' | 'suspended' = 'connecting';
  readonly valid: boolean;
  private readonly subscription: Subscription;
  private readonly to: ReceiverInstance;
  private readonly interfaces: Interfaces;
  private readonly identity: Identity;
  private readonly agent: Agent;
  private readonly stopping = new AbortController();
  private readonly done: Promise<void>;

  constructor(
    subscription: Subscription,
    to: ReceiverInstance,
    interfaces: Interfaces,
    identity: Identity,
    from: number,
    opening: 'subscription-started' | 'subscription-modified' = 'subscription-started'
  ) {
    this.subscription = subscription;
    this.to = to;
    this.interfaces = interfaces;
    this.identity = identity;
    this.agent = new Agent({ keepAlive: true, maxSockets: 1 });
    this.valid = select(interfaces.tree(from), subscription.select) !== undefined;
    this.done = this.valid ? this.run(from, opening) : Promise.resolve();
  }

  /** Ends it; `reason` is told to the receiver where somebody took the subscription away. */
  async stop(reason?: string): Promise<void> {
    this.stopping.abort();
    await this.done;
    if (reason !== undefined && this.state === 'active') {
      const content = { id: this.subscription.id, reason };
      await this.post(Date.now(), { 'ietf-subscribed-notifications:subscription-terminated': content }).catch(() => 0);
    }
    this.agent.destroy();
  }

  private async run(from: number, opening: string): Promise<void> {
    const { id, config, period } = this.subscription;
    if (!(await this.knock())) return;
    await this.deliver(from, {
      [`ietf-subscribed-notifications:${opening}`]: { ...config, id, receivers: undefined },
    });
    if (period === undefined) await this.watch();
    else await this.repeat(period, from);
  }

  /** Asks the receiver what it takes, until it answers. */
  private async knock(): Promise<boolean> {
    while (!this.stopping.signal.aborted) {
      const answer = await this.call('GET', 'capabilities').catch(() => undefined);
      if (answer?.status === 200 && answer.text.includes('encoding:json')) return true;
      await this.pause(RETRY);
    }
    return false;
  }

  private async repeat(period: number, from: number): Promise<void> {
    let next = Math.ceil(from / period) * period;
    const past = Date.now();
    while (!this.stopping.signal.aborted) {
      const now = Date.now();
      if (next > now) await this.pause(next - now);
      else if (next > past && now - next > STALE) next = Math.floor(now / period) * period;
      if (this.stopping.signal.aborted) return;
      if (!this.interfaces.isSilent(next)) {
        const contents = select(this.interfaces.tree(next), this.subscription.select);
        await this.deliver(next, {
          'ietf-yang-push:push-update': { id: this.subscription.id, 'datastore-contents': contents },
        });
      }
      next += period;
    }
  }

  /** Sends what is there, and then each change of a status. Counters change all the time and are not watched so. */
  private async watch(): Promise<void> {
    const { id, select: filter, dampening } = this.subscription;
    const statuses = (time: number): Map<string, string> =>
      new Map(this.interfaces.names.map((name) => [name, this.interfaces.status(name, time)]));
    let time = Date.now();
    let known = statuses(time);
    const contents = select(this.interfaces.tree(time), filter);
    await this.deliver(time, { 'ietf-yang-push:push-update': { id, 'datastore-contents': contents } });
    for (let patch = 1; !this.stopping.signal.aborted;) {
      await this.pause(Math.max(CHANGE_CHECK, dampening));
      time = Date.now();
      const now = statuses(time);
      const changed = [...now].filter(([name, status]) => known.get(name) !== status);
      if (changed.length === 0 || this.interfaces.isSilent(time)) continue;
      const edit = changed.map(([name, status], i) => ({
        'edit-id': `edit${i + 1}`,
        operation: 'replace',
        target: `/ietf-interfaces:interfaces/interface=${encodeURIComponent(name)}/oper-status`,
        value: { 'ietf-interfaces:oper-status': status },
      }));
      const changes = { 'yang-patch': { 'patch-id': String(patch++), edit } };
      await this.deliver(time, { 'ietf-yang-push:push-change-update': { id, 'datastore-changes': changes } });
      known = now;
    }
  }

  /** Sends one notification until the receiver takes it, or says that it never will. */
  private async deliver(time: number, content: Tree): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const status = await this.post(time, content).catch(() => 0);
      const taken = status >= 200 && status < 300;
      this.state = taken ? 'active' : 'connecting';
      if (taken || (status >= 400 && status < 500 && status !== 408 && status !== 429)) return;
      await this.pause(RETRY);
    }
  }

  private async post(time: number, content: Tree): Promise<number> {
    const notification = { eventTime: new Date(time).toISOString(), ...content };
    const body = JSON.stringify({ 'ietf-https-notif:notification': notification });
    return (await this.call('POST', 'relay-notification', body)).status;
  }

  private call(method: string, resource: string, body?: string): Promise<{ status: number; text: string }> {
    const { ca, cert, key } = this.identity;
    const { host, port, path } = this.to;
    const media = 'application/yang-data+json';
    const headers =
      body === undefined ? { accept: media } : { 'content-type': media, 'content-length': Buffer.byteLength(body) };
    const options: RequestOptions = { host, port, method, path: `${path}/${resource}`, headers, timeout: 10_000 };
    return new Promise((resolve, reject) => {
      const send =
        ca === undefined ? httpRequest(options) : httpsRequest({ ...options, agent: this.agent, ca, cert, key });
      send.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.on('error', reject);
      });
      send.on('timeout', () => send.destroy(new Error('timeout')));
      send.on('error', reject);
      send.end(body);
    });
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const { signal } = this.stopping;
      if (signal.aborted) return resolve();
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal.addEventListener('abort', end);
    });
  }
}
