import type { MetadataRow } from './metadata-row.ts';

interface Waiter {
  /** How many rows must have gone before it is content. */
  readonly until: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Rows in the order in which they are to be stored, and who waits for them. */
export class WaitingRows {
  readonly #rows: MetadataRow[] = [];
  readonly #waiters: Waiter[] = [];
  /** First row that waits; what is before it is cut off now and then. */
  #start = 0;
  #gone = 0;

  get size(): number {
    return this.#rows.length - this.#start;
  }

  /** Resolves when these rows, and all before, are stored. */
  add(rows: readonly MetadataRow[]): Promise<void> {
    for (const row of rows) this.#rows.push(row);
    if (this.size === 0) return Promise.resolve();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiters.push({ until: this.#gone + this.size, resolve, reject });
    return promise;
  }

  /** The next rows, at most so many, none of them twice in different revisions. */
  next(most: number): MetadataRow[] {
    const keys = new Set<string>();
    const batch: MetadataRow[] = [];
    for (let i = this.#start; i < this.#rows.length && batch.length < most; i++) {
      const row = this.#rows[i] as MetadataRow;
      const key = [row.kind, row.tenant, row.id].join('\n');
      if (keys.has(key)) break;
      keys.add(key);
      batch.push(row);
    }
    return batch;
  }

  /** So many of the next rows are stored. */
  done(count: number): void {
    this.#start += count;
    this.#gone += count;
    if (this.#start > 10_000 || this.size === 0) {
      this.#rows.splice(0, this.#start);
      this.#start = 0;
    }
    while (this.#waiters[0] !== undefined && this.#waiters[0].until <= this.#gone) this.#waiters.shift()?.resolve();
  }

  /** Nothing more will be stored. */
  giveUp(error: Error): void {
    this.#rows.length = 0;
    this.#start = 0;
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
  }
}
