import { coreServices, createServiceFactory } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request from 'supertest';
import type { JsonObject } from '@backstage/types';
import { weirPlugin } from '../../src/plugin';
import { sqlite } from './databases';

/** Who speaks for which group in the tests. */
const GROUPS: Readonly<Record<string, string>> = {
  'user:default/ana': 'group:default/team-order',
  'user:default/ben': 'group:default/team-pay',
};

/** How a portal of a test is made. */
export interface TestPortalOptions {
  readonly weir: JsonObject;
  readonly entities?: Entity[];
  /** Names of permissions that nobody has. */
  readonly denied?: readonly string[];
}

/** A backend with the plugin and Backstage's own stand-ins for sign-in and catalog. */
export async function testPortal({ weir, entities = [], denied = [] }: TestPortalOptions) {
  const database = sqlite();
  const backend = await startTestBackend({
    features: [
      weirPlugin,
      mockServices.database.factory({ knex: await database.create() }),
      mockServices.rootConfig.factory({ data: { weir: { catalog: { push: false }, ...weir } } }),
      catalogServiceMock.factory({ entities }),
      mockServices.permissions.mock({
        authorize: async (requests) =>
          requests.map(({ permission }) => ({
            result: denied.includes(permission.name) ? AuthorizeResult.DENY : AuthorizeResult.ALLOW,
          })),
      }).factory,
      createServiceFactory({
        service: coreServices.userInfo,
        deps: {},
        factory: () => ({
          getUserInfo: async (credentials) => {
            const { userEntityRef } = credentials.principal as { userEntityRef: string };
            const group = GROUPS[userEntityRef];
            return { userEntityRef, ownershipEntityRefs: [userEntityRef, ...(group === undefined ? [] : [group])] };
          },
        }),
      }),
    ],
  });
  const as = (header: string) => {
    const ask = (method: 'get' | 'post' | 'put' | 'delete') => (at: string) =>
      request(backend.server)[method](`/api/weir${at}`).set('Authorization', header);
    return { get: ask('get'), post: ask('post'), put: ask('put'), delete: ask('delete') };
  };
  return {
    ana: as(mockCredentials.user.header('user:default/ana')),
    ben: as(mockCredentials.user.header('user:default/ben')),
    plugin: as(mockCredentials.service.header()),
    stranger: as(mockCredentials.none.header()),
    stop: async () => {
      await backend.stop();
      await database.stop();
    },
  };
}
