import { S3ServiceException } from '@aws-sdk/client-s3';
import { WeirError } from '../../core/errors.ts';

/** What was asked of which store. */
interface Request {
  readonly place: string;
  readonly tried: string;
  readonly attempts: number;
  /** What must not be said. */
  readonly secrets: readonly string[];
}

const NOT_THERE = new Set(['NoSuchKey', 'NotFound']);

/** What to do about an answer, by the name that S3 gives it. */
const ADVICE: Readonly<Record<string, string>> = {
  NoSuchBucket: 'make the bucket, or correct storage.objects.s3.bucket',
  AccessDenied: 'the credentials may not do this: allow them to list, read, write and delete below the prefix',
  InvalidAccessKeyId: 'the store does not know storage.objects.s3.accessKey',
  SignatureDoesNotMatch: 'storage.objects.s3.secretKey is not the one of the access key',
  RequestTimeTooSkewed: 'the clocks of this machine and of the store differ: set them',
  CredentialsProviderError: 'set storage.objects.s3.accessKey and secretKey, or give the machine a role',
  SlowDown: 'the store asks for fewer requests',
};

/**
 * What a caller is told of a request to S3 that failed: where, what, what the server said, what to do. An object that is
 * not there is `not_found`. The cause is not kept: the client's errors may repeat the access key.
 */
export function s3Answer(error: unknown, { place, tried, attempts, secrets }: Request): WeirError {
  const said = error instanceof Error ? error : new Error(String(error));
  if (NOT_THERE.has(said.name)) return new WeirError('not_found', `${place} does not have what ${tried} asked for`);
  const status = said instanceof S3ServiceException ? said.$metadata.httpStatusCode : undefined;
  const answer =
    status === undefined
      ? `there was no answer (${reasonOf(said)})`
      : `it answered ${status} ${said.name}: ${said.message}`;
  const advice = ADVICE[said.name] ?? 'check that it is reachable (storage.objects.s3.endpoint)';
  const times = status === undefined || status >= 500 ? `, tried ${attempts} times` : '';
  const sentence = `${place}: ${tried}${times}: ${answer}; ${advice}`;
  return new WeirError('unavailable', hide(sentence, secrets));
}

/** Node tells a refused connection to several addresses as an error without words. */
function reasonOf(error: Error): string {
  const parts = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  const words = parts.map((part) => (part instanceof Error ? part.message || part.name : String(part)));
  return words.join('; ');
}

function hide(text: string, secrets: readonly string[]): string {
  return secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '…'), text);
}
