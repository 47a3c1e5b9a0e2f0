import type { HistogramValue } from './metric-points.ts';
import { PointHead } from './point-head.ts';
import type { Rejection } from './rejections.ts';
import type { Walk } from './walk.ts';
import type { Wire } from './wire.ts';
import { Malformed } from './wire.ts';

/** Fields of HistogramDataPoint that are read: start 2, time 3, count 4, sum 5, counts 6, bounds 7, attributes 9, flags 10. */
const KNOWN = 0b110_1111_1100;
const ATTRIBUTE = 0x4a;
const COUNT = 0x31;
const COUNTS = 0x32;
const BOUND = 0x39;
const BOUNDS = 0x3a;

/** Reads the HistogramDataPoint in `[start, end)` and appends it, or counts why not. */
export function readHistogramPoint(walk: Walk, start: number, end: number): void {
  const { wire } = walk;
  const head = new PointHead(walk);
  const buckets = new BucketCheck();
  wire.pos = start;
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    const tag = wire.tag(end);
    switch (tag) {
      case ATTRIBUTE:
        head.takeAttribute(walk, end);
        break;
      case COUNT:
        buckets.takeCount(wire.fixed64(end));
        break;
      case COUNTS:
        for (const last = packedEnd(wire, end); wire.pos < last;) buckets.takeCount(wire.fixed64(last));
        break;
      case BOUND:
        buckets.takeBound(wire.double(end));
        break;
      case BOUNDS:
        for (const last = packedEnd(wire, end); wire.pos < last;) buckets.takeBound(wire.double(last));
        break;
      default:
        if (!head.takeField(tag, walk, end)) wire.skip(tagPosition, end, KNOWN);
    }
  }
  const fault = head.fault(walk) ?? buckets.fault(head.count, walk.limits.buckets);
  if (fault) walk.rejected.add(fault);
  else head.push(walk, start, end);
}

/** Judges buckets as they come by, so that nothing is kept of a histogram that is wrong. */
class BucketCheck {
  #counts = 0;
  #total = 0;
  #bounds = 0;
  #last = -Infinity;
  #ascending = true;
  #finite = true;

  takeCount(count: number): void {
    this.#counts++;
    this.#total += count;
  }

  takeBound(bound: number): void {
    this.#bounds++;
    if (!(bound > this.#last)) this.#ascending = false;
    if (!Number.isFinite(bound)) this.#finite = false;
    this.#last = bound;
  }

  fault(count: number, limit: number): Rejection | undefined {
    if (this.#counts > limit || this.#bounds > limit) return 'too_many_buckets';
    // A histogram may do without buckets altogether: then it says count and sum only.
    if (this.#counts === 0 && this.#bounds === 0) return undefined;
    if (this.#counts !== this.#bounds + 1) return 'bounds_mismatch';
    if (!this.#finite) return 'not_finite';
    if (!this.#ascending) return 'bounds_not_ascending';
    return this.#total === count ? undefined : 'count_mismatch';
  }
}

/** The buckets of a point that `readHistogramPoint` has taken; one without buckets has all its count in a single one. */
export function parseHistogram(wire: Wire, start: number, end: number): HistogramValue {
  const counts: number[] = [];
  const bounds: number[] = [];
  let count = 0;
  wire.pos = start;
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    switch (wire.tag(end)) {
      case 0x21:
        count = wire.fixed64(end);
        break;
      case COUNT:
        counts.push(wire.fixed64(end));
        break;
      case COUNTS:
        for (const last = packedEnd(wire, end); wire.pos < last;) counts.push(wire.fixed64(last));
        break;
      case BOUND:
        bounds.push(wire.double(end));
        break;
      case BOUNDS:
        for (const last = packedEnd(wire, end); wire.pos < last;) bounds.push(wire.double(last));
        break;
      default:
        wire.skip(tagPosition, end, 0);
    }
  }
  if (counts.length === 0) counts.push(count);
  return { bounds: Float64Array.from(bounds), counts: Float64Array.from(counts) };
}

/** End of a packed field of 8-byte numbers. */
function packedEnd(wire: Wire, end: number): number {
  const start = wire.pos;
  const last = wire.lengthEnd(end);
  if ((last - wire.pos) % 8 !== 0) throw new Malformed(start, 'a packed length that is a multiple of 8 is expected');
  return last;
}
