import { createHash } from 'node:crypto';

/** What a series can be about. */
export type EntityKind = 'service' | 'endpoint' | 'device' | 'node' | 'interface';

/**
 * What a series is about. Identity is tenant, environment, namespace and name, and for an endpoint the method and the
 * route template. Instance, pod and host are summed away.
 */
export interface Entity {
  readonly tenant: string;
  readonly kind: EntityKind;
  /** `deployment.environment.name`; empty when not stated. */
  readonly environment: string;
  /** `service.namespace`; empty when not stated. */
  readonly namespace: string;
  /** `service.name`, or the device's, node's or interface's name. */
  readonly name: string;
  /** Endpoints only: `http.request.method`. */
  readonly method?: string;
  /** Endpoints only: `http.route`. */
  readonly route?: string;
}

/**
 * How a series' numbers behave, which decides how they are judged: `count` (calls per second of a step), `ratio`
 * (a share with its denominator), `latency` (a quantile in milliseconds) or `gauge` (anything else).
 */
export type SeriesKind = 'count' | 'ratio' | 'latency' | 'gauge';

/** The codes of `SeriesKind` in columns. The order is part of snapshots: append only. */
export const SERIES_KINDS = ['count', 'ratio', 'latency', 'gauge'] as const satisfies readonly SeriesKind[];

/** One indicator of one entity at one step length. */
export interface SeriesIdentity {
  readonly entity: Entity;
  /** `request_rate`, `error_ratio`, `client_error_ratio`, `latency_p50`, `latency_p95`, `latency_p99`, or a metric's own name. */
  readonly indicator: string;
  readonly kind: SeriesKind;
  /** What the numbers are in, in UCUM: `1/s`, `1`, `ms`, or the metric's own. */
  readonly unit: string;
  /** What else tells series of one entity and indicator apart, sorted by key; empty for request telemetry. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Step length in milliseconds. */
  readonly step: number;
  /** Counts up when the step length of the same series changes. */
  readonly version: number;
}

/** The canonical identity of an entity: a JSON array, so that no name can run into the next. */
export function entityKey(entity: Entity): string {
  return JSON.stringify([
    entity.tenant,
    entity.kind,
    entity.environment,
    entity.namespace,
    entity.name,
    entity.method ?? '',
    entity.route ?? '',
  ]);
}

/** The id of an entity: the first 128 bits of SHA-256 over its canonical identity, in hex. */
export function entityId(entity: Entity): string {
  return first128(entityKey(entity));
}

/** The id of a series: the first 128 bits of SHA-256 over its canonical identity, in hex (32 digits). */
export function seriesId(identity: SeriesIdentity): string {
  const attributes = Object.entries(identity.attributes).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return first128(
    JSON.stringify([entityKey(identity.entity), identity.indicator, attributes, identity.step, identity.version])
  );
}

/** The service (or device, node, interface) that an entity belongs to: an endpoint's service, otherwise itself. */
export function ownerOf(entity: Entity): Entity {
  if (entity.kind !== 'endpoint') return entity;
  const { tenant, environment, namespace, name } = entity;
  return { tenant, kind: 'service', environment, namespace, name };
}

function first128(canonical: string): string {
  return createHash('sha256').update(canonical).digest('hex').slice(0, 32);
}
