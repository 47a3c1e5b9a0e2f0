import type { StageState, StateArray } from '../core/state.ts';
import { WeirError } from '../core/errors.ts';
import type { Millis } from '../core/time.ts';
import { Clock } from './clock.ts';
import type { HistogramBase } from './cumulative.ts';
import { Distribution } from './distribution.ts';
import { Emission } from './emission.ts';
import type { HistogramStream } from './histogram-streams.ts';
import { NumberSteps } from './number-steps.ts';
import type { SettledSteps, Subject, SubjectSeries, Track } from './request-steps.ts';
import { RequestSums } from './request-sums.ts';
import type { Outcome } from './request-sums.ts';
import { SeenPartials } from './seen-partials.ts';
import { SeriesTable } from './series-table.ts';
import { Sources } from './sources.ts';
import type { PreprocessSettings } from './settings.ts';
import { Stage } from './stage.ts';
import { StreamTable } from './stream-table.ts';
import { ByteReader, ByteWriter } from './byte-code.ts';
import { Watermark } from './watermark.ts';

/** Counts up when the shape below changes. */
const VERSION = 1;

type Columns = Record<string, StateArray>;

interface SavedTrack {
  readonly mode: number;
  readonly sources: readonly number[];
  /** −1: no data yet. */
  readonly since: Millis;
  readonly quiet: number;
  /** Start of each open step; its sums are the next blob. */
  readonly open: readonly Millis[];
}
interface SavedSubject {
  readonly key: string;
  readonly entity: Subject['entity'] | null;
  readonly factor: number;
  readonly series: readonly SubjectSeries[];
  readonly timed: boolean;
  readonly timedSince: Millis;
  readonly lastStep: Millis;
  readonly tracks: readonly SavedTrack[];
}
interface SavedClock {
  readonly watermark: unknown;
  readonly requests: unknown;
  /** Keys of its subjects, in the order of its tracks. */
  readonly tracks: readonly string[];
}
interface SavedTenant {
  readonly name: string;
  readonly series: number;
  readonly streams: number;
  readonly sources: number;
  readonly sweptAt: Millis;
  readonly routes: readonly (readonly [string, number])[];
  readonly subjects: readonly SavedSubject[];
  readonly clocks: readonly SavedClock[];
}
interface SavedBase {
  readonly time: Millis;
  readonly start: Millis;
  readonly count: number;
  /** null: the sum is not known. */
  readonly sum: number | null;
  readonly bounds: readonly number[] | null;
  readonly counts: readonly number[] | null;
  /** Whether a distribution is the next blob. */
  readonly spread: boolean;
}
interface SavedHistogram {
  /** Tenant, mode and key of each track's subject. */
  readonly tracks: readonly (readonly [number, number, string])[];
  readonly outcome: Outcome;
  readonly factor: number;
  readonly base: SavedBase | null;
}
interface Header {
  readonly now: Millis;
  readonly requestStep: Millis;
  readonly gaugeSteps: readonly Millis[];
  readonly tenants: readonly SavedTenant[];
  readonly lanes: readonly { readonly tenant: number; readonly lane: unknown }[];
  readonly sources: unknown;
  readonly seen: unknown;
  readonly histograms: readonly (SavedHistogram | null)[];
  readonly freeHistograms: readonly number[];
}

/** The whole state of pre-processing as plain data. */
export function stageState(stage: Stage): StageState {
  const columns: Columns = {};
  const put = (name: string, part: Columns): void => {
    for (const [key, column] of Object.entries(part)) columns[`${name}.${key}`] = column;
  };
  const blobs = new BlobWriter();
  const subjectOf = new Map<Subject, number>();
  const tenants = stage.tenants.map((tenant): SavedTenant => {
    const { name, series, streams, sources, sweptAt } = tenant;
    for (const subject of tenant.subjects.values()) subjectOf.set(subject, tenant.index);
    const subjects = [...tenant.subjects.values()].map((subject) => savedSubject(subject, blobs));
    const clocks = tenant.clocks
      .filter((clock) => clock !== undefined)
      .map((clock) => ({
        watermark: clock.watermark.snapshot(),
        requests: clock.requests.header(),
        tracks: clock.requests.tracks.map((track) => track.subject.key),
      }));
    return { name, series, streams, sources, sweptAt, routes: [...tenant.routes], subjects, clocks };
  });
  const lanes = stage.lanes.map((lane, i) => {
    put(`lane${i}`, lane.columns());
    const owner = stage.tenants.findIndex((tenant) => tenant.clocks.some((clock) => clock?.numbers.includes(lane)));
    return { tenant: owner, lane: lane.header() };
  });
  const histograms = stage.histograms.list.map((stream) =>
    stream === undefined ? null : savedHistogram(stream, subjectOf, blobs)
  );
  put('streams', stage.streams.columns());
  put('series', stage.series.columns());
  put('seen', stage.seen.columns());
  put('blobs', blobs.columns());
  const header: Header = {
    now: stage.now,
    requestStep: stage.settings.requestStep,
    gaugeSteps: [...stage.settings.gaugeSteps],
    tenants,
    lanes,
    sources: stage.sources.snapshot(),
    seen: stage.seen.header(),
    histograms,
    freeHistograms: [...stage.histograms.freed],
  };
  return { version: VERSION, header, columns };
}

/** A stage that continues bit for bit. Throws `WeirError` on another version or on other step lengths. */
export function restoreStage(state: StageState, settings: PreprocessSettings, settled: SettledSteps): Stage {
  const header = state.header as Header;
  refuseOther(state.version, header, settings);
  const part = (name: string): Columns => {
    const prefix = `${name}.`;
    const own = Object.entries(state.columns).filter(([key]) => key.startsWith(prefix));
    return Object.fromEntries(own.map(([key, column]) => [key.slice(prefix.length), column]));
  };
  const stage = new Stage(settings, settled);
  stage.now = header.now;
  stage.sources = Sources.restore(header.sources, settings);
  stage.streams = StreamTable.restore(part('streams'));
  stage.series = SeriesTable.restore(part('series'));
  stage.seen = SeenPartials.restore(settings.duplicateHorizon, header.seen, part('seen'));
  stage.emission = new Emission(stage.series);
  const blobs = new BlobReader(part('blobs'));
  for (const saved of header.tenants) restoreTenant(stage, saved, blobs);
  header.lanes.forEach(({ tenant, lane: saved }, i) => {
    const lane = NumberSteps.restore(saved, part(`lane${i}`), stage);
    stage.lanes.push(lane);
    const clock = stage.tenants[tenant]?.clocks[lane.mode] as Clock;
    clock.numbers[settings.gaugeSteps.indexOf(lane.step)] = lane;
  });
  const list = header.histograms.map((saved) => (saved === null ? undefined : restoredHistogram(stage, saved, blobs)));
  stage.histograms.restore(list, header.freeHistograms);
  return stage;
}

function refuseOther(version: number, header: Header, settings: PreprocessSettings): void {
  const wanted = `version ${VERSION}, request step ${settings.requestStep}, gauge steps ${settings.gaugeSteps.join(', ')}`;
  const found =
    version === VERSION
      ? `version ${version}, request step ${header.requestStep}, gauge steps ${header.gaugeSteps.join(', ')}`
      : `version ${version}`;
  if (found === wanted) return;
  throw new WeirError(
    'invalid_argument',
    'The snapshot was made with other step lengths or by another release; rebuild from the log, or set them back.',
    [{ path: 'snapshot.preprocess', expected: wanted, found }]
  );
}

function savedSubject(subject: Subject, blobs: BlobWriter): SavedSubject {
  const { key, entity, factor, series, timed, timedSince, lastStep } = subject;
  const tracks: SavedTrack[] = [];
  subject.tracks.forEach((track, mode) => {
    if (track === undefined) return;
    for (const sums of track.open.values()) blobs.add(sums.encode(0));
    const since = Number.isFinite(track.since) ? track.since : -1;
    tracks.push({ mode, sources: [...track.sources], since, quiet: track.quiet, open: [...track.open.keys()] });
  });
  return { key, entity: entity ?? null, factor, series: [...series], timed, timedSince, lastStep, tracks };
}

function restoreTenant(stage: Stage, saved: SavedTenant, blobs: BlobReader): void {
  const tenant = stage.tenant(saved.name);
  Object.assign(tenant, {
    series: saved.series,
    streams: saved.streams,
    sources: saved.sources,
    sweptAt: saved.sweptAt,
  });
  for (const [service, count] of saved.routes) tenant.routes.set(service, count);
  const tracks = new Map<string, { readonly track: SavedTrack; readonly sums: RequestSums[] }>();
  for (const { key, entity, factor, series, timed, timedSince, lastStep, tracks: savedTracks } of saved.subjects) {
    tenant.subjects.set(key, {
      key,
      entity: entity ?? undefined,
      factor,
      series: [...series],
      timed,
      timedSince,
      lastStep,
      tracks: [],
    });
    for (const track of savedTracks) {
      const sums = track.open.map(() => RequestSums.decode(blobs.next()).sums);
      tracks.set(`${track.mode} ${key}`, { track, sums });
    }
  }
  for (const { watermark: savedMark, requests, tracks: keys } of saved.clocks) {
    const watermark = Watermark.restore(savedMark);
    const clock = new Clock(tenant.index, watermark, stage);
    tenant.clocks[watermark.mode] = clock;
    for (const key of keys) {
      const subject = tenant.subjects.get(key) as Subject;
      const made = clock.requests.addTrack(subject, tenant.index);
      subject.tracks[watermark.mode] = made;
      const { track, sums } = tracks.get(`${watermark.mode} ${key}`) as { track: SavedTrack; sums: RequestSums[] };
      for (const source of track.sources) made.sources.add(source);
      made.since = track.since < 0 ? Number.POSITIVE_INFINITY : track.since;
      made.quiet = track.quiet;
      track.open.forEach((start, i) => made.open.set(start, sums[i] as RequestSums));
    }
    clock.requests.restore(requests);
  }
}

function savedHistogram(
  stream: HistogramStream,
  tenantOf: ReadonlyMap<Subject, number>,
  blobs: BlobWriter
): SavedHistogram {
  const { outcome, factor, base } = stream;
  const tracks = stream.tracks.map(
    ({ subject, lane }) =>
      [tenantOf.get(subject) as number, subject.tracks.findIndex((track) => track?.lane === lane), subject.key] as const
  );
  if (base?.distribution !== undefined) {
    const bytes = new ByteWriter();
    base.distribution.encode(bytes);
    blobs.add(bytes.take());
  }
  return { tracks, outcome, factor, base: base === undefined ? null : savedBase(base) };
}

function savedBase({ time, start, count, sum, bounds, counts, distribution }: HistogramBase): SavedBase {
  const list = (column: Float64Array | undefined): number[] | null =>
    column === undefined ? null : Array.from(column);
  return {
    time,
    start,
    count,
    sum: Number.isFinite(sum) ? sum : null,
    bounds: list(bounds),
    counts: list(counts),
    spread: distribution !== undefined,
  };
}

function restoredHistogram(
  stage: Stage,
  { tracks, outcome, factor, base }: SavedHistogram,
  blobs: BlobReader
): HistogramStream {
  const column = (list: readonly number[] | null): Float64Array | undefined =>
    list === null ? undefined : Float64Array.from(list);
  return {
    tracks: tracks.map(([tenant, mode, key]) => stage.tenants[tenant]?.subjects.get(key)?.tracks[mode] as Track),
    outcome,
    factor,
    base:
      base === null
        ? undefined
        : {
            time: base.time,
            start: base.start,
            count: base.count,
            sum: base.sum ?? Number.NaN,
            bounds: column(base.bounds),
            counts: column(base.counts),
            distribution: base.spread ? Distribution.decode(new ByteReader(blobs.next())) : undefined,
          },
  };
}

/** Byte strings one after the other, so that a snapshot holds them in two columns. */
class BlobWriter {
  private readonly blobs: Uint8Array[] = [];

  add(bytes: Uint8Array): void {
    this.blobs.push(bytes);
  }

  columns(): Columns {
    const lengths = Uint32Array.from(this.blobs, (blob) => blob.length);
    const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
    let at = 0;
    for (const blob of this.blobs) {
      bytes.set(blob, at);
      at += blob.length;
    }
    return { lengths, bytes };
  }
}

class BlobReader {
  private readonly lengths: Uint32Array;
  private readonly bytes: Uint8Array;
  private index = 0;
  private at = 0;

  constructor(columns: Columns) {
    this.lengths = columns['lengths'] as Uint32Array;
    this.bytes = columns['bytes'] as Uint8Array;
  }

  next(): Uint8Array {
    const from = this.at;
    this.at += this.lengths[this.index++] as number;
    return this.bytes.subarray(from, this.at);
  }
}
