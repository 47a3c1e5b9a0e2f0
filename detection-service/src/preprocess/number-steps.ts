import { INCOMPLETE, UNCOVERED } from '../core/step-block.ts';
import type { StateArray } from '../core/state.ts';
import type { Millis } from '../core/time.ts';
import type { Emission } from './emission.ts';
import { grown, roomFor } from './grow.ts';
import { OpenColumns } from './open-columns.ts';
import type { StepColumns } from './open-columns.ts';
import type { SeriesTable } from './series-table.ts';
import type { PreprocessSettings } from './settings.ts';
import type { Mode, Sources } from './sources.ts';
import { StepLane } from './step-lane.ts';

/** Offsets in `cells`, of which each cell has `CELL`. A link is an index + 1; 0 ends a chain. */
const ROW = 0;
const NEXT = 1;
const STREAM = 2;
const SOURCE = 3;
const CELL = 4;
/** Offsets in `rows`, of which each row has `WIDTH`. */
const ORDINAL = 0;
const FIRST = 1;
/** Its row in the series table. */
const SERIES = 2;
/** Number of the step (start / length) with which it begins. */
const SINCE = 3;
/** Which of the last 64 closed steps had a value: bit 0 of LOW is the newest. */
const HAD_LOW = 4;
const HAD_HIGH = 5;
/** Steps since it had a value. */
const QUIET = 6;
/** Kind, and the bits below. */
const TRAITS = 7;
const WIDTH = 8;
const KIND_BITS = 3;
const GROWTH = 4;
const RETIRED = 8;

/** How far back a late value may fill a gap. */
const FILL_STEPS = 64;
const MAX_QUIET = 0xffffff;
const NOTHING: StepColumns = { start: -1, a: new Float64Array(0), b: new Uint32Array(0) };

/** A value for a step that is closed already and had none. */
interface LateValue {
  readonly row: number;
  readonly value: number;
  readonly weight: number;
}

/** What a lane works with. */
export interface LaneContext {
  readonly settings: PreprocessSettings;
  readonly series: SeriesTable;
  readonly sources: Sources;
  readonly emission: Emission;
}

/**
 * Steps of single numbers of one length in one clock: levels (gauges, sums that may fall) and growth (monotonic sums). A
 * row is a series; a cell is one stream of it (one instance). An open step is two columns over the cells, so a sample
 * costs two writes, and closing a step walks the rows once.
 */
export class NumberSteps extends StepLane {
  /** Its place in the list of all such lanes. */
  readonly index: number;
  readonly mode: Mode;
  /** Values that no step could take because the tenant's other clock had closed it. */
  overlapped = 0;
  private cellCount = 0;
  private cells: Uint32Array = new Uint32Array(CELL * 16);
  private freeCells: number[] = [];
  private rowCount = 0;
  private rows: Uint32Array = new Uint32Array(WIDTH * 16);
  /** Whether rows stand in the order of their ordinals; if not, `order` has that order, once it is needed. */
  private ordered = true;
  private order: Uint32Array | undefined;
  private readonly open = new OpenColumns();
  private current = NOTHING;
  private readonly late = new Map<Millis, LateValue[]>();
  private readonly context: LaneContext;

  constructor(index: number, mode: Mode, step: Millis, context: LaneContext) {
    super(step);
    this.index = index;
    this.mode = mode;
    this.context = context;
  }

  /** A row for a series that starts at `start` in this lane. */
  addRow(series: number, ordinal: number, kind: number, growth: boolean, start: Millis): number {
    const row = this.rowCount++;
    if (row * WIDTH >= this.rows.length)
      this.rows = grown(this.rows, roomFor(this.rows.length / WIDTH, row + 1) * WIDTH);
    this.rows.set([ordinal, 0, series, start / this.step, 0, 0, 0, kind | (growth ? GROWTH : 0)], row * WIDTH);
    this.ordered &&= row === 0 || ordinal > (this.rows[(row - 1) * WIDTH + ORDINAL] as number);
    this.order = undefined;
    return row;
  }

  /** A cell of `row` for a stream. */
  addCell(row: number, stream: number, source: number): number {
    const cell = this.freeCells.pop() ?? this.cellCount++;
    if (cell * CELL >= this.cells.length) {
      const capacity = roomFor(this.cells.length / CELL, cell + 1);
      this.cells = grown(this.cells, capacity * CELL);
      this.open.grow(capacity);
    }
    this.cells.set([row, this.rows[row * WIDTH + FIRST] as number, stream, source], cell * CELL);
    this.rows[row * WIDTH + FIRST] = cell + 1;
    return cell;
  }

  /** Takes a cell away; its values in open steps go with it. */
  dropCell(cell: number): void {
    let links = this.rows;
    let at = this.rowOf(cell) * WIDTH + FIRST;
    while (links[at] !== cell + 1) {
      at = ((links[at] as number) - 1) * CELL + NEXT;
      links = this.cells;
    }
    links[at] = this.cells[cell * CELL + NEXT] as number;
    this.open.clear(cell);
    this.freeCells.push(cell);
  }

  /** The series of a row goes on elsewhere: the row ends with what is open. Returns its streams, oldest first. */
  retire(row: number): { readonly stream: number; readonly source: number }[] {
    this.rows[row * WIDTH + TRAITS] = (this.rows[row * WIDTH + TRAITS] as number) | RETIRED;
    const streams: { stream: number; source: number }[] = [];
    for (let cell = this.firstCell(row); cell >= 0; cell = this.nextCell(cell)) {
      streams.push({
        stream: this.cells[cell * CELL + STREAM] as number,
        source: this.cells[cell * CELL + SOURCE] as number,
      });
    }
    return streams.reverse();
  }

  rowOf(cell: number): number {
    return this.cells[cell * CELL + ROW] as number;
  }

  /** Row of the series table that a row of this lane shows. */
  seriesOf(row: number): number {
    return this.rows[row * WIDTH + SERIES] as number;
  }

  isGrowth(row: number): boolean {
    return ((this.rows[row * WIDTH + TRAITS] as number) & GROWTH) !== 0;
  }

  /** A value at a time; the newest of the step stays, of two at one time the larger. False when the step is closed. */
  level(cell: number, time: Millis, value: number, watermark: Millis): boolean {
    let columns = this.current;
    let offset = time - columns.start;
    if (columns.start < 0 || offset < 0 || offset >= this.step) {
      const found = this.columnsAt(time - (time % this.step), watermark);
      if (found === undefined) return false;
      columns = found;
      offset = time - columns.start;
    }
    const { a, b } = columns;
    const before = b[cell] as number;
    if (offset + 1 > before || (offset + 1 === before && value > (a[cell] as number))) {
      a[cell] = value;
      b[cell] = offset + 1;
    }
    return true;
  }

  /** Growth over the `duration` that ends at `time`. False when the step is closed. */
  growth(cell: number, time: Millis, delta: number, duration: Millis, watermark: Millis): boolean {
    const columns = this.columnsAt(growthStep(time, this.step), watermark);
    if (columns === undefined) return false;
    const covered = columns.b[cell] as number;
    columns.a[cell] = (covered === 0 ? 0 : (columns.a[cell] as number)) + delta;
    columns.b[cell] = Math.min(covered + Math.max(1, duration), 0xffffffff);
    return true;
  }

  /** Fills the gap of a closed step with a late value; false when there is none to fill, or it is too long ago. */
  fill(cell: number, start: Millis, value: number, weight: number): boolean {
    const row = this.rowOf(cell);
    const at = row * WIDTH;
    const back = (this.next - start) / this.step - 1;
    if (back < 0 || back >= FILL_STEPS || start / this.step < (this.rows[at + SINCE] as number)) return false;
    const word = at + (back < 32 ? HAD_LOW : HAD_HIGH);
    const bit = 1 << (back & 31);
    if (((this.rows[word] as number) & bit) !== 0) return false;
    this.rows[word] = ((this.rows[word] as number) | bit) >>> 0;
    const list = this.late.get(start);
    if (list === undefined) this.late.set(start, [{ row, value, weight }]);
    else list.push({ row, value, weight });
    return true;
  }

  /** Emits what `fill` took, as revisions. */
  flushLate(): void {
    if (this.late.size === 0) return;
    const { emission } = this.context;
    const ordinal = (late: LateValue): number => this.rows[late.row * WIDTH + ORDINAL] as number;
    for (const [start, list] of [...this.late].sort((x, y) => x[0] - y[0])) {
      list.sort((x, y) => ordinal(x) - ordinal(y));
      for (const late of list) {
        const first = this.firstCell(late.row);
        const alone = first >= 0 && this.nextCell(first) < 0;
        const kind = (this.rows[late.row * WIDTH + TRAITS] as number) & KIND_BITS;
        emission.row(ordinal(late), kind, late.value, kind === 0 ? late.weight : 1, alone ? 0 : INCOMPLETE);
      }
      emission.block(start, this.step, 1);
    }
    this.late.clear();
  }

  columns(): Record<string, StateArray> {
    return {
      cells: this.cells.slice(0, this.cellCount * CELL),
      freeCells: Uint32Array.from(this.freeCells),
      rows: this.rows.slice(0, this.rowCount * WIDTH),
      ...this.open.columns(this.cellCount),
    };
  }

  header(): unknown {
    return { ...this.laneState(), index: this.index, mode: this.mode, overlapped: this.overlapped };
  }

  static restore(header: unknown, columns: Readonly<Record<string, StateArray>>, context: LaneContext): NumberSteps {
    const saved = header as NumberSteps;
    const lane = new NumberSteps(saved.index, saved.mode, saved.step, context);
    lane.restoreLane(header);
    lane.overlapped = saved.overlapped;
    const cells = columns['cells'] as Uint32Array;
    const rows = columns['rows'] as Uint32Array;
    lane.cellCount = cells.length / CELL;
    lane.rowCount = rows.length / WIDTH;
    lane.cells = grown(cells, Math.max(cells.length, 16 * CELL));
    lane.rows = grown(rows, Math.max(rows.length, 16 * WIDTH));
    lane.freeCells = Array.from(columns['freeCells'] as Uint32Array);
    lane.open.restore(columns, lane.cells.length / CELL);
    for (let row = 1; row < lane.rowCount; row++) {
      lane.ordered &&= (lane.rows[row * WIDTH] as number) > (lane.rows[(row - 1) * WIDTH] as number);
    }
    return lane;
  }

  protected override earliestOpen(): Millis {
    return this.open.earliest();
  }

  override latestOpen(): Millis {
    return this.open.latest();
  }

  protected override passed(steps: number): void {
    for (let at = 0; at < this.rowCount * WIDTH; at += WIDTH) {
      for (let i = Math.min(steps, FILL_STEPS); i > 0; i--) this.remember(at, 0);
      this.rows[at + QUIET] = Math.min((this.rows[at + QUIET] as number) + steps, MAX_QUIET);
    }
  }

  protected override close(start: Millis): number {
    const { rows, cells, rowCount } = this;
    const { emission, series, settings } = this.context;
    const columns = this.open.get(start);
    const { a, b } = columns ?? NOTHING;
    const order = this.inOrder();
    const quietSteps = Math.max(1, Math.ceil(settings.quietAfter / this.step));
    const number = start / this.step;
    for (let i = 0; i < rowCount; i++) {
      const at = (order === undefined ? i : (order[i] as number)) * WIDTH;
      const traits = rows[at + TRAITS] as number;
      const cell = (rows[at + FIRST] as number) - 1;
      let value = Number.NaN;
      let weight = 1;
      let flags = 0;
      if (columns !== undefined && cell >= 0) {
        if (cells[cell * CELL + NEXT] !== 0) {
          [value, weight, flags] = this.sumOfCells(cell, columns, (traits & GROWTH) !== 0);
        } else if (b[cell] !== 0) {
          value = a[cell] as number;
          if ((traits & GROWTH) !== 0) {
            weight = value;
            value = (value * 1000) / (b[cell] as number);
          }
        }
      }
      if (value === value) {
        rows[at + QUIET] = 0;
        this.remember(at, 1);
        if ((traits & KIND_BITS) !== 0) weight = 1;
      } else {
        this.remember(at, 0);
        const quiet = Math.min((rows[at + QUIET] as number) + 1, MAX_QUIET);
        rows[at + QUIET] = quiet;
        if ((traits & RETIRED) !== 0 || quiet > quietSteps || number < (rows[at + SINCE] as number)) continue;
        flags = this.covered(cell, start) ? 0 : UNCOVERED;
        weight = 0;
      }
      if ((traits & RETIRED) === 0 && !series.closes(rows[at + SERIES] as number, start)) {
        if (value === value) this.overlapped++;
        continue;
      }
      emission.row(rows[at + ORDINAL] as number, traits & KIND_BITS, value, weight, flags);
    }
    if (columns !== undefined) {
      this.open.release(columns);
      if (this.current === columns) this.current = NOTHING;
    }
    const { count } = emission;
    emission.block(start, this.step, 0);
    return count;
  }

  private firstCell(row: number): number {
    return (this.rows[row * WIDTH + FIRST] as number) - 1;
  }

  private nextCell(cell: number): number {
    return (this.cells[cell * CELL + NEXT] as number) - 1;
  }

  /** Rows sorted by ordinal, or undefined when they stand in that order. */
  private inOrder(): Uint32Array | undefined {
    if (this.ordered) return undefined;
    const ordinal = (row: number): number => this.rows[row * WIDTH + ORDINAL] as number;
    this.order ??= Uint32Array.from({ length: this.rowCount }, (_, row) => row).sort((x, y) => ordinal(x) - ordinal(y));
    return this.order;
  }

  private remember(at: number, had: number): void {
    const { rows } = this;
    const low = rows[at + HAD_LOW] as number;
    rows[at + HAD_HIGH] = ((rows[at + HAD_HIGH] as number) << 1) | (low >>> 31);
    rows[at + HAD_LOW] = (low << 1) | had;
  }

  private columnsAt(start: Millis, watermark: Millis): StepColumns | undefined {
    if (start === this.current.start) return this.current;
    if (!this.admit(start, watermark)) return undefined;
    let columns = this.open.get(start);
    if (columns === undefined) {
      while (!this.open.hasRoom) {
        // Too far ahead of the watermark for the memory that there is: the oldest steps close early.
        const oldest = this.open.earliest();
        if (oldest > start) return undefined;
        this.moveTo(oldest + this.step);
      }
      columns = this.open.add(start);
    }
    this.current = columns;
    return columns;
  }

  private moveTo(target: Millis): void {
    this.beginMove();
    while (this.due(target, this.context.settings.emptyRun) <= target) this.closeNext();
  }

  /**
   * The sum over the instances of a series, its weight and flags. The values are added in ascending order, so that
   * neither the order in which instances appeared nor that of their points shows in the last digit.
   */
  private sumOfCells(first: number, { start, a, b }: StepColumns, growth: boolean): [number, number, number] {
    const values: number[] = [];
    let weight = 0;
    let flags = 0;
    for (let cell = first; cell >= 0; cell = this.nextCell(cell)) {
      const filled = b[cell] as number;
      if (filled === 0) {
        if (this.sourceCovers(cell, start)) flags = INCOMPLETE;
        continue;
      }
      weight += a[cell] as number;
      values.push(growth ? ((a[cell] as number) * 1000) / filled : (a[cell] as number));
    }
    if (values.length === 0) return [Number.NaN, 0, 0];
    values.sort((x, y) => x - y);
    return [values.reduce((sum, value) => sum + value), growth ? weight : 1, flags];
  }

  private covered(first: number, start: Millis): boolean {
    for (let cell = first; cell >= 0; cell = this.nextCell(cell)) if (this.sourceCovers(cell, start)) return true;
    return false;
  }

  private sourceCovers(cell: number, start: Millis): boolean {
    const source = this.context.sources.list[this.cells[cell * CELL + SOURCE] as number];
    return source !== undefined && source.coverage(start, start + this.step) !== 0;
  }
}

/** Start of the step that growth up to `time` belongs to: what ends with a step is that step's. */
export function growthStep(time: Millis, step: Millis): Millis {
  const last = time - 1;
  return last - (last % step);
}
