import { HOUR } from '../core/time.ts';
import type { Millis } from '../core/time.ts';
import type { StateArray } from '../core/state.ts';
import { hash64 } from './hash64.ts';

/** Stretches of sequence numbers that are kept per emitter and service; beyond, the lowest gap counts as seen. */
const MAX_RANGES = 4096;
const MAX_LEDGERS = 65_536;
/** Batch keys that are kept, 12 bytes each at a load of 25 to 60 %; beyond, the oldest hours are forgotten first. */
const MAX_KEYS = 1 << 20;
const SLOT = 3;

/** The sequence numbers of one emitter and service that were seen, as ascending, disjoint, closed ranges. */
interface Ledger {
  lastWord: Millis;
  readonly ranges: number[];
}

/**
 * Which partials were taken already. Those with a batch key are known by a 64-bit hash of their identity for `horizon`
 * of append time. Those with a sequence are known by ranges: a sender that counts without gaps costs two numbers for
 * ever, however long it runs; a ledger that was not used for the horizon is dropped.
 */
export class SeenPartials {
  private readonly horizon: Millis;
  private readonly maxKeys: number;
  private ledgers = new Map<string, Ledger>();
  /** low, high, hour + 1 (0 = empty). */
  private slots: Uint32Array = new Uint32Array(SLOT * 1024);
  private used = 0;

  constructor(horizon: Millis, maxKeys = MAX_KEYS) {
    this.horizon = horizon;
    this.maxKeys = maxKeys;
  }

  /** Notes a partial with a sequence number; false when it was there before. */
  sequence(ledgerKey: string, sequence: number, now: Millis): boolean {
    let ledger = this.ledgers.get(ledgerKey);
    if (ledger === undefined) {
      if (this.ledgers.size >= MAX_LEDGERS) this.dropLedgers(now);
      ledger = { lastWord: now, ranges: [] };
      this.ledgers.set(ledgerKey, ledger);
    }
    ledger.lastWord = now;
    return insert(ledger.ranges, sequence);
  }

  /** Notes a partial with a batch key; false when it was there before, within the horizon. */
  batch(identity: string, now: Millis): boolean {
    const { low, high } = hash64(identity);
    const hour = Math.floor(now / HOUR) + 1;
    let at = this.slotOf(this.slots, low, high);
    const seen = this.slots[at + 2] as number;
    if (seen !== 0) {
      const known = (hour - seen) * HOUR <= this.horizon;
      this.slots[at + 2] = hour;
      return !known;
    }
    if ((this.used + 1) * 5 * SLOT > this.slots.length * 3 || this.used >= this.maxKeys) {
      this.purge(hour);
      at = this.slotOf(this.slots, low, high);
    }
    this.slots[at] = low;
    this.slots[at + 1] = high;
    this.slots[at + 2] = hour;
    this.used++;
    return true;
  }

  columns(): Record<string, StateArray> {
    return { slots: this.slots.slice() };
  }

  header(): unknown {
    return Array.from(this.ledgers, ([key, { lastWord, ranges }]) => [key, { lastWord, ranges: [...ranges] }]);
  }

  static restore(horizon: Millis, header: unknown, columns: Readonly<Record<string, StateArray>>): SeenPartials {
    const seen = new SeenPartials(horizon);
    for (const [key, ledger] of header as [string, Ledger][]) {
      seen.ledgers.set(key, { lastWord: ledger.lastWord, ranges: [...ledger.ranges] });
    }
    seen.slots = (columns['slots'] as Uint32Array).slice();
    for (let at = 2; at < seen.slots.length; at += SLOT) if (seen.slots[at] !== 0) seen.used++;
    return seen;
  }

  private dropLedgers(now: Millis): void {
    let oldest: [string, Ledger] | undefined;
    for (const entry of this.ledgers) {
      if (now - entry[1].lastWord > this.horizon) this.ledgers.delete(entry[0]);
      else if (oldest === undefined || entry[1].lastWord < oldest[1].lastWord) oldest = entry;
    }
    if (this.ledgers.size >= MAX_LEDGERS && oldest !== undefined) this.ledgers.delete(oldest[0]);
  }

  /** Drops what is over the horizon; grows when that was not enough, and at the limit drops the oldest hours. */
  private purge(hour: number): void {
    const before = this.slots;
    const perHour = new Map<number, number>();
    for (let at = 2; at < before.length; at += SLOT) {
      const seen = before[at] as number;
      if (seen !== 0) perHour.set(seen, (perHour.get(seen) ?? 0) + 1);
    }
    let oldest = hour - Math.floor(this.horizon / HOUR);
    let kept = 0;
    for (const [seen, count] of perHour) if (seen >= oldest) kept += count;
    const room = kept >= this.maxKeys ? this.maxKeys * 0.75 : this.maxKeys;
    while (kept > room && oldest <= hour) kept -= perHour.get(oldest++) ?? 0;
    let size = 1024;
    while (kept * 2 > size) size *= 2;
    this.slots = new Uint32Array(size * SLOT);
    this.used = kept;
    for (let at = 0; at < before.length; at += SLOT) {
      const seen = before[at + 2] as number;
      if (seen === 0 || seen < oldest) continue;
      const to = this.slotOf(this.slots, before[at] as number, before[at + 1] as number);
      this.slots.set([before[at] as number, before[at + 1] as number, seen], to);
    }
  }

  private slotOf(slots: Uint32Array, low: number, high: number): number {
    const mask = slots.length / SLOT - 1;
    let at = low & mask;
    while (slots[at * SLOT + 2] !== 0 && (slots[at * SLOT] !== low || slots[at * SLOT + 1] !== high))
      at = (at + 1) & mask;
    return at * SLOT;
  }
}

/** Adds `value` to ascending closed ranges [from, to, from, to …]; false when it is in one already. */
function insert(ranges: number[], value: number): boolean {
  let at = ranges.length;
  while (at > 0 && (ranges[at - 2] as number) > value) at -= 2;
  const touchesLeft = at > 0 && (ranges[at - 1] as number) >= value - 1;
  if (touchesLeft && (ranges[at - 1] as number) >= value) return false;
  const touchesRight = at < ranges.length && ranges[at] === value + 1;
  if (touchesLeft && touchesRight) ranges.splice(at - 1, 2);
  else if (touchesLeft) ranges[at - 1] = value;
  else if (touchesRight) ranges[at] = value;
  else ranges.splice(at, 0, value, value);
  if (ranges.length > 2 * MAX_RANGES) ranges.splice(1, 2);
  return true;
}
