import { SERIES_KINDS } from '../core/series.ts';
import type { StepBlock } from '../core/step-block.ts';
import { HOUR, MINUTE } from '../core/time.ts';
import type { Millis } from '../core/time.ts';
import { HOLD_SCORE, OPEN_SCORE, SCORED } from '../core/verdict.ts';
import type { VerdictBlock } from '../core/verdict.ts';
import type { StateArray } from '../core/state.ts';
import { packAnomalies, unpackAnomalies } from './open-anomaly.ts';
import type { OpenAnomaly } from './open-anomaly.ts';

/** How long a series has to be ordinary, or silent, before its anomaly closes; at least three steps. */
export const CLOSE_AFTER: Millis = 30 * MINUTE;
const CLOSE_STEPS = 3;
/** An anomaly starts where the samples left half the band, at most so long before it opened (at least three steps). */
const LOOK_BACK: Millis = HOUR;
const LOOK_BACK_STEPS = 3;
const HALF = 0.5;
/** After so many ordinary samples it takes so many beyond the whole band in a row to go on: one is noise. */
const RECOVERED = 3;
const AGAIN = 2;
/**
 * A ratio is judged over many steps, and in most steps of a burst of errors its band hides them: there a failed call or
 * two say that it goes on, and more steps without any that it is over.
 */
const RATIO = SERIES_KINDS.indexOf('ratio');
const RATIO_SHARE = 0.2;
const RATIO_RECOVERED = 10;

const OPEN = 1;
const RUN_UP = 2;
const RUN_DOWN = 4;
const RUN: number = RUN_UP | RUN_DOWN;

export interface AnomalyChange {
  readonly anomaly: OpenAnomaly;
  readonly what: 'opened' | 'continued' | 'closed';
}

/**
 * Which series are in an anomaly. It opens at `OPEN_SCORE`, holds at `HOLD_SCORE`, and closes after `closeAfter`
 * without either, with the end of its last step beyond half the band (of its last step that held it open, where no
 * sample was beyond). It starts at the first of the consecutive samples beyond half
 * the band that led to its opening. Gaps neither hold nor close it early.
 *
 * Revised steps (`revision` > 0) never open and never close anything; where the series is in an anomaly that covers the
 * step, they count like any other step of it. What a burst looks like that arrives only late stands in the results.
 */
export class AnomalyTracker {
  private readonly closeAfter: Millis;
  /** By ordinal: `OPEN`, and the side of the current run of samples beyond half the band. */
  private marks: Uint8Array = new Uint8Array(0);
  private runStart: Float64Array = new Float64Array(0);
  /** End of the previous anomaly, before which no other starts. */
  private lastEnd: Float64Array = new Float64Array(0);
  private open = new Map<number, OpenAnomaly>();

  constructor(closeAfter: Millis = CLOSE_AFTER) {
    this.closeAfter = closeAfter;
  }

  /** One pass over the block; what it returns is opened and continued first, then closed. */
  step(block: StepBlock, verdicts: VerdictBlock): AnomalyChange[] {
    const changes: AnomalyChange[] = [];
    const closed: AnomalyChange[] = [];
    this.makeRoom(block);
    const { status, score, expected, lower, upper } = verdicts;
    for (let row = 0; row < block.count; row++) {
      const ordinal = block.series[row] as number;
      const mark = this.marks[ordinal] as number;
      if (status[row] !== SCORED) {
        if ((mark & OPEN) !== 0) this.closeIfDue(block, ordinal, closed);
        continue;
      }
      const side = sideOf(
        block.value[row] as number,
        expected[row] as number,
        lower[row] as number,
        upper[row] as number,
        HALF
      );
      if (mark === 0 && side === 0 && (score[row] as number) < HOLD_SCORE) continue;
      if (block.revision > 0) this.revise(block, verdicts, row, changes);
      else this.follow(block, verdicts, row, side, changes, closed);
    }
    return closed.length === 0 ? changes : changes.concat(closed);
  }

  openAnomalies(): Iterable<OpenAnomaly> {
    return this.open.values();
  }

  columns(): Record<string, StateArray> {
    return {
      marks: this.marks.slice(),
      run_start: this.runStart.slice(),
      last_end: this.lastEnd.slice(),
      open: packAnomalies(this.open.values()),
    };
  }

  static restore(columns: Readonly<Record<string, StateArray>>, closeAfter: Millis = CLOSE_AFTER): AnomalyTracker {
    const tracker = new AnomalyTracker(closeAfter);
    tracker.marks = (columns['marks'] as Uint8Array).slice();
    tracker.runStart = (columns['run_start'] as Float64Array).slice();
    tracker.lastEnd = (columns['last_end'] as Float64Array).slice();
    for (const anomaly of unpackAnomalies(columns['open'] as Float64Array)) tracker.open.set(anomaly.ordinal, anomaly);
    return tracker;
  }

  /** A row that is unusual, or belongs to a series that was. */
  private follow(
    block: StepBlock,
    verdicts: VerdictBlock,
    row: number,
    side: number,
    changes: AnomalyChange[],
    closed: AnomalyChange[]
  ): void {
    const ordinal = block.series[row] as number;
    const mark = this.marks[ordinal] as number;
    if ((mark & RUN) !== side) {
      this.marks[ordinal] = (mark & ~RUN) | side;
      this.runStart[ordinal] = block.time;
    }
    const score = verdicts.score[row] as number;
    const anomaly = this.open.get(ordinal);
    if (anomaly !== undefined) {
      if (score < HOLD_SCORE) this.closeIfDue(block, ordinal, closed);
      else {
        extend(anomaly, block, verdicts, row);
        changes.push({ anomaly, what: 'continued' });
      }
    } else if (score >= OPEN_SCORE) {
      changes.push({ anomaly: this.begin(block, verdicts, row, side), what: 'opened' });
    }
  }

  private begin(block: StepBlock, verdicts: VerdictBlock, row: number, side: number): OpenAnomaly {
    const ordinal = block.series[row] as number;
    const direction = (verdicts.direction[row] as number) < 0 ? -1 : 1;
    const led = side === (direction > 0 ? RUN_UP : RUN_DOWN);
    const earliest = block.time - Math.max(LOOK_BACK, LOOK_BACK_STEPS * block.step);
    const start = led
      ? Math.max(this.runStart[ordinal] as number, this.lastEnd[ordinal] as number, earliest)
      : block.time;
    const value = block.value[row] as number;
    const inside = value <= (verdicts.upper[row] as number) && value >= (verdicts.lower[row] as number);
    const anomaly: OpenAnomaly = {
      ordinal,
      start,
      direction,
      openedInside: inside ? 1 : 0,
      step: block.step,
      last: block.time + block.step,
      lastOutside: -1,
      calm: 0,
      again: 0,
      steps: 0,
      peakTime: block.time,
      peakValue: value,
      peakExpected: Number.NaN,
      peakLower: Number.NaN,
      peakUpper: Number.NaN,
      peakExcess: -1,
      peakScore: -1,
      peakAgrees: 0,
      concern: 0,
      revision: 0,
      toldScore: 0,
      toldConcern: 0,
      toldPattern: -1,
    };
    extend(anomaly, block, verdicts, row);
    this.open.set(ordinal, anomaly);
    this.marks[ordinal] = (this.marks[ordinal] as number) | OPEN;
    return anomaly;
  }

  private revise(block: StepBlock, verdicts: VerdictBlock, row: number, changes: AnomalyChange[]): void {
    const anomaly = this.open.get(block.series[row] as number);
    if (anomaly === undefined || block.time < anomaly.start || block.time >= anomaly.last) return;
    if ((verdicts.score[row] as number) < HOLD_SCORE) return;
    notePeak(anomaly, block, verdicts, row);
    changes.push({ anomaly, what: 'continued' });
  }

  private closeIfDue(block: StepBlock, ordinal: number, closed: AnomalyChange[]): void {
    if (block.revision > 0) return;
    const anomaly = this.open.get(ordinal) as OpenAnomaly;
    const quiet = block.time + block.step - anomaly.last;
    if (quiet < Math.max(this.closeAfter, CLOSE_STEPS * block.step)) return;
    this.open.delete(ordinal);
    this.marks[ordinal] = (this.marks[ordinal] as number) & ~OPEN;
    this.lastEnd[ordinal] = endOf(anomaly);
    closed.push({ anomaly, what: 'closed' });
  }

  private makeRoom(block: StepBlock): void {
    const highest = block.count === 0 ? -1 : (block.series[block.count - 1] as number);
    if (highest < this.marks.length) return;
    const capacity = Math.max(highest + 1, 16, Math.ceil(this.marks.length * 1.5));
    const { marks, runStart, lastEnd } = this;
    this.marks = new Uint8Array(capacity);
    this.runStart = new Float64Array(capacity);
    this.lastEnd = new Float64Array(capacity).fill(-Infinity);
    this.marks.set(marks);
    this.runStart.set(runStart);
    this.lastEnd.set(lastEnd);
  }
}

/** Beyond a share of the band on which side, if any; false for every comparison with a bound that is not there. */
function sideOf(value: number, expected: number, lower: number, upper: number, share: number): number {
  if (value > expected + share * (upper - expected)) return RUN_UP;
  return value < expected - share * (expected - lower) ? RUN_DOWN : 0;
}

/** When an anomaly that is over has ended. */
export function endOf({ last, lastOutside }: OpenAnomaly): Millis {
  return lastOutside < 0 ? last : lastOutside;
}

function extend(anomaly: OpenAnomaly, block: StepBlock, verdicts: VerdictBlock, row: number): void {
  anomaly.last = block.time + block.step;
  anomaly.steps++;
  noteSide(anomaly, block, verdicts, row);
  notePeak(anomaly, block, verdicts, row);
}

/** Notes whether the sample says that the anomaly goes on. */
function noteSide(anomaly: OpenAnomaly, block: StepBlock, verdicts: VerdictBlock, row: number): void {
  const isRatio = block.kind[row] === RATIO;
  const isOver = anomaly.lastOutside >= 0 && anomaly.calm >= (isRatio ? RATIO_RECOVERED : RECOVERED);
  const ordinary = isRatio ? RATIO_SHARE : HALF;
  const { expected, lower, upper } = verdicts;
  const side = sideOf(
    block.value[row] as number,
    expected[row] as number,
    lower[row] as number,
    upper[row] as number,
    isOver ? 1 : ordinary
  );
  const isOutside = side === (anomaly.direction > 0 ? RUN_UP : RUN_DOWN);
  anomaly.again = isOver && isOutside ? anomaly.again + 1 : 0;
  if (isOutside && (!isOver || anomaly.again >= AGAIN)) {
    anomaly.lastOutside = anomaly.last;
    anomaly.calm = 0;
  } else if (!isOutside) anomaly.calm++;
}

/**
 * The peak is the sample on the anomaly's side that lies furthest from what was expected, in widths of its band. The
 * score belongs to the whole anomaly: it still rises when the samples have begun to recover.
 */
function notePeak(anomaly: OpenAnomaly, block: StepBlock, verdicts: VerdictBlock, row: number): void {
  anomaly.peakScore = Math.max(anomaly.peakScore, verdicts.score[row] as number);
  const value = block.value[row] as number;
  const expected = verdicts.expected[row] as number;
  const lower = verdicts.lower[row] as number;
  const upper = verdicts.upper[row] as number;
  const agrees = (value - expected) * anomaly.direction > 0 ? 1 : 0;
  if (agrees < anomaly.peakAgrees) return;
  const width = Math.max(value > expected ? upper - expected : expected - lower, Number.MIN_VALUE);
  const excess = Math.min(Math.abs(value - expected) / width, Number.MAX_VALUE);
  if (agrees === anomaly.peakAgrees && !(excess > anomaly.peakExcess)) return;
  anomaly.peakTime = block.time;
  anomaly.peakValue = value;
  anomaly.peakExpected = expected;
  anomaly.peakLower = lower;
  anomaly.peakUpper = upper;
  anomaly.peakExcess = excess;
  anomaly.peakAgrees = agrees;
}
