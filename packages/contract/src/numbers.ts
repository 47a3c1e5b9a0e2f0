import Type from 'typebox';
import type { TInteger, TNumber, TNumberOptions } from 'typebox';

/**
 * Numbers of the contract. Each carries a format, because without one the Go generator takes `float32` and loses
 * digits without a word.
 */

/** A 64-bit floating point number. */
export function double(description: string, options: TNumberOptions = {}): TNumber {
  return Type.Number({ format: 'double', description, ...options });
}

/** A whole number that fits into 32 bits. */
export function int32(description: string, options: TNumberOptions = {}): TInteger {
  return Type.Integer({ format: 'int32', description, ...options });
}

/** A whole number that fits into 53 bits, which is what JSON can carry between all languages. */
export function int64(description: string, options: TNumberOptions = {}): TInteger {
  return Type.Integer({ format: 'int64', description, ...options });
}

/** The last instant that a date can name (ECMAScript time values, ±8.64e15 ms). */
const LAST_INSTANT = 8_640_000_000_000_000;

/** An instant in milliseconds since the Unix epoch, UTC. The description need not repeat that. */
export function instant(description: string): TInteger {
  return int64(`${description} In milliseconds since the Unix epoch, UTC.`, { minimum: 0, maximum: LAST_INSTANT });
}
