import { CustomErrorBase } from '@backstage/errors';
import type { ErrorDetail, WeirFailure } from '@weir/backstage-plugin-weir-common';

/** What the browser gets beside the message, so that a page can say what helps. */
export interface FailureNote {
  readonly reason: WeirFailure;
  readonly details: readonly ErrorDetail[];
}

/** Weir did not answer, or not as Weir does. Answered as 503. */
export class WeirUnavailableError extends CustomErrorBase {
  name = 'ServiceUnavailableError' as const;
  readonly weir: FailureNote;

  constructor(reason: Exclude<WeirFailure, 'refused'>, message: string, details: readonly ErrorDetail[] = []) {
    super(message);
    this.weir = { reason, details };
  }
}

const NAMES: Readonly<Record<number, string>> = {
  400: 'InputError',
  404: 'NotFoundError',
  409: 'ConflictError',
  413: 'InputError',
};

/** Weir understood, and says no: with its own status, message and details. */
export class WeirRefusedError extends CustomErrorBase {
  name: string;
  readonly statusCode: number;
  readonly weir: FailureNote;

  constructor(statusCode: number, message: string, details: readonly ErrorDetail[]) {
    super(message);
    this.name = NAMES[statusCode] ?? 'WeirRefusedError';
    this.statusCode = statusCode;
    this.weir = { reason: 'refused', details };
  }
}
