import type { ExponentialValue, HistogramValue } from '../ingest/metric-points.ts';
import type { ByteReader, ByteWriter } from './byte-code.ts';
import { spreadBucket } from './explicit-bounds.ts';

/** The finest scale that is kept: 16 buckets an octave, so a quantile is at most 4.4 % off. */
export const MAX_SCALE = 4;
/** The coarsest scale of OTLP. */
export const MIN_SCALE = -10;
/** Values beyond 2^±64 count in the outermost bucket, so that no sender can make the window of counts large. */
const OCTAVES = 64;
/** Buckets that are made beside those that are needed when the window grows. */
const ROOM = 8;

/**
 * How often which value was seen: an exponential histogram (OpenTelemetry data model, "ExponentialHistogram") with
 * whole counts. Bucket i holds (2^(i/2^scale), 2^((i+1)/2^scale)]. Merging adds counts after an exact downscale to the
 * coarser of two scales, so the order of merges does not matter. Zeros and negative values share one count.
 */
export class Distribution {
  scale = MAX_SCALE;
  /** Values ≤ 0. */
  zero = 0;
  /** All values. */
  total = 0;
  /** Index of `counts[0]`, and how many counts are in use; those behind are 0 and room to grow. */
  private first = 0;
  private length = 0;
  private counts: Float64Array = new Float64Array(0);

  /** Adds `count` values of bucket `index` of a histogram with `scale`; the distribution takes the coarser scale. */
  add(index: number, count: number, scale: number): void {
    if (count === 0) return;
    if (scale < this.scale) this.downscale(scale);
    const own = scale > this.scale ? Math.floor(index / 2 ** (scale - this.scale)) : index;
    const edge = OCTAVES * 2 ** this.scale;
    const slot = this.slotOf(Math.min(Math.max(own, Math.floor(-edge)), Math.ceil(edge) - 1));
    this.counts[slot] = (this.counts[slot] as number) + count;
    this.total += count;
  }

  addZeros(count: number): void {
    this.zero += count;
    this.total += count;
  }

  /**
   * Adds a delta exponential histogram of any scale; scales above 4 are made coarser exactly. A `factor` that turns its
   * unit into the distribution's moves it by whole buckets of its own scale, so by at most half of one beside the truth.
   */
  addExponential(value: ExponentialValue, factor = 1): void {
    if (value.scale < this.scale) this.downscale(value.scale);
    this.addZeros(value.zeroCount);
    for (const count of value.negative.counts) this.addZeros(count);
    const offset = value.positive.offset + (factor === 1 ? 0 : Math.round(Math.log2(factor) * 2 ** value.scale));
    this.addCounts(offset, value.positive.counts, value.positive.counts.length, value.scale);
  }

  /** Adds a delta histogram with explicit bounds; `factor` turns its unit into the distribution's. */
  addExplicit(value: HistogramValue, factor: number): void {
    const { bounds, counts } = value;
    for (let i = 0; i < counts.length; i++) {
      const count = counts[i] as number;
      if (count > 0) spreadBucket(bounds, i, factor, count, MAX_SCALE, this);
    }
  }

  /** Forgets everything but keeps its memory, to be filled again. */
  clear(): void {
    this.scale = MAX_SCALE;
    this.zero = 0;
    this.total = 0;
    this.counts.fill(0, 0, this.length);
    this.length = 0;
  }

  merge(other: Distribution): void {
    if (other.scale < this.scale) this.downscale(other.scale);
    this.addZeros(other.zero);
    this.addCounts(other.first, other.counts, other.length, other.scale);
  }

  /**
   * What was added since `earlier`, exactly; undefined when a count fell, which a cumulative histogram does only when it
   * began anew.
   */
  since(earlier: Distribution): Distribution | undefined {
    const delta = new Distribution();
    delta.merge(this);
    if (earlier.scale < delta.scale) delta.downscale(earlier.scale);
    if (earlier.zero > delta.zero || earlier.total > delta.total) return undefined;
    const coarse = new Distribution();
    coarse.merge(earlier);
    coarse.downscale(delta.scale);
    for (let i = 0; i < coarse.length; i++) {
      const count = coarse.counts[i] as number;
      if (count === 0) continue;
      const slot = coarse.first + i - delta.first;
      const left = (slot < delta.length ? (delta.counts[slot] ?? 0) : 0) - count;
      if (left < 0) return undefined;
      delta.counts[slot] = left;
    }
    delta.zero -= coarse.zero;
    delta.total -= coarse.total;
    return delta;
  }

  /**
   * The value below which the share `q` of all values lies, interpolated inside its bucket as if the bucket's values
   * were spread evenly over the logarithm. NaN when there are no values; 0 within the zeros.
   */
  quantile(q: number): number {
    if (this.total === 0) return Number.NaN;
    const rank = q * this.total;
    let below = this.zero;
    if (rank <= below && below > 0) return 0;
    let last = -1;
    for (let i = 0; i < this.length; i++) {
      const count = this.counts[i] as number;
      if (count === 0) continue;
      last = i;
      if (below + count >= rank) return this.valueAt(this.first + i + (rank - below) / count);
      below += count;
    }
    return last < 0 ? 0 : this.valueAt(this.first + last + 1);
  }

  /** The same distribution gives the same bytes, however it came about. */
  encode(out: ByteWriter): void {
    out.signed(this.scale);
    out.count(this.zero);
    let filled = 0;
    for (let i = 0; i < this.length; i++) if ((this.counts[i] as number) > 0) filled++;
    out.count(filled);
    let previous = 0;
    for (let i = 0; i < this.length; i++) {
      const count = this.counts[i] as number;
      if (count === 0) continue;
      out.signed(this.first + i - previous);
      out.count(count);
      previous = this.first + i;
    }
  }

  static decode(from: ByteReader): Distribution {
    const distribution = new Distribution();
    distribution.scale = from.signed();
    distribution.addZeros(from.count());
    let index = 0;
    for (let left = from.count(); left > 0; left--) {
      index += from.signed();
      distribution.add(index, from.count(), distribution.scale);
    }
    return distribution;
  }

  /** Adds the buckets from `first` on of a histogram whose scale is not coarser than this one's. */
  private addCounts(first: number, counts: Float64Array, length: number, scale: number): void {
    const edge = OCTAVES * 2 ** scale;
    if (scale !== this.scale || first < -edge || first + length > edge) {
      for (let i = 0; i < length; i++) this.add(first + i, counts[i] as number, scale);
      return;
    }
    let begin = 0;
    let end = length;
    while (begin < end && counts[begin] === 0) begin++;
    while (end > begin && counts[end - 1] === 0) end--;
    if (begin === end) return;
    this.reserve(first + begin, first + end);
    const own = this.counts;
    const shift = first - this.first;
    let total = 0;
    for (let i = begin; i < end; i++) {
      const count = counts[i] as number;
      own[shift + i] = (own[shift + i] as number) + count;
      total += count;
    }
    this.total += total;
  }

  private valueAt(position: number): number {
    return 2 ** (position / 2 ** this.scale);
  }

  /** Two neighbours become one per step of scale: exact, for bucket edges of a coarser scale are edges of a finer. */
  private downscale(scale: number): void {
    if (scale >= this.scale) return;
    const divisor = 2 ** (this.scale - scale);
    const { first, length, counts } = this;
    this.scale = scale;
    this.length = 0;
    this.counts = new Float64Array(0);
    for (let i = 0; i < length; i++) {
      const count = counts[i] as number;
      if (count === 0) continue;
      const slot = this.slotOf(Math.floor((first + i) / divisor));
      this.counts[slot] = (this.counts[slot] as number) + count;
    }
  }

  private slotOf(index: number): number {
    this.reserve(index, index + 1);
    return index - this.first;
  }

  /** Makes the window hold buckets `[from, to)`; memory grows with some room for what is near. */
  private reserve(from: number, to: number): void {
    if (this.length === 0) this.first = from;
    const { first, length, counts } = this;
    const newFirst = Math.min(first, from);
    const newLength = Math.max(first + length, to) - newFirst;
    if (newFirst === first && newLength <= counts.length) {
      this.length = Math.max(length, newLength);
      return;
    }
    const room = ROOM + (length >> 1);
    const spare = newFirst < first ? room : 0;
    this.counts = new Float64Array(newLength + spare + room);
    this.counts.set(counts.subarray(0, length), first - newFirst + spare);
    this.first = newFirst - spare;
    this.length = newLength + spare;
  }
}
