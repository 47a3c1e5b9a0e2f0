import type { Millis } from '../core/time.ts';
import { ProtoWriter } from './proto-writer.ts';

/**
 * The value of an attribute. A whole number is written as an integer, another number as a double; `{ double: 3 }` is a
 * double that happens to be whole.
 */
export type AttributeInput =
  | string
  | boolean
  | bigint
  | number
  | Uint8Array
  | { readonly double: number }
  | readonly AttributeInput[]
  | { readonly list: AttributesInput };
export type AttributesInput = Readonly<Record<string, AttributeInput>>;

export type Temporality = 'unspecified' | 'delta' | 'cumulative';

/** What all points have. Times may be fractions of a millisecond; 0 or absent means not set. */
interface PointInput {
  readonly attributes?: AttributesInput;
  readonly start?: Millis;
  readonly time: Millis;
  /** Flag 1: the point says that there was nothing to record. */
  readonly noRecordedValue?: boolean;
}

/** A bigint is written as `as_int`, a number as `as_double`. */
export interface NumberPointInput extends PointInput {
  readonly value?: number | bigint;
}

export interface HistogramPointInput extends PointInput {
  readonly count: number;
  readonly sum?: number;
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
}

export interface BucketsInput {
  readonly offset: number;
  readonly counts: readonly number[];
}

export interface ExponentialPointInput extends PointInput {
  readonly count: number;
  readonly sum?: number;
  readonly scale: number;
  readonly zeroCount?: number;
  readonly positive?: BucketsInput;
  readonly negative?: BucketsInput;
}

export type MetricInput = { readonly name: string; readonly unit?: string; readonly description?: string } & (
  | { readonly gauge: readonly NumberPointInput[] }
  | { readonly sum: readonly NumberPointInput[]; readonly temporality: Temporality; readonly monotonic: boolean }
  | { readonly histogram: readonly HistogramPointInput[]; readonly temporality: Temporality }
  | { readonly exponential: readonly ExponentialPointInput[]; readonly temporality: Temporality }
  | { readonly summary: readonly (PointInput & { readonly count: number; readonly sum: number })[] }
);

export interface ScopeInput {
  readonly name?: string;
  readonly version?: string;
  readonly metrics: readonly MetricInput[];
}

export interface ResourceInput {
  readonly attributes?: AttributesInput;
  readonly scopes: readonly ScopeInput[];
}

const TEMPORALITY = { unspecified: 0, delta: 1, cumulative: 2 } as const;

/** An OTLP `ExportMetricsServiceRequest` in protobuf. */
export function writeMetrics(resources: readonly ResourceInput[]): Uint8Array {
  const out = new ProtoWriter(4_096);
  for (const resource of resources) {
    out.message(1, () => {
      out.message(1, () => writeAttributes(out, 1, resource.attributes));
      for (const scope of resource.scopes) {
        out.message(2, () => {
          out.message(1, () => {
            if (scope.name) out.string(1, scope.name);
            if (scope.version) out.string(2, scope.version);
          });
          for (const metric of scope.metrics) out.message(2, () => writeMetric(out, metric));
        });
      }
    });
  }
  return out.finish();
}

function writeMetric(out: ProtoWriter, metric: MetricInput): void {
  out.string(1, metric.name);
  if (metric.description) out.string(2, metric.description);
  if (metric.unit) out.string(3, metric.unit);
  if ('gauge' in metric) {
    out.message(5, () => metric.gauge.forEach((point) => writeNumberPoint(out, point)));
  } else if ('sum' in metric) {
    out.message(7, () => {
      metric.sum.forEach((point) => writeNumberPoint(out, point));
      writeTemporality(out, metric.temporality);
      if (metric.monotonic) out.varint(3, 1);
    });
  } else if ('histogram' in metric) {
    out.message(9, () => {
      metric.histogram.forEach((point) => writeHistogramPoint(out, point));
      writeTemporality(out, metric.temporality);
    });
  } else if ('exponential' in metric) {
    out.message(10, () => {
      metric.exponential.forEach((point) => writeExponentialPoint(out, point));
      writeTemporality(out, metric.temporality);
    });
  } else {
    out.message(11, () => {
      for (const point of metric.summary) {
        out.message(1, () => {
          writeTimes(out, point);
          out.fixed64(4, BigInt(point.count));
          out.double(5, point.sum);
          writeAttributes(out, 7, point.attributes);
        });
      }
    });
  }
}

function writeTemporality(out: ProtoWriter, temporality: Temporality): void {
  if (temporality !== 'unspecified') out.varint(2, TEMPORALITY[temporality]);
}

function writeNumberPoint(out: ProtoWriter, point: NumberPointInput): void {
  out.message(1, () => {
    writeTimes(out, point);
    if (typeof point.value === 'bigint') out.fixed64(6, point.value);
    else if (point.value !== undefined) out.double(4, point.value);
    writeAttributes(out, 7, point.attributes);
    if (point.noRecordedValue) out.varint(8, 1);
  });
}

function writeHistogramPoint(out: ProtoWriter, point: HistogramPointInput): void {
  out.message(1, () => {
    writeTimes(out, point);
    out.fixed64(4, BigInt(point.count));
    if (point.sum !== undefined) out.double(5, point.sum);
    if (point.counts.length > 0) out.fixed64s(6, point.counts.map(BigInt));
    if (point.bounds.length > 0) out.doubles(7, point.bounds);
    writeAttributes(out, 9, point.attributes);
    if (point.noRecordedValue) out.varint(10, 1);
  });
}

function writeExponentialPoint(out: ProtoWriter, point: ExponentialPointInput): void {
  out.message(1, () => {
    writeAttributes(out, 1, point.attributes);
    writeTimes(out, point);
    out.fixed64(4, BigInt(point.count));
    if (point.sum !== undefined) out.double(5, point.sum);
    if (point.scale !== 0) out.sint32(6, point.scale);
    if (point.zeroCount) out.fixed64(7, BigInt(point.zeroCount));
    if (point.positive) writeBuckets(out, 8, point.positive);
    if (point.negative) writeBuckets(out, 9, point.negative);
    if (point.noRecordedValue) out.varint(10, 1);
  });
}

function writeBuckets(out: ProtoWriter, field: number, buckets: BucketsInput): void {
  out.message(field, () => {
    if (buckets.offset !== 0) out.sint32(1, buckets.offset);
    if (buckets.counts.length > 0) out.varints(2, buckets.counts.map(BigInt));
  });
}

/** Fields 2 and 3 are start and time in every kind of point. */
function writeTimes(out: ProtoWriter, point: PointInput): void {
  if (point.start) out.fixed64(2, nanos(point.start));
  if (point.time) out.fixed64(3, nanos(point.time));
}

function nanos(time: Millis): bigint {
  const whole = Math.floor(time);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((time - whole) * 1_000_000));
}

function writeAttributes(out: ProtoWriter, field: number, attributes: AttributesInput | undefined): void {
  if (!attributes) return;
  for (const key in attributes) out.message(field, () => writeKeyValue(out, key, attributes[key] as AttributeInput));
}

function writeKeyValue(out: ProtoWriter, key: string, value: AttributeInput): void {
  out.string(1, key);
  out.message(2, () => writeAnyValue(out, value));
}

function writeAnyValue(out: ProtoWriter, value: AttributeInput): void {
  if (typeof value === 'string') out.string(1, value);
  else if (typeof value === 'boolean') out.varint(2, value ? 1 : 0);
  else if (typeof value === 'bigint') out.varint64(3, value);
  else if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) out.varint64(3, BigInt(value));
    else out.double(4, value);
  } else if (value instanceof Uint8Array) out.bytes(7, value);
  else if ('double' in value) out.double(4, value.double);
  else if ('list' in value) out.message(6, () => writeAttributes(out, 1, value.list));
  else out.message(5, () => value.forEach((item) => out.message(1, () => writeAnyValue(out, item))));
}
