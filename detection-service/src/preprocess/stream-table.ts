import type { StateArray } from '../core/state.ts';
import { grown, roomFor } from './grow.ts';

/** What a stream feeds. */
export const REFUSED = 0;
export const LEVEL = 1;
export const GROWTH_DELTA = 2;
export const GROWTH_CUMULATIVE = 3;
export const HISTOGRAM = 4;
export type StreamUse =
  typeof REFUSED | typeof LEVEL | typeof GROWTH_DELTA | typeof GROWTH_CUMULATIVE | typeof HISTOGRAM;

/** Offsets in `ints`, of which every stream has `INTS`: half a cache line, so that a sample touches one. */
export const USE = 0;
/** Cell in its lane, index of its histogram, or code of the reason why it is refused. */
export const TARGET = 1;
export const LANE = 2;
export const SOURCE = 3;
/** Append time of its newest point, in seconds. */
export const SEEN = 4;
/** Step length that its rhythm asks for (index + 1) times 256, and for how many points in a row. */
export const RHYTHM = 5;
/** Time of its newest point, in seconds. */
export const LAST = 6;
/** Its counter + 1; 0 when it has none. */
export const COUNTER = 7;
export const INTS = 8;
/** Offsets in `counters`, of which every counter has `COUNTER_FIELDS`: the newest point of a stream that grows. */
export const TIME = 0;
export const START = 1;
export const VALUE = 2;
export const COUNTER_FIELDS = 3;

const SLOT = 4;

/**
 * Key → stream. A stream is what a sender tells apart: one metric, one set of attributes, one resource. Open addressing
 * on the 64-bit key that the decoder hashed; the tenant stands in the slot and is compared, so that no tenant can meet
 * another's stream. `ints` and `counters` are the streams' memory; they are replaced when the table grows.
 */
export class StreamTable {
  /** Streams ever in use at once: the number of rows. */
  rows = 0;
  /** How often streams were forgotten: rows that were looked up before no longer hold. */
  sweeps = 0;
  ints: Uint32Array = new Uint32Array(INTS * 16);
  counters: Float64Array = new Float64Array(COUNTER_FIELDS * 16);
  /** low, high, row + 1 (0 = empty), tenant. */
  private slots: Uint32Array = new Uint32Array(SLOT * 64);
  private mask = 63;
  private used = 0;
  private free: number[] = [];
  private counterCount = 0;
  private freeCounters: number[] = [];

  /** Row of the stream, or −1. */
  find(tenant: number, low: number, high: number): number {
    const { slots, mask } = this;
    let at = (low & mask) * SLOT;
    for (;;) {
      const row = slots[at + 2] as number;
      if (row === 0) return -1;
      if (slots[at] === low && slots[at + 1] === high && slots[at + 3] === tenant) return row - 1;
      at = (at + SLOT) & (mask * SLOT + SLOT - 1);
    }
  }

  /** Adds a stream that is not there yet and returns its row. */
  add(tenant: number, low: number, high: number, use: StreamUse, target: number, lane: number, source: number): number {
    if ((this.used + 1) * 5 > (this.mask + 1) * 3) this.rebuild((this.mask + 1) * 2, () => true);
    const row = this.free.pop() ?? this.rows++;
    if (row * INTS >= this.ints.length) this.ints = grown(this.ints, roomFor(this.ints.length / INTS, row + 1) * INTS);
    const counter = use === REFUSED || use === LEVEL ? 0 : this.addCounter() + 1;
    this.ints.set([use, target, lane, source, 0, 0, 0, counter], row * INTS);
    this.insert(low, high, row + 1, tenant);
    this.used++;
    return row;
  }

  /** Forgets the streams of a tenant that nobody has heard of since `before` (seconds); `dropped` gets their rows. */
  sweep(tenant: number, before: number, dropped: (row: number) => void): number {
    const { ints } = this;
    const stale = (row: number): boolean => (ints[row * INTS + SEEN] as number) < before;
    this.sweeps++;
    const gone: number[] = [];
    this.rebuild(this.mask + 1, (row, owner) => {
      if (owner !== tenant || !stale(row)) return true;
      gone.push(row);
      return false;
    });
    gone.sort((a, b) => b - a);
    for (const row of gone) {
      dropped(row);
      const counter = this.ints[row * INTS + COUNTER] as number;
      if (counter > 0) this.freeCounters.push(counter - 1);
    }
    this.free.push(...gone);
    this.used -= gone.length;
    return gone.length;
  }

  /** Indexes of the sources that some stream comes from. */
  sourcesInUse(): Set<number> {
    const used = new Set<number>();
    for (let at = 2; at < this.slots.length; at += SLOT) {
      const row = (this.slots[at] as number) - 1;
      if (row >= 0) used.add(this.ints[row * INTS + SOURCE] as number);
    }
    return used;
  }

  columns(): Record<string, StateArray> {
    return {
      slots: this.slots.slice(),
      ints: this.ints.slice(0, this.rows * INTS),
      counters: this.counters.slice(0, this.counterCount * COUNTER_FIELDS),
      free: Uint32Array.from(this.free),
      freeCounters: Uint32Array.from(this.freeCounters),
    };
  }

  static restore(columns: Readonly<Record<string, StateArray>>): StreamTable {
    const table = new StreamTable();
    table.slots = (columns['slots'] as Uint32Array).slice();
    table.mask = table.slots.length / SLOT - 1;
    table.ints = grown(columns['ints'] as Uint32Array, Math.max((columns['ints'] as Uint32Array).length, INTS * 16));
    const counters = columns['counters'] as Float64Array;
    table.counterCount = counters.length / COUNTER_FIELDS;
    table.counters = grown(counters, Math.max(counters.length, COUNTER_FIELDS * 16));
    table.freeCounters = Array.from(columns['freeCounters'] as Uint32Array);
    table.free = Array.from(columns['free'] as Uint32Array);
    table.rows = (columns['ints'] as Uint32Array).length / INTS;
    table.used = table.rows - table.free.length;
    return table;
  }

  private addCounter(): number {
    const counter = this.freeCounters.pop() ?? this.counterCount++;
    const at = counter * COUNTER_FIELDS;
    if (at >= this.counters.length) {
      this.counters = grown(
        this.counters,
        roomFor(this.counters.length / COUNTER_FIELDS, counter + 1) * COUNTER_FIELDS
      );
    }
    this.counters.set([-1, 0, 0], at);
    return counter;
  }

  private insert(low: number, high: number, row: number, tenant: number): void {
    const { slots, mask } = this;
    let at = (low & mask) * SLOT;
    while (slots[at + 2] !== 0) at = (at + SLOT) & (mask * SLOT + SLOT - 1);
    slots[at] = low;
    slots[at + 1] = high;
    slots[at + 2] = row;
    slots[at + 3] = tenant;
  }

  private rebuild(size: number, keep: (row: number, tenant: number) => boolean): void {
    const before = this.slots;
    this.slots = new Uint32Array(size * SLOT);
    this.mask = size - 1;
    for (let at = 0; at < before.length; at += SLOT) {
      const row = before[at + 2] as number;
      if (row === 0 || !keep(row - 1, before[at + 3] as number)) continue;
      this.insert(before[at] as number, before[at + 1] as number, row, before[at + 3] as number);
    }
  }
}
