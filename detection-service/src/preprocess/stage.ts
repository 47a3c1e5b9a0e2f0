import { entityKey } from '../core/series.ts';
import type { Entity } from '../core/series.ts';
import { HOUR, MINUTE } from '../core/time.ts';
import type { Millis } from '../core/time.ts';
import { Clock } from './clock.ts';
import type { HistogramDelta } from './cumulative.ts';
import { Distribution } from './distribution.ts';
import { Emission, kindCode } from './emission.ts';
import { HistogramStreams } from './histogram-streams.ts';
import { CALL_INDICATORS, LATENCY_INDICATORS } from './indicators.ts';
import type { Indicator } from './indicators.ts';
import type { NumberSteps } from './number-steps.ts';
import { PartialShapes } from './partial-shapes.ts';
import type { SettledSteps, Subject, Track } from './request-steps.ts';
import type { Outcome } from './request-sums.ts';
import { SeenPartials } from './seen-partials.ts';
import { NOT_A_NUMBER_SERIES, SeriesTable } from './series-table.ts';
import type { PreprocessSettings } from './settings.ts';
import { Source, Sources } from './sources.ts';
import type { Mode } from './sources.ts';
import { LANE, HISTOGRAM, INTS, REFUSED, StreamTable, TARGET, USE } from './stream-table.ts';
import { Tenant } from './tenant.ts';
import { Watermark } from './watermark.ts';

const SWEEP_INTERVAL: Millis = 10 * MINUTE;
/** What nobody has heard of for this long may be forgotten when there is no room left. */
const STALE_AFTER: Millis = HOUR;
/** Durations of requests are kept in seconds and shown in milliseconds. */
const MILLISECONDS = 1000;

/** What a point adds to the sums of a step. */
interface Addition extends HistogramDelta {
  readonly outcome: Outcome;
  /** From the unit of `sum` to that of the distributions. */
  readonly factor: number;
}

/** Everything that pre-processing remembers, and how its parts come into being. */
export class Stage {
  readonly settings: PreprocessSettings;
  readonly settled: SettledSteps;
  readonly tenants: Tenant[] = [];
  readonly lanes: NumberSteps[] = [];
  /** Newest append time. */
  now: Millis = 0;
  series = new SeriesTable();
  streams = new StreamTable();
  sources: Sources;
  seen: SeenPartials;
  readonly histograms = new HistogramStreams();
  readonly partials = new PartialShapes();
  emission: Emission;
  /** Holds one point's durations while they are merged. */
  readonly scratch = new Distribution();
  private readonly byName = new Map<string, Tenant>();

  constructor(settings: PreprocessSettings, settled: SettledSteps) {
    this.settings = settings;
    this.settled = settled;
    this.sources = new Sources(settings);
    this.seen = new SeenPartials(settings.duplicateHorizon);
    this.emission = new Emission(this.series);
  }

  tenant(name: string): Tenant {
    let tenant = this.byName.get(name);
    if (tenant === undefined) {
      tenant = new Tenant(name, this.tenants.length, this.settings);
      this.tenants.push(tenant);
      this.byName.set(name, tenant);
    }
    return tenant;
  }

  findTenant(name: string): Tenant | undefined {
    return this.byName.get(name);
  }

  clock(tenant: Tenant, mode: Mode): Clock {
    const existing = tenant.clocks[mode];
    if (existing !== undefined) return existing;
    const clock = new Clock(tenant.index, new Watermark(mode), this);
    tenant.clocks[mode] = clock;
    return clock;
  }

  clockOf(source: Source): Clock {
    return this.clock(this.tenants[source.tenant] as Tenant, source.mode);
  }

  /** Index of a source, made when it is new; undefined when the tenant has too many. */
  source(tenant: Tenant, id: string, mode: Mode, emitter: string | undefined): number | undefined {
    const key = JSON.stringify([tenant.name, mode, id, emitter ?? null]);
    const known = this.sources.find(key);
    if (known !== undefined) return known;
    if (tenant.sources >= this.settings.sourcesPerTenant) this.sweep(tenant);
    if (tenant.sources >= this.settings.sourcesPerTenant) return undefined;
    const index = this.sources.add(new Source(tenant.index, key, id, mode, emitter));
    tenant.sources++;
    this.clock(tenant, mode).watermark.members.push(index);
    return index;
  }

  /**
   * The track of a service or endpoint; or the reason why there is none: `series_limit` or `route_limit`. A further
   * series for percentiles comes with the first duration (`timed`).
   */
  requestTrack(tenant: Tenant, clock: Clock, entity: Entity, start: Millis): Track | 'series_limit' | 'route_limit' {
    const key = entityKey(entity);
    const subject = tenant.subjects.get(key);
    if (subject !== undefined) return this.trackOf(subject, clock);
    if (tenant.series + CALL_INDICATORS.length > this.settings.seriesPerTenant) return 'series_limit';
    const isEndpoint = entity.kind === 'endpoint';
    if (isEndpoint && !tenant.hasRoom(entity)) return 'route_limit';
    const added = this.newSubject(tenant, key, entity, MILLISECONDS, CALL_INDICATORS, {}, start, entity);
    if (isEndpoint) tenant.place(added);
    return this.trackOf(added, clock);
  }

  /** The track of an endpoint of `service`, as `requestTrack`, but quick for those that are known. */
  endpointTrack(
    tenant: Tenant,
    clock: Clock,
    service: Track,
    endpoint: Entity,
    start: Millis
  ): Track | 'series_limit' | 'route_limit' {
    const name = `${endpoint.method ?? ''}\0${endpoint.route ?? ''}`;
    const known = service.endpoints.get(name);
    if (known !== undefined) return known;
    const track = this.requestTrack(tenant, clock, endpoint, start);
    if (typeof track === 'object') service.endpoints.set(name, track);
    return track;
  }

  /** Gives a service or endpoint its percentiles, once; false when the tenant has no room for them. */
  private timed(tenant: Tenant, subject: Subject, start: Millis): boolean {
    if (start < subject.timedSince) subject.timedSince = start;
    if (subject.timed || subject.entity === undefined) return true;
    if (tenant.series + LATENCY_INDICATORS.length > this.settings.seriesPerTenant) return false;
    subject.timed = true;
    subject.timedSince = start;
    this.addSeries(tenant, subject, subject.entity, LATENCY_INDICATORS, {}, start);
    return true;
  }

  /** Adds to the sums of a track's step, which `RequestSteps.takes` has allowed. */
  merge(entry: { leftOut(reason: string): void }, track: Track, step: Millis, addition: Addition): void {
    const { count, sum, distribution, outcome, factor } = addition;
    const tenant = this.tenants[track.tenant] as Tenant;
    const { subject } = track;
    if (subject.resting && !this.wake(tenant, subject, count)) {
      if (count > 0) entry.leftOut('route_limit');
      return;
    }
    if (count > 0 && step !== subject.lastCall) {
      subject.recurs = true;
      if (step > subject.lastCall) subject.lastCall = step;
    }
    const isTimed = distribution !== undefined && distribution.total > 0;
    if (isTimed && !this.timed(tenant, subject, step)) entry.leftOut('series_limit');
    const sums = track.lane.sumsOf(track, step);
    sums.count(count, outcome);
    if (distribution !== undefined) sums.time(distribution, Number.isFinite(sum) ? Math.round(sum * factor * 1e6) : 0);
  }

  /** A resting endpoint that is called takes a place again; false when nobody called, or there is none. */
  private wake(tenant: Tenant, subject: Subject, count: number): boolean {
    if (count === 0 || !tenant.hasRoom(subject.entity as Entity)) return false;
    tenant.place(subject);
    return true;
  }

  /** The track of another histogram of an entity; undefined when the tenant has too many series. */
  spreadTrack(
    tenant: Tenant,
    clock: Clock,
    about: { readonly entity: Entity; readonly metric: string; readonly attributes: Readonly<Record<string, string>> },
    indicators: { readonly list: readonly Indicator[]; readonly factor: number },
    start: Millis
  ): Track | undefined {
    const { entity, metric, attributes } = about;
    const key = JSON.stringify([entityKey(entity), metric, Object.entries(attributes)]);
    const subject = tenant.subjects.get(key);
    if (subject !== undefined) return this.trackOf(subject, clock);
    if (tenant.series + indicators.list.length > this.settings.seriesPerTenant) return undefined;
    return this.trackOf(
      this.newSubject(tenant, key, entity, indicators.factor, indicators.list, attributes, start, undefined),
      clock
    );
  }

  /** Forgets streams and sources of a tenant that have long been silent; at most every ten minutes of append time. */
  sweep(tenant: Tenant): void {
    if (tenant.sweptAt !== 0 && this.now - tenant.sweptAt < SWEEP_INTERVAL) return;
    tenant.sweptAt = this.now;
    const before = this.now - STALE_AFTER;
    tenant.streams -= this.streams.sweep(tenant.index, Math.floor(before / 1000), (row) => {
      const { ints } = this.streams;
      const use = ints[row * INTS + USE] as number;
      if (use === REFUSED) return;
      const target = ints[row * INTS + TARGET] as number;
      if (use === HISTOGRAM) this.histograms.drop(target);
      else (this.lanes[ints[row * INTS + LANE] as number] as NumberSteps).dropCell(target);
    });
    const used = this.streams.sourcesInUse();
    for (const index of this.sources.stale(tenant.index, before)) {
      if (used.has(index)) continue;
      const { members } = this.clockOf(this.sources.at(index)).watermark;
      members.splice(members.indexOf(index), 1);
      for (const subject of tenant.subjects.values()) for (const track of subject.tracks) track?.sources.delete(index);
      for (const clock of tenant.clocks) clock?.reports.forget(index);
      this.sources.remove(index);
      tenant.sources--;
    }
  }

  private trackOf(subject: Subject, clock: Clock): Track {
    const existing = subject.tracks[clock.mode];
    if (existing !== undefined) return existing;
    const track = clock.requests.addTrack(subject, clock.tenant);
    subject.tracks[clock.mode] = track;
    return track;
  }

  private newSubject(
    tenant: Tenant,
    key: string,
    entity: Entity,
    factor: number,
    indicators: readonly Indicator[],
    attributes: Readonly<Record<string, string>>,
    start: Millis,
    requests: Entity | undefined
  ): Subject {
    const subject: Subject = {
      key,
      entity: requests,
      factor,
      series: [],
      timed: requests === undefined,
      timedSince: 0,
      lastStep: -1,
      lastCall: start,
      recurs: false,
      resting: false,
      tracks: [],
    };
    tenant.subjects.set(key, subject);
    this.addSeries(tenant, subject, entity, indicators, attributes, start);
    return subject;
  }

  private addSeries(
    tenant: Tenant,
    subject: Subject,
    entity: Entity,
    indicators: readonly Indicator[],
    attributes: Readonly<Record<string, string>>,
    start: Millis
  ): void {
    for (const { code, name, kind, unit } of indicators) {
      const bare = { entity, indicator: name, kind, unit, attributes };
      const { row, isNew } = this.series.rowOf(bare, true);
      // Somebody sends a metric that is called like this indicator: the first to come keeps the name.
      if (!isNew) continue;
      const ordinal = this.series.create(bare, this.settings.requestStep, 0, start);
      this.series.setVersion(row, ordinal, NOT_A_NUMBER_SERIES, 0);
      const series = { ordinal, kind: kindCode(kind), code };
      subject.series.push(series);
      for (const track of subject.tracks) track?.lane.addRow(series, track);
      tenant.series++;
    }
  }
}
