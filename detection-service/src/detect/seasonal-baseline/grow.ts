import type { StateArray } from '../../core/state.ts';

/** A copy of `array` with room for `length` numbers; the rest is 0. */
export function grown<A extends StateArray>(array: A, length: number): A {
  const larger = new (array.constructor as new (length: number) => A)(length);
  larger.set(array);
  return larger;
}

/** The next capacity that holds `needed`: half as much again, so that growing costs a constant share per series. */
export function nextCapacity(current: number, needed: number): number {
  return Math.max(needed, 16, Math.ceil(current * 1.5));
}
