import { WeirError } from '../core/errors.ts';
import type { Millis } from '../core/time.ts';
import { LEASE, type Owners, type ReplicaAddress } from './owners.ts';

/** How often an owner says that it is still there: two of three words may be lost. */
const RENEW_EVERY: Millis = LEASE / 3;

export interface OwnerLeasesParts {
  readonly owners: Pick<Owners, 'claim' | 'renew' | 'release'>;
  /** This replica. */
  readonly self: ReplicaAddress;
  /** A clock that only goes forward. */
  readonly now: () => Millis;
  readonly report: (sentence: string) => void;
}

/** Says to the other replicas which partitions this one has, for as long as it has them. */
export class OwnerLeases {
  readonly #parts: OwnerLeasesParts;
  /** Partitions that were claimed, and since when another replica says that it has them. */
  readonly #claimed = new Map<number, Millis | undefined>();
  #wanted: readonly number[] = [];
  #renewed: Millis = -Infinity;
  #working: Promise<void> | undefined;
  #silent = false;
  #closed = false;

  constructor(parts: OwnerLeasesParts) {
    this.#parts = parts;
  }

  /**
   * This replica has these partitions now; to be called every second or so. Resolves when the others can know, or when that
   * has failed: then it is reported, and the next call tries again.
   */
  keep(partitions: readonly number[]): Promise<void> {
    this.#wanted = partitions;
    if (this.#closed) return Promise.resolve();
    this.#working ??= this.#keep().finally(() => {
      this.#working = undefined;
    });
    return this.#working;
  }

  /** This replica has no partition any more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#working;
    await this.#try(() => this.#release([...this.#claimed.keys()]));
  }

  async #keep(): Promise<void> {
    await this.#try(async () => {
      const wanted = new Set(this.#wanted);
      await this.#release([...this.#claimed.keys()].filter((partition) => !wanted.has(partition)));
      await this.#renew();
      await this.#claim([...wanted].filter((partition) => !this.#claimed.has(partition)));
    });
  }

  async #claim(partitions: readonly number[]): Promise<void> {
    if (partitions.length === 0) return;
    await this.#parts.owners.claim(partitions, this.#parts.self);
    for (const partition of partitions) this.#claimed.set(partition, undefined);
  }

  async #release(partitions: readonly number[]): Promise<void> {
    if (partitions.length === 0) return;
    await this.#parts.owners.release(partitions, this.#parts.self);
    for (const partition of partitions) this.#claimed.delete(partition);
  }

  async #renew(): Promise<void> {
    const { owners, self, now } = this.#parts;
    const time = now();
    if (this.#claimed.size === 0 || time - this.#renewed < RENEW_EVERY) return;
    const own = new Set(await owners.renew([...this.#claimed.keys()], self));
    this.#renewed = time;
    for (const [partition, since] of this.#claimed) {
      if (own.has(partition)) this.#claimed.set(partition, undefined);
      else if (since === undefined) this.#claimed.set(partition, time);
      // Both believe that they have it. The one that is wrong hears of it within the lease; then the other claims it again.
      else if (time - since >= LEASE) this.#claimed.delete(partition);
    }
  }

  /** A word to the others that fails is no reason to stop. */
  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#silent = false;
    } catch (error) {
      if (!(error instanceof WeirError)) throw error;
      if (!this.#silent) this.#parts.report(`The other replicas do not hear what this one has: ${error.message}`);
      this.#silent = true;
    }
  }
}
