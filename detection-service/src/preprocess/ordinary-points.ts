import { stepStart } from '../core/time.ts';
import { CounterPoints, passedOver } from './counter-points.ts';
import { GREW } from './cumulative.ts';
import type { Entry } from './entry.ts';
import { CLIENT_SIDE, newStream, REFUSALS } from './new-stream.ts';
import { noteReport } from './note-report.ts';
import { growthStep } from './number-rows.ts';
import type { NumberSteps } from './number-steps.ts';
import { rhythmStep } from './rhythm.ts';
import type { Source } from './sources.ts';
import type { Stage } from './stage.ts';
import {
  GROWTH_CUMULATIVE,
  HISTOGRAM,
  INTS,
  LANE,
  LAST,
  LEVEL,
  REFUSED,
  RHYTHM,
  SEEN,
  SOURCE,
  TARGET,
  USE,
} from './stream-table.ts';
import { SumPoints } from './sum-points.ts';
import { changeStep } from './version-change.ts';

/** Points in a row that must ask for another step length before a series gets it. */
const RHYTHM_POINTS = 5;

/**
 * Takes the points of ordinary OTLP senders. What runs for every sample is told the index of the point and not its time
 * and value: a number that is handed to a function which is not inlined is an object on the heap.
 */
export class OrdinaryPoints {
  private readonly stage: Stage;
  private readonly counters: CounterPoints;
  private readonly sums: SumPoints;

  constructor(stage: Stage) {
    this.stage = stage;
    this.counters = new CounterPoints(stage);
    this.sums = new SumPoints(stage, this.counters);
  }

  /**
   * Reads from the memory of many streams, and from where their samples will go, before any is used: the processor then
   * fetches them side by side, where taking point by point would wait for each anew. Returns something that depends on
   * what was read.
   */
  bringToHand(rows: Int32Array, count: number): number {
    const { ints } = this.stage.streams;
    let sum = 0;
    let lane = -1;
    let pairs: Float64Array | undefined;
    for (let i = 0; i < count; i++) {
      const at = (rows[i] as number) * INTS;
      if (at < 0 || ints[at + USE] !== LEVEL) continue;
      if (ints[at + LANE] !== lane) {
        lane = ints[at + LANE] as number;
        pairs = (this.stage.lanes[lane] as NumberSteps).currentPairs;
      }
      if (pairs !== undefined && pairs[2 * (ints[at + TARGET] as number) + 1] === 0) sum++;
    }
    return sum;
  }

  /** Takes point `i`; its stream is `known`, or −1 when it is new. */
  take(entry: Entry, i: number, known: number): void {
    const { stage } = this;
    const { points } = entry;
    const row = known < 0 ? newStream(stage, entry, i) : known;
    if (row < 0) return;
    const { ints } = stage.streams;
    const at = row * INTS;
    ints[at + SEEN] = entry.seconds;
    const use = ints[at + USE] as number;
    if (use === REFUSED) return refuse(entry, ints[at + TARGET] as number);
    const source = this.sourceOf(entry, i, ints[at + SOURCE] as number);
    if (source === undefined) return;
    if (source.emitter !== undefined) noteReport(stage, entry, i, ints[at + SOURCE] as number);
    if (use === HISTOGRAM) return this.sums.take(entry, i, row, source);
    const value = points.value[i] as number;
    if (!Number.isFinite(value)) return entry.reject(Number.isNaN(value) ? 'no_value' : 'not_finite');
    if (use === LEVEL) this.takeLevel(entry, i, row);
    else this.takeGrowth(entry, i, row, source);
  }

  /** Checks the time of a point and notes that its source has spoken; undefined when the point was refused. */
  private sourceOf(entry: Entry, i: number, index: number): Source | undefined {
    const time = entry.points.time[i] as number;
    const isSame = entry.sourceIndex === index;
    const known = isSame ? (entry.source as Source) : this.stage.sources.at(index);
    const problem = entry.timeProblem(time, known.mode);
    if (problem !== undefined) return entry.reject(problem) as undefined;
    if (isSame && time <= known.newest) return known;
    if (!isSame) entry.use(index);
    this.stage.sources.data(known, time, time, this.stage.now);
    return known;
  }

  private takeLevel(entry: Entry, i: number, row: number): void {
    const lane = this.keepRhythm(entry, i, row);
    const cell = this.stage.streams.ints[row * INTS + TARGET] as number;
    const { points } = entry;
    const { watermark } = entry.clock as NonNullable<Entry['clock']>;
    if (lane.level(cell, points, i, watermark)) entry.accepted++;
    else if (lane.fill(cell, stepStart(points.time[i] as number, lane.step), points.value[i] as number, 1))
      entry.accepted++;
    else entry.reject('late_superseded');
  }

  private takeGrowth(entry: Entry, i: number, row: number, source: Source): void {
    const { streams, lanes } = this.stage;
    const time = entry.points.time[i] as number;
    if ((entry.points.value[i] as number) < 0) return entry.reject('negative_count');
    const cumulative = streams.ints[row * INTS + USE] === GROWTH_CUMULATIVE;
    const { step } = lanes[streams.ints[row * INTS + LANE] as number] as NumberSteps;
    const progress = this.counters.take(entry, i, row, source, cumulative, step);
    if (passedOver(entry, progress)) return;
    const lane = this.keepRhythm(entry, i, row);
    const { delta, duration } = this.counters;
    const { watermark } = entry.clock as NonNullable<Entry['clock']>;
    const cell = streams.ints[row * INTS + TARGET] as number;
    if (progress !== GREW || lane.growth(cell, time, delta, duration, watermark.time)) entry.accepted++;
    else if (lane.fill(cell, growthStep(time, lane.step), (delta * 1000) / Math.max(1, duration), delta))
      entry.accepted++;
    else entry.reject('late_dropped');
  }

  /** The lane of a stream, after it was given another when the times of its points asked for that often enough. */
  private keepRhythm(entry: Entry, i: number, row: number): NumberSteps {
    const { streams, lanes, settings } = this.stage;
    const time = entry.points.time[i] as number;
    const { ints } = streams;
    const at = row * INTS;
    const lane = lanes[ints[at + LANE] as number] as NumberSteps;
    const last = ints[at + LAST] as number;
    const now = Math.floor(time / 1000);
    if (now <= last) return lane;
    ints[at + LAST] = now;
    if (last === 0) return lane;
    const interval = (now - last) * 1000;
    if (interval <= lane.longestInterval && interval > lane.shortestInterval) {
      if (ints[at + RHYTHM] !== 0) ints[at + RHYTHM] = 0;
      return lane;
    }
    const wanted = rhythmStep(interval, settings.gaugeSteps);
    const before = ints[at + RHYTHM] as number;
    const streak = before >> 8 === wanted + 1 ? (before & 255) + 1 : 1;
    ints[at + RHYTHM] = ((wanted + 1) << 8) | streak;
    if (streak < RHYTHM_POINTS) return lane;
    ints[at + RHYTHM] = 0;
    changeStep(this.stage, entry, i, row, lane, wanted);
    return lanes[streams.ints[at + LANE] as number] as NumberSteps;
  }
}

function refuse(entry: Entry, refusal: number): void {
  const reason = REFUSALS[refusal] as string;
  if (refusal === CLIENT_SIDE) entry.passOver(reason);
  else entry.reject(reason);
}
