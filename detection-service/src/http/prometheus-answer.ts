import type { FastifyReply } from 'fastify';
import { QueryError, type QueryErrorType } from '../prometheus/query-error.ts';
import { errorAnswer } from './errors.ts';

/** Answers in the shape of Prometheus' API. */

const STATUS: Readonly<Record<QueryErrorType, number>> = {
  bad_data: 400,
  execution: 422,
  timeout: 503,
  canceled: 499,
  unavailable: 503,
  not_found: 404,
  internal: 500,
};

/** What the errors of the service are called here, by their status. */
const TYPE_OF_STATUS: Readonly<Record<number, string>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  429: 'unavailable',
  500: 'internal',
  503: 'unavailable',
};

/** Sends what was asked for: `data` is JSON text. */
export function sendData(reply: FastifyReply, data: string, warnings: readonly string[] = []): void {
  const more = warnings.length === 0 ? '' : `,"warnings":${JSON.stringify(warnings)}`;
  void reply.type('application/json; charset=utf-8').send(`{"status":"success","data":${data}${more}}`);
}

/** Sends what went wrong; returns whether it is a defect of ours. */
export function sendQueryError(reply: FastifyReply, error: unknown, requestId: string): boolean {
  if (error instanceof QueryError) {
    send(reply, STATUS[error.type], error.type, error.message);
    return false;
  }
  const { status, body, retryAfter, defect } = errorAnswer(error, requestId);
  if (status === 401) void reply.header('www-authenticate', 'Bearer realm="weir"');
  if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
  send(reply, status, TYPE_OF_STATUS[status] ?? 'bad_data', body.message);
  return defect;
}

function send(reply: FastifyReply, status: number, errorType: string, error: string): void {
  const body = JSON.stringify({ status: 'error', errorType, error });
  void reply.status(status).type('application/json; charset=utf-8').send(body);
}
