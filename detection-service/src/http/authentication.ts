import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { SCOPES, type Scope, type Token } from '../config/schema.ts';
import { isLoopback } from '../config/loopback.ts';
import { WeirError } from '../core/errors.ts';

/** Who asks. */
export interface Principal {
  /** Name of the token; `loopback` without tokens. */
  readonly name: string;
  readonly tenant: string;
  readonly scopes: readonly Scope[];
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a token needs for this route; `open` needs none. Every route says it. */
    readonly scope?: Scope | 'open';
  }
  interface FastifyRequest {
    /** Set before the handler of every route that is not `open`. */
    principal: Principal | undefined;
  }
}

/** The tenant of a service without tokens. */
export const LOOPBACK_TENANT = 'default';
const LOOPBACK: Principal = { name: 'loopback', tenant: LOOPBACK_TENANT, scopes: SCOPES };

/** Finds out who asks, by what stands in the head of a request. */
export type Authenticate = (request: FastifyRequest) => Principal;

/**
 * With tokens: the one that the request bears. Without: everybody on this machine, which a web page in a browser on
 * this machine is not (it reaches loopback by name rebinding or a cross-site request, and both show in the head).
 * `openLoopback`: tokens say who asks, but programs on this machine need none.
 */
export function authenticator(tokens: readonly Token[], openLoopback = false): Authenticate {
  if (tokens.length === 0) return fromLoopback;
  const known = tokens.map((token) => ({ token, digest: Buffer.from(token.sha256, 'hex') }));
  return (request) => {
    if (openLoopback && request.headers.authorization === undefined) return fromLoopback(request);
    const [, secret] = /^Bearer +([\x21-\x7e]{1,4096})$/i.exec(request.headers.authorization ?? '') ?? [];
    if (secret === undefined) {
      throw new WeirError('unauthenticated', 'This service wants a token.', [
        {
          path: 'authorization',
          expected: 'Bearer TOKEN',
          found: request.headers.authorization === undefined ? 'nothing' : 'something else (not shown)',
        },
      ]);
    }
    const digest = createHash('sha256').update(secret).digest();
    // All are compared, each in constant time, so that the time says nothing about which is near.
    const matches = known.filter((one) => timingSafeEqual(one.digest, digest));
    const token = matches[0]?.token;
    if (token === undefined) {
      throw new WeirError('unauthenticated', 'The token is wrong or no longer valid.', [
        { path: 'authorization', expected: 'a token of the configuration', found: 'another one (not shown)' },
      ]);
    }
    return { name: token.name, tenant: token.tenant, scopes: token.scopes };
  };
}

/** Refuses a principal that lacks the scope of the route. */
export function requireScope(principal: Principal, scope: Scope): void {
  if (principal.scopes.includes(scope)) return;
  throw new WeirError('permission_denied', `The token ${principal.name} may not do this.`, [
    {
      path: 'authorization',
      expected: `a token with the scope ${scope}`,
      found: `scopes ${principal.scopes.join(', ')}`,
    },
  ]);
}

/** Who asked; a route that is not `open` has always somebody. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === undefined) throw new Error('the route is open and has no principal');
  return request.principal;
}

function fromLoopback(request: FastifyRequest): Principal {
  const { host = '', origin } = request.headers;
  if (!isLoopback(hostName(host))) throw stranger('host', 'localhost, 127.0.0.1 or [::1]', host);
  if (origin !== undefined && origin !== `http://${host}`) throw stranger('origin', 'no other web page', origin);
  const site = request.headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') throw stranger('sec-fetch-site', 'same-origin or none', site);
  return LOOPBACK;
}

function hostName(host: string): string {
  return host.replace(/:\d{1,5}$/, '');
}

function stranger(path: string, expected: string, found: string): WeirError {
  const message = `Without tokens only programs on this machine are answered, not web pages: ${path} must be ${expected}.`;
  return new WeirError('permission_denied', message, [{ path, expected, found: found.slice(0, 80) }]);
}
