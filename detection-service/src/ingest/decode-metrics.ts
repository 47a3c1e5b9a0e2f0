import { WeirError } from '../core/errors.ts';
import { ColumnPool } from './column-pool.ts';
import { DECODE_LIMITS } from './decode-limits.ts';
import type { DecodeLimits } from './decode-limits.ts';
import { DecodedPoints } from './decoded-points.ts';
import { fieldPath } from './field-path.ts';
import type { MetricPoints } from './metric-points.ts';
import { readResourceMetrics } from './resource-message.ts';
import { Walk } from './walk.ts';
import { Malformed } from './wire.ts';

/**
 * Decodes an OTLP `ExportMetricsServiceRequest` (opentelemetry-proto 1.x, metrics stable) into columns. Pure; keeps a
 * reference to `body`, which must not change while the result is in use. Points that are well-formed but cannot be taken
 * are counted in `rejected`. Columns come from `pool`, and go back there when the points are released.
 *
 * @throws WeirError `invalid_argument` with field path and byte position when the bytes are not a well-formed request;
 * `too_large` when it holds more than `limits.points` points.
 */
export function decodeMetrics(
  body: Uint8Array,
  limits: DecodeLimits = DECODE_LIMITS,
  pool: ColumnPool = new ColumnPool()
): MetricPoints {
  const walk = new Walk(body, limits, pool);
  try {
    readRequest(walk);
  } catch (error) {
    if (error instanceof Malformed) throw asWeirError(body, error);
    throw error;
  }
  return new DecodedPoints(walk, pool);
}

function readRequest(walk: Walk): void {
  const { wire } = walk;
  const end = wire.bytes.length;
  while (wire.pos < end) {
    const tagPosition = wire.pos;
    if (wire.tag(end) === 0x0a) {
      const resourceEnd = wire.lengthEnd(end);
      readResourceMetrics(walk, wire.pos, resourceEnd);
      wire.pos = resourceEnd;
    } else {
      wire.skip(tagPosition, end, 0b10);
    }
  }
}

function asWeirError(body: Uint8Array, error: Malformed): WeirError {
  const path = fieldPath(body, error.position) || 'body';
  const found = `${error.message} (byte ${error.position} of ${body.length})`;
  return new WeirError(
    'invalid_argument',
    `the body is not a well-formed ExportMetricsServiceRequest: ${path}: ${found}`,
    [{ path, expected: 'a protobuf ExportMetricsServiceRequest', found }],
    { cause: error }
  );
}
