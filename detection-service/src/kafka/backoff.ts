import { setTimeout as sleep } from 'node:timers/promises';
import type { Millis } from '../core/time.ts';

const FIRST: Millis = 50;
const LONGEST: Millis = 5_000;

/** Waits longer with each failure in a row, and not as long as everybody else: a broker that comes back is not run over. */
export class Backoff {
  #next = FIRST;

  /** After something went well. */
  reset(): void {
    this.#next = FIRST;
  }

  /** Resolves after a while, at once when it is aborted. */
  async wait(signal?: AbortSignal): Promise<void> {
    const delay = this.#next * (0.5 + Math.random() / 2);
    this.#next = Math.min(LONGEST, this.#next * 2);
    await sleep(delay, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  }
}
