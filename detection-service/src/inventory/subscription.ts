import { createHash } from 'node:crypto';
import { WeirError } from '../core/errors.ts';
import type { Millis } from '../core/time.ts';

/** Which telemetry is asked of which node, as configured subscriptions of RFC 8639 and RFC 8641 say it. */
export interface Subscription {
  readonly node: string;
  readonly name: string;
  /** Base URL of the node's RESTCONF server. */
  readonly address: string;
  /** Group of nodes whose credentials the collector has. */
  readonly group: string;
  readonly datastore: Datastore;
  /** XPath filter. */
  readonly select: string;
  readonly trigger: 'periodic' | 'on-change';
  /** How often; periodic ones only, and all of them. */
  readonly period?: Millis | undefined;
  /** Shortest time between two changes; those on change only, and all of them. */
  readonly dampening?: Millis | undefined;
}

/** Datastores of RFC 8342. */
export type Datastore = 'operational' | 'running' | 'intended' | 'candidate' | 'startup';

/** A subscription before its defaults. */
export type SubscriptionWish = Omit<Subscription, 'group' | 'datastore'> &
  Partial<Pick<Subscription, 'group' | 'datastore'>>;

/**
 * A subscription as it is kept, with its defaults.
 *
 * @throws WeirError `invalid_argument` when trigger, period and dampening do not go together; names them below `path`
 */
export function checkSubscription(wish: SubscriptionWish, path: string): Subscription {
  const { node, name, address, group = 'default', datastore = 'operational', select, trigger } = wish;
  const periodic = trigger === 'periodic';
  if (periodic && wish.period === undefined)
    throw refused(`${path}.period`, 'a period, because it is periodic', 'none');
  if (periodic && wish.dampening !== undefined) {
    throw refused(`${path}.dampening`, 'none, because it is periodic', `${wish.dampening} ms`);
  }
  if (!periodic && wish.period !== undefined) {
    throw refused(`${path}.period`, 'none, because it is sent on change', `${wish.period} ms`);
  }
  const timing = periodic ? { period: wish.period } : { dampening: wish.dampening ?? 0 };
  return { node, name, address, group, datastore, select, trigger, ...timing };
}

/** What tells subscriptions apart. No name of a node or a subscription holds a slash. */
export function subscriptionKey({ node, name }: Pick<Subscription, 'node' | 'name'>): string {
  return `${node}/${name}`;
}

/** Changes exactly when any of the subscriptions does; they must stand in a fixed order. 128 bits of SHA-256, in hex. */
export function subscriptionsTag(subscriptions: readonly Subscription[]): string {
  const canonical = subscriptions.map((one) => [
    ...[one.node, one.name, one.address, one.group, one.datastore, one.select, one.trigger],
    ...[one.period ?? null, one.dampening ?? null],
  ]);
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex').slice(0, 32);
}

function refused(path: string, expected: string, found: string): WeirError {
  const message = `The subscription is refused: ${path} must be ${expected}, found ${found}.`;
  return new WeirError('invalid_argument', message, [{ path, expected, found }]);
}
