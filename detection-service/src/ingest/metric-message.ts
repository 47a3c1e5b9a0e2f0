import { GAUGE_FIELDS, HISTOGRAM_FIELDS, readDataField, SUM_FIELDS } from './data-field.ts';
import { readExponentialPoint } from './exponential-point.ts';
import { readHistogramPoint } from './histogram-point.ts';
import { addHash, addNumberHash, SEED_KIND, SEED_NAME, SEED_SCOPE, SEED_UNIT } from './key-hash.ts';
import * as kinds from './metric-points.ts';
import { readNumberPoints } from './number-points.ts';
import type { Rejection } from './rejections.ts';
import * as cells from './walk.ts';
import type { Walk } from './walk.ts';

/** Tags of the members of Metric.data. */
const GAUGE = 0x2a;
const SUM = 0x3a;
const HISTOGRAM = 0x4a;
const EXPONENTIAL = 0x52;
const SUMMARY = 0x5a;
/** Fields of Metric that are read: name 1, unit 3, data 5, 7, 9, 10, 11. */
const KNOWN = 0b1110_1010_1010;
const DELTA = 1;
const CUMULATIVE = 2;

/**
 * Reads the Metric in `[start, end)`. Its fields may come in any order, so the first look finds name, unit and the member
 * of `data` (of several the last one counts, as in every protobuf parser); then the points are read; temporality and
 * monotonicity usually stand behind them, so the kind is settled last.
 */
export function readMetric(walk: Walk, start: number, end: number, scopeStart: number, scopeEnd: number): void {
  const { wire, columns } = walk;
  let name = 0;
  let nameEnd = 0;
  let unit = 0;
  let unitEnd = 0;
  let dataTag = 0;
  let dataFrom = 0;
  wire.pos = start;
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    const tag = wire.tag(end);
    switch (tag) {
      case 0x0a:
        nameEnd = wire.lengthEnd(end);
        name = wire.pos;
        wire.pos = nameEnd;
        break;
      case 0x1a:
        unitEnd = wire.lengthEnd(end);
        unit = wire.pos;
        wire.pos = unitEnd;
        break;
      case GAUGE:
      case SUM:
      case HISTOGRAM:
      case EXPONENTIAL:
      case SUMMARY:
        if (tag !== dataTag) {
          dataTag = tag;
          dataFrom = tagPosition;
        }
        wire.pos = wire.lengthEnd(end);
        break;
      default:
        wire.skip(tagPosition, end, KNOWN);
    }
  }
  if (dataTag === 0) return;
  const firstRow = columns.rows;
  readData(walk, dataFrom, end, dataTag);
  const taken = columns.rows - firstRow;
  if (taken === 0) return;

  const kind = kindOf(walk, dataTag);
  const longest = Math.max(nameEnd - name, unitEnd - unit, scopeEnd - scopeStart);
  let fault: Rejection | undefined;
  if (name === nameEnd) fault = 'no_name';
  else if (longest > walk.limits.nameBytes) fault = 'name_too_long';
  else if (kind < 0) fault = 'no_temporality';
  if (fault) {
    walk.rejected.add(fault, taken);
    columns.discard(firstRow);
    return;
  }

  const { sum, metrics } = walk;
  sum[0] = 0;
  sum[1] = 0;
  addHash(sum, wire.view, scopeStart, scopeEnd, SEED_SCOPE);
  addHash(sum, wire.view, name, nameEnd, SEED_NAME);
  addHash(sum, wire.view, unit, unitEnd, SEED_UNIT);
  // The kind alone would let a delta and a cumulative counter that may fall meet.
  addNumberHash(sum, (kind << 8) | walk.temporality, SEED_KIND);
  const metric = metrics.add();
  metrics.set(metric, cells.METRIC_NAME, name);
  metrics.set(metric, cells.METRIC_NAME_END, nameEnd);
  metrics.set(metric, cells.METRIC_UNIT, unit);
  metrics.set(metric, cells.METRIC_UNIT_END, unitEnd);
  metrics.set(metric, cells.METRIC_SCOPE, scopeStart);
  metrics.set(metric, cells.METRIC_SCOPE_END, scopeEnd);
  metrics.set(metric, cells.METRIC_KIND, kind);
  metrics.set(metric, cells.METRIC_FIRST_ROW, firstRow);
  metrics.set(metric, cells.METRIC_HASH_LOW, sum[0]);
  metrics.set(metric, cells.METRIC_HASH_HIGH, sum[1]);
}

/** Reads every occurrence of the data member `dataTag` from `start` on; a member that is split is one. */
function readData(walk: Walk, start: number, end: number, dataTag: number): void {
  const { wire } = walk;
  walk.temporality = 0;
  walk.monotonic = false;
  wire.pos = start;
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    if (wire.tag(end) !== dataTag) {
      wire.skip(tagPosition, end, 0);
      continue;
    }
    const dataEnd = wire.lengthEnd(end);
    readPoints(walk, wire.pos, dataEnd, dataTag);
    wire.pos = dataEnd;
  }
}

/** Reads a Gauge, Sum, Histogram, ExponentialHistogram or Summary: points are field 1 in all of them. */
function readPoints(walk: Walk, start: number, end: number, dataTag: number): void {
  if (dataTag === GAUGE || dataTag === SUM) {
    return readNumberPoints(walk, start, end, dataTag === SUM ? SUM_FIELDS : GAUGE_FIELDS);
  }
  const { wire } = walk;
  const known = dataTag === SUMMARY ? GAUGE_FIELDS : HISTOGRAM_FIELDS;
  let pos = start;
  while (pos < end) {
    if (wire.bytes[pos] !== 0x0a) {
      pos = readDataField(walk, pos, end, known);
      continue;
    }
    wire.pos = pos + 1;
    const pointEnd = wire.lengthEnd(end);
    if (dataTag === HISTOGRAM) readHistogramPoint(walk, wire.pos, pointEnd);
    else if (dataTag === EXPONENTIAL) readExponentialPoint(walk, wire.pos, pointEnd);
    else walk.rejected.add('summary');
    pos = pointEnd;
  }
}

/** The kind of the metric's points, or -1 when it does not say whether they add up. */
function kindOf(walk: Walk, dataTag: number): number {
  if (dataTag === GAUGE) return kinds.GAUGE;
  const cumulative = walk.temporality === CUMULATIVE;
  if (!cumulative && walk.temporality !== DELTA) return -1;
  if (dataTag === HISTOGRAM) return cumulative ? kinds.HISTOGRAM_CUMULATIVE : kinds.HISTOGRAM_DELTA;
  if (dataTag === EXPONENTIAL) return cumulative ? kinds.EXPONENTIAL_CUMULATIVE : kinds.EXPONENTIAL_DELTA;
  if (!walk.monotonic) return kinds.SUM_UP_DOWN;
  return cumulative ? kinds.SUM_CUMULATIVE : kinds.SUM_DELTA;
}
