import { createBackendPlugin, coreServices } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { ConflictError, ServiceUnavailableError } from '@backstage/errors';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import Router from 'express-promise-router';
import createKnex, { type Knex } from 'knex';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import request from 'supertest';
import { catalogModuleWeir } from './module';

jest.setTimeout(120_000);

const service = (name: string, owner: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, namespace: 'default', annotations: { 'weir.io/service-name': name } },
  spec: { type: 'service', lifecycle: 'production', owner },
});

/** The plugin's backend, reduced to what the module asks of it. */
function weirWith(answer: { items: Entity[] | undefined }) {
  return createBackendPlugin({
    pluginId: 'weir',
    register(env) {
      env.registerInit({
        deps: { httpRouter: coreServices.httpRouter, httpAuth: coreServices.httpAuth },
        async init({ httpRouter, httpAuth }) {
          const router = Router();
          router.get('/v1/accepted-entities', async (asked, response) => {
            const { principal } = await httpAuth.credentials(asked, { allow: ['service'] });
            if (principal.subject !== 'plugin:catalog') throw new ConflictError(`not for ${principal.subject}`);
            if (answer.items === undefined) throw new ServiceUnavailableError('down');
            response.json({ items: answer.items });
          });
          httpRouter.use(router);
        },
      });
    },
  });
}

describe('the catalog with the module', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'weir-catalog-'));
  let knex: Knex;
  beforeEach(() => {
    const connection = ':memory:';
    knex = createKnex({ client: 'better-sqlite3', connection, useNullAsDefault: true, pool: { min: 1, max: 1 } });
  });
  afterEach(() => knex.destroy());
  afterAll(() => rmSync(folder, { recursive: true }));

  async function catalogWith(answer: { items: Entity[] | undefined }, file: Entity) {
    const target = path.join(folder, `${file.metadata.name}.yaml`);
    writeFileSync(target, JSON.stringify(file));
    const backend = await startTestBackend({
      features: [
        catalogPlugin,
        catalogModuleWeir,
        weirWith(answer),
        mockServices.database.factory({ knex }),
        mockServices.scheduler.factory({ includeInitialDelayedTasksOnStartup: true }),
        mockServices.rootConfig.factory({
          data: {
            backend: { baseUrl: 'http://localhost' },
            catalog: { locations: [{ type: 'file', target }], processingInterval: { seconds: 10 } },
          },
        }),
      ],
    });
    const read = async (): Promise<Entity[]> => {
      const { body } = await request(backend.server)
        .get('/api/catalog/entities?filter=kind=component')
        .set('Authorization', mockCredentials.service.header());
      return body;
    };
    return { read, stop: () => backend.stop() };
  }

  it('has what was accepted, and nothing that existed is overwritten', async () => {
    const existing = service('orders', 'group:default/team-order');
    const answer = { items: [service('inventory', 'group:default/shop'), service('orders', 'group:default/thief')] };
    const { read, stop } = await catalogWith(answer, existing);
    const deadline = Date.now() + 60_000;
    let entities: Entity[] = [];
    while (entities.length < 2 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      entities = await read();
    }
    await stop();
    const owners = Object.fromEntries(entities.map(({ metadata, spec }) => [metadata.name, spec?.owner]));
    expect(owners).toMatchObject({ inventory: 'group:default/shop' });
    expect(entities.filter(({ metadata }) => metadata.name === 'orders')).toHaveLength(1);
    const accepted = entities.find(({ metadata }) => metadata.name === 'inventory');
    expect(accepted?.metadata.annotations).toMatchObject({
      'weir.io/service-name': 'inventory',
      'backstage.io/managed-by-location': 'weir-inventory:default/inventory',
    });
  });
});
