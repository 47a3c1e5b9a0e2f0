import type { Anomaly } from '../../aggregate/anomaly.ts';
import type { Problem } from '../../aggregate/problem.ts';
import { entityId, ownerOf } from '../../core/series.ts';
import type { Entity } from '../../core/series.ts';
import type { Millis } from '../../core/time.ts';
import { toExactJson } from '../exact-json.ts';
import type { StoredEntity, StoredSeries } from '../ports.ts';

/** What kinds of rows there are. Of anomalies and problems every revision is told to those who follow. */
export type MetadataKind = 'series' | 'entity' | 'anomaly' | 'problem';

/** Something that is stored under its kind, tenant and id; of several revisions the greatest stays. */
export interface MetadataRow {
  readonly kind: MetadataKind;
  readonly tenant: string;
  readonly id: string;
  readonly revision: number;
  /** JSON, in ASCII escapes where PostgreSQL takes no character. */
  readonly body: string;
}

/** The body of a series: all but its ordinal, which is another one wherever it is kept. */
export type SeriesBody = Omit<StoredSeries, 'ordinal' | 'id'>;
export type EntityBody = Omit<StoredEntity, 'id'>;

/** A series is written once. */
function seriesRow({ id, entityId: about, identity, firstStep }: StoredSeries): MetadataRow {
  const body = JSON.stringify({ entityId: about, identity, firstStep } satisfies SeriesBody);
  return { kind: 'series', tenant: identity.entity.tenant, id, revision: 0, body };
}

/** Of an entity the earliest sight stays, so an earlier one is a greater revision. */
function entityRow(id: string, entity: Entity, firstSeen: Millis): MetadataRow {
  const body = JSON.stringify({ entity, firstSeen } satisfies EntityBody);
  return { kind: 'entity', tenant: entity.tenant, id, revision: -firstSeen, body };
}

/** Series with the entities that they are about and the services that own these. */
export function rowsOfSeries(series: readonly StoredSeries[]): MetadataRow[] {
  const entities = new Map<string, MetadataRow>();
  const note = (row: MetadataRow): void => {
    const key = `${row.tenant}\n${row.id}`;
    if ((entities.get(key)?.revision ?? -Infinity) < row.revision) entities.set(key, row);
  };
  for (const { entityId: about, identity, firstStep } of series) {
    note(entityRow(about, identity.entity, firstStep));
    const owner = ownerOf(identity.entity);
    if (owner !== identity.entity) note(entityRow(entityId(owner), owner, firstStep));
  }
  return [...entities.values(), ...series.map(seriesRow)];
}

export function anomalyRow(anomaly: Anomaly): MetadataRow {
  const { tenant, id, revision } = anomaly;
  return { kind: 'anomaly', tenant, id, revision, body: toExactJson(anomaly) };
}

export function problemRow(problem: Problem): MetadataRow {
  const { tenant, id, revision } = problem;
  return { kind: 'problem', tenant, id, revision, body: toExactJson(problem) };
}
