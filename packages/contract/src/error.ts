import Type from 'typebox';
import type { Static } from 'typebox';
import { named, reference } from './reference.ts';
import { stringEnum } from './string-enum.ts';

/** What kind of error it is; the same list as in the service's core. */
export const ERROR_CODES = [
  'invalid_argument',
  'unauthenticated',
  'permission_denied',
  'not_found',
  'conflict',
  'too_large',
  'rate_limited',
  'cursor_expired',
  'unavailable',
  'internal',
] as const;

export const ErrorDetail = named(
  'ErrorDetail',
  Type.Object(
    {
      path: Type.String({
        description: 'Which value is wrong: a path such as `queries[0].from`, a parameter or a header.',
      }),
      expected: Type.String({ description: 'What would have been right.' }),
      found: Type.String({ description: 'What was there instead, shortened.' }),
    },
    { description: 'One value that is wrong.' }
  )
);
export type ErrorDetail = Static<typeof ErrorDetail>;

/** The body of every answer that is not a success. */
export const ErrorBody = named(
  'ErrorBody',
  Type.Object(
    {
      code: stringEnum(ERROR_CODES, 'What kind of error it is.'),
      message: Type.String({ description: 'One sentence for a person: what is wrong, and where possible what to do.' }),
      details: Type.Array(reference(ErrorDetail), {
        description: 'The values that are wrong; empty when there is none to name.',
      }),
    },
    { description: 'The body of every answer that is not a success.' }
  )
);
export type ErrorBody = Static<typeof ErrorBody>;
