import { setImmediate } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import {
  DATA_POINTS_MAXIMUM,
  QUERY_SERIES_MAXIMUM,
  QUERY_STEPS_MAXIMUM,
  operations,
  type QueryRequest,
  type QueryResponse,
  type SeriesAnswer,
  type SeriesQuery,
} from '@weir/contract';
import { WeirError } from '../../core/errors.ts';
import type { StoredSeries, WantedResults } from '../../storage/ports.ts';
import { orThrow, readNear } from '../../storage/read-near.ts';
import { principalOf } from '../authentication.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { checkQuery, findSeries, type FoundSeries } from '../find-series.ts';
import { learnerOf, learningUntil, type Learner } from '../learning-until.ts';
import { toSeriesAnswer } from '../mapping.ts';
import { reduceRows } from '../reduce-rows.ts';
import { showHoles } from '../show-holes.ts';

/** `/v1/query`: values and verdicts in columns. */
export function queryRoutes(app: FastifyInstance, deps: HttpDependencies): void {
  app.post<{ Body: QueryRequest }>(
    '/v1/query',
    {
      schema: operations.querySeries,
      config: { scope: 'read' },
      // The schema of the answer is checked by tests: a serializer that looks at every number of a column takes longer
      // than everything else.
      serializerCompiler: () => (answer) => JSON.stringify(answer),
    },
    async (request) => answer(deps, principalOf(request).tenant, request.body.queries)
  );
}

async function answer(
  { catalogue, results, learning }: HttpDependencies,
  tenant: string,
  queries: readonly SeriesQuery[]
): Promise<QueryResponse> {
  queries.forEach((query, i) => checkQuery(query, `queries[${i}]`));
  let room = QUERY_SERIES_MAXIMUM;
  const found = queries.map((query): FoundSeries => {
    const matches = findSeries(catalogue, tenant, query, room);
    room -= matches.series.length;
    return matches;
  });
  refuseTooMuch(queries, found);
  const response: QueryResponse = {
    results: found.map(({ truncated }, i) => ({ ref: queries[i]?.ref ?? null, series: [], truncated })),
    stepsRead: 0,
  };
  const wanted = found.flatMap(({ series }, i) => {
    const query = queries[i] as SeriesQuery;
    return series.map((one) => ({ series: one, from: query.from, to: query.to, query, place: i }));
  });
  const learners: Learning[] = [];
  for await (const { wanted: one, rows } of readNear(results, wanted)) {
    const { series, query, place } = one;
    const read = orThrow(rows);
    response.stepsRead += read.time.length;
    const { step } = series.identity;
    const shown = showHoles(read, step);
    const kept = reduceRows(shown, step, query.maxDataPoints ?? DATA_POINTS_MAXIMUM);
    const answer = toSeriesAnswer(series, shown, kept, null);
    response.results[place]?.series.push(answer);
    const learner = learnerOf(series, read);
    if (learner !== undefined) learners.push({ answer, learner, series, from: series.firstStep, to: query.from });
    // Between two series others get their turn.
    await setImmediate();
  }
  for await (const { wanted: one, rows } of readNear(results, learners)) {
    one.answer.learningUntil = learningUntil(one.learner, orThrow(rows), learning(one.series.identity.step));
  }
  return response;
}

/** A series that is only learned as yet: what it learned before the span of its query is looked at, too. */
interface Learning extends WantedResults {
  readonly answer: SeriesAnswer;
  readonly learner: Learner;
}

/** Refuses, before anything is read, what would keep the service from everything else for seconds. */
function refuseTooMuch(queries: readonly SeriesQuery[], found: readonly FoundSeries[]): void {
  const steps = found.reduce(
    (sum, { series }, i) => sum + series.reduce((more, one) => more + mostSteps(one, queries[i] as SeriesQuery), 0),
    0
  );
  if (steps <= QUERY_STEPS_MAXIMUM) return;
  throw new WeirError('invalid_argument', 'The queries span too many steps; ask for fewer series or a shorter span.', [
    {
      path: 'queries',
      expected: `at most ${QUERY_STEPS_MAXIMUM} steps of all series together`,
      found: `up to ${steps}`,
    },
  ]);
}

function mostSteps({ identity: { step }, firstStep }: StoredSeries, { from, to }: SeriesQuery): number {
  return Math.max(0, Math.ceil((to - Math.max(from, firstStep)) / step));
}
