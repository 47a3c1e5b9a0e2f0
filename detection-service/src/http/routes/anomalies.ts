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
import { feedbackOf } from '../feedback-of.ts';
import { toAnomaly } from '../mapping.ts';
import { orNotFound } from '../not-found.ts';

/** `/v1/anomalies`: stretches of anomalous samples. */
export function anomalyRoutes(app: FastifyInstance, { anomalies, records }: HttpDependencies): void {
  app.get<{ Querystring: AnomalyListParameters }>(
    '/v1/anomalies',
    { schema: operations.listAnomalies, config: { scope: 'read' } },
    (request): AnomalyPage => {
      const { tenant } = principalOf(request);
      const { limit, cursor, ...filter } = request.query;
      const { rows, next } = readPage('anomalies', tenant, filter, { limit, cursor }, (page) =>
        anomalies.anomalies(tenant, filter, page)
      );
      return {
        items: rows.map((row) => toAnomaly(row, feedbackOf(records, tenant, { kind: 'anomaly', id: row.id }))),
        next,
      };
    }
  );
  app.get<{ Params: AnomalyPath }>(
    '/v1/anomalies/:id',
    { schema: operations.getAnomaly, config: { scope: 'read' } },
    (request): Anomaly => {
      const { tenant } = principalOf(request);
      const { id } = request.params;
      const anomaly = orNotFound(anomalies.anomaly(tenant, id), 'anomaly', id);
      return toAnomaly(anomaly, feedbackOf(records, tenant, { kind: 'anomaly', id }));
    }
  );
}
