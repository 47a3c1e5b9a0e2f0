import type { Millis } from '../core/time.ts';

/**
 * Whole milliseconds of an unsigned 64-bit number of nanoseconds, rounded down. Exact: 2^32 = 4294 · 10^6 + 967296, and
 * what is divided stays below 2^53, where a quotient by 10^6 is never rounded up to a whole number.
 */
export function millisOfNanos(low: number, high: number): Millis {
  return high * 4_294 + Math.floor((high * 967_296 + low) / 1_000_000);
}
