import type { Millis } from '../core/time.ts';

/**
 * Keeps work to a share of a core over time, after a burst: what was not used comes back as time goes by. So the first
 * forecasts after a start are there soon, and many services still cost no more than their share.
 */
export class CpuPace {
  readonly #share: number;
  readonly #burst: Millis;
  #debt: Millis = 0;
  #at: Millis;

  /** `share` of one core, 0 to 1; `burst` of CPU time that may be spent ahead. */
  constructor(share: number, burst: Millis, now: Millis) {
    this.#share = share;
    this.#burst = burst;
    this.#at = now;
  }

  /** How long to rest after `spent` of CPU time that ended at `now`. */
  restAfter(spent: Millis, now: Millis): Millis {
    this.#debt = Math.max(0, this.#debt - Math.max(0, now - this.#at) * this.#share) + spent;
    this.#at = now;
    return Math.max(0, this.#debt - this.#burst) / this.#share;
  }
}
