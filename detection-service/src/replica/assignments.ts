import type { Millis } from '../core/time.ts';

/** How long after a failure a partition is tried again. */
const RETRY_AFTER: Millis = 3_000;

/** What becomes of partitions that are assigned here. */
export interface AssignmentsOptions<Owned> {
  /** What one is called in sentences: `Partition 3 of weir.observations.v1`. */
  readonly name: (partition: number) => string;
  /** Opens a partition. When it rejects it is reported and tried again, for as long as the partition is assigned. */
  readonly open: (partition: number) => Promise<Owned>;
  /** Lets a partition go that was open; `failed` when it must leave nothing behind, as it may be incomplete or another's. */
  readonly close: (owned: Owned, failed: boolean) => Promise<void>;
  readonly report: (sentence: string) => void;
  readonly retryAfter?: Millis;
}

interface Slot<Owned> {
  wanted: boolean;
  lost: boolean;
  owned: Owned | undefined;
  failure: string | undefined;
  working: Promise<void> | undefined;
  retry: NodeJS.Timeout | undefined;
}

/**
 * Opens and closes partitions as they are assigned: never two of the same at a time, each for itself, whatever is
 * assigned while one is being opened or closed.
 */
export class Assignments<Owned> {
  readonly #options: AssignmentsOptions<Owned>;
  readonly #slots = new Map<number, Slot<Owned>>();

  constructor(options: AssignmentsOptions<Owned>) {
    this.#options = options;
  }

  /** These are ours from now on, too. Resolves when they are open or have failed. */
  async assign(partitions: readonly number[]): Promise<void> {
    for (const partition of partitions) this.#slot(partition).wanted = true;
    await Promise.all(partitions.map((partition) => this.#settle(partition)));
  }

  /** These are to be let go; resolves when they are. */
  async release(partitions: readonly number[]): Promise<void> {
    for (const partition of partitions) {
      const slot = this.#slots.get(partition);
      if (slot !== undefined) slot.wanted = false;
    }
    await Promise.all(partitions.map((partition) => this.#settle(partition)));
  }

  /** These are somebody else's already, perhaps: they leave nothing behind. */
  async lose(partitions: readonly number[]): Promise<void> {
    for (const partition of partitions) {
      const slot = this.#slots.get(partition);
      if (slot !== undefined) slot.lost = true;
    }
    await this.release(partitions);
  }

  /** What is open, by partition. */
  *open(): Generator<readonly [number, Owned]> {
    for (const [partition, { owned, wanted }] of this.#slots) {
      if (owned !== undefined && wanted) yield [partition, owned];
    }
  }

  /** A sentence for each assigned partition that is not open. */
  problems(): string[] {
    const sentences: string[] = [];
    for (const { wanted, failure } of this.#slots.values())
      if (wanted && failure !== undefined) sentences.push(failure);
    return sentences;
  }

  /** A partition that was open cannot go on: it is let go, and opened anew after a while if it is still assigned. */
  fail(partition: number, why: string): void {
    const slot = this.#slots.get(partition);
    if (slot === undefined || slot.failure !== undefined) return;
    // It may fail while it is still being opened.
    if (slot.owned === undefined && slot.working === undefined) return;
    this.#failed(partition, slot, why);
    void this.#settle(partition);
  }

  /** Closes everything. */
  close(): Promise<void> {
    return this.release([...this.#slots.keys()]);
  }

  #slot(partition: number): Slot<Owned> {
    const known = this.#slots.get(partition);
    if (known !== undefined) return known;
    const made = {
      wanted: false,
      lost: false,
      owned: undefined,
      failure: undefined,
      working: undefined,
      retry: undefined,
    };
    this.#slots.set(partition, made);
    return made;
  }

  #settle(partition: number): Promise<void> {
    const slot = this.#slot(partition);
    slot.working ??= this.#work(partition, slot).finally(() => {
      slot.working = undefined;
      if (!slot.wanted && slot.owned === undefined) {
        clearTimeout(slot.retry);
        this.#slots.delete(partition);
      }
    });
    return slot.working;
  }

  /** Brings one partition to where it is wanted to be; what is wanted may change while it works. */
  async #work(partition: number, slot: Slot<Owned>): Promise<void> {
    for (;;) {
      if (slot.owned !== undefined && (!slot.wanted || slot.failure !== undefined)) {
        const { owned, lost, failure } = slot;
        slot.lost = false;
        await this.#options.close(owned, lost || failure !== undefined).catch((error: unknown) => {
          this.#options.report(`${this.#options.name(partition)} could not be closed: ${sentence(error)}`);
        });
        slot.owned = undefined;
      } else if (slot.owned === undefined && slot.wanted && slot.failure === undefined) {
        try {
          slot.owned = await this.#options.open(partition);
        } catch (error) {
          this.#failed(partition, slot, `${this.#options.name(partition)} cannot be opened: ${sentence(error)}`);
        }
      } else {
        return;
      }
    }
  }

  #failed(partition: number, slot: Slot<Owned>, why: string): void {
    slot.failure = why;
    this.#options.report(why);
    clearTimeout(slot.retry);
    slot.retry = setTimeout(() => {
      slot.failure = undefined;
      if (slot.wanted) void this.#settle(partition);
    }, this.#options.retryAfter ?? RETRY_AFTER);
    slot.retry.unref();
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
