import type { Entity } from '@backstage/catalog-model';

/** Entities as the catalog has them: with their relations. */
export function component(
  name: string,
  { owner = 'team-order', annotations = {}, type = 'service', uses = [] as string[] } = {}
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, namespace: 'default', annotations },
    spec: { type, lifecycle: 'production', owner },
    relations: [
      { type: 'ownedBy', targetRef: `group:default/${owner}` },
      ...uses.map((targetRef) => ({ type: 'dependsOn', targetRef })),
    ],
  };
}

export function api(name: string, provider: string, definition = 'openapi: 3.0.3'): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'API',
    metadata: { name, namespace: 'default' },
    spec: { type: 'openapi', lifecycle: 'production', owner: 'team-order', definition },
    relations: [{ type: 'apiProvidedBy', targetRef: `component:default/${provider}` }],
  };
}

export function user(name: string, profile: { displayName?: string; email?: string } = {}): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name, namespace: 'default' },
    spec: { profile, memberOf: [] },
  };
}
