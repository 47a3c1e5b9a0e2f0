import { WeirError } from '../core/errors.ts';

/** What was found, or an answer 404 that says what was looked for, and where the request named it. */
export function orNotFound<T>(found: T | undefined, what: string, id: string, path = 'id'): T {
  if (found !== undefined) return found;
  throw new WeirError('not_found', `There is no ${what} with this id.`, [
    { path, expected: `the id of a known ${what}`, found: id },
  ]);
}
