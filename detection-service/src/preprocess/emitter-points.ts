import type { Entity } from '../core/series.ts';
import type { Millis } from '../core/time.ts';
import type { Attributes } from '../ingest/metric-points.ts';
import { GAUGE, SUM_DELTA } from '../ingest/metric-points.ts';
import { distributionOf } from './cumulative.ts';
import type { HistogramDelta } from './cumulative.ts';
import type { Entry } from './entry.ts';
import { readHistogram } from './histogram-reading.ts';
import { endpointEntity, familyOf, isCumulative, outcomeOf, ownerEntity } from './indicators.ts';
import { growthStep } from './number-rows.ts';
import type { PartialShape } from './partial-shapes.ts';
import type { Track } from './request-steps.ts';
import { HISTORY, LIVE } from './sources.ts';
import type { Stage } from './stage.ts';

const HEARTBEAT = 'weir.source.heartbeat';
const ENDED = 'weir.source.ended';
const EMITTER = 'weir.emitter.id';
const SEQUENCE = 'weir.emitter.sequence';
const SOURCE_ID = 'weir.source.id';
const BATCH_KEY = 'weir.batch.key';
const SOURCE_MODE = 'weir.source.mode';

/** One resource of a collector within one entry: a partial of one service, or heartbeats of one source. */
export interface EmitterResource {
  /** Index of its source; −1 when the tenant has too many. */
  readonly source: number;
  readonly owner: Entity;
  /** Whether the partial was taken before, or why it cannot be; undefined until its first data point. */
  state: Sight | undefined;
  /** The track of its service, once it is known. */
  service: Track | undefined;
}
type Sight = 'fresh' | 'duplicate' | 'no_sequence';

/** Whether a resource speaks for a collector. */
export function isEmitter(resource: Attributes): boolean {
  return Boolean(resource[EMITTER]);
}

export function modeOf(resource: Attributes): typeof LIVE | typeof HISTORY {
  return resource[SOURCE_MODE] === 'history' ? HISTORY : LIVE;
}

/**
 * Whether point `i` of a collector's resource is a number of something that is no service: a metric of a device. Those
 * are taken as they are, like an ordinary sender's; a point that comes twice finds itself there.
 */
export function isOwnMetric({ points }: Entry, { owner, source }: EmitterResource, i: number): boolean {
  if (owner.kind === 'service' || source < 0) return false;
  const metric = points.metric[i] as number;
  const kind = points.kind[i] as number;
  const name = points.metricName(metric);
  if (name === HEARTBEAT) return false;
  const family = familyOf(name, points.metricUnit(metric), kind);
  return family !== undefined && family.of !== 'http' && family.of !== 'rpc';
}

/** Recognizes the resource of a collector. */
export function emitterResource(stage: Stage, entry: Entry, resource: number): EmitterResource {
  const attributes = entry.resourceAttributes(resource);
  const emitter = attributes[EMITTER] as string;
  const source = stage.source(entry.tenant, attributes[SOURCE_ID] ?? '', modeOf(attributes), emitter);
  return {
    source: source ?? -1,
    owner: ownerEntity(entry.tenant.name, attributes),
    state: undefined,
    service: undefined,
  };
}

/** Takes point `i` of a collector's resource. */
export function takeEmitterPoint(stage: Stage, entry: Entry, about: EmitterResource, i: number): void {
  const { points, tenant } = entry;
  if (about.source < 0) return entry.reject('source_limit');
  const low = points.keyLow[i] as number;
  const high = points.keyHigh[i] as number;
  const known = stage.partials.find(tenant.index, low, high);
  if (known === undefined && isHeartbeat(entry, i)) return takeHeartbeat(stage, entry, about, i);
  about.state ??= firstSight(stage, entry, about, points.resource[i] as number);
  if (about.state === 'duplicate') {
    entry.duplicates++;
    return;
  }
  if (about.state === 'no_sequence') return entry.reject('no_sequence');
  const shape = known ?? shapeOf(entry, about, i);
  if (shape === undefined) return entry.reject('not_a_partial');
  if (known === undefined) stage.partials.add(tenant.index, low, high, shape);
  takePartial(stage, entry, about, i, shape);
}

function isHeartbeat({ points }: Entry, i: number): boolean {
  return points.kind[i] === GAUGE && points.metricName(points.metric[i] as number) === HEARTBEAT;
}

/** What the name and the attributes of a partial's point say; undefined when it is none. */
function shapeOf({ points }: Entry, { owner }: EmitterResource, i: number): PartialShape | undefined {
  const metric = points.metric[i] as number;
  const kind = points.kind[i] as number;
  const family = familyOf(points.metricName(metric), points.metricUnit(metric), kind);
  if (family === undefined || (family.of !== 'http' && family.of !== 'rpc') || isCumulative(kind)) return undefined;
  const attributes = points.pointAttributes(i);
  return {
    family,
    endpoint: endpointEntity(family.of, owner, attributes),
    outcome: outcomeOf(family.of, attributes, false),
  };
}

/** The identity of a partial is its batch key where the sender gave one, otherwise emitter, service and sequence. */
function firstSight(stage: Stage, entry: Entry, about: EmitterResource, resource: number): Sight {
  const attributes = entry.resourceAttributes(resource);
  const { environment, namespace, name } = about.owner;
  const service = [environment, namespace, name];
  const batch = attributes[BATCH_KEY];
  const tenant = entry.tenant.name;
  if (batch !== undefined) {
    const identity = JSON.stringify([tenant, attributes[SOURCE_ID] ?? '', batch, ...service]);
    return stage.seen.batch(identity, stage.now) ? 'fresh' : 'duplicate';
  }
  const sequence = Number(attributes[SEQUENCE]);
  if (!attributes[SEQUENCE] || !Number.isSafeInteger(sequence)) return 'no_sequence';
  const ledger = JSON.stringify([tenant, attributes[EMITTER], ...service]);
  return stage.seen.sequence(ledger, sequence, stage.now) ? 'fresh' : 'duplicate';
}

function takeHeartbeat(stage: Stage, entry: Entry, about: EmitterResource, i: number): void {
  const upTo = entry.points.value[i] as number;
  if (!(upTo > 0) || !Number.isFinite(upTo)) return entry.reject('no_time');
  const source = stage.sources.at(about.source);
  const problem = entry.timeProblem(upTo, HISTORY);
  if (problem !== undefined) return entry.reject(problem);
  const ended = entry.points.pointAttributes(i)[ENDED] === 'true';
  entry.use(about.source);
  stage.sources.heartbeat(source, Math.floor(upTo), ended, stage.now);
  entry.accepted++;
}

function takePartial(stage: Stage, entry: Entry, about: EmitterResource, i: number, shape: PartialShape): void {
  const { points } = entry;
  const { family, endpoint, outcome } = shape;
  const source = stage.sources.at(about.source);
  const time = points.time[i] as number;
  const problem = entry.timeProblem(time, source.mode);
  if (problem !== undefined) return entry.reject(problem);
  const delta = deltaOf(entry, i, family.seconds);
  if (delta === undefined) return entry.reject('bad_count');
  entry.use(about.source);
  const step = growthStep(time, stage.settings.requestStep);
  const tracks = tracksOf(stage, entry, about, endpoint, step);
  if (typeof tracks === 'string') return entry.reject(tracks);
  const start = points.start[i] as number;
  stage.sources.data(source, start > 0 ? Math.min(start, time) : time, time, stage.now);
  const { count, sum, distribution } = delta;
  const addition = { count, sum, distribution, outcome, factor: family.seconds };
  for (const track of tracks) {
    track.sources.add(about.source);
    stage.merge(entry, track, step, addition);
  }
  entry.accepted++;
}

/** The tracks that take the step of a partial: its service, and its endpoint where it has one; or why there is none. */
function tracksOf(
  stage: Stage,
  entry: Entry,
  about: EmitterResource,
  endpoint: Entity | undefined,
  step: Millis
): Track[] | 'series_limit' | 'route_limit' | 'late_dropped' {
  const clock = entry.clock as NonNullable<Entry['clock']>;
  const { requests, watermark } = clock;
  const service = about.service ?? stage.requestTrack(entry.tenant, clock, about.owner, step);
  if (typeof service === 'string') return service;
  about.service = service;
  if (!requests.takes(service, step, watermark.time)) return 'late_dropped';
  const track = endpoint && stage.endpointTrack(entry.tenant, clock, service, endpoint, step);
  if (typeof track === 'string') entry.leftOut(track);
  return typeof track === 'object' && requests.takes(track, step, watermark.time) ? [service, track] : [service];
}

/** What a point of a partial adds; undefined when its numbers cannot be counts. */
function deltaOf({ points, stage }: Entry, i: number, seconds: number): HistogramDelta | undefined {
  if (points.kind[i] === SUM_DELTA) {
    const count = points.value[i] as number;
    return Number.isSafeInteger(count) && count >= 0 ? { count, sum: Number.NaN, distribution: undefined } : undefined;
  }
  const point = readHistogram(points, i);
  if (point === undefined) return undefined;
  stage.scratch.clear();
  return { count: point.count, sum: point.sum, distribution: distributionOf(point, seconds, stage.scratch) };
}
