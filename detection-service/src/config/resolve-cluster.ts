import { hostname } from 'node:os';
import path from 'node:path';
import { WeirError, type ErrorDetail } from '../core/errors.ts';
import type { Config } from './schema.ts';
import { readSecret, secretDigest, type SecretReference } from './secret.ts';

/** What the configuration is resolved against. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

type Cluster = Pick<Config, 'kafka' | 'storage' | 'replica'>;

/**
 * The settings of several replicas as the service uses them: paths absolute, names filled in, secrets still references
 * (`readSecret`), but tried. Adds to `problems` what is wrong with them.
 */
export function resolveCluster(
  { kafka, storage, replica }: Pick<Config, 'kafka' | 'storage'> & { readonly replica: Partial<Config['replica']> },
  around: Surroundings,
  problems: ErrorDetail[]
): Cluster {
  problems.push(...kafkaProblems(kafka), ...objectProblems(storage.objects));
  const { objects, postgres } = storage;
  return {
    kafka: {
      ...kafka,
      tls: { enabled: kafka.tls.enabled, ...absolute(kafka.tls, ['ca', 'certificate', 'key'], around) },
      ...(kafka.sasl && {
        sasl: { ...kafka.sasl, password: tried(kafka.sasl.password, 'kafka.sasl.password', around, problems) },
      }),
    },
    storage: {
      objects: {
        ...absolute(objects, ['directory'], around),
        ...(objects.s3 && { s3: withSecrets(objects.s3, around, problems) }),
      },
      ...(postgres && { postgres: tried(postgres, 'storage.postgres', around, problems) }),
    },
    replica: {
      ...replica,
      name: replica.name ?? hostname(),
      ...(replica.token && { token: tried(replica.token, 'replica.token', around, problems) }),
    },
  };
}

/** What is wrong with what replicas show to each other, which all of them have to take. */
export function replicaTokenProblems(
  { kafka, replica, tokens }: Pick<Config, 'kafka' | 'replica' | 'tokens'>,
  { env, cwd }: Surroundings
): ErrorDetail[] {
  const at = 'replica.token';
  if (kafka.brokers.length === 0 || tokens.length === 0) return [];
  if (replica.token === undefined) {
    return [{ path: at, expected: 'where a secret stands, because the other replicas want a token', found: 'nothing' }];
  }
  const digest = secretDigest(replica.token, at, env, cwd);
  const token = tokens.find(({ sha256 }) => sha256 === digest);
  if (token?.scopes.includes('admin')) return [];
  const found = token === undefined ? 'one that is in none of them' : `that of ${token.name}, which lacks it`;
  return [{ path: at, expected: 'the secret of one of `tokens` with the scope admin', found }];
}

function kafkaProblems({ brokers, tls }: Cluster['kafka']): ErrorDetail[] {
  const problems: ErrorDetail[] = [];
  for (const [i, broker] of brokers.entries()) {
    const port = Number(broker.slice(broker.lastIndexOf(':') + 1));
    if (port < 1 || port > 65_535) {
      problems.push({ path: `kafka.brokers[${i}]`, expected: 'a port from 1 to 65535', found: broker });
    }
  }
  const named = (['ca', 'certificate', 'key'] as const).filter((key) => tls[key] !== undefined);
  if (!tls.enabled && named.length > 0) {
    const found = `kafka.tls.${named.join(', kafka.tls.')} without it`;
    problems.push({ path: 'kafka.tls.enabled', expected: 'true when there are files for TLS', found });
  }
  if ((tls.certificate === undefined) !== (tls.key === undefined)) {
    const [there, missing] = tls.key === undefined ? ['certificate', 'key'] : ['key', 'certificate'];
    problems.push({
      path: `kafka.tls.${missing}`,
      expected: `a file, as kafka.tls.${there} has one`,
      found: 'nothing',
    });
  }
  return problems;
}

function objectProblems({ directory, s3 }: Cluster['storage']['objects']): ErrorDetail[] {
  const problems: ErrorDetail[] = [];
  if (directory !== undefined && s3 !== undefined) {
    problems.push({ path: 'storage.objects', expected: 'either directory or s3', found: 'both' });
  }
  if (s3 !== undefined && (s3.accessKey === undefined) !== (s3.secretKey === undefined)) {
    const missing = s3.accessKey === undefined ? 'accessKey' : 'secretKey';
    const expected = 'both accessKey and secretKey, or neither to use those of the machine';
    problems.push({ path: `storage.objects.s3.${missing}`, expected, found: 'nothing' });
  }
  return problems;
}

function withSecrets(
  { accessKey, secretKey, ...rest }: NonNullable<Cluster['storage']['objects']['s3']>,
  around: Surroundings,
  problems: ErrorDetail[]
): NonNullable<Cluster['storage']['objects']['s3']> {
  const at = 'storage.objects.s3';
  return {
    ...rest,
    ...(accessKey && { accessKey: tried(accessKey, `${at}.accessKey`, around, problems) }),
    ...(secretKey && { secretKey: tried(secretKey, `${at}.secretKey`, around, problems) }),
  };
}

/** The reference with an absolute path, once it was found to name something. */
function tried(
  secret: SecretReference,
  at: string,
  { env, cwd }: Surroundings,
  problems: ErrorDetail[]
): SecretReference {
  try {
    readSecret(secret, at, env, cwd);
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    problems.push(...error.details);
  }
  return secret.file === undefined ? secret : { file: path.resolve(cwd, secret.file) };
}

/** Those of the keys that name a path, with it made absolute. */
function absolute<K extends string>(
  object: { readonly [P in K]?: string },
  keys: readonly K[],
  { cwd }: Surroundings
): { readonly [P in K]?: string } {
  const entries = keys.flatMap((key) => (object[key] === undefined ? [] : [[key, path.resolve(cwd, object[key])]]));
  return Object.fromEntries(entries) as { readonly [P in K]?: string };
}
