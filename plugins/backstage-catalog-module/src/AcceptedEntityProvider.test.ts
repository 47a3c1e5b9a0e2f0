import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import type { EntityProviderConnection } from '@backstage/plugin-catalog-node';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AcceptedEntityProvider } from './AcceptedEntityProvider';

const service = (name: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, namespace: 'default' },
  spec: { type: 'service', lifecycle: 'production', owner: 'group:default/shop' },
});

describe('the provider', () => {
  let server: Server;
  let answer: { status: number; items: Entity[] };
  let mutations: number[];
  let provider: AcceptedEntityProvider;
  const connection = {
    applyMutation: async (mutation: { entities: unknown[] }) => {
      mutations.push(mutation.entities.length);
    },
  } as unknown as EntityProviderConnection;
  const logger = mockServices.logger.mock();

  beforeEach(async () => {
    mutations = [];
    answer = { status: 200, items: [] };
    server = createServer((_, response) => {
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ items: answer.items }));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    provider = new AcceptedEntityProvider({
      auth: mockServices.auth(),
      discovery: mockServices.discovery.mock({ getBaseUrl: async () => url }),
      logger,
      taskRunner: { run: async ({ fn }) => fn(new AbortController().signal) },
    });
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it('tells the catalog what has changed, and only then', async () => {
    answer.items = [service('a'), service('b')];
    await provider.refresh(connection);
    await provider.refresh(connection);
    answer.items = [service('a')];
    await provider.refresh(connection);
    expect(mutations).toEqual([2, 1]);
  });

  it('takes nothing out of the catalog while the backend does not answer', async () => {
    answer.items = [service('a')];
    await provider.connect(connection);
    answer.status = 503;
    await provider.connect(connection);
    expect(mutations).toEqual([1]);
    expect(logger.warn).toHaveBeenCalledWith(expect.stringContaining('503'));
  });
});
