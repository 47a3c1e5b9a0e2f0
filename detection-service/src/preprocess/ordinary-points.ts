import { stepStart } from '../core/time.ts';
import type { Millis } from '../core/time.ts';
import { SUM_CUMULATIVE, SUM_DELTA } from '../ingest/metric-points.ts';
import { Counter, GREW, histogramProgress, SAME_AGAIN } from './cumulative.ts';
import type { HistogramDelta, Progress } from './cumulative.ts';
import type { Entry } from './entry.ts';
import { readHistogram } from './histogram-reading.ts';
import type { HistogramStream } from './histogram-streams.ts';
import { isCumulative, isHistogram } from './indicators.ts';
import { newStream, REFUSALS } from './new-stream.ts';
import { growthStep } from './number-steps.ts';
import type { NumberSteps } from './number-steps.ts';
import { rhythmStep } from './rhythm.ts';
import type { Source } from './sources.ts';
import type { Stage } from './stage.ts';
import {
  FLOATS,
  GROWTH_CUMULATIVE,
  HISTOGRAM,
  INTS,
  LANE,
  LEVEL,
  REFUSED,
  RHYTHM,
  SEEN,
  SOURCE,
  START,
  TARGET,
  TIME,
  USE,
  VALUE,
} from './stream-table.ts';
import { changeStep } from './version-change.ts';

/** Points in a row that must ask for another step length before a series gets it. */
const RHYTHM_POINTS = 5;
/** Counts from zero are believed of a source that has delivered this many collections without the stream. */
const KNOWN_COLLECTIONS = 3;

/** Takes the points of ordinary OTLP senders. */
export class OrdinaryPoints {
  private readonly stage: Stage;
  private readonly counter = new Counter();

  constructor(stage: Stage) {
    this.stage = stage;
  }

  /** Takes point `i`; its stream is `row`, or −1 when it is new. */
  take(entry: Entry, i: number, row: number): void {
    const { stage } = this;
    const { points } = entry;
    if (row < 0) {
      row = newStream(stage, entry, i);
      if (row < 0) return;
    }
    const { ints, floats } = stage.streams;
    const at = row * INTS;
    ints[at + SEEN] = entry.seconds;
    const use = ints[at + USE] as number;
    if (use === REFUSED) return entry.reject(REFUSALS[ints[at + TARGET] as number] as string);
    const time = points.time[i] as number;
    const index = ints[at + SOURCE] as number;
    const source = this.sourceOf(entry, index, time);
    if (source === undefined) return;
    if (use === HISTOGRAM) return this.takeSums(entry, i, row, source);

    const value = points.value[i] as number;
    if (value - value !== 0) return entry.reject(value !== value ? 'no_value' : 'not_finite');
    const lane = stage.lanes[ints[at + LANE] as number] as NumberSteps;
    if (use !== LEVEL) return this.takeGrowth(entry, i, row, source, lane);
    const last = floats[row * FLOATS + TIME] as number;
    if (time > last) {
      floats[row * FLOATS + TIME] = time;
      if (last >= 0 && this.asksForOther(ints, at, lane, time - last)) {
        this.changeTo(entry, i, row, lane);
        return this.takeLevel(
          entry,
          row,
          stage.lanes[stage.streams.ints[at + LANE] as number] as NumberSteps,
          time,
          value
        );
      }
    }
    this.takeLevel(entry, row, lane, time, value);
  }

  private takeLevel(entry: Entry, row: number, lane: NumberSteps, time: Millis, value: number): void {
    const cell = this.stage.streams.ints[row * INTS + TARGET] as number;
    const { watermark } = entry.clock as NonNullable<Entry['clock']>;
    if (lane.level(cell, time, value, watermark.time) || lane.fill(cell, stepStart(time, lane.step), value, 1))
      entry.accepted++;
    else entry.reject('late_superseded');
  }

  /** Checks the time of a point and notes that its source has spoken; undefined when the point was refused. */
  private sourceOf(entry: Entry, index: number, time: Millis): Source | undefined {
    const known = entry.sourceIndex === index ? (entry.source as Source) : this.stage.sources.at(index);
    const problem = entry.timeProblem(time, known.mode);
    if (problem !== undefined) {
      entry.reject(problem);
      return undefined;
    }
    if (entry.sourceIndex !== index) entry.use(index);
    else if (time <= known.newest) return known;
    this.stage.sources.data(known, time, time, this.stage.now);
    return known;
  }

  private takeGrowth(entry: Entry, i: number, row: number, source: Source, lane: NumberSteps): void {
    const { streams } = this.stage;
    const { points } = entry;
    const value = points.value[i] as number;
    const time = points.time[i] as number;
    if (value < 0) return entry.reject('negative_count');
    const last = streams.floats[row * FLOATS + TIME] as number;
    const isCumulativeStream = streams.ints[row * INTS + USE] === GROWTH_CUMULATIVE;
    const progress = this.progress(entry, i, row, source, isCumulativeStream, lane.step);
    if (this.refused(entry, progress)) return;
    let to = lane;
    if (last >= 0 && time > last && this.asksForOther(streams.ints, row * INTS, lane, time - last)) {
      this.changeTo(entry, i, row, lane);
      to = this.stage.lanes[streams.ints[row * INTS + LANE] as number] as NumberSteps;
    }
    if (progress !== GREW) {
      entry.accepted++;
      return;
    }
    const cell = streams.ints[row * INTS + TARGET] as number;
    const { delta, duration } = this.counter;
    const { watermark } = entry.clock as NonNullable<Entry['clock']>;
    const rate = (delta * 1000) / Math.max(1, duration);
    if (to.growth(cell, time, delta, duration, watermark.time) || to.fill(cell, growthStep(time, to.step), rate, delta))
      entry.accepted++;
    else entry.reject('late_dropped');
  }

  /** What a counter's point adds, in `this.counter`. */
  private progress(entry: Entry, i: number, row: number, source: Source, cumulative: boolean, step: Millis): Progress {
    const { floats } = this.stage.streams;
    const { counter } = this;
    const at = row * FLOATS;
    const { points } = entry;
    const time = points.time[i] as number;
    const start = points.start[i] as number;
    const value = points.value[i] as number;
    counter.set(floats[at + TIME] as number, floats[at + START] as number, floats[at + VALUE] as number);
    let progress: Progress = GREW;
    if (cumulative) progress = counter.take(time, start, value, countedSince(source, start, time));
    else {
      // A delta that says the same span again was sent twice; one without a span cannot be told from the next.
      if (start > 0 && time === counter.time && start === counter.start) return SAME_AGAIN;
      counter.delta = value;
      counter.duration = start > 0 && start < time ? time - start : step;
      if (time >= counter.time) counter.set(time, start, value);
    }
    floats[at + TIME] = counter.time;
    floats[at + START] = counter.start;
    floats[at + VALUE] = counter.value;
    return progress;
  }

  /** A histogram, or a counter of requests: into the sums of its subjects. */
  private takeSums(entry: Entry, i: number, row: number, source: Source): void {
    const { stage } = this;
    const { points } = entry;
    const stream = stage.histograms.list[stage.streams.ints[row * INTS + TARGET] as number] as HistogramStream;
    const step = growthStep(points.time[i] as number, stage.settings.requestStep);
    const clock = entry.clock as NonNullable<Entry['clock']>;
    const tracks = stream.tracks.filter((track) => clock.requests.takes(track, step, clock.watermark.time));
    const delta = this.deltaOf(entry, i, row, source, stream);
    if (delta === undefined) return;
    if (tracks.length === 0) return entry.reject('late_dropped');
    const micros = Number.isFinite(delta.sum) ? Math.round(delta.sum * stream.factor * 1e6) : 0;
    for (const track of tracks) {
      track.sources.add(entry.sourceIndex);
      const timed = delta.distribution !== undefined && delta.distribution.total > 0;
      if (timed && !stage.timed(entry.tenant, track.subject, step)) entry.leftOut('series_limit');
      const sums = clock.requests.sumsOf(track, step);
      sums.count(delta.count, stream.outcome);
      if (delta.distribution !== undefined) sums.time(delta.distribution, micros);
    }
    entry.accepted++;
  }

  /** What a point adds to sums; undefined when it was only a base or was refused, which has been counted then. */
  private deltaOf(
    entry: Entry,
    i: number,
    row: number,
    source: Source,
    stream: HistogramStream
  ): HistogramDelta | undefined {
    const { points } = entry;
    const kind = points.kind[i] as number;
    const time = points.time[i] as number;
    const start = points.start[i] as number;
    if (kind === SUM_DELTA || kind === SUM_CUMULATIVE) {
      const value = points.value[i] as number;
      if (!Number.isSafeInteger(value) || value < 0) return entry.reject('bad_count') as undefined;
      const progress = this.progress(entry, i, row, source, kind === SUM_CUMULATIVE, this.stage.settings.requestStep);
      if (this.refused(entry, progress)) return undefined;
      if (progress === GREW) return { count: this.counter.delta, sum: Number.NaN, distribution: undefined };
      entry.accepted++;
      return undefined;
    }
    const point = isHistogram(kind) ? readHistogram(points, i) : undefined;
    if (point === undefined) return entry.reject('bad_count') as undefined;
    const { floats } = this.stage.streams;
    const at = row * FLOATS;
    if (!isCumulative(kind)) {
      if (start > 0 && floats[at + TIME] === time && floats[at + START] === start) {
        this.refused(entry, SAME_AGAIN);
        return undefined;
      }
      floats[at + TIME] = time;
      floats[at + START] = start;
      return histogramProgress(undefined, point, stream.factor, true).delta;
    }
    const { progress, base, delta } = histogramProgress(
      stream.base,
      point,
      stream.factor,
      countedSince(source, start, time) >= 0
    );
    stream.base = base;
    if (this.refused(entry, progress)) return undefined;
    if (delta === undefined) entry.accepted++;
    return delta;
  }

  private refused(entry: Entry, progress: Progress): boolean {
    if (progress === SAME_AGAIN) entry.duplicates++;
    else if (progress > SAME_AGAIN) entry.reject('out_of_order');
    return progress >= SAME_AGAIN;
  }

  /** Whether the rhythm of a stream has asked for another step length often enough. */
  private asksForOther(ints: Uint32Array, at: number, lane: NumberSteps, interval: Millis): boolean {
    const wanted = rhythmStep(interval, this.stage.settings.gaugeSteps);
    if (this.stage.settings.gaugeSteps[wanted] === lane.step) {
      ints[at + RHYTHM] = 0;
      return false;
    }
    const before = ints[at + RHYTHM] as number;
    const streak = before >> 8 === wanted + 1 ? (before & 255) + 1 : 1;
    ints[at + RHYTHM] = ((wanted + 1) << 8) | Math.min(streak, 255);
    return streak >= RHYTHM_POINTS;
  }

  private changeTo(entry: Entry, i: number, row: number, lane: NumberSteps): void {
    const wanted = ((this.stage.streams.ints[row * INTS + RHYTHM] as number) >> 8) - 1;
    changeStep(this.stage, entry, i, row, lane, wanted);
  }
}

/**
 * Since when the first point of a cumulative stream counts, or −1 when it is only a base. It counts when its start lies
 * in the life of its source as we know it; or when the source has delivered several collections without this stream, so
 * that all it holds came after the last of them (the first error of a service appears as such a stream).
 */
function countedSince(source: Source, start: Millis, time: Millis): Millis {
  if (!(start > 0) || start >= time) return -1;
  if (source.joined >= 0 && start >= source.joined) return start;
  const isNewest = Math.abs(time - source.collectedAt) < 1000;
  return isNewest && source.collections > KNOWN_COLLECTIONS ? source.collectedBefore : -1;
}
