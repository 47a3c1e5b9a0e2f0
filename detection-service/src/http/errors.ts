import { WeirError, type ErrorCode, type ErrorDetail } from '../core/errors.ts';

const STATUS: Readonly<Record<ErrorCode, number>> = {
  invalid_argument: 400,
  unauthenticated: 401,
  permission_denied: 403,
  not_found: 404,
  conflict: 409,
  cursor_expired: 410,
  too_large: 413,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
};

/** A request that HTTP itself has a narrower status for than its code: 405, 408, 415, 431. */
export class RefusedRequest extends WeirError {
  readonly status: number;

  constructor(status: number, message: string, details: readonly ErrorDetail[] = []) {
    super('invalid_argument', message, details);
    this.status = status;
  }
}

/** How an error is answered. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: { readonly code: ErrorCode; readonly message: string; readonly details: readonly ErrorDetail[] };
  /** Seconds after which another try is worth it. */
  readonly retryAfter?: number;
  /** It is a defect of ours: to be logged with its stack, and not shown. */
  readonly defect: boolean;
}

/** The answer to whatever was thrown while a request was handled. Defects show nothing of themselves. */
export function errorAnswer(error: unknown, requestId: string): ErrorAnswer {
  const known = error instanceof WeirError ? error : fromFastify(error);
  if (known === undefined) {
    const message = `Something went wrong inside the service; its log says more under request ${requestId}.`;
    return { status: 500, body: { code: 'internal', message, details: [] }, defect: true };
  }
  const { code, message, details } = known;
  const status = known instanceof RefusedRequest ? known.status : STATUS[code];
  const answer = { status, body: { code, message, details }, defect: code === 'internal' };
  return code === 'unavailable' || code === 'rate_limited' ? { ...answer, retryAfter: 1 } : answer;
}

interface HttpProblem {
  readonly code?: string;
  readonly statusCode?: number;
  readonly message?: string;
}

/** Errors that Fastify raises before a handler runs. */
function fromFastify(error: unknown): WeirError | undefined {
  const { code, statusCode, message = '' } = (error ?? {}) as HttpProblem;
  const known = KNOWN[code ?? ''];
  if (known !== undefined) return known(message);
  if (statusCode === undefined || statusCode < 400 || statusCode >= 500) return undefined;
  return statusCode === 413 ? new WeirError('too_large', message) : new RefusedRequest(statusCode, message);
}

const aboutBody = (expected: string, found: string): ErrorDetail[] => [{ path: '(body)', expected, found }];

const KNOWN: Readonly<Record<string, (message: string) => WeirError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () =>
    new WeirError(
      'too_large',
      'The body is larger than this request may be.',
      aboutBody('a smaller body', 'a larger one')
    ),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () =>
    new RefusedRequest(415, 'This content type is not understood here.', [
      { path: 'content-type', expected: 'application/json', found: 'another content type' },
    ]),
  FST_ERR_CTP_EMPTY_JSON_BODY: () =>
    new WeirError('invalid_argument', 'The body is empty.', aboutBody('a JSON object', 'nothing')),
  FST_ERR_CTP_INVALID_JSON_BODY: (message) =>
    new WeirError('invalid_argument', 'The body is not valid JSON.', aboutBody('a JSON object', message.slice(0, 200))),
};
