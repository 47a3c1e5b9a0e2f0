import { checkKeyValue } from './attributes.ts';
import type { DecodeLimits } from './decode-limits.ts';
import { addHash, SEED_RESOURCE } from './key-hash.ts';
import { readMetric } from './metric-message.ts';
import type { Rejection } from './rejections.ts';
import * as cells from './walk.ts';
import type { Walk } from './walk.ts';
import type { Wire } from './wire.ts';

/**
 * Resource attributes that tell one partial from another, not one series from another. They change with each request, so
 * they stay out of the key: else no key would ever come twice.
 */
const NOT_IDENTITY = ['weir.emitter.sequence', 'weir.batch.key'].map((key) => new TextEncoder().encode(key));

/** Reads the ResourceMetrics in `[start, end)`: resource 1, scope_metrics 2, in any order. */
export function readResourceMetrics(walk: Walk, start: number, end: number): void {
  const { wire, columns, metrics, resources } = walk;
  const firstRow = columns.rows;
  const firstMetric = metrics.count;
  const resource = new ResourceCheck();
  wire.pos = start;
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    const tag = wire.tag(end);
    if (tag === 0x0a) {
      readResource(walk, wire.lengthEnd(end), resource);
    } else if (tag === 0x12) {
      const scopeEnd = wire.lengthEnd(end);
      readScopeMetrics(walk, wire.pos, scopeEnd);
      wire.pos = scopeEnd;
    } else {
      wire.skip(tagPosition, end, 0b110);
    }
  }
  const taken = columns.rows - firstRow;
  if (taken === 0) return;
  const fault = resource.fault(walk.limits);
  if (fault) {
    walk.rejected.add(fault, taken);
    columns.discard(firstRow);
    metrics.count = firstMetric;
    return;
  }
  const row = resources.add();
  resources.set(row, cells.RESOURCE_FROM, start);
  resources.set(row, cells.RESOURCE_TO, end);
  settle(walk, row, firstMetric, resource.hash);
}

/** What is gathered of a resource, which may come in parts. */
class ResourceCheck {
  readonly hash = new Int32Array(2);
  attributes = 0;
  longest = 0;

  fault(limits: DecodeLimits): Rejection | undefined {
    if (this.attributes > limits.resourceAttributes) return 'too_many_attributes';
    return this.longest > limits.resourceAttributeBytes ? 'attribute_too_long' : undefined;
  }
}

/** Reads the Resource from the cursor to `end`: attributes are field 1. */
function readResource(walk: Walk, end: number, resource: ResourceCheck): void {
  const { wire, limits } = walk;
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    if (wire.tag(end) !== 0x0a) {
      wire.skip(tagPosition, end, 0b10);
      continue;
    }
    const attributeEnd = wire.lengthEnd(end);
    const attribute = wire.pos;
    resource.attributes++;
    resource.longest = Math.max(resource.longest, checkKeyValue(wire, attribute, attributeEnd, limits.valueDepth));
    if (!hasKey(wire.bytes, attribute, NOT_IDENTITY)) {
      addHash(resource.hash, wire.view, attribute, attributeEnd, SEED_RESOURCE);
    }
    wire.pos = attributeEnd;
  }
}

/** Writes into the points of a resource what is known only at its end: resource, metric, kind, and the whole key. */
function settle(walk: Walk, resource: number, firstMetric: number, hash: Int32Array): void {
  const { columns, metrics } = walk;
  const { kind: kinds, resource: resources, metric: ofMetric, keyLow, keyHigh } = columns;
  for (let metric = firstMetric; metric < metrics.count; metric++) {
    const first = metrics.get(metric, cells.METRIC_FIRST_ROW);
    const last = metric + 1 < metrics.count ? metrics.get(metric + 1, cells.METRIC_FIRST_ROW) : columns.rows;
    const kind = metrics.get(metric, cells.METRIC_KIND);
    const low = ((hash[0] as number) + metrics.get(metric, cells.METRIC_HASH_LOW)) | 0;
    const high = ((hash[1] as number) + metrics.get(metric, cells.METRIC_HASH_HIGH)) | 0;
    for (let row = first; row < last; row++) {
      kinds[row] = kind;
      resources[row] = resource;
      ofMetric[row] = metric;
      keyLow[row] = (keyLow[row] as number) + low;
      keyHigh[row] = (keyHigh[row] as number) + high;
    }
  }
}

/** Reads the ScopeMetrics in `[start, end)`: scope 1, metrics 2. The first look finds the scope, wherever it stands. */
function readScopeMetrics(walk: Walk, start: number, end: number): void {
  const { wire } = walk;
  const name: Span = { start: 0, end: 0 };
  wire.pos = start;
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    const tag = wire.tag(end);
    if (tag === 0x0a) findName(wire, wire.lengthEnd(end), name);
    else if (tag === 0x12) wire.pos = wire.lengthEnd(end);
    else wire.skip(tagPosition, end, 0b110);
  }
  wire.pos = start;
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    if (wire.tag(end) === 0x12) {
      const metricEnd = wire.lengthEnd(end);
      readMetric(walk, wire.pos, metricEnd, name.start, name.end);
      wire.pos = metricEnd;
    } else {
      wire.skip(tagPosition, end, 0);
    }
  }
}

interface Span {
  start: number;
  end: number;
}

/** Sets `name` to field 1 of the InstrumentationScope from the cursor to `end`, when it is there. */
function findName(wire: Wire, end: number, name: Span): void {
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    if (wire.tag(end) === 0x0a) {
      name.end = wire.lengthEnd(end);
      name.start = wire.pos;
      wire.pos = name.end;
    } else {
      wire.skip(tagPosition, end, 0b10);
    }
  }
}

/** Whether the KeyValue at `start`, key first as all encoders write it, has one of the keys. It has been checked. */
function hasKey(bytes: Uint8Array, start: number, keys: readonly Uint8Array[]): boolean {
  return keys.some(
    (key) =>
      bytes[start] === 0x0a && bytes[start + 1] === key.length && key.every((byte, i) => bytes[start + 2 + i] === byte)
  );
}
