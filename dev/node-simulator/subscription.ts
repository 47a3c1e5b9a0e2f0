import { RestconfError } from './restconf-error.ts';

/** A configured subscription of RFC 8639 and RFC 8641, as far as the simulator follows them. */
export interface Subscription {
  readonly id: number;
  /** As it was written, without state. */
  readonly config: Readonly<Record<string, unknown>>;
  /** XPath filter. */
  readonly select: string;
  /** Milliseconds; undefined when on change. */
  readonly period: number | undefined;
  /** Milliseconds. */
  readonly dampening: number;
  /** Name of its receiver, and of the receiver instance. */
  readonly receiver: string;
  readonly instance: string;
}

/** Where notifications go: a receiver instance of draft-ietf-netconf-https-notif. */
export interface ReceiverInstance {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/**
 * Reads what was put as a subscription.
 *
 * @throws RestconfError `invalid-value` for what the simulator cannot serve
 */
export function readSubscription(id: number, body: unknown): Subscription {
  const config = entryOf(body, 'ietf-subscribed-notifications:subscription');
  if (config['id'] !== id) throw invalid(`id: expected ${id} as in the path, found ${String(config['id'])}`);
  const select = config['ietf-yang-push:datastore-xpath-filter'];
  if (typeof select !== 'string') throw invalid('ietf-yang-push:datastore-xpath-filter: expected an XPath filter');
  if (local(config['encoding']) !== 'encode-json') throw invalid('encoding: expected encode-json, the only one here');
  if (local(config['transport']) !== 'https') throw invalid('transport: expected ietf-https-notif-transport:https');
  if (local(config['ietf-yang-push:datastore']) !== 'operational') throw invalid('datastore: expected operational');
  const periodic = config['ietf-yang-push:periodic'] as { period?: unknown } | undefined;
  const onChange = config['ietf-yang-push:on-change'] as { 'dampening-period'?: unknown } | undefined;
  if ((periodic === undefined) === (onChange === undefined)) throw invalid('expected either periodic or on-change');
  const period = periodic === undefined ? undefined : centiseconds(periodic.period, 'period');
  if (period === 0) throw invalid('period: expected more than 0');
  const [receiver] = (config['receivers'] as { receiver?: Record<string, unknown>[] } | undefined)?.receiver ?? [];
  const instance = receiver?.['ietf-subscribed-notif-receivers:receiver-instance-ref'];
  if (typeof receiver?.['name'] !== 'string' || typeof instance !== 'string') throw invalid('receivers: expected one');
  const dampening = centiseconds(onChange?.['dampening-period'] ?? 0, 'dampening-period');
  return { id, config, select, period, dampening, receiver: receiver['name'], instance };
}

/**
 * Reads what was put as a receiver instance.
 *
 * @throws RestconfError `invalid-value`
 */
export function readInstance(name: string, body: unknown): ReceiverInstance {
  const config = entryOf(body, 'ietf-subscribed-notif-receivers:receiver-instance');
  if (config['name'] !== name) throw invalid(`name: expected ${name} as in the path, found ${String(config['name'])}`);
  const { tls } = (config['ietf-https-notif-transport:https-receiver'] ?? {}) as { tls?: Record<string, unknown> };
  const tcp = tls?.['tcp-client-parameters'] as Record<string, unknown> | undefined;
  const http = tls?.['http-client-parameters'] as Record<string, unknown> | undefined;
  const [host, port, path] = [tcp?.['remote-address'], tcp?.['remote-port'], http?.['path']];
  if (typeof host !== 'string' || typeof port !== 'number' || typeof path !== 'string') {
    throw invalid('ietf-https-notif-transport:https-receiver: expected remote-address, remote-port and path');
  }
  return { name, config, host, port, path };
}

/** The one entry of a list, in an array or, as some clients write it, alone. */
function entryOf(body: unknown, name: string): Readonly<Record<string, unknown>> {
  const value = (body as Record<string, unknown> | null)?.[name];
  const entry: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof entry !== 'object' || entry === null) throw invalid(`expected ${name}`);
  return entry as Record<string, unknown>;
}

function centiseconds(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    throw invalid(`${name}: expected centiseconds`);
  return value * 10;
}

function local(identity: unknown): string {
  return typeof identity === 'string' ? (identity.split(':').at(-1) as string) : '';
}

function invalid(message: string): RestconfError {
  return new RestconfError(400, 'invalid-value', message);
}
