import type { Rejection } from './rejections.ts';
import { takePointAttribute } from './attributes.ts';
import { millisOfNanos } from './unix-nanos.ts';
import type { Walk } from './walk.ts';

/** Tags that both kinds have. */
const START = 0x11;
const TIME = 0x19;
const COUNT = 0x21;
const SUM = 0x29;
const FLAGS = 0x50;

/** What the two kinds of histogram points have in common, gathered field by field. */
export class PointHead {
  time = 0;
  start = 0;
  count = 0;
  sum = NaN;
  #flags = 0;
  #attributes = 0;
  #timed = false;

  constructor(walk: Walk) {
    walk.sum[0] = 0;
    walk.sum[1] = 0;
    walk.longestAttribute = 0;
  }

  /** Reads the attribute that begins at the cursor. */
  takeAttribute(walk: Walk, end: number): void {
    const { wire } = walk;
    const attributeEnd = wire.lengthEnd(end);
    this.#attributes++;
    takePointAttribute(walk, wire.pos, attributeEnd);
    wire.pos = attributeEnd;
  }

  /** Reads the field behind a tag that both kinds have; false when it is none of them. */
  takeField(tag: number, walk: Walk, end: number): boolean {
    const { wire } = walk;
    switch (tag) {
      case START:
        this.#takeStart(walk, end);
        return true;
      case TIME:
        this.#takeTime(walk, end);
        return true;
      case COUNT:
        this.count = wire.fixed64(end);
        return true;
      case SUM:
        this.sum = wire.double(end);
        return true;
      case FLAGS:
        this.#flags = wire.varint32(end);
        return true;
      default:
        return false;
    }
  }

  #takeTime(walk: Walk, end: number): void {
    const pos = walk.wire.eight(end);
    const low = walk.wire.view.getUint32(pos, true);
    const high = walk.wire.view.getUint32(pos + 4, true);
    this.#timed = low !== 0 || high !== 0;
    this.time = millisOfNanos(low, high);
  }

  #takeStart(walk: Walk, end: number): void {
    const pos = walk.wire.eight(end);
    this.start = millisOfNanos(walk.wire.view.getUint32(pos, true), walk.wire.view.getUint32(pos + 4, true));
  }

  /** Why the point cannot be taken, as far as these fields tell. */
  fault(walk: Walk): Rejection | undefined {
    const { limits } = walk;
    if (this.#attributes > limits.attributes) return 'too_many_attributes';
    if (walk.longestAttribute > limits.attributeBytes) return 'attribute_too_long';
    if (!this.#timed) return 'no_time';
    if (this.time < limits.earliest || this.time >= limits.latest || this.start >= limits.latest) {
      return 'time_out_of_range';
    }
    if ((this.#flags & 1) !== 0) return 'no_recorded_value';
    if (this.sum === Infinity || this.sum === -Infinity) return 'not_finite';
    return undefined;
  }

  push(walk: Walk, from: number, to: number): void {
    walk.columns.push(from, to, this.time, this.start, this.sum, this.count, walk.sum);
  }
}
