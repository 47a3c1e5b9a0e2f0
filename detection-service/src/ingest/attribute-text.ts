import type { Attributes } from './metric-points.ts';
import type { Wire } from './wire.ts';

/** A value of an attribute as JSON has it. */
type Json = string | number | boolean | null | RawNumber | readonly Json[] | { readonly [key: string]: Json };

/** A 64-bit integer, which no JavaScript number holds. */
class RawNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Collects the KeyValues that stand as field `field` in each of the messages `[from, to)`; of two with one key the later
 * counts. The bytes have been checked by `takePointAttribute` or `checkKeyValue`.
 */
export function parseAttributes(wire: Wire, ranges: readonly (readonly [number, number])[], field: number): Attributes {
  // Without a prototype, so that `__proto__` and `constructor` are keys like others.
  const attributes: Record<string, string> = Object.create(null) as Record<string, string>;
  const wanted = (field << 3) | 2;
  for (const [from, to] of ranges) {
    wire.pos = from;
    while (wire.pos < to) {
      const tagPosition = wire.pos;
      if (wire.tag(to) !== wanted) {
        wire.skip(tagPosition, to, 0);
        continue;
      }
      const end = wire.lengthEnd(to);
      const [key, value] = readKeyValue(wire, end);
      attributes[key] = attributeText(value);
    }
  }
  return attributes;
}

/** A string as it is, anything else as JSON. */
function attributeText(value: Json): string {
  return typeof value === 'string' ? value : stringify(value);
}

function stringify(value: Json): string {
  if (value instanceof RawNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(stringify).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const pairs = Object.entries(value as Record<string, Json>);
    return `{${pairs.map(([key, item]) => `${JSON.stringify(key)}:${stringify(item)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** Reads a KeyValue from the cursor to `end`. */
function readKeyValue(wire: Wire, end: number): [string, Json] {
  let key = '';
  let value: Json = null;
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    const tag = wire.tag(end);
    if (tag === 0x0a) {
      const keyEnd = wire.lengthEnd(end);
      key = wire.text(wire.pos, keyEnd);
      wire.pos = keyEnd;
    } else if (tag === 0x12) {
      value = readAnyValue(wire, wire.lengthEnd(end));
    } else {
      wire.skip(tagPosition, end, 0);
    }
  }
  return [key, value];
}

/** Reads an AnyValue from the cursor to `end`; doubles that JSON lacks are strings, bytes are base64, as OTLP/JSON has them. */
function readAnyValue(wire: Wire, end: number): Json {
  let value: Json = null;
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    switch (wire.tag(end)) {
      case 0x0a: {
        const textEnd = wire.lengthEnd(end);
        value = wire.text(wire.pos, textEnd);
        wire.pos = textEnd;
        break;
      }
      case 0x10:
        value = wire.varint(end) !== 0;
        break;
      case 0x18:
        value = new RawNumber(readInt64(wire, end).toString());
        break;
      case 0x21: {
        const number = wire.double(end);
        value = Number.isFinite(number) ? number : String(number);
        break;
      }
      case 0x2a:
        value = readList(wire, wire.lengthEnd(end), readAnyValue);
        break;
      case 0x32:
        value = Object.fromEntries(readList(wire, wire.lengthEnd(end), readKeyValue));
        break;
      case 0x3a: {
        const bytesEnd = wire.lengthEnd(end);
        value = Buffer.from(wire.bytes.subarray(wire.pos, bytesEnd)).toString('base64');
        wire.pos = bytesEnd;
        break;
      }
      default:
        wire.skip(tagPosition, end, 0);
    }
  }
  return value;
}

function readList<T>(wire: Wire, end: number, readElement: (wire: Wire, end: number) => T): T[] {
  const list: T[] = [];
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    if (wire.tag(end) === 0x0a) list.push(readElement(wire, wire.lengthEnd(end)));
    else wire.skip(tagPosition, end, 0);
  }
  return list;
}

/** A varint as a signed 64-bit integer. */
function readInt64(wire: Wire, end: number): bigint {
  const start = wire.pos;
  wire.varint(end);
  let value = 0n;
  for (let pos = wire.pos - 1; pos >= start; pos--) value = (value << 7n) | BigInt((wire.bytes[pos] as number) & 0x7f);
  return BigInt.asIntN(64, value);
}
