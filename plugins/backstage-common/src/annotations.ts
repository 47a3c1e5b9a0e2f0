/**
 * Names the service whose telemetry belongs to a catalog entity: its `service.name`. Without it, a component's
 * `metadata.name` is taken.
 *
 * @public
 */
export const WEIR_SERVICE_NAME_ANNOTATION = 'weir.io/service-name';

/**
 * The `service.namespace`, where several services have one name.
 *
 * @public
 */
export const WEIR_SERVICE_NAMESPACE_ANNOTATION = 'weir.io/service-namespace';

/**
 * The `deployment.environment.name` that cards show. Without it, the one with the newest samples.
 *
 * @public
 */
export const WEIR_ENVIRONMENT_ANNOTATION = 'weir.io/environment';

/**
 * Stands on entities that were accepted from telemetry.
 *
 * @public
 */
export const WEIR_ACCEPTED_BY_ANNOTATION = 'weir.io/accepted-by';
