import type * as contract from '@weir/contract';
import type { Millis } from '../core/time.ts';
import type { CatalogEntity } from '../inventory/catalog-entity.ts';
import type { InventoryRow, TelemetryService } from '../inventory/row.ts';
import { toPerson } from './feedback-of.ts';
import type { KeptEntity } from './inventory.ts';

/** How a service does now. */
export interface Activity {
  readonly lastSeen: Millis | undefined;
  readonly requestRate: number | undefined;
}

export function toCatalogEntity({ entity, etag, source, updated }: KeptEntity): contract.CatalogEntity {
  const { ref, title, owner, lifecycle, type, serviceName, relations, document } = entity;
  return {
    ref,
    title: title ?? null,
    owner: owner ?? null,
    lifecycle: lifecycle ?? null,
    type: type ?? null,
    serviceName: serviceName ?? null,
    relations: [...relations],
    document: document ?? null,
    source,
    updated,
    etag,
  };
}

/** A row of the inventory; `catalog` are all entities, by reference. */
export function toInventoryRow(
  row: InventoryRow,
  catalog: ReadonlyMap<string, KeptEntity>,
  activity: Activity
): contract.InventoryRow {
  const { id, state, sentence, service, entity, matchedBy, claims, drift, decided } = row;
  const kept = ({ ref }: CatalogEntity): contract.CatalogEntity[] => {
    const found = catalog.get(ref);
    return found === undefined ? [] : [toCatalogEntity(found)];
  };
  return {
    id,
    state,
    sentence,
    telemetry: service === undefined ? null : toTelemetry(service, activity),
    catalog: (entity && kept(entity)[0]) ?? null,
    matchedBy: matchedBy ?? null,
    claims: claims.flatMap((claim) => kept(claim.entity)),
    drift: [...drift],
    decided:
      decided === undefined
        ? null
        : {
            decision: decided.decision.decision,
            ref: decided.decision.ref ?? null,
            owner: decided.decision.owner ?? null,
            person: toPerson(decided.actor),
            time: decided.time,
          },
  };
}

function toTelemetry(service: TelemetryService, { lastSeen, requestRate }: Activity): contract.InventoryTelemetry {
  const { kind, name, namespace, environments, entityIds, firstSeen } = service;
  return {
    ...{ kind, name, namespace, firstSeen },
    environments: [...environments],
    entityIds: [...entityIds],
    lastSeen: lastSeen ?? null,
    requestRate: requestRate ?? null,
  };
}
