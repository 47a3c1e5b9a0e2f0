import { WeirError } from '../core/errors.ts';
import { writeJsonAttributes } from './otlp-json-attributes.ts';
import type { JsonObject } from './json-path.ts';
import { isObject, JsonPath } from './json-path.ts';
import { ProtoWriter } from './proto-writer.ts';

/**
 * The largest JSON body that is read. Parsed JSON takes several times its size in memory (`[{},{},…]` twenty times), so
 * this is less than what protobuf may have.
 */
export const JSON_LIMIT = 16 * 1_024 * 1_024;

const UINT32_MAX = 0xffff_ffffn;
const INT32_MIN = -0x8000_0000n;
const INT32_MAX = 0x7fff_ffffn;
const UINT64_MAX = 0xffff_ffff_ffff_ffffn;
const INT64_MIN = -0x8000_0000_0000_0000n;
const INT64_MAX = 0x7fff_ffff_ffff_ffffn;
const TEMPORALITIES = [
  'AGGREGATION_TEMPORALITY_UNSPECIFIED',
  'AGGREGATION_TEMPORALITY_DELTA',
  'AGGREGATION_TEMPORALITY_CUMULATIVE',
];

/**
 * Turns an OTLP/JSON metrics request (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding) into the same
 * request in protobuf, which is what is logged and decoded. Keys are lowerCamelCase; unknown keys are ignored; 64-bit
 * integers are strings or numbers; enums are numbers or names. Exemplars, descriptions and metadata are left out.
 *
 * @throws WeirError `invalid_argument` naming the path, or `too_large` over `limit` bytes
 */
export function transcodeJson(body: Uint8Array, limit: number = JSON_LIMIT): Uint8Array {
  if (body.length > limit) {
    const details = [{ path: 'body', expected: `at most ${limit} bytes of JSON`, found: `${body.length} bytes` }];
    throw new WeirError('too_large', `body: expected at most ${limit} bytes of JSON, found ${body.length}`, details);
  }
  const request = parse(body);
  const path = new JsonPath();
  const out = new ProtoWriter(body.length + 64);
  path.each(request, 'resourceMetrics', (resourceMetrics) =>
    out.message(1, () => writeResourceMetrics(out, path, resourceMetrics))
  );
  return out.finish();
}

function parse(body: Uint8Array): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new WeirError(
      'invalid_argument',
      `body: expected JSON in UTF-8, found ${found}`,
      [{ path: 'body', expected: 'JSON in UTF-8', found }],
      { cause: error }
    );
  }
  if (isObject(value)) return value;
  const details = [{ path: 'body', expected: 'an object', found: Array.isArray(value) ? 'an array' : String(value) }];
  throw new WeirError('invalid_argument', 'body: expected an object with resourceMetrics', details);
}

function writeResourceMetrics(out: ProtoWriter, path: JsonPath, resourceMetrics: JsonObject): void {
  path.object(resourceMetrics, 'resource', (resource) =>
    out.message(1, () => writeJsonAttributes(out, path, resource, 1))
  );
  path.each(resourceMetrics, 'scopeMetrics', (scopeMetrics) =>
    out.message(2, () => {
      path.object(scopeMetrics, 'scope', (scope) =>
        out.message(1, () => {
          writeString(out, path, 1, scope, 'name');
          writeString(out, path, 2, scope, 'version');
        })
      );
      path.each(scopeMetrics, 'metrics', (metric) => out.message(2, () => writeMetric(out, path, metric)));
    })
  );
}

function writeMetric(out: ProtoWriter, path: JsonPath, metric: JsonObject): void {
  writeString(out, path, 1, metric, 'name');
  writeString(out, path, 3, metric, 'unit');
  path.oneOf(metric, ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary']);
  writeData(out, path, metric, 'gauge', 5, writeNumberPoint);
  writeData(out, path, metric, 'sum', 7, writeNumberPoint);
  writeData(out, path, metric, 'histogram', 9, writeHistogramPoint);
  writeData(out, path, metric, 'exponentialHistogram', 10, writeExponentialPoint);
  // The decoder counts summaries and takes none.
  writeData(out, path, metric, 'summary', 11, () => undefined);
}

function writeData(
  out: ProtoWriter,
  path: JsonPath,
  metric: JsonObject,
  key: string,
  field: number,
  writePoint: (out: ProtoWriter, path: JsonPath, point: JsonObject) => void
): void {
  path.object(metric, key, (data) =>
    out.message(field, () => {
      path.each(data, 'dataPoints', (point) => out.message(1, () => writePoint(out, path, point)));
      if (key === 'gauge' || key === 'summary') return;
      const temporality = readTemporality(path, data);
      if (temporality !== 0) out.varint(2, temporality);
      if (key === 'sum' && path.boolean(data, 'isMonotonic')) out.varint(3, 1);
    })
  );
}

function readTemporality(path: JsonPath, data: JsonObject): number {
  const value = data['aggregationTemporality'] ?? 0;
  const index = typeof value === 'string' ? TEMPORALITIES.indexOf(value) : value;
  if (typeof index === 'number' && Number.isInteger(index) && index >= 0 && index <= Number(INT32_MAX)) return index;
  throw path.refuse('aggregationTemporality', `0, 1, 2 or one of ${TEMPORALITIES.join(', ')}`, value);
}

function writeNumberPoint(out: ProtoWriter, path: JsonPath, point: JsonObject): void {
  writeTimes(out, path, point);
  path.oneOf(point, ['asDouble', 'asInt']);
  writeDouble(out, path, 4, point, 'asDouble');
  const integer = path.integer(point, 'asInt', INT64_MIN, INT64_MAX);
  if (integer !== undefined) out.fixed64(6, integer);
  writeJsonAttributes(out, path, point, 7);
  writeFlags(out, path, 8, point);
}

function writeHistogramPoint(out: ProtoWriter, path: JsonPath, point: JsonObject): void {
  writeTimes(out, path, point);
  writeCount(out, path, 4, point, 'count');
  writeDouble(out, path, 5, point, 'sum');
  const counts = readCounts(path, point);
  if (counts.length > 0) out.fixed64s(6, counts);
  const bounds: number[] = [];
  path.eachValue(point, 'explicitBounds', 'a number', (bound) => bounds.push(path.asNumber(bound)));
  if (bounds.length > 0) out.doubles(7, bounds);
  writeJsonAttributes(out, path, point, 9);
  writeFlags(out, path, 10, point);
}

function writeExponentialPoint(out: ProtoWriter, path: JsonPath, point: JsonObject): void {
  writeJsonAttributes(out, path, point, 1);
  writeTimes(out, path, point);
  writeCount(out, path, 4, point, 'count');
  writeDouble(out, path, 5, point, 'sum');
  writeSint32(out, path, 6, point, 'scale');
  writeCount(out, path, 7, point, 'zeroCount');
  for (const [key, field] of [['positive', 8] as const, ['negative', 9] as const]) {
    path.object(point, key, (buckets) =>
      out.message(field, () => {
        writeSint32(out, path, 1, buckets, 'offset');
        const counts = readCounts(path, buckets);
        if (counts.length > 0) out.varints(2, counts);
      })
    );
  }
  writeFlags(out, path, 10, point);
}

function readCounts(path: JsonPath, parent: JsonObject): bigint[] {
  const counts: bigint[] = [];
  path.eachValue(parent, 'bucketCounts', 'a count', (count) => counts.push(path.asInteger(count, 0n, UINT64_MAX)));
  return counts;
}

function writeTimes(out: ProtoWriter, path: JsonPath, point: JsonObject): void {
  for (const [key, field] of [['startTimeUnixNano', 2] as const, ['timeUnixNano', 3] as const]) {
    let time = path.integer(point, key, 0n, UINT64_MAX);
    if (time === undefined) continue;
    // A number of today's nanoseconds stands on a grid of 256: to the microsecond, so that milliseconds stay what they were.
    if (typeof point[key] === 'number' && !Number.isSafeInteger(point[key])) time = ((time + 500n) / 1_000n) * 1_000n;
    out.fixed64(field, time);
  }
}

function writeString(out: ProtoWriter, path: JsonPath, field: number, parent: JsonObject, key: string): void {
  const value = path.string(parent, key);
  if (value) out.string(field, value);
}

function writeDouble(out: ProtoWriter, path: JsonPath, field: number, parent: JsonObject, key: string): void {
  const value = path.number(parent, key);
  if (value !== undefined) out.double(field, value);
}

function writeCount(out: ProtoWriter, path: JsonPath, field: number, parent: JsonObject, key: string): void {
  const value = path.integer(parent, key, 0n, UINT64_MAX);
  if (value !== undefined) out.fixed64(field, value);
}

function writeSint32(out: ProtoWriter, path: JsonPath, field: number, parent: JsonObject, key: string): void {
  const value = path.integer(parent, key, INT32_MIN, INT32_MAX);
  if (value !== undefined) out.sint32(field, Number(value));
}

function writeFlags(out: ProtoWriter, path: JsonPath, field: number, point: JsonObject): void {
  const flags = path.integer(point, 'flags', 0n, UINT32_MAX);
  if (flags !== undefined) out.varint(field, Number(flags));
}
