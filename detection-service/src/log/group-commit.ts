import { WeirError } from '../core/errors.ts';
import { recordLength } from './group.ts';
import type { WaitingEntry } from './group.ts';
import type { Offset } from './log.ts';

/** Sizes in bytes, as they will be on the disk. */
export interface GroupLimits {
  /** The most that is written before a sync, unless a single entry is larger. */
  readonly maxGroupBytes: number;
  /** The most that may wait; what comes beyond it is refused. */
  readonly maxWaitingBytes: number;
}

interface Waiting extends WaitingEntry {
  readonly resolve: (offset: Offset) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets entries that wait share one sync: what comes while a group is on its way to the disk makes up the next group.
 * Entries are written in the order in which they came. When a group fails, all that wait fail with it.
 */
export class GroupCommit {
  readonly #commit: (group: readonly WaitingEntry[]) => Promise<Offset>;
  readonly #limits: GroupLimits;
  #queue: Waiting[] = [];
  #waitingBytes = 0;
  #running: Promise<void> | undefined;

  /** `commit` makes a group durable and returns the offset of its first entry. */
  constructor(commit: (group: readonly WaitingEntry[]) => Promise<Offset>, limits: GroupLimits) {
    this.#commit = commit;
    this.#limits = limits;
  }

  /** Resolves with the offset of the entry when it is durable. */
  add({ entry, tenant }: WaitingEntry): Promise<Offset> {
    const { promise, resolve, reject } = Promise.withResolvers<Offset>();
    const waiting = { entry, tenant, resolve, reject };
    const bytes = recordLength(waiting);
    if (this.#waitingBytes > 0 && this.#waitingBytes + bytes > this.#limits.maxWaitingBytes) {
      return Promise.reject(
        new WeirError(
          'unavailable',
          'the disk of the log does not keep up with what is sent: send again a little later'
        )
      );
    }
    this.#waitingBytes += bytes;
    this.#queue.push(waiting);
    this.#running ??= this.#run();
    return promise;
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // One turn of the microtask queue lets calls that were made together start in one group.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const group = this.#takeGroup();
      try {
        const first = await this.#commit(group);
        for (const [i, { resolve }] of group.entries()) resolve(first + i);
      } catch (error) {
        for (const { reject } of [...group, ...this.#queue]) reject(error);
        this.#queue = [];
        this.#waitingBytes = 0;
        continue;
      }
      this.#waitingBytes -= group.reduce((sum, waiting) => sum + recordLength(waiting), 0);
    }
    this.#running = undefined;
  }

  #takeGroup(): Waiting[] {
    let count = 0;
    let bytes = 0;
    for (const waiting of this.#queue) {
      bytes += recordLength(waiting);
      if (count > 0 && bytes > this.#limits.maxGroupBytes) break;
      count += 1;
    }
    const group = this.#queue.slice(0, count);
    this.#queue = count === this.#queue.length ? [] : this.#queue.slice(count);
    return group;
  }
}
