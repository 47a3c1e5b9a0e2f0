import Type from 'typebox';
import type { Static, TSchema, TUnsafe } from 'typebox';

/** A reference to a schema that has an `$id`, typed as that schema. The document names it by the id. */
export function reference<T extends TSchema & { readonly $id: string }>(schema: T): TUnsafe<Static<T>> {
  return Type.Unsafe<Static<T>>({ $ref: `${schema.$id}#` });
}

/** An object schema that is known by a name: a component of the document, a type in Go. */
export function named<T extends TSchema, const Id extends string>(id: Id, schema: T): T & { readonly $id: Id } {
  return { ...schema, $id: id };
}
