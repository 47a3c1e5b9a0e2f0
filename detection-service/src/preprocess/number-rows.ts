import type { StateArray } from '../core/state.ts';
import type { Millis } from '../core/time.ts';
import { grown, roomFor } from './grow.ts';

/** Offsets in `cells`, of which each cell has `CELL`. A link is an index + 1; 0 ends a chain. */
export const ROW = 0;
export const NEXT = 1;
const STREAM = 2;
export const SOURCE = 3;
export const CELL = 4;
/** Offsets in `rows`, of which each row has `WIDTH`. */
export const ORDINAL = 0;
export const FIRST = 1;
/** Its row in the series table. */
export const SERIES = 2;
/** Number of the step (start / length) with which it begins. */
export const SINCE = 3;
/** Which of the last 64 closed steps had a value: bit 0 of LOW is the newest. */
const HAD_LOW = 4;
const HAD_HIGH = 5;
/** Steps since it had a value. */
const QUIET = 6;
/** Kind, and the bits below. */
export const TRAITS = 7;
export const WIDTH = 8;
export const KIND_BITS = 3;
export const GROWTH = 4;
export const RETIRED = 8;

/** How far back a late value may fill a gap. */
const FILL_STEPS = 64;
const MAX_QUIET = 0xffffff;

/** A stream of a series, and its source. */
export interface RowStream {
  readonly stream: number;
  readonly source: number;
}

/**
 * The series of a lane (rows) and their streams (cells). The cells of a row are a chain. `rows` and `cells` are replaced
 * when they grow.
 */
export class NumberRows {
  rowCount = 0;
  rows: Uint32Array = new Uint32Array(WIDTH * 16);
  cells: Uint32Array = new Uint32Array(CELL * 16);
  cellCount = 0;
  private freeCells: number[] = [];
  /** Whether rows stand in the order of their ordinals; if not, `order` has that order, once it is needed. */
  private ordered = true;
  private order: Uint32Array | undefined;

  /** Room for cells, which the columns of open steps must have too. */
  get cellRoom(): number {
    return this.cells.length / CELL;
  }

  addRow(series: number, ordinal: number, kind: number, growth: boolean, since: number): number {
    const row = this.rowCount++;
    if (row * WIDTH >= this.rows.length)
      this.rows = grown(this.rows, roomFor(this.rows.length / WIDTH, row + 1) * WIDTH);
    this.rows.set([ordinal, 0, series, since, 0, 0, 0, kind | (growth ? GROWTH : 0)], row * WIDTH);
    this.ordered &&= row === 0 || ordinal > (this.rows[(row - 1) * WIDTH + ORDINAL] as number);
    this.order = undefined;
    return row;
  }

  addCell(row: number, stream: number, source: number): number {
    const cell = this.freeCells.pop() ?? this.cellCount++;
    if (cell * CELL >= this.cells.length) this.cells = grown(this.cells, roomFor(this.cellRoom, cell + 1) * CELL);
    this.cells.set([row, this.rows[row * WIDTH + FIRST] as number, stream, source], cell * CELL);
    this.rows[row * WIDTH + FIRST] = cell + 1;
    return cell;
  }

  dropCell(cell: number): void {
    let links = this.rows;
    let at = (this.cells[cell * CELL + ROW] as number) * WIDTH + FIRST;
    while (links[at] !== cell + 1) {
      at = ((links[at] as number) - 1) * CELL + NEXT;
      links = this.cells;
    }
    links[at] = this.cells[cell * CELL + NEXT] as number;
    this.freeCells.push(cell);
  }

  /** Ends a row with what is open, and returns its streams, oldest first. */
  retire(row: number): RowStream[] {
    this.rows[row * WIDTH + TRAITS] = (this.rows[row * WIDTH + TRAITS] as number) | RETIRED;
    const streams: RowStream[] = [];
    for (let cell = this.firstCell(row); cell >= 0; cell = this.nextCell(cell)) {
      streams.push({
        stream: this.cells[cell * CELL + STREAM] as number,
        source: this.cells[cell * CELL + SOURCE] as number,
      });
    }
    return streams.reverse();
  }

  firstCell(row: number): number {
    return (this.rows[row * WIDTH + FIRST] as number) - 1;
  }

  nextCell(cell: number): number {
    return (this.cells[cell * CELL + NEXT] as number) - 1;
  }

  /** Notes whether the row at `at` has a value in the step that closes; returns for how many steps it had none. */
  remember(at: number, had: boolean): number {
    const { rows } = this;
    const low = rows[at + HAD_LOW] as number;
    rows[at + HAD_HIGH] = ((rows[at + HAD_HIGH] as number) << 1) | (low >>> 31);
    rows[at + HAD_LOW] = (low << 1) | (had ? 1 : 0);
    const quiet = had ? 0 : Math.min((rows[at + QUIET] as number) + 1, MAX_QUIET);
    rows[at + QUIET] = quiet;
    return quiet;
  }

  /** `steps` steps pass without a value in any row. */
  pass(steps: number): void {
    for (let at = 0; at < this.rowCount * WIDTH; at += WIDTH) {
      for (let i = Math.min(steps, FILL_STEPS); i > 0; i--) this.remember(at, false);
      const more = Math.max(0, steps - FILL_STEPS);
      this.rows[at + QUIET] = Math.min((this.rows[at + QUIET] as number) + more, MAX_QUIET);
    }
  }

  /** Notes a value for the step `back` steps before the newest closed one; false when it had one, or cannot get it. */
  fillGap(row: number, back: number, stepNumber: number): boolean {
    const at = row * WIDTH;
    if (back < 0 || back >= FILL_STEPS || stepNumber < (this.rows[at + SINCE] as number)) return false;
    const word = at + (back < 32 ? HAD_LOW : HAD_HIGH);
    const bit = 1 << (back & 31);
    if (((this.rows[word] as number) & bit) !== 0) return false;
    this.rows[word] = (this.rows[word] as number) | bit;
    return true;
  }

  /** Rows sorted by ordinal, or undefined when they stand in that order. */
  inOrder(): Uint32Array | undefined {
    if (this.ordered) return undefined;
    const ordinal = (row: number): number => this.rows[row * WIDTH + ORDINAL] as number;
    this.order ??= Uint32Array.from({ length: this.rowCount }, (_, row) => row).sort((x, y) => ordinal(x) - ordinal(y));
    return this.order;
  }

  columns(): Record<string, StateArray> {
    return {
      cells: this.cells.slice(0, this.cellCount * CELL),
      freeCells: Uint32Array.from(this.freeCells),
      rows: this.rows.slice(0, this.rowCount * WIDTH),
    };
  }

  static restore(columns: Readonly<Record<string, StateArray>>): NumberRows {
    const table = new NumberRows();
    const cells = columns['cells'] as Uint32Array;
    const rows = columns['rows'] as Uint32Array;
    table.cellCount = cells.length / CELL;
    table.rowCount = rows.length / WIDTH;
    table.cells = grown(cells, Math.max(cells.length, 16 * CELL));
    table.rows = grown(rows, Math.max(rows.length, 16 * WIDTH));
    table.freeCells = Array.from(columns['freeCells'] as Uint32Array);
    for (let at = WIDTH; at < rows.length; at += WIDTH) {
      table.ordered &&= (rows[at + ORDINAL] as number) > (rows[at - WIDTH + ORDINAL] as number);
    }
    return table;
  }
}

/** Start of the step that growth up to `time` belongs to: what ends with a step is that step's. */
export function growthStep(time: Millis, step: Millis): Millis {
  const last = time - 1;
  return last - (last % step);
}
