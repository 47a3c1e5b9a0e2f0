import { WeirError } from '../core/errors.ts';

/** The columns that a decoded point fills, growing as points come; see `MetricPoints` for their meaning. */
export class PointColumns {
  /** Points taken so far. */
  rows = 0;
  /** How many points there is room for without growing. */
  capacity: number;
  /** The number of points that are too many. */
  limit: number;
  kind: Uint8Array;
  resource: Uint32Array;
  metric: Uint32Array;
  keyLow: Uint32Array;
  keyHigh: Uint32Array;
  time: Float64Array;
  start: Float64Array;
  value: Float64Array;
  observations: Float64Array;
  /** Where the point's message stands in the body. */
  from: Uint32Array;
  to: Uint32Array;

  /** `capacity` is a guess from the size of what has arrived. */
  constructor(capacity: number, limit: number) {
    this.capacity = Math.min(capacity, limit);
    this.limit = limit;
    this.kind = new Uint8Array(this.capacity);
    this.resource = new Uint32Array(this.capacity);
    this.metric = new Uint32Array(this.capacity);
    this.keyLow = new Uint32Array(this.capacity);
    this.keyHigh = new Uint32Array(this.capacity);
    this.time = new Float64Array(this.capacity);
    this.start = new Float64Array(this.capacity);
    this.value = new Float64Array(this.capacity);
    this.observations = new Float64Array(this.capacity);
    this.from = new Uint32Array(this.capacity);
    this.to = new Uint32Array(this.capacity);
  }

  /** Appends a point; `sum` holds the hash of its attributes. Kind, resource and metric are known only later. */
  push(
    from: number,
    to: number,
    time: number,
    start: number,
    value: number,
    observations: number,
    sum: Int32Array
  ): void {
    const row = this.rows;
    if (row === this.capacity) this.grow();
    this.from[row] = from;
    this.to[row] = to;
    this.time[row] = time;
    this.start[row] = start;
    this.value[row] = value;
    this.observations[row] = observations;
    this.keyLow[row] = sum[0] as number;
    this.keyHigh[row] = sum[1] as number;
    this.rows = row + 1;
  }

  /** Drops all points from row `rows` on. Number points do not write `observations`, so zeros are left behind there. */
  discard(rows: number): void {
    this.observations.fill(0, rows, this.rows);
    this.rows = rows;
  }

  /** Makes room for more, in new arrays; throws when the limit is reached. */
  grow(): void {
    if (this.capacity >= this.limit) {
      throw new WeirError('too_large', `a metrics request may hold at most ${this.limit} points`, [
        { path: 'resourceMetrics', expected: `at most ${this.limit} points`, found: 'more' },
      ]);
    }
    const capacity = Math.min(this.limit, Math.max(16, this.capacity * 2));
    this.kind = grown(this.kind, new Uint8Array(capacity));
    this.resource = grown(this.resource, new Uint32Array(capacity));
    this.metric = grown(this.metric, new Uint32Array(capacity));
    this.keyLow = grown(this.keyLow, new Uint32Array(capacity));
    this.keyHigh = grown(this.keyHigh, new Uint32Array(capacity));
    this.time = grown(this.time, new Float64Array(capacity));
    this.start = grown(this.start, new Float64Array(capacity));
    this.value = grown(this.value, new Float64Array(capacity));
    this.observations = grown(this.observations, new Float64Array(capacity));
    this.from = grown(this.from, new Uint32Array(capacity));
    this.to = grown(this.to, new Uint32Array(capacity));
    this.capacity = capacity;
  }
}

function grown<T extends Uint8Array | Uint32Array | Float64Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
