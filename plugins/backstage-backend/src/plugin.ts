import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { weirPermissions } from '@weir/backstage-plugin-weir-common';
import { CatalogIndex } from './catalog/index-of-catalog';
import { CatalogPush } from './catalog/push';
import { readWeirConfig } from './config';
import { WeirStore } from './database/WeirStore';
import { DetectionClient } from './detection/client';
import { Contract } from './detection/contract';
import { People } from './detection/person';
import { ServiceDirectory } from './detection/service-directory';
import { Acceptance } from './inventory/Acceptance';
import { RatedServices } from './ratings/RatedServices';
import { createRouter } from './router';
import { EntitySummaries } from './summaries/EntitySummaries';

/** Each process keeps services and ratings in memory, fresh enough that nobody waits for thousands of them. */
const READ_AHEAD = {
  id: 'weir-read-ahead',
  scope: 'local',
  frequency: { minutes: 5 },
  initialDelay: { seconds: 2 },
  timeout: { minutes: 2 },
} as const;

/**
 * The backend of Weir: answers the portal's pages from the detection service in the name of who is signed in, tells the
 * service's inventory what the catalog has, and keeps what people accepted from telemetry.
 *
 * @public
 */
export const weirPlugin = createBackendPlugin({
  pluginId: 'weir',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        userInfo: coreServices.userInfo,
      },
      async init(deps) {
        const { auth, catalog, httpAuth, logger, permissions, userInfo } = deps;
        const { baseUrl, token, timeout, push, defaultOwner } = readWeirConfig(deps.config);
        const store = await WeirStore.create(deps.database);
        const client = new DetectionClient({ baseUrl, token, timeout });
        const contract = new Contract(client);
        const directory = new ServiceDirectory(client);
        const index = new CatalogIndex(store);
        deps.permissionsRegistry.addPermissions(weirPermissions);
        if (push !== undefined) {
          const catalogPush = new CatalogPush({ client, catalog, auth, store, logger, kinds: push.kinds });
          await deps.scheduler.scheduleTask({
            ...push.schedule,
            id: 'weir-catalog-push',
            fn: async (signal) => {
              try {
                const { changed, removed } = await catalogPush.run(signal);
                if (changed + removed > 0) logger.info(`Pushed ${changed} entities to Weir, removed ${removed}`);
              } catch (error) {
                // The next run sends what this one could not.
                logger.warn(`The catalog was not pushed: ${error}`);
              }
            },
          });
        }
        const ratedServices = new RatedServices({ client, index, catalog });
        await deps.scheduler.scheduleTask({
          ...READ_AHEAD,
          fn: async () => {
            // Weir may not be there yet, or not have ratings; who asks for them hears of it.
            await Promise.allSettled([directory.readAhead(), ratedServices.readAhead()]);
          },
        });
        deps.httpRouter.use(
          createRouter({
            auth,
            httpAuth,
            permissions,
            people: new People({ userInfo, catalog, auth }),
            client,
            contract,
            directory,
            index,
            summaries: new EntitySummaries({ client, contract, catalog, directory, store }),
            ratedServices,
            acceptance: new Acceptance({ client, catalog, auth, store, defaultOwner }),
            store,
          })
        );
      },
    });
  },
});
