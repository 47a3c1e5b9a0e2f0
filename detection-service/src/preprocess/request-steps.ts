import type { Entity } from '../core/series.ts';
import { INCOMPLETE, UNCOVERED } from '../core/step-block.ts';
import type { Millis } from '../core/time.ts';
import { coverageOf } from './coverage.ts';
import { P50 } from './indicators.ts';
import { sampleOf } from './request-samples.ts';
import type { Sample } from './request-samples.ts';
import { RequestSums } from './request-sums.ts';
import { SortedTimes } from './sorted-times.ts';
import { HISTORY, LIVE } from './sources.ts';
import { StepLane } from './step-lane.ts';
import type { LaneContext } from './number-steps.ts';

/** One series of a subject: its ordinal, the code of its kind, and which number of the sums it shows. */
export interface SubjectSeries {
  readonly ordinal: number;
  readonly kind: number;
  readonly code: number;
}

/** What sums are kept about: a service, an endpoint, or another histogram. */
export interface Subject {
  /** Canonical identity, as in stored step states. */
  readonly key: string;
  /** Absent for other histograms. */
  readonly entity: Entity | undefined;
  /** Turns the unit of the durations into that of the percentiles. */
  readonly factor: number;
  readonly series: SubjectSeries[];
  /** Whether it has series for its percentiles, and the first step that they show. */
  timed: boolean;
  timedSince: Millis;
  /** Newest step that was closed, in either clock. */
  lastStep: Millis;
  /** Newest step with calls, and whether there was another one before. */
  lastCall: Millis;
  recurs: boolean;
  /** Has made room for another route of its service (`RoutePlaces`): without a call nothing is known of it. */
  resting: boolean;
  /** Its tracks, by mode. */
  readonly tracks: (Track | undefined)[];
}

/** A subject in one clock. */
export class Track {
  readonly subject: Subject;
  readonly tenant: number;
  readonly lane: RequestSteps;
  /** Indexes of the sources that reported it. */
  readonly sources = new Set<number>();
  readonly open = new Map<Millis, RequestSums>();
  /** Of a service: the tracks of its endpoints that were asked for, by method and route. */
  readonly endpoints = new Map<string, Track>();
  /** Step of its first data. */
  since: Millis = Number.POSITIVE_INFINITY;
  /** Steps since something was known of it. */
  quiet = 0;
  /** What the step that is being closed shows. */
  shown: RequestSums | undefined;
  state: typeof HIDDEN | typeof GAP | typeof KNOWN = 0;
  flags = 0;

  constructor(subject: Subject, tenant: number, lane: RequestSteps) {
    this.subject = subject;
    this.tenant = tenant;
    this.lane = lane;
  }
}

/** A step of which it is known that nobody called. */
const NO_CALLS = new RequestSums();
const HIDDEN = 0;
const GAP = 1;
const KNOWN = 2;

/** However long a step is, so many say that there is no data before silence says it: an anomaly closes meanwhile. */
const QUIET_STEPS = 3;

/** Sums of closed steps whose memory is kept for the steps that follow. */
const MAX_SPARE = 10_000;

/** Steps that may be open at once; beyond, the oldest close although the watermark has not come to them. */
const MAX_OPEN = 1440;

/** Where late partials find what their step had. */
export interface SettledSteps {
  /** The newest version made by an entry before `before`. */
  stepState(key: string, step: Millis, before: number): Uint8Array | undefined;
}

/** Steps of requests and other histograms in one clock: sums that are merged while a step is open, and afterwards. */
export class RequestSteps extends StepLane {
  readonly tracks: Track[] = [];
  /** Calls that no step could take because the tenant's other clock had closed it too long ago. */
  overlapped = 0;
  private rows: { readonly series: SubjectSeries; readonly track: Track }[] = [];
  private ordered = true;
  private readonly openSteps = new SortedTimes();
  private readonly spare: RequestSums[] = [];
  private readonly late = new Map<Millis, Map<Track, RequestSums>>();
  private readonly context: LaneContext & { readonly settled: SettledSteps };
  private readonly sample: Sample = { value: 0, weight: 0 };

  constructor(step: Millis, context: LaneContext & { readonly settled: SettledSteps }) {
    super(step);
    this.context = context;
  }

  /** Adds a track; its rows follow by `addRow`. */
  addTrack(subject: Subject, tenant: number): Track {
    const track = new Track(subject, tenant, this);
    this.tracks.push(track);
    for (const series of subject.series) this.addRow(series, track);
    return track;
  }

  addRow(series: SubjectSeries, track: Track): void {
    const last = this.rows[this.rows.length - 1];
    this.ordered &&= last === undefined || last.series.ordinal < series.ordinal;
    this.rows.push({ series, track });
  }

  /** Whether data of the step at `start` can still be taken, open or late. */
  takes(track: Track, start: Millis, watermark: Millis): boolean {
    const horizon = this.context.settings.stepStateHorizon;
    if (!this.admit(start, watermark) && start < this.next - horizon) return false;
    return start >= track.subject.lastStep - horizon;
  }

  /** The sums of a track's step, to add to: the open ones, or those that will revise a closed step. */
  sumsOf(track: Track, start: Millis): RequestSums {
    if (start < track.since) track.since = start;
    if (start < this.next) return this.lateSums(track, start);
    let sums = track.open.get(start);
    if (sums === undefined) {
      sums = this.spare.pop() ?? new RequestSums();
      track.open.set(start, sums);
      this.openSteps.add(start);
    }
    return sums;
  }

  /** Merges late sums into the stored state of their steps and emits these anew. */
  flushLate(): void {
    if (this.late.size === 0) return;
    for (const start of [...this.late.keys()].sort((x, y) => x - y)) this.revise(start);
    this.late.clear();
  }

  /** Where the lane must close to so that no more than the permitted number of steps is open; −1 when nowhere. */
  forcedTarget(): Millis {
    const surplus = this.openSteps.size - MAX_OPEN;
    return surplus > 0 ? (this.openSteps.values()[surplus] as Millis) : -1;
  }

  header(): object {
    return { ...this.laneState(), overlapped: this.overlapped };
  }

  restore(header: unknown): void {
    this.restoreLane(header);
    this.overlapped = (header as { overlapped: number }).overlapped;
    for (const track of this.tracks) for (const start of track.open.keys()) this.openSteps.add(start);
  }

  protected override earliestOpen(): Millis {
    return this.openSteps.first;
  }

  override latestOpen(): Millis {
    return this.openSteps.last;
  }

  protected override passed(steps: number): void {
    for (const track of this.tracks) track.quiet += steps;
  }

  protected override close(start: Millis): number {
    const { emission } = this.context;
    this.openSteps.delete(start);
    for (const track of this.tracks) this.settle(track, start);
    if (!this.ordered) {
      this.rows.sort((x, y) => x.series.ordinal - y.series.ordinal);
      this.ordered = true;
    }
    for (const { series, track } of this.rows) {
      if (track.state !== HIDDEN && shows(series, track.subject, start))
        this.emitRow(series, track, track.state === GAP ? undefined : (track.shown ?? NO_CALLS), track.flags);
    }
    for (const track of this.tracks) this.recycle(track);
    const { count } = emission;
    emission.block(start, this.step, 0);
    emission.flushStates();
    return count;
  }

  /** Decides what a track shows of the step that closes. */
  private settle(track: Track, start: Millis): void {
    const { subject } = track;
    const sums = track.open.get(start);
    track.open.delete(start);
    track.shown = sums;
    track.state = HIDDEN;
    if (start <= subject.lastStep) return this.settleBehind(track, start, sums);
    if (start < track.since) return;
    const coverage = coverageOf(track.sources, this.context.sources, start, start + this.step);
    const isKnown = sums !== undefined || (coverage.zero && !subject.resting);
    track.quiet = isKnown ? 0 : track.quiet + 1;
    if (track.quiet > Math.max(QUIET_STEPS, this.context.settings.quietAfter / this.step)) return;
    subject.lastStep = start;
    track.state = isKnown ? KNOWN : GAP;
    track.flags = coverage.whole ? 0 : INCOMPLETE;
    if (!isKnown && !coverage.received) track.flags = coverage.touched ? UNCOVERED | INCOMPLETE : UNCOVERED;
    if (sums !== undefined) this.context.emission.state(subject.key, start, sums.encode(0), isShared(subject));
  }

  /** Lets go of the sums that were shown: their memory serves the next step. */
  private recycle(track: Track): void {
    const { shown } = track;
    if (shown === undefined) return;
    track.shown = undefined;
    if (this.spare.length >= MAX_SPARE) return;
    shown.clear();
    this.spare.push(shown);
  }

  /** The subject's other clock has closed this step or a later one: what there is revises it, if it is kept still. */
  private settleBehind(track: Track, start: Millis, sums: RequestSums | undefined): void {
    if (sums === undefined) return;
    const { subject } = track;
    if (start >= subject.lastStep - this.context.settings.stepStateHorizon) this.lateSums(track, start).merge(sums);
    else this.overlapped += sums.calls;
  }

  private emitRow(series: SubjectSeries, track: Track, sums: RequestSums | undefined, flags: number): void {
    const { sample } = this;
    sampleOf(series.code, sums, this.step, track.subject.factor, this.context.settings.percentileCalls, sample);
    this.context.emission.row(series.ordinal, series.kind, sample.value, sample.weight, flags);
  }

  private lateSums(track: Track, start: Millis): RequestSums {
    let ofStep = this.late.get(start);
    if (ofStep === undefined) {
      ofStep = new Map();
      this.late.set(start, ofStep);
    }
    let sums = ofStep.get(track);
    if (sums === undefined) {
      sums = new RequestSums();
      ofStep.set(track, sums);
    }
    return sums;
  }

  /** A block holds one revision, so subjects that were revised a different number of times get blocks of their own. */
  private revise(start: Millis): void {
    const { settled, emission, sources } = this.context;
    const byRevision = new Map<number, { series: SubjectSeries; track: Track; sums: RequestSums; flags: number }[]>();
    for (const [track, sums] of this.late.get(start) as Map<Track, RequestSums>) {
      const { key, series } = track.subject;
      const bytes = emission.madeNow(key, start) ?? settled.stepState(key, start, emission.offset);
      const before = bytes === undefined ? undefined : RequestSums.decode(bytes);
      if (before !== undefined) sums.merge(before.sums);
      const revision = (before?.revision ?? 0) + 1;
      emission.state(key, start, sums.encode(revision), true);
      const flags = coverageOf(track.sources, sources, start, start + this.step).whole ? 0 : INCOMPLETE;
      const rows = byRevision.get(revision) ?? [];
      byRevision.set(revision, rows);
      for (const one of series) if (shows(one, track.subject, start)) rows.push({ series: one, track, sums, flags });
    }
    for (const [revision, rows] of [...byRevision].sort((x, y) => x[0] - y[0])) {
      rows.sort((x, y) => x.series.ordinal - y.series.ordinal);
      for (const { series, track, sums, flags } of rows) this.emitRow(series, track, sums, flags);
      emission.block(start, this.step, revision);
    }
  }
}

/** Whether both clocks of the tenant know the subject. */
function isShared({ tracks }: Subject): boolean {
  return tracks[LIVE] !== undefined && tracks[HISTORY] !== undefined;
}

/** Whether a series has begun: percentiles may begin later than the rest. */
function shows({ code }: SubjectSeries, { timedSince }: Subject, start: Millis): boolean {
  return code < P50 || start >= timedSince;
}
