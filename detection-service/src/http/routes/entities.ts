import type { FastifyInstance } from 'fastify';
import { operations, type Entity, type EntityListParameters, type EntityPage, type EntityPath } from '@weir/contract';
import { principalOf } from '../authentication.ts';
import { readPage } from '../cursor.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { toEntity } from '../mapping.ts';
import { orNotFound } from '../not-found.ts';

/** `/v1/entities`: what is watched. */
export function entityRoutes(app: FastifyInstance, { catalogue }: HttpDependencies): void {
  app.get<{ Querystring: EntityListParameters }>(
    '/v1/entities',
    { schema: operations.listEntities, config: { scope: 'read' } },
    (request): EntityPage => {
      const { tenant } = principalOf(request);
      const { limit, cursor, ...filter } = request.query;
      const { rows, next } = readPage('entities', tenant, filter, { limit, cursor }, (page) =>
        catalogue.entities(tenant, filter, page)
      );
      return { items: rows.map(toEntity), next };
    }
  );
  app.get<{ Params: EntityPath }>(
    '/v1/entities/:id',
    { schema: operations.getEntity, config: { scope: 'read' } },
    (request): Entity => {
      const { id } = request.params;
      return toEntity(orNotFound(catalogue.entityById(principalOf(request).tenant, id), 'entity', id));
    }
  );
}
