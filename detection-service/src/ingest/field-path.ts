import { BYTES, Wire } from './wire.ts';

/** A field that holds messages: its name, whether it repeats, and what it holds. */
interface Nested {
  readonly name: string;
  readonly repeated: boolean;
  readonly fields: Message;
}
/** Names of fields by number; messages are described further. */
type Message = Readonly<Record<number, string | Nested>>;

const one = (name: string, fields: Message): Nested => ({ name, repeated: false, fields });
const many = (name: string, fields: Message): Nested => ({ name, repeated: true, fields });

const anyValue: Record<number, string | Nested> = {
  1: 'stringValue',
  2: 'boolValue',
  3: 'intValue',
  4: 'doubleValue',
  7: 'bytesValue',
};
const keyValue: Message = { 1: 'key', 2: one('value', anyValue) };
anyValue[5] = one('arrayValue', { 1: many('values', anyValue) });
anyValue[6] = one('kvlistValue', { 1: many('values', keyValue) });

const times = { 2: 'startTimeUnixNano', 3: 'timeUnixNano' };
const buckets: Message = { 1: 'offset', 2: 'bucketCounts' };
const numberPoint: Message = {
  ...times,
  4: 'asDouble',
  5: 'exemplars',
  6: 'asInt',
  7: many('attributes', keyValue),
  8: 'flags',
};
const histogramPoint: Message = {
  ...times,
  4: 'count',
  5: 'sum',
  6: 'bucketCounts',
  7: 'explicitBounds',
  8: 'exemplars',
  9: many('attributes', keyValue),
  10: 'flags',
};
const exponentialPoint: Message = {
  ...times,
  1: many('attributes', keyValue),
  4: 'count',
  5: 'sum',
  6: 'scale',
  7: 'zeroCount',
  8: one('positive', buckets),
  9: one('negative', buckets),
  10: 'flags',
  11: 'exemplars',
};
const sum = { 2: 'aggregationTemporality', 3: 'isMonotonic' };
const histogram = { 2: 'aggregationTemporality' };
const metric: Message = {
  1: 'name',
  2: 'description',
  3: 'unit',
  5: one('gauge', { 1: many('dataPoints', numberPoint) }),
  7: one('sum', { 1: many('dataPoints', numberPoint), ...sum }),
  9: one('histogram', { 1: many('dataPoints', histogramPoint), ...histogram }),
  10: one('exponentialHistogram', { 1: many('dataPoints', exponentialPoint), ...histogram }),
  11: one('summary', { 1: 'dataPoints' }),
};
const request: Message = {
  1: many('resourceMetrics', {
    1: one('resource', { 1: many('attributes', keyValue) }),
    2: many('scopeMetrics', { 1: one('scope', { 1: 'name', 2: 'version' }), 2: many('metrics', metric) }),
  }),
};

/**
 * The path of the field that holds byte `position` of a metrics request, as OTLP/JSON would write it, for example
 * `resourceMetrics[0].scopeMetrics[2].metrics[0].gauge.dataPoints[3]`. Walks from the top, so that decoding need not keep
 * track of paths that nobody asks for; goes as deep as the bytes can be read.
 */
export function fieldPath(body: Uint8Array, position: number): string {
  const wire = new Wire(body);
  const path: string[] = [];
  let message: Message | undefined = request;
  let end = body.length;
  while (message) {
    const found: Found | undefined = findField(wire, end, position);
    if (!found) break;
    const entry: string | Nested | undefined = message[found.field];
    if (entry === undefined) {
      path.push(`field ${found.field}`);
      break;
    }
    if (typeof entry === 'string') {
      path.push(entry);
      break;
    }
    path.push(entry.repeated ? `${entry.name}[${found.index}]` : entry.name);
    if (found.payload === undefined || position < found.payload) break;
    wire.pos = found.payload;
    end = Math.min(end, found.end);
    message = entry.fields;
  }
  return path.join('.');
}

interface Found {
  readonly field: number;
  /** How many of the same field stand before it. */
  readonly index: number;
  /** Where its bytes begin, when it is length-delimited and the length could be read. */
  readonly payload: number | undefined;
  readonly end: number;
}

/** The field between the cursor and `end` that holds `position`. */
function findField(wire: Wire, end: number, position: number): Found | undefined {
  const seen = new Map<number, number>();
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    let field = 0;
    let payload: number | undefined;
    try {
      const tag = wire.tag(end);
      field = tag >>> 3;
      if ((tag & 7) === BYTES) {
        // The length may be the very thing that is wrong: read it against all that could follow.
        const fieldEnd = wire.lengthEnd(Infinity);
        payload = wire.pos;
        wire.pos = fieldEnd;
      } else {
        wire.skip(tagPosition, end, 0);
      }
    } catch {
      return field === 0 ? undefined : { field, index: seen.get(field) ?? 0, payload, end };
    }
    if (position < wire.pos) return { field, index: seen.get(field) ?? 0, payload, end: wire.pos };
    seen.set(field, (seen.get(field) ?? 0) + 1);
  }
  return undefined;
}
