import { checkKeyValue } from './attributes.ts';
import { addHash, SEED_RESOURCE } from './key-hash.ts';
import { readMetric } from './metric-message.ts';
import * as cells from './walk.ts';
import type { Walk } from './walk.ts';

/**
 * Resource attributes that tell one partial from another, not one series from another. They change with each request, so
 * they stay out of the key: else no key would ever come twice.
 */
const NOT_IDENTITY = ['weir.emitter.sequence', 'weir.batch.key'].map((key) => new TextEncoder().encode(key));

/** Reads the ResourceMetrics in `[start, end)`: resource 1, scope_metrics 2, in any order. */
export function readResourceMetrics(walk: Walk, start: number, end: number): void {
  const { wire, columns, metrics, resources, limits } = walk;
  const firstRow = columns.rows;
  const firstMetric = metrics.count;
  const hash = new Int32Array(2);
  let attributes = 0;
  let longest = 0;
  wire.pos = start;
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    const tag = wire.tag(end);
    if (tag === 0x0a) {
      const resourceEnd = wire.lengthEnd(end);
      while (wire.pos < resourceEnd) {
        const attributeTag = wire.pos;
        if (wire.tag(resourceEnd) !== 0x0a) {
          wire.skip(attributeTag, resourceEnd, 0b10);
          continue;
        }
        const attributeEnd = wire.lengthEnd(resourceEnd);
        const attribute = wire.pos;
        attributes++;
        longest = Math.max(longest, checkKeyValue(wire, attribute, attributeEnd, limits.valueDepth));
        if (!hasKey(wire.bytes, attribute, NOT_IDENTITY)) {
          addHash(hash, wire.view, attribute, attributeEnd, SEED_RESOURCE);
        }
        wire.pos = attributeEnd;
      }
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
  if (attributes > limits.resourceAttributes || longest > limits.resourceAttributeBytes) {
    const many = attributes > limits.resourceAttributes;
    walk.rejected.add(many ? 'too_many_attributes' : 'attribute_too_long', taken);
    columns.discard(firstRow);
    metrics.count = firstMetric;
    return;
  }
  const resource = resources.add();
  resources.set(resource, cells.RESOURCE_FROM, start);
  resources.set(resource, cells.RESOURCE_TO, end);
  settle(walk, resource, firstMetric, hash);
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
  let scopeName = 0;
  let scopeNameEnd = 0;
  wire.pos = start;
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    const tag = wire.tag(end);
    if (tag === 0x0a) {
      const scopeEnd = wire.lengthEnd(end);
      while (wire.pos < scopeEnd) {
        const nameTag = wire.pos;
        if (wire.tag(scopeEnd) === 0x0a) {
          scopeNameEnd = wire.lengthEnd(scopeEnd);
          scopeName = wire.pos;
          wire.pos = scopeNameEnd;
        } else {
          wire.skip(nameTag, scopeEnd, 0b10);
        }
      }
    } else if (tag === 0x12) {
      wire.pos = wire.lengthEnd(end);
    } else {
      wire.skip(tagPosition, end, 0b110);
    }
  }
  wire.pos = start;
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    if (wire.tag(end) === 0x12) {
      const metricEnd = wire.lengthEnd(end);
      readMetric(walk, wire.pos, metricEnd, scopeName, scopeNameEnd);
      wire.pos = metricEnd;
    } else {
      wire.skip(tagPosition, end, 0);
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
