import { createHash } from 'node:crypto';
import { WeirError } from '../core/errors.ts';
import type { Page, Paged } from '../storage/ports.ts';

/** What a list answers, before its rows are mapped. */
export interface CursorPage<T> {
  readonly rows: readonly T[];
  readonly next: string | null;
}

/** What a request says about the page that it wants. */
export interface PageRequest {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

const CHECK_BYTES = 6;
const DEFAULT_LIMIT = 100;

/**
 * Reads one page. The cursor is the key of the last row of the page before, with a check over the list, the tenant and
 * the filters: one that was damaged, or that belongs to another list or other filters, is refused instead of answering
 * something else. It is no secret and gives no rights; the tenant always comes from the credential.
 * @throws {WeirError} `invalid_argument` for a cursor that is not of this list
 */
export function readPage<T>(
  list: string,
  tenant: string,
  filter: Readonly<Record<string, unknown>>,
  { limit = DEFAULT_LIMIT, cursor }: PageRequest,
  read: (page: Page) => Paged<T>
): CursorPage<T> {
  const scope = JSON.stringify([
    list,
    tenant,
    Object.entries(filter)
      .filter(([, value]) => value !== undefined)
      .sort(),
  ]);
  const { rows, next } = read({ limit, after: cursor === undefined ? undefined : decode(cursor, scope) });
  return { rows, next: next === undefined ? null : encode(next, scope) };
}

function encode(key: string, scope: string): string {
  const bytes = Buffer.from(key, 'utf8');
  return Buffer.concat([check(bytes, scope), bytes]).toString('base64url');
}

function decode(cursor: string, scope: string): string {
  const bytes = Buffer.from(cursor, 'base64url');
  const key = bytes.subarray(CHECK_BYTES);
  // Node decodes leniently: what does not encode back to the same text was not made here.
  const intact = bytes.toString('base64url') === cursor && bytes.subarray(0, CHECK_BYTES).equals(check(key, scope));
  if (intact && bytes.length > CHECK_BYTES) return key.toString('utf8');
  throw new WeirError(
    'invalid_argument',
    'The cursor is not one of this list with these filters; start again without it.',
    [
      {
        path: 'cursor',
        expected: 'the `next` of the page before, unchanged, with the same filters',
        found: 'another text',
      },
    ]
  );
}

function check(key: Buffer, scope: string): Buffer {
  return createHash('sha256').update(scope).update('\0').update(key).digest().subarray(0, CHECK_BYTES);
}
