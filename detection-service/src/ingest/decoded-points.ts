import { parseAttributes } from './attribute-text.ts';
import type { ColumnPool } from './column-pool.ts';
import { parseExponential } from './exponential-point.ts';
import { parseHistogram } from './histogram-point.ts';
import * as kinds from './metric-points.ts';
import type { Attributes, ExponentialValue, HistogramValue, MetricPoints } from './metric-points.ts';
import * as cells from './walk.ts';
import type { Walk } from './walk.ts';
import type { Wire } from './wire.ts';

/** Number of the field `attributes` in the data points of a kind. */
function attributesField(kind: number): number {
  if (kind >= kinds.EXPONENTIAL_DELTA) return 1;
  return kind >= kinds.HISTOGRAM_DELTA ? 9 : 7;
}

/** The columns of a finished walk, with what is read only when asked for. */
export class DecodedPoints implements MetricPoints {
  readonly count: number;
  readonly kind: Uint8Array;
  readonly resource: Uint32Array;
  readonly metric: Uint32Array;
  readonly keyLow: Uint32Array;
  readonly keyHigh: Uint32Array;
  readonly time: Float64Array;
  readonly start: Float64Array;
  readonly value: Float64Array;
  readonly observations: Float64Array;
  readonly resources: number;
  readonly rejected: ReadonlyMap<string, number>;
  readonly #walk: Walk;
  readonly #wire: Wire;
  readonly #pool: ColumnPool;
  #released = false;

  constructor(walk: Walk, pool: ColumnPool) {
    this.#pool = pool;
    const { columns } = walk;
    this.#walk = walk;
    this.#wire = walk.wire;
    this.count = columns.rows;
    this.kind = columns.kind.subarray(0, columns.rows);
    this.resource = columns.resource.subarray(0, columns.rows);
    this.metric = columns.metric.subarray(0, columns.rows);
    this.keyLow = columns.keyLow.subarray(0, columns.rows);
    this.keyHigh = columns.keyHigh.subarray(0, columns.rows);
    this.time = columns.time.subarray(0, columns.rows);
    this.start = columns.start.subarray(0, columns.rows);
    this.value = columns.value.subarray(0, columns.rows);
    this.observations = columns.observations.subarray(0, columns.rows);
    this.resources = walk.resources.count;
    this.rejected = walk.rejected.toMap();
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#pool.give(this.#walk.columns);
  }

  resourceBytes(resource: number): Uint8Array {
    return this.#wire.bytes.subarray(...this.#resourceRange(resource));
  }

  resourceAttributes(resource: number): Attributes {
    const [from, end] = this.#resourceRange(resource);
    const wire = this.#wire;
    const ranges: [number, number][] = [];
    wire.pos = from;
    while (wire.pos < end) {
      const tagPosition = wire.pos;
      if (wire.tag(end) === 0x0a) {
        const resourceEnd = wire.lengthEnd(end);
        ranges.push([wire.pos, resourceEnd]);
        wire.pos = resourceEnd;
      } else {
        wire.skip(tagPosition, end, 0);
      }
    }
    return parseAttributes(wire, ranges, 1);
  }

  scopeName(metric: number): string {
    return this.#metricText(metric, cells.METRIC_SCOPE, cells.METRIC_SCOPE_END);
  }

  metricName(metric: number): string {
    return this.#metricText(metric, cells.METRIC_NAME, cells.METRIC_NAME_END);
  }

  metricUnit(metric: number): string {
    return this.#metricText(metric, cells.METRIC_UNIT, cells.METRIC_UNIT_END);
  }

  pointAttributes(i: number): Attributes {
    const kind = this.#kindOf(i);
    return parseAttributes(this.#wire, [[this.#from(i), this.#to(i)]], attributesField(kind));
  }

  pointBytes(i: number): Uint8Array {
    this.#kindOf(i);
    return this.#wire.bytes.subarray(this.#from(i), this.#to(i));
  }

  histogram(i: number): HistogramValue {
    const kind = this.#kindOf(i);
    if (kind !== kinds.HISTOGRAM_DELTA && kind !== kinds.HISTOGRAM_CUMULATIVE) {
      throw new TypeError(`point ${i} is no histogram with explicit bounds but of kind ${kind}`);
    }
    return parseHistogram(this.#wire, this.#from(i), this.#to(i));
  }

  exponential(i: number): ExponentialValue {
    const kind = this.#kindOf(i);
    if (kind !== kinds.EXPONENTIAL_DELTA && kind !== kinds.EXPONENTIAL_CUMULATIVE) {
      throw new TypeError(`point ${i} is no exponential histogram but of kind ${kind}`);
    }
    return parseExponential(this.#wire, this.#from(i), this.#to(i));
  }

  #resourceRange(resource: number): [number, number] {
    if (!(resource < this.resources)) throw new RangeError(`resource ${resource} of ${this.resources}`);
    const { resources } = this.#walk;
    return [resources.get(resource, cells.RESOURCE_FROM), resources.get(resource, cells.RESOURCE_TO)];
  }

  #metricText(metric: number, from: number, to: number): string {
    const { metrics } = this.#walk;
    if (!(metric < metrics.count)) throw new RangeError(`metric ${metric} of ${metrics.count}`);
    return this.#wire.text(metrics.get(metric, from), metrics.get(metric, to));
  }

  #kindOf(i: number): number {
    const kind = this.kind[i];
    if (kind === undefined) throw new RangeError(`point ${i} of ${this.count}`);
    return kind;
  }

  #from(i: number): number {
    return this.#walk.columns.from[i] as number;
  }

  #to(i: number): number {
    return this.#walk.columns.to[i] as number;
  }
}
