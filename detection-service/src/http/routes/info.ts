import type { FastifyInstance } from 'fastify';
import {
  CAPABILITIES,
  CONTRACT_VERSION,
  DATA_POINTS_MAXIMUM,
  PAGE_MAXIMUM,
  QUERY_MAXIMUM,
  QUERY_SERIES_MAXIMUM,
  QUERY_STEPS_MAXIMUM,
  operations,
  type Info,
} from '@weir/contract';
import { OPEN_SCORE } from '../../core/verdict.ts';
import { principalOf } from '../authentication.ts';
import type { HttpDependencies } from '../dependencies.ts';

/** `/v1/info`: who answers, what it can do, within which limits. */
export function infoRoutes(app: FastifyInstance, { version, config: { limits } }: HttpDependencies): void {
  app.get('/v1/info', { schema: operations.getInfo, config: { scope: 'read' } }, (request): Info => ({
    version,
    contract: CONTRACT_VERSION,
    capabilities: [...CAPABILITIES],
    tenant: principalOf(request).tenant,
    openScore: OPEN_SCORE,
    limits: {
      bodyBytes: limits.body,
      unpackedBytes: limits.unpacked,
      seriesPerTenant: limits.series,
      routesPerService: limits.routes,
      pageRows: PAGE_MAXIMUM,
      queries: QUERY_MAXIMUM,
      querySeries: QUERY_SERIES_MAXIMUM,
      querySteps: QUERY_STEPS_MAXIMUM,
      dataPoints: DATA_POINTS_MAXIMUM,
    },
  }));
}
