import type { Entity } from '../core/series.ts';
import type { Millis } from '../core/time.ts';
import type { BlobReader, BlobWriter } from './blobs.ts';
import { Clock } from './clock.ts';
import type { Subject } from './request-steps.ts';
import { RequestSums } from './request-sums.ts';
import type { Stage } from './stage.ts';
import type { Tenant } from './tenant.ts';
import { Watermark } from './watermark.ts';

interface SavedTrack {
  readonly mode: number;
  readonly sources: readonly number[];
  /** −1: no data yet. */
  readonly since: Millis;
  readonly quiet: number;
  /** Start of each open step; its sums are the next blob. */
  readonly open: readonly Millis[];
}
type SavedSubject = Omit<Subject, 'entity' | 'tracks'> & {
  readonly entity: Entity | null;
  readonly tracks: readonly SavedTrack[];
};
interface SavedClock {
  readonly watermark: unknown;
  readonly requests: unknown;
  /** Absent in snapshots of releases that did not await the reports of devices. */
  readonly reports?: unknown;
  /** Keys of its subjects, in the order of its tracks. */
  readonly tracks: readonly string[];
}

/** A tenant as plain data; the sums of its open steps are blobs. */
export interface SavedTenant {
  readonly name: string;
  readonly series: number;
  readonly streams: number;
  readonly sources: number;
  readonly sweptAt: Millis;
  readonly subjects: readonly SavedSubject[];
  readonly clocks: readonly SavedClock[];
}

/** Everything of a tenant but its lanes of numbers. */
export function savedTenant(tenant: Tenant, blobs: BlobWriter): SavedTenant {
  const { name, series, streams, sources, sweptAt } = tenant;
  const subjects = [...tenant.subjects.values()].map((subject) => savedSubject(subject, blobs));
  const clocks = tenant.clocks
    .filter((clock) => clock !== undefined)
    .map((clock) => ({
      watermark: clock.watermark.snapshot(),
      requests: clock.requests.header(),
      reports: clock.reports.save(),
      tracks: clock.requests.tracks.map((track) => track.subject.key),
    }));
  return { name, series, streams, sources, sweptAt, subjects, clocks };
}

function savedSubject(subject: Subject, blobs: BlobWriter): SavedSubject {
  const tracks: SavedTrack[] = [];
  subject.tracks.forEach((track, mode) => {
    if (track === undefined) return;
    for (const sums of track.open.values()) blobs.add(sums.encode(0));
    const since = Number.isFinite(track.since) ? track.since : -1;
    tracks.push({ mode, sources: [...track.sources], since, quiet: track.quiet, open: [...track.open.keys()] });
  });
  return { ...subject, entity: subject.entity ?? null, series: [...subject.series], tracks };
}

/** Puts a tenant back, with its clocks but without their lanes of numbers. */
export function restoreTenant(stage: Stage, saved: SavedTenant, blobs: BlobReader): void {
  const tenant = stage.tenant(saved.name);
  Object.assign(tenant, {
    series: saved.series,
    streams: saved.streams,
    sources: saved.sources,
    sweptAt: saved.sweptAt,
  });
  const tracks = new Map<string, { readonly track: SavedTrack; readonly sums: RequestSums[] }>();
  for (const savedSubject of saved.subjects) {
    const { key, entity, series } = savedSubject;
    const subject: Subject = { ...savedSubject, entity: entity ?? undefined, series: [...series], tracks: [] };
    tenant.subjects.set(key, subject);
    if (entity?.kind === 'endpoint' && !subject.resting) tenant.place(subject);
    for (const track of savedSubject.tracks) {
      const sums = track.open.map(() => RequestSums.decode(blobs.next()).sums);
      tracks.set(`${track.mode} ${key}`, { track, sums });
    }
  }
  for (const clock of saved.clocks) restoreClock(stage, tenant, clock, tracks);
}

function restoreClock(
  stage: Stage,
  tenant: Tenant,
  { watermark: savedMark, requests, reports, tracks: keys }: SavedClock,
  tracks: ReadonlyMap<string, { readonly track: SavedTrack; readonly sums: RequestSums[] }>
): void {
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
  if (reports !== undefined) clock.reports.restore(reports);
}
