import type { StateArray } from '../core/state.ts';
import type { Millis } from '../core/time.ts';
import { grown } from './grow.ts';
import { SortedTimes } from './sorted-times.ts';

/** Counts of column entries that may be in memory for open steps: the more cells, the fewer steps. */
const OPEN_CELLS = 4_000_000;
const MIN_OPEN = 64;
const MAX_OPEN = 10_080;

/**
 * An open step, two numbers a cell side by side, so that a sample touches one cache line. The first is the newest value
 * of a level, or the sum of growth; it is meaningless where the second is 0, which says that nothing came. The second is
 * the offset of the newest value in the step + 1, or the milliseconds that the sum covers.
 */
export interface StepColumns {
  readonly start: Millis;
  pairs: Float64Array;
}

/** The open steps of a lane. Columns of closed steps are used again. */
export class OpenColumns {
  readonly starts = new SortedTimes();
  private readonly open = new Map<Millis, StepColumns>();
  private spare: StepColumns | undefined;
  /** Cells that a column has room for. */
  capacity = 16;

  get(start: Millis): StepColumns | undefined {
    return this.open.get(start);
  }

  /** Whether there is memory for one more step. */
  get hasRoom(): boolean {
    return this.open.size < Math.min(MAX_OPEN, Math.max(MIN_OPEN, Math.floor(OPEN_CELLS / this.capacity)));
  }

  add(start: Millis): StepColumns {
    const { spare, capacity } = this;
    this.spare = undefined;
    const columns: StepColumns =
      spare === undefined ? { start, pairs: new Float64Array(2 * capacity) } : { start, pairs: spare.pairs.fill(0) };
    this.open.set(start, columns);
    this.starts.add(start);
    return columns;
  }

  release(columns: StepColumns): void {
    this.open.delete(columns.start);
    this.starts.delete(columns.start);
    this.spare = columns;
  }

  /** Makes room for more cells. */
  grow(capacity: number): void {
    this.capacity = capacity;
    this.spare = undefined;
    for (const columns of this.open.values()) columns.pairs = grown(columns.pairs, 2 * capacity);
  }

  /** Forgets what a cell has in all open steps. */
  clear(cell: number): void {
    for (const columns of this.open.values()) columns.pairs[2 * cell + 1] = 0;
  }

  columns(cells: number): Record<string, StateArray> {
    const starts = this.starts.values();
    const columns: Record<string, StateArray> = { starts: Float64Array.from(starts) };
    for (const [i, start] of starts.entries()) {
      columns[`pairs${i}`] = (this.open.get(start) as StepColumns).pairs.slice(0, 2 * cells);
    }
    return columns;
  }

  restore(columns: Readonly<Record<string, StateArray>>, capacity: number): void {
    this.capacity = capacity;
    (columns['starts'] as Float64Array).forEach((start, i) => {
      this.starts.add(start);
      this.open.set(start, { start, pairs: grown(columns[`pairs${i}`] as Float64Array, 2 * capacity) });
    });
  }
}
