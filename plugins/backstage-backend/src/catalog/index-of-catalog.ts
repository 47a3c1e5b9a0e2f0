import { parseEntityRef } from '@backstage/catalog-model';
import type { CatalogEntityPush } from '@weir/backstage-plugin-weir-common';
import type { WeirStore } from '../database/WeirStore';

/** A service by its name and namespace. */
export interface ServiceName {
  readonly name: string;
  readonly namespace: string;
}

const KEPT_MILLISECONDS = 5_000;
/** Relations by which an entity uses another one. */
const USES = ['dependsOn', 'consumesApi'];

/** The catalog as it was pushed, to find the entity of a service and what a team uses. */
export class CatalogIndex {
  readonly #store: WeirStore;
  #revision: string | undefined;
  #checked = 0;
  #byRef: ReadonlyMap<string, CatalogEntityPush> = new Map();
  #byService: ReadonlyMap<string, CatalogEntityPush> = new Map();

  constructor(store: WeirStore) {
    this.#store = store;
  }

  /** Reads it again when a push has changed it. */
  async refresh(): Promise<void> {
    if (this.#checked + KEPT_MILLISECONDS > Date.now()) return;
    const revision = (await this.#store.setting('pushed-revision')) ?? '';
    if (revision !== this.#revision) {
      const entities = (await this.#store.pushed()).map(({ body }) => body).sort((a, b) => (a.ref < b.ref ? -1 : 1));
      this.#byRef = new Map(entities.map((entity) => [entity.ref, entity]));
      this.#byService = claims(entities);
      this.#revision = revision;
    }
    this.#checked = Date.now();
  }

  /** The entity that stands for a service: by its annotation, otherwise the component of its name. */
  entityOf({ name, namespace }: ServiceName): CatalogEntityPush | undefined {
    return (
      this.#byService.get(`=${namespace}/${name}`) ??
      this.#byService.get(`=${name}`) ??
      this.#byService.get(sameName(name))
    );
  }

  /** Components that somebody's components depend on, and those that provide the APIs that they consume. */
  usedBy(owners: ReadonlySet<string>): Set<string> {
    const used = new Set<string>();
    for (const { owner, relations = [] } of this.#byRef.values()) {
      if (owner === undefined || !owners.has(owner)) continue;
      for (const { type, target } of relations) if (USES.includes(type)) used.add(target);
    }
    for (const ref of [...used]) {
      for (const { type, target } of this.#byRef.get(ref)?.relations ?? []) {
        if (type === 'apiProvidedBy') used.add(target);
      }
    }
    return used;
  }
}

/** Names in which only case and separators differ are one, as in Weir. */
export function sameName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_. ]/g, '');
}

function claims(entities: readonly CatalogEntityPush[]): Map<string, CatalogEntityPush> {
  const found = new Map<string, CatalogEntityPush>();
  const claim = (key: string, entity: CatalogEntityPush) => {
    if (!found.has(key)) found.set(key, entity);
  };
  const components = entities.filter(({ ref }) => ref.startsWith('component:'));
  for (const entity of [...components, ...entities]) {
    if (entity.serviceName !== undefined) claim(`=${entity.serviceName}`, entity);
  }
  for (const entity of components) {
    if (entity.serviceName === undefined) claim(sameName(parseEntityRef(entity.ref).name), entity);
  }
  return found;
}
