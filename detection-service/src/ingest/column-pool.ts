import { PointColumns } from './point-columns.ts';

/** Requests that are decoded and not yet applied are few: they wait for one write to the disk. */
const KEPT = 8;
/** Larger columns are rare and are not worth keeping: 64 Ki points take 4 MB. */
const KEPT_CAPACITY = 65_536;

/**
 * Columns that are used again. New ones for every request would be most of what a busy shard allocates, and memory
 * outside of the heap is what makes the collector run often.
 */
export class ColumnPool {
  readonly #free: PointColumns[] = [];

  /** Empty columns with room for about `capacity` points, that take at most `limit`. */
  take(capacity: number, limit: number): PointColumns {
    const columns = this.#free.pop();
    if (columns === undefined || columns.capacity > limit) return new PointColumns(capacity, limit);
    columns.limit = limit;
    return columns;
  }

  /** Takes back columns that nobody reads any more. */
  give(columns: PointColumns): void {
    if (this.#free.length >= KEPT || columns.capacity > KEPT_CAPACITY) return;
    columns.discard(0);
    this.#free.push(columns);
  }
}
