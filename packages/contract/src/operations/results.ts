import Type from 'typebox';
import { Anomaly, AnomalyListParameters, AnomalyPage, AnomalyPath } from '../anomaly.ts';
import { Change, ChangeParameters } from '../change.ts';
import { ProblemDetail, ProblemListParameters, ProblemPage, ProblemPath } from '../problem.ts';
import { QueryRequest, QueryResponse } from '../query.ts';
import { answer, body, refusals } from './parts.ts';

/** Values, verdicts, anomalies and problems. */
export const resultsOperations = {
  querySeries: {
    operationId: 'querySeries',
    summary: 'Values and verdicts of series, in columns.',
    tags: ['results'],
    body: body(QueryRequest),
    response: { 200: answer(QueryResponse, 'One result per query.'), ...refusals },
  },
  listAnomalies: {
    operationId: 'listAnomalies',
    summary: 'Anomalies, the newest start first.',
    tags: ['results'],
    querystring: AnomalyListParameters,
    response: { 200: answer(AnomalyPage, 'One page of anomalies.'), ...refusals },
  },
  getAnomaly: {
    operationId: 'getAnomaly',
    summary: 'One anomaly.',
    tags: ['results'],
    params: AnomalyPath,
    response: { 200: answer(Anomaly, 'The anomaly.'), ...refusals },
  },
  listProblems: {
    operationId: 'listProblems',
    summary: 'Problems, the newest start first.',
    tags: ['results'],
    querystring: ProblemListParameters,
    response: { 200: answer(ProblemPage, 'One page of problems.'), ...refusals },
  },
  getProblem: {
    operationId: 'getProblem',
    summary: 'One problem with its anomalies.',
    tags: ['results'],
    params: ProblemPath,
    response: { 200: answer(ProblemDetail, 'The problem with its anomalies.'), ...refusals },
  },
  followChanges: {
    operationId: 'followChanges',
    summary:
      'New revisions of anomalies and problems as they come, as server-sent events; the last 24 hours can be read again.',
    tags: ['problems'],
    querystring: ChangeParameters,
    response: {
      200: {
        description: 'Events `anomaly` and `problem`, whose data is a Change; comments keep the connection open.',
        content: { 'text/event-stream': { schema: Type.Unsafe<Change>({ $ref: `${Change.$id}#` }) } },
      },
      ...refusals,
    },
  },
} as const;
