import type { ErrorCode } from '../core/errors.ts';

/** How a request was encoded, and therefore how it is answered. */
export type OtlpEncoding = 'protobuf' | 'json';

export const OTLP_CONTENT_TYPES: Readonly<Record<OtlpEncoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
};

/** google.rpc.Code */
const RPC_CODES: Readonly<Record<ErrorCode, number>> = {
  invalid_argument: 3,
  not_found: 5,
  permission_denied: 7,
  rate_limited: 8,
  too_large: 3,
  conflict: 10,
  cursor_expired: 11,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
};

/**
 * An `ExportMetricsServiceResponse` (opentelemetry-proto 1.x, OTLP/HTTP "Full Success" and "Partial Success"). The
 * refused points are counted, with their reasons in the message; with none the message is empty.
 */
export function exportResponse(rejected: ReadonlyMap<string, number>, encoding: OtlpEncoding): Buffer {
  let points = 0;
  const reasons: string[] = [];
  for (const [reason, count] of rejected) {
    if (count === 0) continue;
    points += count;
    reasons.push(`${reason}: ${count}`);
  }
  if (points === 0) return encoding === 'json' ? Buffer.from('{}') : Buffer.alloc(0);
  const errorMessage = `${points} points were refused (${reasons.join(', ')}).`;
  if (encoding === 'json') {
    return Buffer.from(JSON.stringify({ partialSuccess: { rejectedDataPoints: String(points), errorMessage } }));
  }
  return lengthDelimited(1, Buffer.concat([varintField(1, points), lengthDelimited(2, Buffer.from(errorMessage))]));
}

/** A `google.rpc.Status`, which OTLP/HTTP wants as the body of every error. */
export function statusResponse(code: ErrorCode, message: string, encoding: OtlpEncoding): Buffer {
  if (encoding === 'json') return Buffer.from(JSON.stringify({ code: RPC_CODES[code], message, details: [] }));
  return Buffer.concat([varintField(1, RPC_CODES[code]), lengthDelimited(2, Buffer.from(message))]);
}

function varintField(field: number, value: number): Buffer {
  return Buffer.from([field << 3, ...varint(value)]);
}

function lengthDelimited(field: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(field << 3) | 2, ...varint(bytes.length)]), bytes]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return bytes;
}
