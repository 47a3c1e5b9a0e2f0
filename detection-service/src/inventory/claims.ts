import { refParts, type CatalogEntity } from './catalog-entity.ts';

/** How an entity of the catalog says that a service is its own. */
export const CLAIM_KINDS = ['annotation', 'name'] as const;
export type ClaimKind = (typeof CLAIM_KINDS)[number];

export interface Claim {
  readonly entity: CatalogEntity;
  readonly by: ClaimKind;
}

/** A service by what telemetry calls it. */
export interface ServiceName {
  /** `service.namespace`; empty when not stated. */
  readonly namespace: string;
  readonly name: string;
}

/** Kinds that run: only these claim a service by their name. */
const RUNNING = 'component';

/**
 * Which entities claim which services. An annotation names one exactly. Without an annotation a component claims the
 * service of its own name, where case and the separators `-`, `_`, `.` and space do not count.
 */
export class Claims {
  readonly #annotated = new Map<string, CatalogEntity[]>();
  readonly #named = new Map<string, CatalogEntity[]>();

  constructor(entities: Iterable<CatalogEntity>) {
    for (const entity of entities) {
      if (entity.serviceName !== undefined) add(this.#annotated, entity.serviceName, entity);
      else if (refParts(entity.ref).kind === RUNNING) add(this.#named, sameName(refParts(entity.ref).name), entity);
    }
  }

  /** The claims on a service that count: annotations before names, components before other kinds. */
  of({ namespace, name }: ServiceName): readonly Claim[] {
    const exact = namespace === '' ? [] : (this.#annotated.get(`${namespace}/${name}`) ?? []);
    const annotated = exact.length > 0 ? exact : (this.#annotated.get(name) ?? []);
    if (annotated.length > 0) return strongest(annotated, namespace).map((entity) => ({ entity, by: 'annotation' }));
    const named = this.#named.get(sameName(name)) ?? [];
    return strongest(named, namespace).map((entity) => ({ entity, by: 'name' }));
  }

  /** Annotated entities, by the name that their annotation gives. */
  annotated(): Iterable<readonly [string, readonly CatalogEntity[]]> {
    return this.#annotated;
  }
}

/** A name without what people write differently. */
export function sameName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_. ]+/g, '-');
}

/** Components before other kinds; of several the one in the namespace of the service, if it is one. */
function strongest(entities: readonly CatalogEntity[], namespace: string): readonly CatalogEntity[] {
  const running = entities.filter(({ ref }) => refParts(ref).kind === RUNNING);
  const left = running.length > 0 ? running : entities;
  const near = left.filter(({ ref }) => refParts(ref).namespace === namespace.toLowerCase());
  return left.length > 1 && near.length === 1 ? near : left;
}

function add(map: Map<string, CatalogEntity[]>, key: string, entity: CatalogEntity): void {
  const there = map.get(key);
  if (there === undefined) map.set(key, [entity]);
  else there.push(entity);
}
