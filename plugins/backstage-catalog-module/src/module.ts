import { coreServices, createBackendModule } from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { AcceptedEntityProvider } from './AcceptedEntityProvider';

/**
 * Gives the catalog the services that people accepted from Weir's inventory. Needs the plugin
 * `@weir/backstage-plugin-weir-backend` in the same portal.
 *
 * @public
 */
export const catalogModuleWeir = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'weir',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogProcessingExtensionPoint,
        discovery: coreServices.discovery,
        logger: coreServices.logger,
        scheduler: coreServices.scheduler,
      },
      async init({ auth, catalog, discovery, logger, scheduler }) {
        const taskRunner = scheduler.createScheduledTaskRunner({
          frequency: { seconds: 20 },
          timeout: { minutes: 1 },
          initialDelay: { seconds: 10 },
          // Each instance of the catalog connects its own provider.
          scope: 'local',
        });
        catalog.addEntityProvider(new AcceptedEntityProvider({ auth, discovery, logger, taskRunner }));
      },
    });
  },
});
