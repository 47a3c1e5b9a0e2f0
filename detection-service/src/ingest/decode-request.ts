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
}

/**
 * Unpacks and decodes an OTLP metrics request.
 *
 * @throws WeirError `invalid_argument` or `too_large`, as `unpack`, `transcodeJson` and `decodeMetrics` do
 */
export function decodeRequest(body: Uint8Array, form: BodyForm, limits: RequestLimits): DecodedRequest {
  const unpacked = unpack(body, form.encoding, limits.body);
  if (form.contentType === 'json') {
    const payload = transcodeJson(unpacked);
    return { points: decodeMetrics(payload, limits.decode), payload, gzip: false };
  }
  return { points: decodeMetrics(unpacked, limits.decode), payload: body, gzip: form.encoding === 'gzip' };
}
