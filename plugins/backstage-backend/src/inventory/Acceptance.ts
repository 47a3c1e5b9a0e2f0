import type { AuthService } from '@backstage/backend-plugin-api';
import { DEFAULT_NAMESPACE, parseEntityRef, stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { ConflictError, InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  WEIR_ACCEPTED_BY_ANNOTATION,
  WEIR_SERVICE_NAME_ANNOTATION,
  type AcceptancePlanItem,
  type InventoryDecided,
  type InventoryDecision,
  type InventoryPage,
  type InventoryRow,
} from '@weir/backstage-plugin-weir-common';
import type { AcceptedEntity, WeirStore } from '../database/WeirStore';
import type { DetectionClient } from '../detection/client';
import type { ActingPerson } from '../detection/person';

const PAGE = 200;
const PRODUCTION = /^(prod|production|live)$/i;
/** Decisions that take an accepted service out of the catalog again. */
const TAKE_BACK = ['undo', 'dismiss'];
/** States in which a service can be accepted. */
const ACCEPTABLE = ['proposed', 'dismissed'] as const;

/** Accepts services that telemetry shows into the catalog, without overwriting anything that is there. */
export class Acceptance {
  readonly #parts: {
    client: DetectionClient;
    catalog: CatalogService;
    auth: AuthService;
    store: WeirStore;
    defaultOwner: string | undefined;
  };

  constructor(parts: {
    client: DetectionClient;
    catalog: CatalogService;
    auth: AuthService;
    store: WeirStore;
    defaultOwner: string | undefined;
  }) {
    this.#parts = parts;
  }

  /** What accepting would create; changes nothing. */
  async plan(ids: readonly string[], person: ActingPerson): Promise<AcceptancePlanItem[]> {
    return this.#plan(
      ids.map((id) => ({ id, decision: 'accept' as const })),
      person
    );
  }

  /**
   * Takes decisions, all or none.
   *
   * @throws ConflictError when accepting would overwrite an entity
   */
  async decide(decisions: readonly InventoryDecision[], person: ActingPerson): Promise<InventoryDecided> {
    const { client, store } = this.#parts;
    const plan = await this.#plan(decisions.filter(isAccept), person);
    const obstacles = plan.flatMap(({ obstacle }) => obstacle ?? []);
    if (obstacles.length > 0) throw new ConflictError(obstacles.join(' '));
    const planned = new Map(plan.map((item) => [item.id, item]));
    const { items } = await client.json<{ items: InventoryRow[] }>({
      method: 'POST',
      path: '/v1/inventory/decisions',
      actor: person,
      body: {
        decisions: decisions.map((one) => {
          const item = planned.get(one.id);
          return item === undefined ? one : { ...one, ref: item.entityRef, owner: item.owner };
        }),
      },
    });
    await store.saveAccepted(plan.map((item) => acceptedOf(item, person)));
    const back = decisions.filter(({ decision }) => TAKE_BACK.includes(decision)).map(({ id }) => id);
    const removed = back.length === 0 ? [] : await store.removeAccepted(back);
    return { items, created: plan.map(({ entityRef }) => entityRef), removed };
  }

  async #plan(decisions: readonly InventoryDecision[], person: ActingPerson): Promise<AcceptancePlanItem[]> {
    if (decisions.length === 0) return [];
    const rows = await this.#rows(new Set(decisions.map(({ id }) => id)));
    const drafts = decisions.map(({ id, ref, owner }) => this.#draft(rows.get(id), { id, ref, owner }, person));
    const refs = drafts.map(({ entityRef }) => entityRef);
    const existing = await this.#existing(refs);
    return drafts.map((draft, at) => {
      if (existing.has(draft.entityRef)) return { ...draft, obstacle: `${draft.entityRef} exists already.` };
      const isTwice = refs.indexOf(draft.entityRef) < at;
      return { ...draft, obstacle: isTwice ? `${draft.entityRef} would be created twice.` : draft.obstacle };
    });
  }

  #draft(
    row: InventoryRow | undefined,
    { id, ref, owner }: Pick<InventoryDecision, 'id' | 'ref' | 'owner'>,
    person: ActingPerson
  ): AcceptancePlanItem {
    if (!row?.telemetry) throw new ConflictError(`${id.slice(0, 80)} is not proposed (any more).`);
    const { name, namespace, environments } = row.telemetry;
    return {
      id,
      entityRef: ref === undefined ? proposedRef(name) : componentRef(ref),
      title: name,
      owner: owner === undefined ? this.#ownerFor(person) : ownerRef(owner),
      lifecycle: environments.some((one) => PRODUCTION.test(one)) ? 'production' : 'experimental',
      serviceName: namespace === '' ? name : `${namespace}/${name}`,
      obstacle: null,
    };
  }

  /** Somebody must answer for it: the configured owner, otherwise the person's first group, otherwise the person. */
  #ownerFor({ ownershipRefs, id }: ActingPerson): string {
    return this.#parts.defaultOwner ?? ownershipRefs.find((ref) => ref.startsWith('group:')) ?? id;
  }

  /** The rows that can be accepted, by their ids. */
  async #rows(ids: ReadonlySet<string>): Promise<Map<string, InventoryRow>> {
    const found = new Map<string, InventoryRow>();
    for (const state of ACCEPTABLE) {
      for (let offset = 0; found.size < ids.size; offset += PAGE) {
        const page: InventoryPage = await this.#parts.client.json({
          path: '/v1/inventory',
          query: { state, sort: 'service', limit: PAGE, offset },
        });
        for (const row of page.items) if (ids.has(row.id)) found.set(row.id, row);
        if (page.next === null) break;
      }
    }
    return found;
  }

  async #existing(entityRefs: string[]): Promise<Set<string>> {
    const credentials = await this.#parts.auth.getOwnServiceCredentials();
    const fields = ['kind', 'metadata.name', 'metadata.namespace', 'metadata.annotations'];
    const { items } = await this.#parts.catalog.getEntitiesByRefs({ entityRefs, fields }, { credentials });
    const ours = new Set((await this.#parts.store.accepted()).map(({ entityRef }) => entityRef));
    return new Set(entityRefs.filter((ref, at) => items[at] !== undefined || ours.has(ref)));
  }
}

function isAccept({ decision }: InventoryDecision): boolean {
  return decision === 'accept';
}

function acceptedOf(item: AcceptancePlanItem, person: ActingPerson): AcceptedEntity {
  const { name, namespace } = parseEntityRef(item.entityRef);
  const entity: Entity = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace,
      ...(item.title === name ? {} : { title: item.title }),
      annotations: {
        [WEIR_SERVICE_NAME_ANNOTATION]: item.serviceName,
        [WEIR_ACCEPTED_BY_ANNOTATION]: person.id,
      },
    },
    spec: { type: 'service', lifecycle: item.lifecycle, owner: item.owner },
  };
  return { rowId: item.id, entityRef: item.entityRef, entity, acceptedBy: person.id, acceptedAt: Date.now() };
}

/** The entity that a service becomes when nobody says otherwise; as Weir proposes it. */
function proposedRef(name: string): string {
  const safe = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .slice(0, 63)
    .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  return `component:${DEFAULT_NAMESPACE}/${safe === '' ? 'unnamed' : safe}`;
}

const NAME = /^[a-z0-9]([-a-z0-9_.]{0,61}[a-z0-9])?$/;

function componentRef(text: string): string {
  const { kind, namespace, name } = parsed('ref', text, 'component');
  if (kind !== 'component' || !NAME.test(namespace) || !NAME.test(name)) {
    throw new InputError('ref must be a reference such as component:default/orders.');
  }
  return stringifyEntityRef({ kind, namespace, name });
}

function ownerRef(text: string): string {
  const { kind, namespace, name } = parsed('owner', text, 'group');
  if (!['group', 'user'].includes(kind) || !NAME.test(namespace) || !NAME.test(name)) {
    throw new InputError('owner must be a reference such as group:default/team-order.');
  }
  return stringifyEntityRef({ kind, namespace, name });
}

function parsed(field: string, text: string, defaultKind: string) {
  try {
    return parseEntityRef(text.trim().toLowerCase(), { defaultKind, defaultNamespace: DEFAULT_NAMESPACE });
  } catch {
    throw new InputError(`${field} is not an entity reference.`);
  }
}
