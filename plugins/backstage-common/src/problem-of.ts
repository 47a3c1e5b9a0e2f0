import { isError, type ResponseError } from '@backstage/errors';
import type { ErrorDetail } from './schemas';
import type { WeirFailure } from './status';

/**
 * Why a request of {@link WeirClient} failed, for a person.
 *
 * @public
 */
export interface WeirProblem {
  /** `not-allowed` and `not-found` are the portal's or the service's word; `other` is everything that is not known. */
  reason: WeirFailure | 'not-allowed' | 'not-found' | 'conflict' | 'invalid' | 'other';
  message: string;
  /** What was expected where, when the service said so. */
  details: ErrorDetail[];
}

const REASONS: readonly string[] = ['down', 'slow', 'token', 'contract', 'not-weir', 'refused'];
const BY_NAME: Readonly<Record<string, WeirProblem['reason']>> = {
  NotAllowedError: 'not-allowed',
  NotFoundError: 'not-found',
  ConflictError: 'conflict',
  InputError: 'invalid',
};

/**
 * Reads what {@link WeirClient} has thrown.
 *
 * @public
 */
export function weirProblemOf(error: unknown): WeirProblem {
  // By its shape, not by its class: a portal can have several copies of a package.
  const answered = isError(error) ? (error as Partial<ResponseError>).body?.error : undefined;
  if (answered === undefined) {
    return { reason: 'other', message: isError(error) ? error.message : String(error), details: [] };
  }
  const { name, message, weir } = answered as { name: string; message: string; weir?: unknown };
  const { reason, details } = (typeof weir === 'object' && weir !== null ? weir : {}) as Record<string, unknown>;
  const stated = typeof reason === 'string' && REASONS.includes(reason) && reason !== 'refused';
  return {
    reason: stated ? (reason as WeirFailure) : (BY_NAME[name] ?? (reason === 'refused' ? 'refused' : 'other')),
    message,
    details: Array.isArray(details) ? (details as ErrorDetail[]) : [],
  };
}
