import type { Millis } from '../core/time.ts';
import type { Actor } from '../records/record.ts';
import type { CatalogEntity } from './catalog-entity.ts';
import type { Claim, ClaimKind, ServiceName } from './claims.ts';

/** How telemetry and catalog agree about a service; the order is that of the list: what wants a person comes first. */
export const INVENTORY_STATES = ['conflict', 'drifted', 'proposed', 'catalog-only', 'matched', 'dismissed'] as const;
export type InventoryState = (typeof INVENTORY_STATES)[number];

/** What people decide about a service. `undo` takes back what was decided. */
export const DECISIONS = ['accept', 'dismiss', 'choose', 'keep-catalog', 'propose-change', 'undo'] as const;
export type DecisionWord = (typeof DECISIONS)[number];

/** A decision as it is kept, one per service; the newest counts. */
export interface Decision extends ServiceName {
  readonly decision: DecisionWord;
  /** `choose`: the entity. `accept`: the one that will be made. */
  readonly ref?: string | undefined;
  /** `accept`: whose it will be. */
  readonly owner?: string | undefined;
  /** `keep-catalog`, `propose-change`: which drift was meant. */
  readonly drift?: string | undefined;
}

/** A decision with whoever made it. */
export interface Decided {
  readonly decision: Decision;
  readonly actor: Actor;
  readonly time: Millis;
}

/** A service that has sent telemetry, in all its environments. */
export interface TelemetryService extends ServiceName {
  readonly kind: string;
  readonly environments: readonly string[];
  /** Ids of its entities, one per environment. */
  readonly entityIds: readonly string[];
  readonly firstSeen: Millis;
}

/** A property in which the catalog says something else than what is seen. */
export interface Drift {
  readonly field: 'owner' | 'service-name';
  readonly catalog: string;
  readonly seen: string;
}

/** A line of the inventory. */
export interface InventoryRow {
  /** Of the service, or the reference of an entity without one. */
  readonly id: string;
  readonly state: InventoryState;
  /** What the state means here, for a person. */
  readonly sentence: string;
  readonly service?: TelemetryService | undefined;
  readonly entity?: CatalogEntity | undefined;
  readonly matchedBy?: ClaimKind | 'choice' | undefined;
  /** Of a conflict: everybody who claims it. */
  readonly claims: readonly Claim[];
  readonly drift: readonly Drift[];
  readonly decided?: Decided | undefined;
}

/** The id of a service's row. No reference looks like it. */
export function serviceKey({ namespace, name }: ServiceName): string {
  return `service ${namespace}/${name}`;
}

/** Names one drift, so that a decision is about this one and no later one. */
export function driftKey(drift: readonly Drift[]): string {
  return JSON.stringify(drift.map(({ field, catalog, seen }) => [field, catalog, seen]));
}
