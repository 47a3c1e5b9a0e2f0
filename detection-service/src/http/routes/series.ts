import type { FastifyInstance } from 'fastify';
import { operations, type Series, type SeriesListParameters, type SeriesPage, type SeriesPath } from '@weir/contract';
import { principalOf } from '../authentication.ts';
import { readPage } from '../cursor.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { toSeries } from '../mapping.ts';
import { orNotFound } from '../not-found.ts';

/** `/v1/series`: what is measured of what is watched. */
export function seriesRoutes(app: FastifyInstance, { catalogue }: HttpDependencies): void {
  app.get<{ Querystring: SeriesListParameters }>(
    '/v1/series',
    { schema: operations.listSeries, config: { scope: 'read' } },
    (request): SeriesPage => {
      const { tenant } = principalOf(request);
      const { limit, cursor, ...filter } = request.query;
      const { rows, next } = readPage('series', tenant, filter, { limit, cursor }, (page) =>
        catalogue.series(tenant, filter, page)
      );
      return { items: rows.map(toSeries), next };
    }
  );
  app.get<{ Params: SeriesPath }>(
    '/v1/series/:id',
    { schema: operations.getSeries, config: { scope: 'read' } },
    (request): Series => {
      const { id } = request.params;
      return toSeries(orNotFound(catalogue.seriesById(principalOf(request).tenant, id), 'series', id));
    }
  );
}
