import Type, { type TUnsafe } from 'typebox';

/**
 * A text that is one of a few. Written as `type` and `enum` together: Go then gets a named type with its constants,
 * where a union of literals would become an opaque wrapper.
 */
export function stringEnum<const T extends readonly string[]>(values: T, description: string): TUnsafe<T[number]> {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...values], description });
}
