import { addHash, SEED_POINT } from './key-hash.ts';
import type { Walk } from './walk.ts';
import type { Wire } from './wire.ts';
import { Malformed } from './wire.ts';

/**
 * Takes the point attribute (a KeyValue) in `[start, end)`: checks it whole, so that reading it later cannot fail, and
 * adds its hash to `walk.sum`. Nearly all attributes are a key and then a string below 128 bytes: a few comparisons.
 */
export function takePointAttribute(walk: Walk, start: number, end: number): void {
  const { wire, limits } = walk;
  if (end - start > limits.attributeBytes || !isShortString(wire.bytes, start, end)) {
    walk.longestAttribute = Math.max(walk.longestAttribute, checkKeyValue(wire, start, end, limits.valueDepth));
  }
  addHash(walk.sum, wire.view, start, end, SEED_POINT);
}

/** Whether a KeyValue is `0a <key> 12 <value: 0a <string>>` and nothing else, all lengths of one byte: then it is well-formed. */
export function isShortString(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 6 || bytes[start] !== 0x0a) return false;
  const keyLength = bytes[start + 1] as number;
  const value = start + 2 + keyLength;
  const rest = end - value;
  return (
    keyLength < 0x80 &&
    rest >= 4 &&
    rest < 0x82 &&
    bytes[value] === 0x12 &&
    bytes[value + 1] === rest - 2 &&
    bytes[value + 2] === 0x0a &&
    bytes[value + 3] === rest - 4
  );
}

/** Checks a KeyValue in any form; returns the bytes of its longest key or value. */
export function checkKeyValue(wire: Wire, start: number, end: number, depth: number): number {
  let longest = 0;
  wire.pos = start;
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    const tag = wire.tag(end);
    if (tag === 0x0a) {
      const keyEnd = wire.lengthEnd(end);
      longest = Math.max(longest, keyEnd - wire.pos);
      wire.pos = keyEnd;
    } else if (tag === 0x12) {
      const valueEnd = wire.lengthEnd(end);
      longest = Math.max(longest, checkAnyValue(wire, wire.pos, valueEnd, depth));
      wire.pos = valueEnd;
    } else {
      wire.skip(tagPosition, end, 0b110);
    }
  }
  return longest;
}

/** Checks an AnyValue; returns the bytes of its payload. */
function checkAnyValue(wire: Wire, start: number, end: number, depth: number): number {
  let longest = 0;
  wire.pos = start;
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    const tag = wire.tag(end);
    switch (tag) {
      case 0x0a: // string_value
      case 0x3a: {
        // bytes_value
        const valueEnd = wire.lengthEnd(end);
        longest = Math.max(longest, valueEnd - wire.pos);
        wire.pos = valueEnd;
        break;
      }
      case 0x10: // bool_value
      case 0x18: // int_value
        wire.varint(end);
        longest = Math.max(longest, 8);
        break;
      case 0x21: // double_value
        wire.eight(end);
        longest = Math.max(longest, 8);
        break;
      case 0x2a: // array_value
      case 0x32: {
        // kvlist_value
        const valueEnd = wire.lengthEnd(end);
        longest = Math.max(longest, valueEnd - wire.pos);
        if (depth === 0) throw new Malformed(tagPosition, 'arrays and lists nested too deeply');
        checkList(wire, valueEnd, depth - 1, tag === 0x32);
        break;
      }
      default:
        wire.skip(tagPosition, end, 0b1111_1110);
    }
  }
  return longest;
}

/** Checks an ArrayValue or KeyValueList: both repeat their elements as field 1. */
function checkList(wire: Wire, end: number, depth: number, keyed: boolean): void {
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    if (wire.tag(end) !== 0x0a) {
      wire.skip(tagPosition, end, 0b10);
      continue;
    }
    const elementEnd = wire.lengthEnd(end);
    if (keyed) checkKeyValue(wire, wire.pos, elementEnd, depth);
    else checkAnyValue(wire, wire.pos, elementEnd, depth);
    wire.pos = elementEnd;
  }
}
