import type { Entity } from '../core/series.ts';
import type { RequestFamily } from './indicators.ts';
import type { Outcome } from './request-sums.ts';

/** What the identity of a partial's point says: all but its time and numbers. */
export interface PartialShape {
  readonly family: RequestFamily;
  /** Absent where it names no route. */
  readonly endpoint: Entity | undefined;
  readonly outcome: Outcome;
}

const SLOT = 4;
const SLOTS = 32_768;
const FULL = SLOTS / 2;

/**
 * Key of a point → what its attributes say. A collector repeats the same few hundred identities in every request, and
 * reading their text anew is most of the work on a partial. It only remembers what it could find out again: it begins
 * anew when it is full, and no snapshot holds it. The tenant is compared, as in `StreamTable`.
 */
export class PartialShapes {
  /** low, high, index + 1 (0 = empty), tenant. */
  private readonly slots = new Uint32Array(SLOT * SLOTS);
  private shapes: PartialShape[] = [];

  find(tenant: number, low: number, high: number): PartialShape | undefined {
    const at = this.slotOf(tenant, low, high);
    return this.shapes[(this.slots[at + 2] as number) - 1];
  }

  add(tenant: number, low: number, high: number, shape: PartialShape): void {
    if (this.shapes.length >= FULL) {
      this.slots.fill(0);
      this.shapes = [];
    }
    const at = this.slotOf(tenant, low, high);
    this.slots.set([low, high, this.shapes.push(shape), tenant], at);
  }

  private slotOf(tenant: number, low: number, high: number): number {
    const { slots } = this;
    let at = (low & (SLOTS - 1)) * SLOT;
    while (slots[at + 2] !== 0 && (slots[at] !== low || slots[at + 1] !== high || slots[at + 3] !== tenant)) {
      at = (at + SLOT) & (SLOTS * SLOT - 1);
    }
    return at;
  }
}
