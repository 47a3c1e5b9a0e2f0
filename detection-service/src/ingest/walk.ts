import { WeirError } from '../core/errors.ts';
import type { ColumnPool } from './column-pool.ts';
import type { DecodeLimits } from './decode-limits.ts';
import type { PointColumns } from './point-columns.ts';
import { RecordTable } from './record-table.ts';
import { Rejections } from './rejections.ts';
import { Wire } from './wire.ts';

/** Columns of `Walk.metrics`. */
export const METRIC_NAME = 0;
export const METRIC_NAME_END = 1;
export const METRIC_UNIT = 2;
export const METRIC_UNIT_END = 3;
export const METRIC_SCOPE = 4;
export const METRIC_SCOPE_END = 5;
export const METRIC_KIND = 6;
export const METRIC_FIRST_ROW = 7;
export const METRIC_HASH_LOW = 8;
export const METRIC_HASH_HIGH = 9;
const METRIC_WIDTH = 10;

/** Columns of `Walk.resources`: where the ResourceMetrics message stands. */
export const RESOURCE_FROM = 0;
export const RESOURCE_TO = 1;
const RESOURCE_WIDTH = 2;

/** Bytes of a number point with a handful of attributes: the first guess of how many a body holds. Columns grow for more. */
const USUAL_POINT = 160;

/** Everything that one pass over a request has in its hands. */
export class Walk {
  readonly wire: Wire;
  readonly limits: DecodeLimits;
  readonly columns: PointColumns;
  readonly metrics = new RecordTable(METRIC_WIDTH);
  readonly resources = new RecordTable(RESOURCE_WIDTH);
  readonly rejected = new Rejections();
  /** Two lanes of the hash that is being summed. */
  readonly sum = new Int32Array(2);
  /** Of the data message being read, as on the wire: 0 unspecified, 1 delta, 2 cumulative. */
  temporality = 0;
  monotonic = false;
  /** The largest key or value among the attributes read since it was set to 0. */
  longestAttribute = 0;

  constructor(body: Uint8Array, limits: DecodeLimits, pool: ColumnPool) {
    if (body.length > 0xffff_ffff) throw new WeirError('too_large', 'a metrics request must be smaller than 4 GiB');
    this.wire = new Wire(body);
    this.limits = limits;
    this.columns = pool.take(Math.ceil(body.length / USUAL_POINT), limits.points);
  }
}
