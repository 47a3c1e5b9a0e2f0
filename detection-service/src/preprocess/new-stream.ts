import { GAUGE, SUM_CUMULATIVE, SUM_DELTA, SUM_UP_DOWN } from '../ingest/metric-points.ts';
import { stepStart } from '../core/time.ts';
import type { Millis } from '../core/time.ts';
import { kindCode } from './emission.ts';
import { emitterResource, isEmitter, isOwnMetric, modeOf, takeEmitterPoint } from './emitter-points.ts';
import type { Attributes } from '../ingest/metric-points.ts';
import type { Entry } from './entry.ts';
import {
  endpointEntity,
  familyOf,
  growthIndicator,
  instanceOf,
  outcomeOf,
  ownerEntity,
  plainFamily,
  senderName,
  spreadIndicators,
} from './indicators.ts';
import type { Family } from './indicators.ts';
import { isMeshPoint, isServiceGraph, MESH_SECONDS, meshEntity, meshOutcome } from './mesh-metrics.ts';
import { growthStep } from './number-rows.ts';
import { FINE } from './request-sums.ts';
import { NOT_A_NUMBER_SERIES } from './series-table.ts';
import type { BareSeries } from './series-table.ts';
import type { Stage } from './stage.ts';
import { GROWTH_CUMULATIVE, GROWTH_DELTA, HISTOGRAM, INTS, LANE, LEVEL, REFUSED, TARGET } from './stream-table.ts';
import type { StreamUse } from './stream-table.ts';

/** Why a stream is refused; the index is kept in the stream table, so append only. */
export const REFUSALS = ['series_limit', 'unknown_kind', 'name_conflict', 'client_side'] as const;
type Refusal = (typeof REFUSALS)[number];
/** The refusal that is no fault of the sender: the same calls are told by somebody else. */
export const CLIENT_SIDE: number = REFUSALS.indexOf('client_side');

/** Gauge by which one partition tells another of what times a source has delivered something; its value says nothing. */
export const SEEN_ELSEWHERE = 'weir.source.seen';

/** Step length with which a series of numbers begins. */
const FIRST_STEP = 60_000;

/**
 * Looks at a point whose key is not known: parses its attributes, decides what it is, and gives it a stream. Returns the
 * stream's row, or −1 when the point has been dealt with here (refused, or one of a collector).
 */
export function newStream(stage: Stage, entry: Entry, i: number): number {
  const { points, tenant } = entry;
  const resource = points.resource[i] as number;
  const attributes = entry.resourceAttributes(resource);
  if (points.metricName(points.metric[i] as number) === SEEN_ELSEWHERE) return takeSeenElsewhere(stage, entry, i);
  const emitter = isEmitter(attributes) ? emitterResource(stage, entry, resource) : undefined;
  entry.emitters[resource] = emitter;
  if (emitter !== undefined && !isOwnMetric(entry, emitter, i)) {
    takeEmitterPoint(stage, entry, emitter, i);
    return -1;
  }
  if (isServiceGraph(points.metricName(points.metric[i] as number))) {
    entry.passOver('service_graph');
    return -1;
  }
  const mode = modeOf(attributes);
  const problem = entry.timeProblem(points.time[i] as number, mode);
  if (problem !== undefined) return refuse(entry, problem);
  if (tenant.streams >= stage.settings.streamsPerTenant) stage.sweep(tenant);
  if (tenant.streams >= stage.settings.streamsPerTenant) return refuse(entry, 'stream_limit');
  const source = emitter?.source ?? ordinarySource(stage, entry, attributes);
  if (source === undefined) return refuse(entry, 'source_limit');
  const family = familyOfPoint(entry, i);
  const use = family === undefined ? REFUSED : useOf(family, points.kind[i] as number);
  const row = stage.streams.add(
    tenant.index,
    points.keyLow[i] as number,
    points.keyHigh[i] as number,
    use,
    0,
    0,
    source
  );
  tenant.streams++;
  const refusal = family === undefined ? 'unknown_kind' : connect(stage, entry, i, row, source, family);
  if (refusal !== undefined) {
    stage.streams.ints[row * INTS] = REFUSED;
    stage.streams.ints[row * INTS + TARGET] = REFUSALS.indexOf(refusal);
  }
  return row;
}

/** The source of the point's resource delivered something of this time, which is for another partition. */
function takeSeenElsewhere(stage: Stage, entry: Entry, i: number): -1 {
  const { points } = entry;
  const time = points.time[i] as number;
  const attributes = entry.resourceAttributes(points.resource[i] as number);
  const problem = entry.timeProblem(time, modeOf(attributes));
  if (problem !== undefined) return refuse(entry, problem);
  const source = isEmitter(attributes)
    ? emitterResource(stage, entry, points.resource[i] as number).source
    : ordinarySource(stage, entry, attributes);
  if (source === undefined || source < 0) return refuse(entry, 'source_limit');
  stage.sources.data(entry.use(source), time, time, stage.now);
  return -1;
}

/** What becomes of a point: by its metric, and by its attributes where the metric's name is not enough. */
function familyOfPoint({ points }: Entry, i: number): Family | undefined {
  const metric = points.metric[i] as number;
  const kind = points.kind[i] as number;
  const family = familyOf(points.metricName(metric), points.metricUnit(metric), kind);
  return family?.of === 'mesh' && !isMeshPoint(family, points.pointAttributes(i)) ? plainFamily(kind) : family;
}

/** Index of the source of an ordinary sender: service and instance. */
function ordinarySource(stage: Stage, { tenant }: Entry, attributes: Attributes): number | undefined {
  const owner = ownerEntity(tenant.name, attributes);
  const parts = [owner.environment, owner.namespace, senderName(owner, attributes), instanceOf(attributes)];
  return stage.source(tenant, parts.filter((part) => part !== '').join('/'), modeOf(attributes), undefined);
}

/** The series of numbers that a point belongs to, and the code of its kind. */
export function bareNumberSeries(entry: Entry, i: number): { readonly bare: BareSeries; readonly kind: number } {
  const { points, tenant } = entry;
  const metric = points.metric[i] as number;
  const pointKind = points.kind[i] as number;
  const unit = points.metricUnit(metric);
  const level = pointKind === GAUGE || pointKind === SUM_UP_DOWN;
  const { kind, unit: shown } = level ? { kind: 'gauge' as const, unit } : growthIndicator(unit);
  const entity = ownerEntity(tenant.name, entry.resourceAttributes(points.resource[i] as number));
  const bare = {
    entity,
    indicator: points.metricName(metric),
    kind,
    unit: shown,
    attributes: sorted(points.pointAttributes(i)),
  };
  return { bare, kind: kindCode(kind) };
}

function refuse(entry: Entry, reason: string): -1 {
  entry.reject(reason);
  return -1;
}

function useOf(family: Family, kind: number): StreamUse {
  if (family.of === 'level') return LEVEL;
  if (family.of === 'growth') return kind === SUM_CUMULATIVE ? GROWTH_CUMULATIVE : GROWTH_DELTA;
  return HISTOGRAM;
}

/** Ties a new stream to what it feeds; says why when it cannot. */
function connect(
  stage: Stage,
  entry: Entry,
  i: number,
  row: number,
  source: number,
  family: Family
): Refusal | undefined {
  if (family.of === 'level' || family.of === 'growth')
    return connectNumber(stage, entry, i, row, source, family.of === 'growth');
  const { points, tenant } = entry;
  const clock = stage.clock(tenant, stage.sources.at(source).mode);
  const owner = ownerEntity(tenant.name, entry.resourceAttributes(points.resource[i] as number));
  const start = growthStep(points.time[i] as number, stage.settings.requestStep);
  const attributes = points.pointAttributes(i);
  if (family.of === 'spread') {
    const metric = points.metric[i] as number;
    const name = points.metricName(metric);
    const indicators = spreadIndicators(name, points.metricUnit(metric));
    const track = stage.spreadTrack(
      tenant,
      clock,
      { entity: owner, metric: name, attributes: sorted(attributes) },
      indicators,
      start
    );
    if (track === undefined) return 'series_limit';
    stage.streams.ints[row * INTS + TARGET] = stage.histograms.add({
      tracks: [track],
      waiting: undefined,
      outcome: FINE,
      factor: 1,
      base: undefined,
    });
    return undefined;
  }
  const called = family.of === 'mesh' ? meshEntity(family, owner, attributes) : owner;
  if (called === undefined) return 'client_side';
  const service = stage.requestTrack(tenant, clock, called, start);
  if (typeof service === 'string') return 'series_limit';
  if (family.of === 'mesh') {
    const outcome = meshOutcome(family, attributes);
    const tracks = [service];
    const stream = { tracks, waiting: undefined, outcome, factor: MESH_SECONDS, base: undefined };
    stage.streams.ints[row * INTS + TARGET] = stage.histograms.add(stream);
    return undefined;
  }
  const endpoint = endpointEntity(family.of, owner, attributes);
  const track = endpoint && stage.requestTrack(tenant, clock, endpoint, start);
  const outcome = outcomeOf(family.of, attributes, true);
  stage.streams.ints[row * INTS + TARGET] = stage.histograms.add({
    tracks: typeof track === 'object' ? [service, track] : [service],
    waiting: typeof track === 'string' ? endpoint : undefined,
    outcome,
    factor: family.seconds,
    base: undefined,
  });
  return undefined;
}

function connectNumber(
  stage: Stage,
  entry: Entry,
  i: number,
  row: number,
  source: number,
  growth: boolean
): Refusal | undefined {
  const { series, settings } = stage;
  const { tenant, points } = entry;
  const { bare, kind } = bareNumberSeries(entry, i);
  const { row: known, isNew } = series.rowOf(bare, tenant.series < settings.seriesPerTenant);
  if (known < 0) return 'series_limit';
  if (isNew) {
    const first = Math.max(
      0,
      settings.gaugeSteps.findIndex((step) => step >= FIRST_STEP)
    );
    const length = settings.gaugeSteps[first] as number;
    const time = points.time[i] as number;
    const start = firstStep(points.kind[i] as number, time, length);
    series.setVersion(known, series.create(bare, length, 0, start), first, 0);
    tenant.series++;
  } else if (series.stepIndexOf(known) === NOT_A_NUMBER_SERIES) return 'name_conflict';
  const { mode } = stage.sources.at(source);
  const lane = stage.clock(tenant, mode).numbersAt(series.stepIndexOf(known), stage.lanes);
  let place = series.placeOf(known, mode);
  if (place < 0) {
    const time = points.time[i] as number;
    const start = firstStep(points.kind[i] as number, time, lane.step);
    place = lane.addRow(known, series.ordinalOf(known), kind, growth, start);
    series.setPlace(known, mode, place);
  } else if (lane.isGrowth(place) !== growth) return 'name_conflict';
  stage.streams.ints[row * INTS + TARGET] = lane.addCell(place, row, source);
  stage.streams.ints[row * INTS + LANE] = lane.index;
  return undefined;
}

function sorted(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** The step with which a series begins: that of a level or a delta; of what counts up, the one after its base. */
function firstStep(kind: number, time: Millis, step: Millis): Millis {
  return kind === SUM_DELTA ? growthStep(time, step) : stepStart(time, step);
}
