import { checkKeyValue, isShortString } from './attributes.ts';
import { addHash, SEED_POINT } from './key-hash.ts';
import { readDataField } from './data-field.ts';
import { millisOfNanos } from './unix-nanos.ts';
import type { Walk } from './walk.ts';
import { Malformed } from './wire.ts';

/** Fields of NumberDataPoint that are read: attributes 7, start 2, time 3, as_double 4, as_int 6, flags 8. */
const KNOWN = 0b1_1101_1100;
const NO_RECORDED_VALUE = 1;

/**
 * Reads the Gauge or Sum in `[start, end)`: appends its points, or counts why not. Most bytes of most requests go through
 * this loop, so it is written for speed: tags and lengths are read in place (a tag of one byte, a length of one or two
 * bytes, else the slow way), columns are held in variables, and attributes are hashed, not read. Measured: as one function
 * per point it takes a third longer.
 */
// eslint-disable-next-line sonarjs/cognitive-complexity -- see above: split up, it is slower.
export function readNumberPoints(walk: Walk, start: number, end: number, known: number): void {
  const { wire, sum, limits, columns } = walk;
  const { bytes, view } = wire;
  const { attributeBytes, earliest, latest } = limits;
  let { from, to, time: times, start: starts, value: values, keyLow, keyHigh, capacity } = columns;
  let row = columns.rows;
  let pos = start;
  while (pos < end) {
    if (bytes[pos] !== 0x0a) {
      pos = readDataField(walk, pos, end, known);
      continue;
    }
    wire.pos = pos + 1;
    const pointEnd = wire.lengthEnd(end);
    const pointStart = wire.pos;
    pos = pointStart;
    let timeLow = 0;
    let timeHigh = 0;
    let startLow = 0;
    let startHigh = 0;
    let value = 0;
    let hasValue = false;
    let flags = 0;
    let attributes = 0;
    let longest = 0;
    sum[0] = 0;
    sum[1] = 0;
    while (pos < pointEnd) {
      const tag = bytes[pos] as number;
      if (tag === 0x3a) {
        pos++;
        const length = pos < pointEnd ? (bytes[pos] as number) : 0x80;
        let attributeEnd: number;
        if (length < 0x80) {
          attributeEnd = ++pos + length;
          if (attributeEnd > pointEnd)
            throw new Malformed(pos - 1, `a length of ${length} bytes where only ${pointEnd - pos} are left`);
        } else {
          wire.pos = pos;
          attributeEnd = wire.lengthEnd(pointEnd);
          pos = wire.pos;
        }
        attributes++;
        if (attributeEnd - pos > attributeBytes || !isShortString(bytes, pos, attributeEnd)) {
          longest = Math.max(longest, checkKeyValue(wire, pos, attributeEnd, limits.valueDepth));
        }
        addHash(sum, view, pos, attributeEnd, SEED_POINT);
        pos = attributeEnd;
      } else if (tag === 0x11 || tag === 0x19 || tag === 0x21 || tag === 0x31) {
        if (pos + 9 > pointEnd)
          throw new Malformed(pos, `8 bytes are expected where only ${pointEnd - pos - 1} are left`);
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
        if (tag === 0x40) flags = wire.varint32(pointEnd);
        else wire.skip(pos, pointEnd, KNOWN);
        pos = wire.pos;
      }
    }
    if ((flags & NO_RECORDED_VALUE) !== 0) {
      value = NaN;
      hasValue = true;
    }
    const time = millisOfNanos(timeLow, timeHigh);
    const startTime = millisOfNanos(startLow, startHigh);
    if (attributes > limits.attributes) walk.rejected.add('too_many_attributes');
    else if (longest > attributeBytes) walk.rejected.add('attribute_too_long');
    else if (timeLow === 0 && timeHigh === 0) walk.rejected.add('no_time');
    else if (time < earliest || time >= latest || startTime >= latest) walk.rejected.add('time_out_of_range');
    else if (!hasValue) walk.rejected.add('no_value');
    else if (value === Infinity || value === -Infinity) walk.rejected.add('not_finite');
    else {
      if (row === capacity) {
        columns.rows = row;
        columns.grow();
        ({ from, to, time: times, start: starts, value: values, keyLow, keyHigh, capacity } = columns);
      }
      from[row] = pointStart;
      to[row] = pointEnd;
      times[row] = time;
      starts[row] = startTime;
      values[row] = value;
      keyLow[row] = sum[0];
      keyHigh[row] = sum[1];
      row++;
    }
  }
  columns.rows = row;
}
