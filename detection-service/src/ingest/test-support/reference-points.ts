import type { Attributes } from '../metric-points.ts';
import type { Field } from './fields.ts';
import { parseFields } from './fields.ts';

/** A point with everything that makes it, as plain data. */
export interface ReferencePoint {
  readonly kind: number;
  readonly resource: Attributes;
  readonly scope: string;
  readonly name: string;
  readonly unit: string;
  readonly attributes: Attributes;
  readonly time: number;
  readonly start: number;
  readonly value: number;
  readonly observations: number;
  readonly buckets: unknown;
}

type Fields = readonly Field[];
/** All bytes of a field joined: what protobuf says of a message that comes in parts. */
const joined = (fields: Fields, number: number): Uint8Array => Buffer.concat(bytesOf(fields, number));
const bytesOf = (fields: Fields, number: number): Uint8Array[] =>
  fields.filter((field) => field.number === number).map((field) => field.value as Uint8Array);
const last = (fields: Fields, number: number): Field | undefined =>
  fields.filter((field) => field.number === number).at(-1);
const integer = (fields: Fields, number: number): bigint => (last(fields, number)?.value as bigint | undefined) ?? 0n;
const string = (fields: Fields, number: number): string =>
  Buffer.from((last(fields, number)?.value as Uint8Array | undefined) ?? []).toString();
const asDouble = (bits: bigint): number => new Float64Array(BigUint64Array.of(bits).buffer)[0] as number;
const double = (fields: Fields, number: number): number => {
  const field = last(fields, number);
  return field ? asDouble(field.value as bigint) : NaN;
};
const millis = (fields: Fields, number: number): number => Number(integer(fields, number) / 1_000_000n);
const zigzag = (value: bigint): number => Number((value >> 1n) ^ -(value & 1n));

/** The points of a request as the OTLP protos describe them; no limits, no refusals. */
export function referencePoints(body: Uint8Array): ReferencePoint[] {
  const points: ReferencePoint[] = [];
  for (const resourceBytes of bytesOf(parseFields(body), 1)) {
    const resourceMetrics = parseFields(resourceBytes);
    const resource = attributes(parseFields(joined(resourceMetrics, 1)), 1);
    for (const scopeBytes of bytesOf(resourceMetrics, 2)) {
      const scopeMetrics = parseFields(scopeBytes);
      const scope = string(parseFields(joined(scopeMetrics, 1)), 1);
      for (const metric of bytesOf(scopeMetrics, 2).map(parseFields)) {
        const identity = { resource, scope, name: string(metric, 1), unit: string(metric, 3) };
        for (const dataField of [5, 7, 9, 10]) {
          const data = parseFields(joined(metric, dataField));
          const kind = kindOf(dataField, integer(data, 2), integer(data, 3));
          for (const bytes of bytesOf(data, 1))
            points.push({ kind, ...identity, ...point(parseFields(bytes), dataField) });
        }
      }
    }
  }
  return points;
}

function kindOf(dataField: number, temporality: bigint, monotonic: bigint): number {
  const cumulative = temporality === 2n ? 1 : 0;
  if (dataField === 5) return 0;
  if (dataField === 7) return monotonic ? 1 + cumulative : 3;
  return (dataField === 9 ? 4 : 6) + cumulative;
}

function point(
  fields: Fields,
  dataField: number
): Omit<ReferencePoint, 'kind' | 'resource' | 'scope' | 'name' | 'unit'> {
  const times = { start: millis(fields, 2), time: millis(fields, 3) };
  if (dataField < 9) {
    const value = fields.filter((field) => field.number === 4 || field.number === 6).at(-1);
    const number =
      !value || integer(fields, 8) & 1n
        ? NaN
        : value.number === 4
          ? asDouble(value.value as bigint)
          : Number(BigInt.asIntN(64, value.value as bigint));
    return { ...times, attributes: attributes(fields, 7), value: number, observations: 0, buckets: undefined };
  }
  const observed = { ...times, value: double(fields, 5), observations: Number(integer(fields, 4)) };
  if (dataField === 9) {
    const counts = [...new BigUint64Array(Uint8Array.from(joined(fields, 6)).buffer)].map(Number);
    const bounds = new Float64Array(Uint8Array.from(joined(fields, 7)).buffer);
    const buckets = { bounds, counts: Float64Array.from(counts.length === 0 ? [observed.observations] : counts) };
    return { ...observed, attributes: attributes(fields, 9), buckets };
  }
  const side = (number: number): unknown => {
    const buckets = parseFields(joined(fields, number));
    return { offset: zigzag(integer(buckets, 1)), counts: Float64Array.from(varints(joined(buckets, 2))) };
  };
  const buckets = {
    scale: zigzag(integer(fields, 6)),
    zeroCount: Number(integer(fields, 7)),
    positive: side(8),
    negative: side(9),
  };
  return { ...observed, attributes: attributes(fields, 1), buckets };
}

function varints(bytes: Uint8Array): number[] {
  const values: number[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte < 0x80) {
      values.push(Number(value));
      value = 0n;
      shift = 0n;
    }
  }
  return values;
}

function attributes(fields: Fields, number: number): Attributes {
  const result: Record<string, string> = {};
  for (const keyValue of bytesOf(fields, number).map(parseFields)) {
    const value = anyValue(joined(keyValue, 2));
    result[string(keyValue, 1)] = value.quoted ? (JSON.parse(value.json) as string) : value.json;
  }
  return result;
}

function anyValue(bytes: Uint8Array): { json: string; quoted: boolean } {
  const field = parseFields(bytes).at(-1);
  if (!field) return { json: 'null', quoted: false };
  const inner = (): Uint8Array[] => bytesOf(parseFields(field.value as Uint8Array), 1);
  switch (field.number) {
    case 1:
      return { json: JSON.stringify(Buffer.from(field.value as Uint8Array).toString()), quoted: true };
    case 2:
      return { json: field.value ? 'true' : 'false', quoted: false };
    case 3:
      return { json: String(BigInt.asIntN(64, field.value as bigint)), quoted: false };
    case 4:
      return { json: JSON.stringify(asDouble(field.value as bigint)), quoted: false };
    case 5:
      return {
        json: `[${inner()
          .map((item) => anyValue(item).json)
          .join(',')}]`,
        quoted: false,
      };
    case 6: {
      const pairs = inner()
        .map(parseFields)
        .map((pair) => `${JSON.stringify(string(pair, 1))}:${anyValue(joined(pair, 2)).json}`);
      return { json: `{${pairs.join(',')}}`, quoted: false };
    }
    default:
      return { json: JSON.stringify(Buffer.from(field.value as Uint8Array).toString('base64')), quoted: true };
  }
}
