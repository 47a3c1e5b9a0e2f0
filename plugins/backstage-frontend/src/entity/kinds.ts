import type { Entity } from '@backstage/catalog-model';

/**
 * Whether an entity is one that a service can stand for: a component of any type.
 *
 * @public
 */
export function isServiceLike(entity: Entity): boolean {
  return entity.kind.toLocaleLowerCase('en-US') === 'component';
}

/** Entities that are made of services: systems, domains and groups. */
export function isTeamLike(entity: Entity): boolean {
  return ['system', 'domain', 'group'].includes(entity.kind.toLocaleLowerCase('en-US'));
}
