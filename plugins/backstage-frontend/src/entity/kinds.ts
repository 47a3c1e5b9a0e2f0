import type { Entity } from '@backstage/catalog-model';

/** Entities that one service can stand for: components of any type. */
export function isServiceLike(entity: Entity): boolean {
  return entity.kind.toLocaleLowerCase('en-US') === 'component';
}

/** Entities that are made of services: systems, domains and groups. */
export function isTeamLike(entity: Entity): boolean {
  return ['system', 'domain', 'group'].includes(entity.kind.toLocaleLowerCase('en-US'));
}
