import { takePointAttribute } from './attributes.ts';
import { millisOfNanos } from './unix-nanos.ts';
import type { Walk } from './walk.ts';
import { Malformed } from './wire.ts';

/** Fields of NumberDataPoint that are read: attributes 7, start 2, time 3, as_double 4, as_int 6, flags 8. */
const KNOWN = 0b1_1101_1100;
const NO_RECORDED_VALUE = 1;

/**
 * Reads the NumberDataPoint in `[start, end)` and appends it, or counts why not. This is the loop that most bytes of most
 * requests go through, so tags and lengths are read in place: a tag of one byte, a length of one byte, else the slow way.
 */
export function readNumberPoint(walk: Walk, start: number, end: number): void {
  const { wire, sum, limits } = walk;
  const { bytes, view } = wire;
  let pos = start;
  let timeLow = 0;
  let timeHigh = 0;
  let startLow = 0;
  let startHigh = 0;
  let value = 0;
  let hasValue = false;
  let flags = 0;
  let attributes = 0;
  sum[0] = 0;
  sum[1] = 0;
  walk.longestAttribute = 0;
  while (pos < end) {
    const tag = bytes[pos] as number;
    if (tag === 0x3a) {
      pos++;
      let attributeEnd: number;
      const length = pos < end ? (bytes[pos] as number) : 0x80;
      if (length < 0x80) {
        attributeEnd = ++pos + length;
        if (attributeEnd > end)
          throw new Malformed(pos - 1, `a length of ${length} bytes where only ${end - pos} are left`);
      } else {
        wire.pos = pos;
        attributeEnd = wire.lengthEnd(end);
        pos = wire.pos;
      }
      attributes++;
      takePointAttribute(walk, pos, attributeEnd);
      pos = attributeEnd;
    } else if (tag === 0x11 || tag === 0x19 || tag === 0x21 || tag === 0x31) {
      if (pos + 9 > end) throw new Malformed(pos, `8 bytes are expected where only ${end - pos - 1} are left`);
      if (tag === 0x21) {
        value = view.getFloat64(pos + 1, true);
        hasValue = true;
      } else {
        const low = view.getUint32(pos + 1, true);
        const high = view.getUint32(pos + 5, true);
        if (tag === 0x19) {
          timeLow = low;
          timeHigh = high;
        } else if (tag === 0x11) {
          startLow = low;
          startHigh = high;
        } else {
          value = (high | 0) * 4_294_967_296 + low;
          hasValue = true;
        }
      }
      pos += 9;
    } else {
      wire.pos = pos + 1;
      if (tag === 0x40) flags = wire.varint32(end);
      else wire.skip(pos, end, KNOWN);
      pos = wire.pos;
    }
  }
  if ((flags & NO_RECORDED_VALUE) !== 0) {
    value = NaN;
    hasValue = true;
  }
  if (attributes > limits.attributes) return walk.rejected.add('too_many_attributes');
  if (walk.longestAttribute > limits.attributeBytes) return walk.rejected.add('attribute_too_long');
  if (timeLow === 0 && timeHigh === 0) return walk.rejected.add('no_time');
  const time = millisOfNanos(timeLow, timeHigh);
  const startTime = startLow === 0 && startHigh === 0 ? 0 : millisOfNanos(startLow, startHigh);
  if (time < limits.earliest || time >= limits.latest || startTime >= limits.latest) {
    return walk.rejected.add('time_out_of_range');
  }
  if (!hasValue) return walk.rejected.add('no_value');
  if (value === Infinity || value === -Infinity) return walk.rejected.add('not_finite');
  walk.columns.push(start, end, time, startTime, value, 0, sum);
}
