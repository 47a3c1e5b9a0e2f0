import { RELATION_API_PROVIDED_BY, isApiEntity, isComponentEntity, type Entity } from '@backstage/catalog-model';
import {
  WEIR_ENVIRONMENT_ANNOTATION,
  WEIR_SERVICE_NAMESPACE_ANNOTATION,
  WEIR_SERVICE_NAME_ANNOTATION,
} from '@weir/backstage-plugin-weir-common';
import type { ServiceClaim } from '../detection/service-directory';

/** `spec.type` of components that never run as a service. */
const NEVER_RUNNING = ['library', 'documentation'];

/** The service that an entity says it stands for; undefined when it says none. */
export function claimOf(entity: Entity): ServiceClaim | undefined {
  const { annotations = {}, name } = entity.metadata;
  const environment = annotations[WEIR_ENVIRONMENT_ANNOTATION]?.trim() || undefined;
  const stated = annotations[WEIR_SERVICE_NAME_ANNOTATION]?.trim();
  if (stated) {
    const slash = stated.lastIndexOf('/');
    const namespace = annotations[WEIR_SERVICE_NAMESPACE_ANNOTATION]?.trim() || undefined;
    return slash < 0
      ? { name: stated, namespace, environment, exact: true }
      : { name: stated.slice(slash + 1), namespace: stated.slice(0, slash), environment, exact: true };
  }
  if (!isComponentEntity(entity) || NEVER_RUNNING.includes(entity.spec.type)) return undefined;
  return { name, namespace: undefined, environment, exact: false };
}

/** Entities whose service an API without an annotation has: those that provide it. */
export function providersOf(entity: Entity): string[] {
  if (!isApiEntity(entity)) return [];
  return (entity.relations ?? [])
    .filter(({ type }) => type === RELATION_API_PROVIDED_BY)
    .map(({ targetRef }) => targetRef);
}
