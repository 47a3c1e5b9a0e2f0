import type { FastifyRequest } from 'fastify';
import { WeirError } from '../core/errors.ts';
import type { Actor } from '../records/record.ts';
import { principalOf, requireScope } from './authentication.ts';

/**
 * Headers by which a service that has signed a person in says for whom it acts. Values are percent-encoded UTF-8, as in
 * a URL, because headers hold ASCII only. The id is stable within the service; the e-mail address has been verified.
 */
const ID = 'weir-actor-id';
const NAME = 'weir-actor-name';
const EMAIL = 'weir-actor-email';
const LONGEST = 256;

/**
 * Who does what the request asks for: the person that the caller acts for, or the caller itself where it names nobody.
 *
 * @throws WeirError `permission_denied` when it names somebody without the scope `act-as`, `invalid_argument` for a
 * name that is empty, too long or badly encoded
 */
export function actorOf(request: FastifyRequest): Actor {
  const principal = principalOf(request);
  const id = text(request, ID);
  if (id === undefined) return { id: principal.name, name: principal.name, via: principal.name };
  requireScope(principal, 'act-as');
  return { id, name: text(request, NAME) ?? id, email: text(request, EMAIL), via: principal.name };
}

function text(request: FastifyRequest, header: string): string | undefined {
  const value = request.headers[header];
  if (value === undefined) return undefined;
  const decoded = typeof value === 'string' ? decode(value) : undefined;
  if (decoded !== undefined && decoded.trim() !== '' && decoded.length <= LONGEST) return decoded;
  throw new WeirError('invalid_argument', `The header ${header} does not name anybody.`, [
    { path: header, expected: `1 to ${LONGEST} characters, percent-encoded`, found: String(value).slice(0, 80) },
  ]);
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    // A stray percent sign: the caller hears of it from whoever asked for the text.
    return undefined;
  }
}
