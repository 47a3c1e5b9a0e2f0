/** The codes of the error body; the same in every answer, log line and document. */
export const ERROR_CODES = [
  'invalid_argument',
  'unauthenticated',
  'permission_denied',
  'not_found',
  'conflict',
  'too_large',
  'rate_limited',
  'cursor_expired',
  'unavailable',
  'internal',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** One thing that is wrong: where, what was expected, what was found. */
export interface ErrorDetail {
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

/** An error that a caller can act on. Anything else that is thrown is a defect and answered as `internal`. */
export class WeirError extends Error {
  readonly code: ErrorCode;
  readonly details: readonly ErrorDetail[];

  constructor(code: ErrorCode, message: string, details: readonly ErrorDetail[] = [], options?: ErrorOptions) {
    super(message, options);
    this.name = 'WeirError';
    this.code = code;
    this.details = details;
  }
}
