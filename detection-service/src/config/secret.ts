import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { WeirError } from '../core/errors.ts';

/** What a secret has at least: 16 characters of a random text are beyond guessing. */
const LEAST_CHARACTERS = 16;

/** Where a secret stands. */
export interface SecretReference {
  readonly env?: string;
  readonly file?: string;
}

/**
 * SHA-256 in hex of the secret that a reference names. The secret itself goes nowhere else.
 * @throws {WeirError} `invalid_argument` that names `at`, without a word of the secret
 */
export function secretDigest(reference: SecretReference, at: string, env: NodeJS.ProcessEnv, cwd: string): string {
  const secret = read(reference, at, env, cwd).trim();
  if (secret.length < LEAST_CHARACTERS)
    throw refused(at, `a secret of at least ${LEAST_CHARACTERS} characters`, `${secret.length}`);
  return createHash('sha256').update(secret).digest('hex');
}

/**
 * The secret that a reference names, without white space around it. Whoever asks keeps it out of logs and answers.
 * @throws {WeirError} `invalid_argument` that names `at`, without a word of the secret
 */
export function readSecret(
  reference: SecretReference,
  at: string,
  env: NodeJS.ProcessEnv = process.env,
  cwd: string = process.cwd()
): string {
  const secret = read(reference, at, env, cwd).trim();
  if (secret === '') throw refused(at, 'a secret', 'an empty text');
  return secret;
}

function read(reference: SecretReference, at: string, env: NodeJS.ProcessEnv, cwd: string): string {
  if ((reference.env === undefined) === (reference.file === undefined)) {
    throw refused(at, 'either {env: NAME} or {file: PATH}', reference.env === undefined ? 'neither' : 'both');
  }
  if (reference.env !== undefined) {
    const value = env[reference.env];
    if (value === undefined) throw refused(`${at}.env`, 'a variable that is set', `${reference.env}, which is not set`);
    return value;
  }
  const file = path.resolve(cwd, reference.file ?? '');
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw refused(`${at}.file`, 'a file that can be read', `${file} (${reason})`);
  }
}

function refused(at: string, expected: string, found: string): WeirError {
  return new WeirError('invalid_argument', `${at} must be ${expected}, found ${found}.`, [
    { path: at, expected, found },
  ]);
}
