import { freeBuffer } from '../core/free-buffer.ts';
import type { ColumnPool } from './column-pool.ts';
import type { DecodeLimits } from './decode-limits.ts';
import { decodeMetrics } from './decode-metrics.ts';
import type { MetricPoints } from './metric-points.ts';
import { transcodeJson } from './otlp-json.ts';
import { unpack, type BodyLimits } from './unpack.ts';

/** Bounds on one request. */
export interface RequestLimits {
  readonly body: BodyLimits;
  readonly decode: DecodeLimits;
}

/** How a body is written. */
export interface BodyForm {
  readonly contentType: 'protobuf' | 'json';
  readonly encoding: 'gzip' | 'identity';
}

/** A request taken apart, and what of it the log keeps: protobuf, compressed as it came. */
export interface DecodedRequest {
  readonly points: MetricPoints;
  readonly payload: Uint8Array;
  readonly gzip: boolean;
  /** Says that nobody reads the points any more; what was unpacked for them is freed. The payload stays. */
  release(): void;
}

/**
 * Unpacks and decodes an OTLP metrics request.
 *
 * @throws WeirError `invalid_argument` or `too_large`, as `unpack`, `transcodeJson` and `decodeMetrics` do
 */
export function decodeRequest(
  body: Uint8Array,
  form: BodyForm,
  limits: RequestLimits,
  pool?: ColumnPool
): DecodedRequest {
  const unpacked = unpack(body, form.encoding, limits.body);
  const isJson = form.contentType === 'json';
  const message = isJson ? transcodeJson(unpacked) : unpacked;
  const points = decodeMetrics(message, limits.decode, pool);
  return {
    points,
    payload: isJson ? message : body,
    gzip: !isJson && form.encoding === 'gzip',
    release: () => {
      points.release();
      if (unpacked !== body) freeBuffer(unpacked);
    },
  };
}
