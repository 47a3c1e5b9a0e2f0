import Type from 'typebox';
import type { TNull, TSchema, TUnion } from 'typebox';

/**
 * A value or `null`, for what may be absent in an answer: a gap, an end that has not come. Go gets a pointer; a plain
 * number would turn `null` into 0 without an error.
 */
export function nullable<T extends TSchema>(schema: T, description: string): TUnion<[T, TNull]> {
  return Type.Union([schema, Type.Null()], { description });
}
