import type { ExponentialValue } from './metric-points.ts';
import { PointHead } from './point-head.ts';
import type { Rejection } from './rejections.ts';
import type { Walk } from './walk.ts';
import type { Wire } from './wire.ts';

/** Fields of ExponentialHistogramDataPoint that are read: 1 to 10. */
const KNOWN = 0b111_1111_1110;
const SCALE = 0x30;
const ZERO_COUNT = 0x39;
const POSITIVE = 0x42;
const NEGATIVE = 0x4a;

/** The scales that the OpenTelemetry SDKs produce. */
const LOWEST_SCALE = -10;
const HIGHEST_SCALE = 20;
/** Binary exponents between which doubles lie (the smallest subnormal is 2^-1074). */
const LOWEST_EXPONENT = -1075;
const HIGHEST_EXPONENT = 1024;

/** One side of zero, as far as it has been read. A class so that its shape never changes. */
class Side {
  offset = 0;
  buckets = 0;
  total = 0;
}

/** Reads the ExponentialHistogramDataPoint in `[start, end)` and appends it, or counts why not. */
export function readExponentialPoint(walk: Walk, start: number, end: number): void {
  const { wire } = walk;
  const head = new PointHead(walk);
  const positive = new Side();
  const negative = new Side();
  let scale = 0;
  let zeroCount = 0;
  wire.pos = start;
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    switch (wire.tag(end)) {
      case 0x0a:
        head.takeAttribute(walk, end);
        break;
      case 0x11:
        head.takeStart(walk, end);
        break;
      case 0x19:
        head.takeTime(walk, end);
        break;
      case 0x21:
        head.count = wire.fixed64(end);
        break;
      case 0x29:
        head.sum = wire.double(end);
        break;
      case SCALE:
        scale = wire.sint32(end);
        break;
      case ZERO_COUNT:
        zeroCount = wire.fixed64(end);
        break;
      case POSITIVE:
        readSide(wire, wire.lengthEnd(end), positive, undefined);
        break;
      case NEGATIVE:
        readSide(wire, wire.lengthEnd(end), negative, undefined);
        break;
      case 0x50:
        head.flags = wire.varint32(end);
        break;
      default:
        wire.skip(tagPosition, end, KNOWN);
    }
  }
  const fault = head.fault(walk) ?? bucketFault(walk, scale, positive, negative, head.count - zeroCount);
  if (fault) walk.rejected.add(fault);
  else head.push(walk, start, end);
}

function bucketFault(
  walk: Walk,
  scale: number,
  positive: Side,
  negative: Side,
  expected: number
): Rejection | undefined {
  if (scale < LOWEST_SCALE || scale > HIGHEST_SCALE) return 'scale_out_of_range';
  const limit = walk.limits.buckets;
  if (positive.buckets > limit || negative.buckets > limit) return 'too_many_buckets';
  if (!fits(positive, scale) || !fits(negative, scale)) return 'bucket_out_of_range';
  return positive.total + negative.total === expected ? undefined : 'count_mismatch';
}

/** Whether bucket bounds base^index = 2^(index / 2^scale) are within the doubles; one bucket may stand over each end. */
function fits(side: Side, scale: number): boolean {
  if (side.buckets === 0) return true;
  const width = 2 ** -scale;
  const last = side.offset + side.buckets - 1;
  return (side.offset + 1) * width >= LOWEST_EXPONENT && last * width <= HIGHEST_EXPONENT;
}

/** Reads Buckets from the cursor to `end`: adds to `side`, and writes the counts to `into` where given. */
function readSide(wire: Wire, end: number, side: Side, into: Float64Array | undefined): void {
  const { bytes } = wire;
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    const tag = wire.tag(end);
    if (tag === 0x08) {
      side.offset = wire.sint32(end);
    } else if (tag === 0x12 || tag === 0x10) {
      const last = tag === 0x12 ? wire.lengthEnd(end) : wire.pos + 1;
      while (wire.pos < last) {
        const byte = bytes[wire.pos] as number;
        let count: number;
        if (byte < 0x80 && wire.pos < end) {
          count = byte;
          wire.pos++;
        } else {
          count = wire.varint(tag === 0x12 ? last : end);
        }
        if (into) into[side.buckets] = count;
        side.buckets++;
        side.total += count;
      }
    } else {
      wire.skip(tagPosition, end, 0b110);
    }
  }
}

/** The value of a point that `readExponentialPoint` has taken. */
export function parseExponential(wire: Wire, start: number, end: number): ExponentialValue {
  // First to count the buckets, then to write them: a point is small and in the cache.
  const sizes = readSides(wire, start, end, undefined, undefined);
  const positive = new Float64Array(sizes.positive.buckets);
  const negative = new Float64Array(sizes.negative.buckets);
  const read = readSides(wire, start, end, positive, negative);
  return {
    scale: read.scale,
    zeroCount: read.zeroCount,
    positive: { offset: read.positive.offset, counts: positive },
    negative: { offset: read.negative.offset, counts: negative },
  };
}

function readSides(
  wire: Wire,
  start: number,
  end: number,
  intoPositive: Float64Array | undefined,
  intoNegative: Float64Array | undefined
): { scale: number; zeroCount: number; positive: Side; negative: Side } {
  const positive = new Side();
  const negative = new Side();
  let scale = 0;
  let zeroCount = 0;
  wire.pos = start;
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    switch (wire.tag(end)) {
      case SCALE:
        scale = wire.sint32(end);
        break;
      case ZERO_COUNT:
        zeroCount = wire.fixed64(end);
        break;
      case POSITIVE:
        readSide(wire, wire.lengthEnd(end), positive, intoPositive);
        break;
      case NEGATIVE:
        readSide(wire, wire.lengthEnd(end), negative, intoNegative);
        break;
      default:
        wire.skip(tagPosition, end, 0);
    }
  }
  return { scale, zeroCount, positive, negative };
}
