import type { Millis } from '../core/time.ts';
import type { Attributes, MetricPoints } from '../ingest/metric-points.ts';
import type { Clock } from './clock.ts';
import type { EmitterResource } from './emitter-points.ts';
import type { ReportingDevice } from './note-report.ts';
import type { Source } from './sources.ts';
import { HISTORY } from './sources.ts';
import type { Stage } from './stage.ts';
import type { Tenant } from './tenant.ts';

/** What became of the points of one entry. Points that the decoder refused are not in it. */
export interface IngestCounts {
  readonly accepted: number;
  /** Points that had been taken before. */
  readonly duplicates: number;
  /** Points that were refused, by reason. */
  readonly rejected: ReadonlyMap<string, number>;
  /** Accepted points of which something was left out, by reason: `route_limit`, `series_limit`. */
  readonly partly: ReadonlyMap<string, number>;
}

/** One metrics entry while it is applied. */
export class Entry implements IngestCounts {
  readonly stage: Stage;
  readonly tenant: Tenant;
  readonly points: MetricPoints;
  readonly appendTime: Millis;
  readonly seconds: number;
  accepted = 0;
  duplicates = 0;
  readonly rejected = new Map<string, number>();
  readonly partly = new Map<string, number>();
  /** Resources of emitters, once they are known as such. */
  readonly emitters: (EmitterResource | undefined)[] = [];
  /** Devices that collectors report on, by resource. */
  readonly devices: (ReportingDevice | undefined)[] = [];
  /** The source of the newest point, and its clock. */
  source: Source | undefined;
  clock: Clock | undefined;
  sourceIndex = -1;
  private readonly attributes: (Attributes | undefined)[] = [];
  /** Clocks that got something, and whether their watermark may have moved. */
  private readonly touched = new Map<Clock, boolean>();

  constructor(stage: Stage, tenant: Tenant, points: MetricPoints, appendTime: Millis) {
    this.stage = stage;
    this.tenant = tenant;
    this.points = points;
    this.appendTime = appendTime;
    this.seconds = Math.floor(appendTime / 1000);
  }

  reject(reason: string): void {
    this.rejected.set(reason, (this.rejected.get(reason) ?? 0) + 1);
  }

  /** Takes a point of which nothing is kept, and rightly so: its sender need not hear of it. */
  passOver(reason: string): void {
    this.accepted++;
    this.leftOut(reason);
  }

  leftOut(reason: string): void {
    this.partly.set(reason, (this.partly.get(reason) ?? 0) + 1);
  }

  resourceAttributes(resource: number): Attributes {
    return (this.attributes[resource] ??= this.points.resourceAttributes(resource));
  }

  /** Why a time cannot be taken, if so. */
  timeProblem(time: Millis, mode: number): string | undefined {
    if (!(time > 0)) return 'no_time';
    if (time > this.appendTime + this.stage.settings.futureLimit) return 'future';
    return mode !== HISTORY && time < this.appendTime - this.stage.settings.tooOld ? 'too_old' : undefined;
  }

  /** Makes a source that of the point at hand. */
  use(index: number): Source {
    const source = this.stage.sources.at(index);
    const clock = this.stage.clockOf(source);
    this.source = source;
    this.sourceIndex = index;
    this.clock = clock;
    if (clock.watermark.heldBy(index) || !this.touched.has(clock)) {
      this.touched.set(clock, (this.touched.get(clock) ?? false) || clock.watermark.heldBy(index));
    }
    return source;
  }

  /** Emits what came late, moves the watermarks, closes what they have passed. */
  finish(): void {
    const { now } = this.stage;
    for (const [clock, moved] of this.touched) {
      clock.flushLate();
      if (moved || clock.requests.forcedTarget() >= 0) clock.advance(now);
      clock.flushLate();
    }
  }
}
