import type { ExponentialValue } from './metric-points.ts';
import { PointHead } from './point-head.ts';
import type { Rejection } from './rejections.ts';
import type { Walk } from './walk.ts';
import type { Wire } from './wire.ts';

/** Fields of ExponentialHistogramDataPoint that are read: 1 to 10. */
const KNOWN = 0b111_1111_1110;
const ATTRIBUTE = 0x0a;
const SCALE = 0x30;
const ZERO_COUNT = 0x39;
const POSITIVE = 0x42;
const NEGATIVE = 0x4a;
/** Tags within Buckets: offset, bucket_counts alone and packed. */
const OFFSET = 0x08;
const COUNT = 0x10;
const COUNTS = 0x12;

/** The scales that the OpenTelemetry SDKs produce. */
const LOWEST_SCALE = -10;
const HIGHEST_SCALE = 20;
/** Binary exponents between which doubles lie (the smallest subnormal is 2^-1074). */
const LOWEST_EXPONENT = -1075;
const HIGHEST_EXPONENT = 1024;

type Buckets = ExponentialValue['positive'];
const NO_BUCKETS: Buckets = { offset: 0, counts: new Float64Array(0) };

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
    const tag = wire.tag(end);
    switch (tag) {
      case ATTRIBUTE:
        head.takeAttribute(walk, end);
        break;
      case SCALE:
        scale = wire.sint32(end);
        break;
      case ZERO_COUNT:
        zeroCount = wire.fixed64(end);
        break;
      case POSITIVE:
        readSide(wire, wire.lengthEnd(end), positive);
        break;
      case NEGATIVE:
        readSide(wire, wire.lengthEnd(end), negative);
        break;
      default:
        if (!head.takeField(tag, walk, end)) wire.skip(tagPosition, end, KNOWN);
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

/** Adds the Buckets from the cursor to `end` to `side`. */
function readSide(wire: Wire, end: number, side: Side): void {
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    const tag = wire.tag(end);
    if (tag === OFFSET) {
      side.offset = wire.sint32(end);
    } else if (tag === COUNTS) {
      for (const last = wire.lengthEnd(end); wire.pos < last; side.buckets++) side.total += wire.varint(last);
    } else if (tag === COUNT) {
      side.buckets++;
      side.total += wire.varint(end);
    } else {
      wire.skip(tagPosition, end, 0b110);
    }
  }
}

/** The value of a point that `readExponentialPoint` has taken. */
export function parseExponential(wire: Wire, start: number, end: number): ExponentialValue {
  let scale = 0;
  let zeroCount = 0;
  let positive = NO_BUCKETS;
  let negative = NO_BUCKETS;
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
        positive = parseBuckets(wire, wire.lengthEnd(end), positive);
        break;
      case NEGATIVE:
        negative = parseBuckets(wire, wire.lengthEnd(end), negative);
        break;
      default:
        wire.skip(tagPosition, end, 0);
    }
  }
  return { scale, zeroCount, positive, negative };
}

/** `before` with what stands from the cursor to `end`: a message may come in parts. */
function parseBuckets(wire: Wire, end: number, before: Buckets): Buckets {
  let { offset, counts } = before;
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    const tag = wire.tag(end);
    if (tag === OFFSET) offset = wire.sint32(end);
    else if (tag === COUNTS) counts = joined(counts, parseVarints(wire, wire.lengthEnd(end)));
    else if (tag === COUNT) counts = joined(counts, Float64Array.of(wire.varint(end)));
    else wire.skip(tagPosition, end, 0);
  }
  return { offset, counts };
}

/** Packed varints from the cursor to `end`. */
function parseVarints(wire: Wire, end: number): Float64Array {
  const { bytes } = wire;
  // A varint ends with the only byte of it that is below 0x80.
  let count = 0;
  for (let pos = wire.pos; pos < end; pos++) count += (bytes[pos] as number) < 0x80 ? 1 : 0;
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = wire.varint(end);
  return values;
}

function joined(first: Float64Array, second: Float64Array): Float64Array {
  return first.length === 0 ? second : Float64Array.of(...first, ...second);
}
