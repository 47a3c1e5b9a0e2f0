import type { StateArray } from '../../core/state.ts';
import { grown, nextCapacity } from './grow.ts';
import { RING } from './step-constants.ts';

/** Numbers per series in `RatioState.fields`, and what each is. Append only: snapshots hold them. */
export const FIELDS = 11;
/** Samples learned, time of the first. */
export const N = 0;
export const FIRST = 1;
/** Errors and calls of the last two days. */
export const ERRORS = 2;
export const CALLS = 3;
/** How much more errors vary than independent ones would. */
export const DISPERSION = 4;
/** Errors, then calls, within each of the three windows. */
export const WINDOW_ERRORS = 5;
export const WINDOW_CALLS = 8;

/** Pairs of errors and calls, the last `RING` samples. Whole numbers, exact in single precision up to 16 million. */
export const RING_LENGTH: number = 2 * RING;

/** The state of all ratio series, by slot: 408 bytes each. */
export class RatioState {
  count = 0;
  fields: Float64Array = new Float64Array(0);
  ring: Float32Array = new Float32Array(0);

  /** Makes room for one more series and returns its slot. */
  add(): number {
    const slot = this.count++;
    const capacity = this.fields.length / FIELDS;
    if (slot >= capacity) {
      const larger = nextCapacity(capacity, this.count);
      this.fields = grown(this.fields, larger * FIELDS);
      this.ring = grown(this.ring, larger * RING_LENGTH);
    }
    return slot;
  }

  columns(): Record<string, StateArray> {
    return {
      ratio_fields: this.fields.slice(0, this.count * FIELDS),
      ratio_ring: this.ring.slice(0, this.count * RING_LENGTH),
    };
  }

  static restore(count: number, column: <A extends StateArray>(name: string, like: A) => A): RatioState {
    const state = new RatioState();
    state.count = count;
    state.fields = column('ratio_fields', state.fields);
    state.ring = column('ratio_ring', state.ring);
    return state;
  }
}
