import { randomBytes } from 'node:crypto';
import { SCOPES, type Scope } from '../config/schema.ts';
import { WeirError } from '../core/errors.ts';
import { parseArguments, type Flag } from './arguments.ts';

const SECRET_BYTES = 32;
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;

const TOKEN_FLAGS: readonly Flag[] = [
  { name: '--scopes', value: 'LIST', help: `what it may do, with commas: ${SCOPES.join(', ')}; read when not given` },
  { name: '--tenant', value: 'NAME', help: 'whose it is; default when not given' },
];

/**
 * `weir token NAME`: makes a secret and says where it goes. The secret is on standard output alone, so that it can be
 * piped into a file; it is kept nowhere.
 */
export function token(argv: readonly string[]): Promise<number> {
  const { positional, flags } = parseArguments(argv, TOKEN_FLAGS);
  const [name, more] = positional;
  if (name === undefined || more !== undefined || !NAME.test(name)) {
    throw new WeirError('invalid_argument', 'Name the token after who uses it: weir token grafana', [
      { path: 'NAME', expected: 'one name of letters, digits, _ . and -', found: positional.join(' ') || 'none' },
    ]);
  }
  const scopes = (flags.get('--scopes')?.at(-1) ?? 'read').split(',').map((scope) => scope.trim());
  const unknown = scopes.find((scope) => !SCOPES.includes(scope as Scope));
  if (unknown !== undefined) {
    throw new WeirError('invalid_argument', 'That is not a scope.', [
      { path: '--scopes', expected: SCOPES.join(', '), found: unknown },
    ]);
  }
  const tenant = flags.get('--tenant')?.at(-1);
  const variable = `${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}_TOKEN`;
  const owner = tenant === undefined ? '' : `tenant: ${JSON.stringify(tenant)}, `;
  process.stdout.write(`${randomBytes(SECRET_BYTES).toString('base64url')}\n`);
  process.stderr.write(
    `\nAbove is the secret; it is shown once. Put it into the environment of the service as ${variable}, and this into weir.yaml:\n\n` +
      `tokens:\n  - { name: ${name}, ${owner}scopes: [${scopes.join(', ')}], secret: { env: ${variable} } }\n\n` +
      `Whoever uses it sends: Authorization: Bearer SECRET\n`
  );
  return Promise.resolve(0);
}
