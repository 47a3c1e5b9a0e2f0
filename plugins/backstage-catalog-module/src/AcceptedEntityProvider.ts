import type {
  AuthService,
  DiscoveryService,
  LoggerService,
  SchedulerServiceTaskRunner,
} from '@backstage/backend-plugin-api';
import { ANNOTATION_LOCATION, ANNOTATION_ORIGIN_LOCATION, type Entity } from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';
import type { EntityProvider, EntityProviderConnection } from '@backstage/plugin-catalog-node';

const NAME = 'weir-accepted';

/**
 * Gives the catalog the services that people accepted from telemetry. An entity that comes from elsewhere keeps its
 * place: the catalog lets no provider take an entity that has another location key.
 */
export class AcceptedEntityProvider implements EntityProvider {
  readonly #parts: {
    auth: AuthService;
    discovery: DiscoveryService;
    logger: LoggerService;
    taskRunner: SchedulerServiceTaskRunner;
  };
  #last: string | undefined;

  constructor(parts: {
    auth: AuthService;
    discovery: DiscoveryService;
    logger: LoggerService;
    taskRunner: SchedulerServiceTaskRunner;
  }) {
    this.#parts = parts;
  }

  getProviderName(): string {
    return NAME;
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    await this.#parts.taskRunner.run({
      id: `${NAME}-refresh`,
      fn: async () => {
        try {
          await this.refresh(connection);
        } catch (error) {
          // What the catalog has stays; the next run tries again.
          this.#parts.logger.warn(`The services accepted in Weir could not be read: ${error}`);
        }
      },
    });
  }

  /** Reads them, and tells the catalog when something has changed. */
  async refresh(connection: EntityProviderConnection): Promise<void> {
    const items = await this.#read();
    const now = JSON.stringify(items);
    if (now === this.#last) return;
    await connection.applyMutation({
      type: 'full',
      entities: items.map((entity) => ({ entity: located(entity), locationKey: NAME })),
    });
    this.#last = now;
    this.#parts.logger.info(`The catalog has ${items.length} services accepted in Weir`);
  }

  async #read(): Promise<Entity[]> {
    const { auth, discovery } = this.#parts;
    const { token } = await auth.getPluginRequestToken({
      onBehalfOf: await auth.getOwnServiceCredentials(),
      targetPluginId: 'weir',
    });
    const response = await fetch(`${await discovery.getBaseUrl('weir')}/v1/accepted-entities`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return (await response.json()).items;
  }
}

function located(entity: Entity): Entity {
  const location = `weir-inventory:${entity.metadata.namespace ?? 'default'}/${entity.metadata.name}`;
  const { annotations } = entity.metadata;
  return {
    ...entity,
    metadata: {
      ...entity.metadata,
      annotations: { ...annotations, [ANNOTATION_LOCATION]: location, [ANNOTATION_ORIGIN_LOCATION]: location },
    },
  };
}
