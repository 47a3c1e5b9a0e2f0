import type { StateArray } from '../core/state.ts';
import type { Millis } from '../core/time.ts';
import { grown } from './grow.ts';

/** Counts of column entries that may be in memory for open steps: the more cells, the fewer steps. */
const OPEN_CELLS = 4_000_000;
const MIN_OPEN = 64;
const MAX_OPEN = 10_080;

/** An open step: one row a cell. */
export interface StepColumns {
  readonly start: Millis;
  /** Levels: the newest value. Growth: the sum. Meaningless where `b` is 0. */
  a: Float64Array;
  /** Levels: offset of the newest value in the step + 1. Growth: milliseconds that the sum covers. 0: nothing came. */
  b: Uint32Array;
}

/** The open steps of a lane. Columns of closed steps are used again. */
export class OpenColumns {
  private readonly open = new Map<Millis, StepColumns>();
  private spare: StepColumns | undefined;
  private capacity = 16;

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
      spare === undefined
        ? { start, a: new Float64Array(capacity), b: new Uint32Array(capacity) }
        : { start, a: spare.a, b: spare.b.fill(0) };
    this.open.set(start, columns);
    return columns;
  }

  release(columns: StepColumns): void {
    this.open.delete(columns.start);
    this.spare = columns;
  }

  /** Makes room for more cells. */
  grow(capacity: number): void {
    this.capacity = capacity;
    this.spare = undefined;
    for (const columns of this.open.values()) {
      columns.a = grown(columns.a, capacity);
      columns.b = grown(columns.b, capacity);
    }
  }

  /** Forgets what a cell has in all open steps. */
  clear(cell: number): void {
    for (const columns of this.open.values()) columns.b[cell] = 0;
  }

  earliest(): Millis {
    let earliest = Number.POSITIVE_INFINITY;
    for (const start of this.open.keys()) if (start < earliest) earliest = start;
    return earliest;
  }

  latest(): Millis {
    let latest = -1;
    for (const start of this.open.keys()) if (start > latest) latest = start;
    return latest;
  }

  columns(cells: number): Record<string, StateArray> {
    const starts = [...this.open.keys()].sort((x, y) => x - y);
    const columns: Record<string, StateArray> = { starts: Float64Array.from(starts) };
    for (const [i, start] of starts.entries()) {
      const { a, b } = this.open.get(start) as StepColumns;
      columns[`a${i}`] = a.slice(0, cells);
      columns[`b${i}`] = b.slice(0, cells);
    }
    return columns;
  }

  restore(columns: Readonly<Record<string, StateArray>>, capacity: number): void {
    this.capacity = capacity;
    (columns['starts'] as Float64Array).forEach((start, i) => {
      const a = grown(columns[`a${i}`] as Float64Array, capacity);
      this.open.set(start, { start, a, b: grown(columns[`b${i}`] as Uint32Array, capacity) });
    });
  }
}
