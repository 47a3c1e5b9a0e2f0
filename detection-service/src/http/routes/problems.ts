import type { FastifyInstance } from 'fastify';
import {
  PAGE_MAXIMUM,
  operations,
  type ProblemDetail,
  type ProblemListParameters,
  type ProblemPage,
  type ProblemPath,
} from '@weir/contract';
import { principalOf } from '../authentication.ts';
import { readPage } from '../cursor.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { feedbackOf } from '../feedback-of.ts';
import { toAnomaly, toProblem } from '../mapping.ts';
import { orNotFound } from '../not-found.ts';

/** `/v1/problems`: anomalies that belong together. */
export function problemRoutes(app: FastifyInstance, { anomalies, records }: HttpDependencies): void {
  app.get<{ Querystring: ProblemListParameters }>(
    '/v1/problems',
    { schema: operations.listProblems, config: { scope: 'read' } },
    (request): ProblemPage => {
      const { tenant } = principalOf(request);
      const { limit, cursor, ...filter } = request.query;
      const { rows, next } = readPage('problems', tenant, filter, { limit, cursor }, (page) =>
        anomalies.problems(tenant, filter, page)
      );
      return {
        items: rows.map((row) => toProblem(row, feedbackOf(records, tenant, { kind: 'problem', id: row.id }))),
        next,
      };
    }
  );
  app.get<{ Params: ProblemPath }>(
    '/v1/problems/:id',
    { schema: operations.getProblem, config: { scope: 'read' } },
    (request): ProblemDetail => {
      const { tenant } = principalOf(request);
      const { id } = request.params;
      const problem = orNotFound(anomalies.problem(tenant, id), 'problem', id);
      const members = anomalies.anomalies(tenant, { problemId: id }, { limit: PAGE_MAXIMUM });
      return {
        problem: toProblem(problem, feedbackOf(records, tenant, { kind: 'problem', id })),
        anomalies: members.rows.map((row) =>
          toAnomaly(row, feedbackOf(records, tenant, { kind: 'anomaly', id: row.id }))
        ),
      };
    }
  );
}
