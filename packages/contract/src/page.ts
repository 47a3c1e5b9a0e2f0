import Type from 'typebox';
import type { Static, TArray, TNull, TObject, TSchema, TString, TUnion, TUnsafe } from 'typebox';
import { int32 } from './numbers.ts';
import { nullable } from './nullable.ts';
import { named, reference } from './reference.ts';

/** Rows on a page when the request does not say, and at most. */
export const PAGE_DEFAULT = 100;
export const PAGE_MAXIMUM = 1_000;

/** What every list takes: how many rows, and where to go on. */
export const pageParameters = {
  limit: Type.Optional(
    int32('How many rows to answer at most.', { minimum: 1, maximum: PAGE_MAXIMUM, default: PAGE_DEFAULT })
  ),
  cursor: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 2_048,
      description: 'The `next` of the page before, unchanged and with the same filters. Opaque.',
    })
  ),
};

/** What an answer says of itself where it is not whole. */
export const notes = Type.Optional(
  Type.Array(Type.String(), {
    maxItems: 20,
    description:
      'What is missing in this answer, and why, as sentences: of several replicas one does not answer. Absent when it is whole.',
  })
);

type PageOf<T extends TSchema> = TObject<{ items: TArray<TUnsafe<Static<T>>>; next: TUnion<[TString, TNull]> }>;

/** One page of a list: `items` and the cursor of the page that follows. */
export function pageOf<T extends TSchema & { readonly $id: string }, const Id extends string>(
  id: Id,
  item: T,
  order: string
): PageOf<T> & { readonly $id: Id } {
  return named(
    id,
    Type.Object(
      {
        items: Type.Array(reference(item), { maxItems: PAGE_MAXIMUM, description: `The rows of this page, ${order}.` }),
        next: nullable(Type.String(), 'Cursor of the page that follows; null on the last one.'),
      },
      { description: `One page of a list, ${order}.` }
    )
  );
}
