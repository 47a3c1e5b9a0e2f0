import { INCOMPLETE, UNCOVERED } from '../core/step-block.ts';
import type { StateArray } from '../core/state.ts';
import type { Millis } from '../core/time.ts';
import type { MetricPoints } from '../ingest/metric-points.ts';
import type { Emission } from './emission.ts';
import { LateValues } from './late-values.ts';
import { CELL, FIRST, GROWTH, KIND_BITS, NEXT, NumberRows, ORDINAL, RETIRED, ROW, SERIES } from './number-rows.ts';
import { growthStep, SINCE, SOURCE, TRAITS, WIDTH } from './number-rows.ts';
import type { RowStream } from './number-rows.ts';
import { OpenColumns } from './open-columns.ts';
import type { StepColumns } from './open-columns.ts';
import { rhythmRange } from './rhythm.ts';
import type { SeriesTable } from './series-table.ts';
import type { PreprocessSettings } from './settings.ts';
import type { Mode, Sources } from './sources.ts';
import { StepLane } from './step-lane.ts';
import type { Watermark } from './watermark.ts';

const NOTHING: StepColumns = { start: -1, pairs: new Float64Array(0) };

/** What a lane works with. */
export interface LaneContext {
  readonly settings: PreprocessSettings;
  readonly series: SeriesTable;
  readonly sources: Sources;
  readonly emission: Emission;
}

/**
 * Steps of single numbers of one length in one clock: levels (gauges, sums that may fall) and growth (monotonic sums). A
 * row is a series; a cell is one stream of it (one instance). An open step is a column of pairs over the cells, so a
 * sample costs one place in memory, and closing a step walks the rows once.
 */
export class NumberSteps extends StepLane {
  /** Its place in the list of all such lanes. */
  readonly index: number;
  readonly mode: Mode;
  /** Senders with an interval above the first and up to the second keep this step length. */
  readonly shortestInterval: Millis;
  readonly longestInterval: Millis;
  /** Values that no step could take because the tenant's other clock had closed it. */
  overlapped = 0;
  private table = new NumberRows();
  private readonly open = new OpenColumns();
  private current = NOTHING;
  private readonly late = new LateValues();
  private readonly context: LaneContext;
  /** What `read` found of a row. */
  private value = Number.NaN;
  private weight = 0;
  private flags = 0;

  constructor(index: number, mode: Mode, step: Millis, context: LaneContext) {
    super(step);
    this.index = index;
    this.mode = mode;
    this.context = context;
    const { gaugeSteps } = context.settings;
    [this.shortestInterval, this.longestInterval] = rhythmRange(gaugeSteps.indexOf(step), gaugeSteps);
  }

  /** A row for a series that starts at `start` in this lane. */
  addRow(series: number, ordinal: number, kind: number, growth: boolean, start: Millis): number {
    return this.table.addRow(series, ordinal, kind, growth, start / this.step);
  }

  /** A cell of `row` for a stream. */
  addCell(row: number, stream: number, source: number): number {
    const cell = this.table.addCell(row, stream, source);
    if (this.table.cellRoom !== this.open.capacity) this.open.grow(this.table.cellRoom);
    return cell;
  }

  /** Takes a cell away; its values in open steps go with it. */
  dropCell(cell: number): void {
    this.table.dropCell(cell);
    this.open.clear(cell);
  }

  /** The series of a row goes on elsewhere: the row ends with what is open. Returns its streams, oldest first. */
  retire(row: number): RowStream[] {
    return this.table.retire(row);
  }

  rowOf(cell: number): number {
    return this.table.cells[cell * CELL + ROW] as number;
  }

  /** Row of the series table that a row of this lane shows. */
  seriesOf(row: number): number {
    return this.table.rows[row * WIDTH + SERIES] as number;
  }

  isGrowth(row: number): boolean {
    return ((this.table.rows[row * WIDTH + TRAITS] as number) & GROWTH) !== 0;
  }

  /** The open step that the newest sample went to. */
  get currentPairs(): Float64Array {
    return this.current.pairs;
  }

  /** The value of point `i`; the newest of the step stays, of two at one time the larger. False when the step is closed. */
  level(cell: number, points: MetricPoints, i: number, watermark: Watermark): boolean {
    const time = points.time[i] as number;
    const value = points.value[i] as number;
    let columns = this.current;
    let offset = time - columns.start;
    if (columns.start < 0 || offset < 0 || offset >= this.step) {
      const found = this.columnsAt(time - (time % this.step), watermark.time);
      if (found === undefined) return false;
      columns = found;
      offset = time - columns.start;
    }
    const { pairs } = columns;
    const before = pairs[2 * cell + 1] as number;
    if (offset + 1 > before || (offset + 1 === before && value > (pairs[2 * cell] as number))) {
      pairs[2 * cell] = value;
      pairs[2 * cell + 1] = offset + 1;
    }
    return true;
  }

  /** Growth over the `duration` that ends at `time`. False when the step is closed. */
  growth(cell: number, time: Millis, delta: number, duration: Millis, watermark: Millis): boolean {
    const columns = this.columnsAt(growthStep(time, this.step), watermark);
    if (columns === undefined) return false;
    const { pairs } = columns;
    const covered = pairs[2 * cell + 1] as number;
    pairs[2 * cell] = (covered === 0 ? 0 : (pairs[2 * cell] as number)) + delta;
    pairs[2 * cell + 1] = covered + Math.max(1, duration);
    return true;
  }

  /** Fills the gap of a closed step with a late value; false when there is none to fill, or it is too long ago. */
  fill(cell: number, start: Millis, value: number, weight: number): boolean {
    const row = this.rowOf(cell);
    if (!this.table.fillGap(row, (this.next - start) / this.step - 1, start / this.step)) return false;
    this.late.add(start, row, value, weight);
    return true;
  }

  /** Emits what `fill` took, as revisions. */
  flushLate(): void {
    this.late.flush(this.table, this.step, this.context.emission);
  }

  columns(): Record<string, StateArray> {
    return { ...this.table.columns(), ...this.open.columns(this.table.cellCount) };
  }

  header(): unknown {
    return { ...this.laneState(), index: this.index, mode: this.mode, overlapped: this.overlapped };
  }

  static restore(header: unknown, columns: Readonly<Record<string, StateArray>>, context: LaneContext): NumberSteps {
    const saved = header as NumberSteps;
    const lane = new NumberSteps(saved.index, saved.mode, saved.step, context);
    lane.restoreLane(header);
    lane.overlapped = saved.overlapped;
    lane.table = NumberRows.restore(columns);
    lane.open.restore(columns, lane.table.cellRoom);
    return lane;
  }

  protected override earliestOpen(): Millis {
    return this.open.starts.first;
  }

  override latestOpen(): Millis {
    return this.open.starts.last;
  }

  protected override passed(steps: number): void {
    this.table.pass(steps);
  }

  protected override close(start: Millis): number {
    const { table } = this;
    const { emission, settings } = this.context;
    const columns = this.open.get(start);
    const order = table.inOrder();
    const quietSteps = Math.max(1, Math.ceil(settings.quietAfter / this.step));
    for (let i = 0; i < table.rowCount; i++) {
      this.closeRow((order === undefined ? i : (order[i] as number)) * WIDTH, start, columns, quietSteps);
    }
    if (columns !== undefined) {
      this.open.release(columns);
      if (this.current === columns) this.current = NOTHING;
    }
    const { count } = emission;
    emission.block(start, this.step, 0);
    return count;
  }

  /** Emits the row at `at`: its value, or for a while that there is none. */
  private closeRow(at: number, start: Millis, columns: StepColumns | undefined, quietSteps: number): void {
    const { rows } = this.table;
    this.read(at, columns);
    const had = !Number.isNaN(this.value);
    const quiet = this.table.remember(at, had);
    const isCurrent = ((rows[at + TRAITS] as number) & RETIRED) === 0;
    if (!had && !(isCurrent && quiet <= quietSteps && this.readGap(at, start))) return;
    if (isCurrent && !this.context.series.closes(rows[at + SERIES] as number, start)) {
      if (had) this.overlapped++;
      return;
    }
    const kind = (rows[at + TRAITS] as number) & KIND_BITS;
    const weight = had && kind !== 0 ? 1 : this.weight;
    this.context.emission.row(rows[at + ORDINAL] as number, kind, this.value, weight, this.flags);
  }

  /** Reads the value of the row at `at`, its weight and flags; NaN when nothing came. */
  private read(at: number, columns: StepColumns | undefined): void {
    const { rows, cells } = this.table;
    const cell = (rows[at + FIRST] as number) - 1;
    this.value = Number.NaN;
    this.weight = 0;
    this.flags = 0;
    if (columns === undefined || cell < 0) return;
    const growth = ((rows[at + TRAITS] as number) & GROWTH) !== 0;
    if (cells[cell * CELL + NEXT] !== 0) return this.readCells(cell, columns, growth);
    const mark = columns.pairs[2 * cell + 1] as number;
    if (mark === 0) return;
    this.weight = columns.pairs[2 * cell] as number;
    this.value = growth ? (this.weight * 1000) / mark : this.weight;
  }

  /**
   * The sum over the instances of a series. The values are added in ascending order, so that neither the order in which
   * instances appeared nor that of their points shows in the last digit.
   */
  private readCells(first: number, { start, pairs }: StepColumns, growth: boolean): void {
    const values: number[] = [];
    for (let cell = first; cell >= 0; cell = this.table.nextCell(cell)) {
      const mark = pairs[2 * cell + 1] as number;
      if (this.isOutdone(first, cell, pairs, growth)) continue;
      if (mark === 0) {
        if (this.sourceCovers(cell, start)) this.flags = INCOMPLETE;
        continue;
      }
      const number = pairs[2 * cell] as number;
      this.weight += number;
      values.push(growth ? (number * 1000) / mark : number);
    }
    if (values.length === 0) return;
    values.sort((x, y) => x - y);
    this.value = values.reduce((sum, value) => sum + value);
  }

  /**
   * Whether another cell of the row has a newer word of the same collector. What one collector says of a metric is one
   * thing: its resource may be described otherwise than before, which makes another stream, but no other instance.
   */
  private isOutdone(first: number, cell: number, pairs: Float64Array, growth: boolean): boolean {
    const { cells } = this.table;
    const source = cells[cell * CELL + SOURCE] as number;
    if (this.context.sources.list[source]?.emitter === undefined) return false;
    const mark = pairs[2 * cell + 1] as number;
    for (let other = first; other >= 0; other = this.table.nextCell(other)) {
      if (other === cell || cells[other * CELL + SOURCE] !== source) continue;
      const otherMark = pairs[2 * other + 1] as number;
      // The marks of growth are durations: all that grew counts.
      if (growth ? mark === 0 && otherMark > 0 : otherMark > mark || (otherMark === mark && other > cell)) return true;
    }
    return false;
  }

  /** The flags of a gap; false when the row had not begun yet. */
  private readGap(at: number, start: Millis): boolean {
    const { rows } = this.table;
    this.weight = 0;
    this.flags = UNCOVERED;
    if (start / this.step < (rows[at + SINCE] as number)) return false;
    for (let cell = (rows[at + FIRST] as number) - 1; cell >= 0; cell = this.table.nextCell(cell)) {
      if (this.sourceCovers(cell, start)) this.flags = 0;
    }
    return true;
  }

  private sourceCovers(cell: number, start: Millis): boolean {
    const source = this.context.sources.list[this.table.cells[cell * CELL + SOURCE] as number];
    return source !== undefined && source.coverage(start, start + this.step) !== 0;
  }

  private columnsAt(start: Millis, watermark: Millis): StepColumns | undefined {
    if (start === this.current.start) return this.current;
    if (!this.admit(start, watermark)) return undefined;
    let columns = this.open.get(start);
    if (columns === undefined) {
      while (!this.open.hasRoom) {
        // Too far ahead of the watermark for the memory that there is: the oldest steps close early.
        const oldest = this.open.starts.first;
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
}
