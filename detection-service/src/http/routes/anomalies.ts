import type { FastifyInstance } from 'fastify';
import {
  operations,
  type Anomaly,
  type AnomalyListParameters,
  type AnomalyPage,
  type AnomalyPath,
} from '@weir/contract';
import { principalOf } from '../authentication.ts';
import { readPage } from '../cursor.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { toAnomaly } from '../mapping.ts';
import { orNotFound } from '../not-found.ts';

/** `/v1/anomalies`: stretches of anomalous samples. */
export function anomalyRoutes(app: FastifyInstance, { anomalies }: HttpDependencies): void {
  app.get<{ Querystring: AnomalyListParameters }>(
    '/v1/anomalies',
    { schema: operations.listAnomalies, config: { scope: 'read' } },
    (request): AnomalyPage => {
      const { tenant } = principalOf(request);
      const { limit, cursor, ...filter } = request.query;
      const { rows, next } = readPage('anomalies', tenant, filter, { limit, cursor }, (page) =>
        anomalies.anomalies(tenant, filter, page)
      );
      return { items: rows.map(toAnomaly), next };
    }
  );
  app.get<{ Params: AnomalyPath }>(
    '/v1/anomalies/:id',
    { schema: operations.getAnomaly, config: { scope: 'read' } },
    (request): Anomaly => {
      const { id } = request.params;
      return toAnomaly(orNotFound(anomalies.anomaly(principalOf(request).tenant, id), 'anomaly', id));
    }
  );
}
