import type { ErrorCode, ErrorDetail } from '../core/errors.ts';
import type { IngestRequest, IngestResult, ShardStatus } from './shard.ts';
import type { SourceStatus } from '../preprocess/preprocess.ts';

/** The calls that cross to a shard's thread, by name: argument and answer. Plain data only. */
export interface Calls {
  readonly ingest: { readonly argument: IngestRequest; readonly answer: IngestResult };
  readonly sources: { readonly argument: string; readonly answer: readonly SourceStatus[] };
  readonly status: { readonly argument: undefined; readonly answer: ShardStatus };
  readonly seal: { readonly argument: undefined; readonly answer: undefined };
  readonly close: { readonly argument: undefined; readonly answer: undefined };
}
export type CallName = keyof Calls;

/** From the main thread to the shard. */
export interface CallMessage {
  readonly id: number;
  readonly name: CallName;
  readonly argument: unknown;
}

/** What is left of an error on its way between threads. */
export interface ErrorMessage {
  readonly message: string;
  readonly code: ErrorCode;
  readonly details: readonly ErrorDetail[];
}

/** From the shard to the main thread. */
export type ShardMessage =
  | { readonly type: 'started' }
  | { readonly type: 'refused'; readonly error: ErrorMessage }
  | { readonly type: 'report'; readonly sentence: string }
  | { readonly type: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: ErrorMessage };
