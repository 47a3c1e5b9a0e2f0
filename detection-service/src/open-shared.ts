import type { Config } from './config/schema.ts';
import { readSecret } from './config/secret.ts';
import { WeirError } from './core/errors.ts';
import type { ErrorDetail } from './core/errors.ts';
import { openObjects } from './storage/objects/registry.ts';
import type { ObjectStore } from './storage/objects/object-store.ts';
import { PostgresMetadata } from './storage/postgres/postgres-metadata.ts';

/**
 * The object store that all replicas see.
 * @throws {WeirError} `invalid_argument` when the configuration names none
 */
export function openSharedObjects({ storage }: Pick<Config, 'storage'>): ObjectStore {
  const { directory, s3 } = storage.objects;
  if (directory !== undefined) return openObjects({ directory });
  if (s3 === undefined) throw missing('storage.objects', 'a directory or a bucket that all replicas see');
  const { accessKey, secretKey, ...rest } = s3;
  const at = 'storage.objects.s3';
  return openObjects({
    s3: {
      ...rest,
      accessKey: accessKey && readSecret(accessKey, `${at}.accessKey`),
      secretKey: secretKey && readSecret(secretKey, `${at}.secretKey`),
    },
  });
}

/**
 * The metadata that all replicas share.
 * @throws {WeirError} `invalid_argument` when the configuration names none, `unavailable` when it cannot be reached
 */
export async function openSharedMetadata(
  { storage }: Pick<Config, 'storage'>,
  onReport: (sentence: string) => void
): Promise<PostgresMetadata> {
  return PostgresMetadata.open({ url: postgresUrl({ storage }), onReport });
}

/** The connection URL of PostgreSQL, which holds a password. */
export function postgresUrl({ storage }: Pick<Config, 'storage'>): string {
  if (storage.postgres === undefined)
    throw missing('storage.postgres', 'where the connection URL of PostgreSQL stands');
  return readSecret(storage.postgres, 'storage.postgres');
}

function missing(path: string, expected: string): WeirError {
  const detail: ErrorDetail = { path, expected, found: 'nothing' };
  const sentence = `Several replicas (kafka.brokers is set) need ${path}: ${expected}.`;
  return new WeirError('invalid_argument', sentence, [detail]);
}
