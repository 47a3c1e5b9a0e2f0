import type { StateArray } from '../core/state.ts';

/** Capacity to grow to so that `needed` fits: by half, so that the slack of large columns stays small. */
export function roomFor(capacity: number, needed: number): number {
  return Math.max(needed, 16, capacity + (capacity >> 1));
}

/** A copy of `column` with room for `capacity` elements; what is new is 0. */
export function grown<T extends StateArray>(column: T, capacity: number): T {
  const larger = new (column.constructor as new (length: number) => T)(capacity);
  larger.set(column);
  return larger;
}
