import Type from 'typebox';
import type { TUnsafe } from 'typebox';
import { ErrorBody } from '../error.ts';

/** A schema of the contract. */
interface Named {
  readonly $id: string;
}

/** An answer that is a named schema. */
export function answer(schema: Named, description: string): TUnsafe {
  return Type.Unsafe({ $ref: `${schema.$id}#`, description });
}

/** A body that is a named schema. */
export function body(schema: Named): TUnsafe {
  return Type.Unsafe({ $ref: `${schema.$id}#` });
}

/** What every operation may answer besides its success. */
export const refusals = {
  '4XX': answer(ErrorBody, 'The request was refused: the body says why.'),
  '5XX': answer(ErrorBody, 'The service could not answer; `unavailable` is worth another try.'),
};
