import type { Counter } from 'prom-client';

/** More values of one label than this are counted together, so that a defect cannot fill the memory. */
const MOST_LABELS = 64;
const REST = 'other';

/**
 * A counter that is fed with totals kept elsewhere, for example in another thread. A total that is smaller than the
 * one before means that its keeper started anew; what it says then is new.
 */
export class TotalCounter {
  readonly #counter: Counter;
  readonly #label: string | undefined;
  readonly #seen = new Map<string, number>();

  constructor(counter: Counter, label?: string) {
    this.#counter = counter;
    this.#label = label;
  }

  raiseTo(total: number | undefined, value = ''): void {
    if (total === undefined || !Number.isFinite(total) || total < 0) return;
    const before = this.#seen.get(value);
    if (before === undefined && this.#seen.size >= MOST_LABELS && value !== REST) {
      this.#add(total, REST);
      return;
    }
    this.#seen.set(value, total);
    this.#add(before === undefined || total < before ? total : total - before, value);
  }

  #add(amount: number, value: string): void {
    if (this.#label === undefined) this.#counter.inc(amount);
    else this.#counter.inc({ [this.#label]: value }, amount);
  }
}
