import type { Entity } from '../core/series.ts';
import type { Millis } from '../core/time.ts';
import { SUM_CUMULATIVE, SUM_DELTA } from '../ingest/metric-points.ts';
import { countedSince, passedOver } from './counter-points.ts';
import type { CounterPoints } from './counter-points.ts';
import { GREW, histogramProgress, SAME_AGAIN } from './cumulative.ts';
import type { HistogramDelta } from './cumulative.ts';
import type { Entry } from './entry.ts';
import { readHistogram } from './histogram-reading.ts';
import type { HistogramStream } from './histogram-streams.ts';
import { isCumulative, isHistogram } from './indicators.ts';
import { growthStep } from './number-rows.ts';
import type { Source } from './sources.ts';
import type { Stage } from './stage.ts';
import { INTS, TARGET } from './stream-table.ts';

/** Takes histograms, and counters of requests, of ordinary senders: into the sums of their subjects. */
export class SumPoints {
  private readonly stage: Stage;
  private readonly counters: CounterPoints;

  constructor(stage: Stage, counters: CounterPoints) {
    this.stage = stage;
    this.counters = counters;
  }

  take(entry: Entry, i: number, row: number, source: Source): void {
    const { stage } = this;
    const stream = stage.histograms.list[stage.streams.ints[row * INTS + TARGET] as number] as HistogramStream;
    const step = growthStep(entry.points.time[i] as number, stage.settings.requestStep);
    const clock = entry.clock as NonNullable<Entry['clock']>;
    const delta = this.deltaOf(entry, i, row, source, stream);
    if (delta === undefined) return;
    if (stream.waiting !== undefined && delta.count > 0) this.seekPlace(entry, stream, stream.waiting, step);
    const tracks = stream.tracks.filter((track) => clock.requests.takes(track, step, clock.watermark.time));
    if (tracks.length === 0) return entry.reject('late_dropped');
    for (const track of tracks) {
      track.sources.add(entry.sourceIndex);
      stage.merge(entry, track, step, { ...delta, outcome: stream.outcome, factor: stream.factor });
    }
    entry.accepted++;
  }

  /** Asks again for the endpoint of a stream for which there was no room. */
  private seekPlace(entry: Entry, stream: HistogramStream, endpoint: Entity, step: Millis): void {
    const clock = entry.clock as NonNullable<Entry['clock']>;
    const track = this.stage.requestTrack(entry.tenant, clock, endpoint, step);
    if (typeof track === 'string') return entry.leftOut(track);
    stream.tracks = [...stream.tracks, track];
    stream.waiting = undefined;
  }

  /** What a point adds; undefined when it was only a base or was refused, which has been counted then. */
  private deltaOf(
    entry: Entry,
    i: number,
    row: number,
    source: Source,
    stream: HistogramStream
  ): HistogramDelta | undefined {
    const kind = entry.points.kind[i] as number;
    if (kind === SUM_DELTA || kind === SUM_CUMULATIVE) return this.countDelta(entry, i, row, source);
    const point = isHistogram(kind) ? readHistogram(entry.points, i) : undefined;
    if (point === undefined) return entry.reject('bad_count') as undefined;
    if (!isCumulative(kind)) {
      if (!this.counters.repeats(row, point.start, point.time)) {
        return histogramProgress(undefined, point, stream.factor, true).delta;
      }
      passedOver(entry, SAME_AGAIN);
      return undefined;
    }
    const fromZero = countedSince(source, point.start, point.time) >= 0;
    const { progress, base, delta } = histogramProgress(stream.base, point, stream.factor, fromZero);
    stream.base = base;
    if (passedOver(entry, progress)) return undefined;
    if (delta === undefined) entry.accepted++;
    return delta;
  }

  private countDelta(entry: Entry, i: number, row: number, source: Source): HistogramDelta | undefined {
    const value = entry.points.value[i] as number;
    if (!Number.isSafeInteger(value) || value < 0) return entry.reject('bad_count') as undefined;
    const cumulative = entry.points.kind[i] === SUM_CUMULATIVE;
    const progress = this.counters.take(entry, i, row, source, cumulative, this.stage.settings.requestStep);
    if (passedOver(entry, progress)) return undefined;
    if (progress === GREW) return { count: this.counters.delta, sum: Number.NaN, distribution: undefined };
    entry.accepted++;
    return undefined;
  }
}
