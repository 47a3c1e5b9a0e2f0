import type { StageState } from '../core/state.ts';
import type { Millis } from '../core/time.ts';
import type { MetricPoints } from '../ingest/metric-points.ts';
import { isOwnMetric, takeEmitterPoint } from './emitter-points.ts';
import type { ClockName, PreprocessOutput } from './emission.ts';
import { Entry } from './entry.ts';
import type { IngestCounts } from './entry.ts';
import { OrdinaryPoints } from './ordinary-points.ts';
import type { SettledSteps } from './request-steps.ts';
import { preprocessSettings } from './settings.ts';
import type { PreprocessSettings } from './settings.ts';
import { HISTORY, LIVE } from './sources.ts';
import type { Mode, Source } from './sources.ts';
import { Stage } from './stage.ts';
import { restoreStage, stageState } from './stage-state.ts';

export type { ClockName, IngestCounts, PreprocessOutput, PreprocessSettings, SettledSteps };
export { preprocessSettings };

/** Points whose streams are looked up together. */
const CHUNK = 128;

/** A source of telemetry as people see it. */
export interface SourceStatus {
  readonly id: string;
  /** Collector that speaks for it; absent for an ordinary OTLP sender. */
  readonly emitter?: string | undefined;
  readonly mode: 'live' | 'history';
  readonly alive: boolean;
  readonly ended: boolean;
  /** Everything up to here was delivered; absent before it can be said. */
  readonly receivedUpTo?: Millis | undefined;
  /** Live sources: how far that is behind the newest entry or tick. */
  readonly behind?: Millis | undefined;
  /** Of its mode: steps that end up to here are closed. */
  readonly watermark?: Millis | undefined;
}

/** How far event time has come for a tenant; absent where there is no source. */
export interface Watermarks {
  readonly live?: Millis | undefined;
  readonly history?: Millis | undefined;
}

/**
 * Turns entries of the log into closed steps: merges points into open steps, moves the watermarks, closes what they have
 * passed. A deterministic function of the entries and the settings; all time comes from the entries.
 */
export class Preprocess {
  private readonly stage: Stage;
  private readonly ordinary: OrdinaryPoints;
  /** Rows of the streams of the points at hand. */
  private readonly rows = new Int32Array(CHUNK);
  /** What `bringToHand` read; kept only so that reading it has an effect. */
  private atHand = 0;

  /** `settled` gives the stored state of closed steps, for what comes late. */
  constructor(settings: Partial<PreprocessSettings>, settled: SettledSteps, stage?: Stage) {
    this.stage = stage ?? new Stage(preprocessSettings(settings), settled);
    this.ordinary = new OrdinaryPoints(this.stage);
  }

  /** Applies a metrics entry. */
  metrics(
    offset: number,
    appendTime: Millis,
    tenantName: string,
    points: MetricPoints,
    out: PreprocessOutput
  ): IngestCounts {
    const { stage } = this;
    const tenant = stage.tenant(tenantName);
    stage.now = Math.max(stage.now, appendTime);
    stage.emission.begin(offset, out);
    const entry = new Entry(stage, tenant, points, appendTime);
    for (let from = 0; from < points.count; from += CHUNK)
      this.chunk(entry, from, Math.min(from + CHUNK, points.count));
    entry.finish();
    stage.emission.end();
    const { accepted, duplicates, rejected, partly } = entry;
    return { accepted, duplicates, rejected, partly };
  }

  /** Takes points `[from, to)`: looks all their streams up first, then takes them one by one. */
  private chunk(entry: Entry, from: number, to: number): void {
    const { stage, rows, ordinary } = this;
    const { streams } = stage;
    const { keyLow, keyHigh, resource } = entry.points;
    const tenant = entry.tenant.index;
    for (let i = from; i < to; i++) rows[i - from] = streams.find(tenant, keyLow[i] as number, keyHigh[i] as number);
    this.atHand ^= ordinary.bringToHand(rows, to - from);
    const { sweeps } = streams;
    for (let i = from; i < to; i++) {
      const emitter = entry.emitters[resource[i] as number];
      if (emitter !== undefined && !isOwnMetric(entry, emitter, i)) {
        takeEmitterPoint(stage, entry, emitter, i);
        continue;
      }
      const row = rows[i - from] as number;
      const isKnown = row >= 0 && streams.sweeps === sweeps;
      ordinary.take(entry, i, isKnown ? row : streams.find(tenant, keyLow[i] as number, keyHigh[i] as number));
    }
  }

  /** Applies a tick: sources that have been silent too long die, and the present moves on. */
  tick(offset: number, appendTime: Millis, out: PreprocessOutput): void {
    const { stage } = this;
    stage.now = Math.max(stage.now, appendTime);
    stage.emission.begin(offset, out);
    stage.sources.silence(stage.now);
    for (const tenant of stage.tenants) {
      for (const clock of tenant.clocks) {
        clock?.advance(stage.now);
        clock?.flushLate();
      }
    }
    stage.emission.end();
  }

  /** Applies the control entry that a process writes when it starts: silence while it was down is nobody's fault. */
  started(_offset: number, appendTime: Millis): void {
    this.stage.now = Math.max(this.stage.now, appendTime);
    this.stage.sources.forgive(this.stage.now);
  }

  /** The sources of a tenant. */
  sources(tenantName: string): readonly SourceStatus[] {
    const { stage } = this;
    const tenant = stage.findTenant(tenantName);
    if (tenant === undefined) return [];
    const marks = this.watermarks(tenantName);
    const found: SourceStatus[] = [];
    for (const source of stage.sources.list) {
      if (source === undefined || source.tenant !== tenant.index) continue;
      const live = source.mode === LIVE;
      const receivedUpTo = known(source.receivedUpTo);
      found.push({
        id: source.id,
        emitter: source.emitter,
        mode: live ? 'live' : 'history',
        alive: source.alive,
        ended: source.ended,
        receivedUpTo,
        behind: live && receivedUpTo !== undefined ? stage.now - receivedUpTo : undefined,
        watermark: live ? marks.live : marks.history,
      });
    }
    return found;
  }

  /** The newest and the oldest of the watermarks that sources still move, over all tenants; absent while none does. */
  eventTimes(): { readonly newest?: Millis | undefined; readonly oldest?: Millis | undefined } {
    const { stage } = this;
    const times = stage.sources.list
      .filter((source) => source !== undefined && source.alive && !source.ended)
      .map((source) => known(stage.clockOf(source as Source).watermark.time))
      .filter((time) => time !== undefined);
    return times.length === 0 ? {} : { newest: Math.max(...times), oldest: Math.min(...times) };
  }

  watermarks(tenantName: string): Watermarks {
    const tenant = this.stage.findTenant(tenantName);
    const of = (mode: Mode): Millis | undefined => known(tenant?.clocks[mode]?.watermark.time ?? -1);
    return { live: of(LIVE), history: of(HISTORY) };
  }

  /** The tenants that something was heard of. */
  tenants(): readonly string[] {
    return this.stage.tenants.map(({ name }) => name);
  }

  /**
   * Up to where each clock of a tenant has closed its steps: no step that ends earlier will be closed after this. Null
   * when everything that was delivered is closed; absent where there is no such clock.
   */
  closedUpTo(tenantName: string): { readonly live?: Millis | null; readonly history?: Millis | null } {
    const tenant = this.stage.findTenant(tenantName);
    const reach = (mode: Mode): Millis | null | undefined => {
      const watermark = tenant?.clocks[mode]?.watermark;
      return watermark?.drained === true ? null : watermark?.time;
    };
    const [live, history] = [reach(LIVE), reach(HISTORY)];
    return { ...(live === undefined ? {} : { live }), ...(history === undefined ? {} : { history }) };
  }

  /** Samples that closed steps could not take because the tenant's other clock had closed them, since the beginning. */
  overlapped(): number {
    let total = this.stage.lanes.reduce((sum, lane) => sum + lane.overlapped, 0);
    for (const { clocks } of this.stage.tenants) for (const clock of clocks) total += clock?.requests.overlapped ?? 0;
    return total;
  }

  /** The whole state; `restore` continues from it bit for bit. */
  snapshot(): StageState {
    return stageState(this.stage);
  }

  /** Throws `WeirError` when the snapshot was made by another version or with other step lengths. */
  static restore(state: StageState, settings: Partial<PreprocessSettings>, settled: SettledSteps): Preprocess {
    return new Preprocess(settings, settled, restoreStage(state, preprocessSettings(settings), settled));
  }
}

function known(time: Millis): Millis | undefined {
  return time < 0 ? undefined : time;
}
