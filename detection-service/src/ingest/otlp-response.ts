import type { ErrorCode, WeirError } from '../core/errors.ts';
import { ProtoWriter } from './proto-writer.ts';

/** The two encodings of OTLP over HTTP; an answer has the encoding of its request. */
export type OtlpEncoding = 'protobuf' | 'json';

/** A body with the value of its `Content-Type`. */
export interface OtlpBody {
  readonly contentType: 'application/x-protobuf' | 'application/json';
  readonly body: Uint8Array;
}

/** Codes of google.rpc.Code, which OTLP's `Status` carries. */
const RPC_CODES: Readonly<Record<ErrorCode, number>> = {
  invalid_argument: 3,
  not_found: 5,
  permission_denied: 7,
  rate_limited: 8,
  conflict: 10,
  cursor_expired: 11,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
  // A body over the limit will not get smaller by waiting, as RESOURCE_EXHAUSTED would suggest.
  too_large: 3,
};

/**
 * An `ExportMetricsServiceResponse`: full success is empty, else `partial_success` says how many points were refused and
 * why. https://opentelemetry.io/docs/specs/otlp/#full-success-1
 */
export function exportResponse(rejected: ReadonlyMap<string, number>, encoding: OtlpEncoding): OtlpBody {
  let points = 0;
  for (const count of rejected.values()) points += count;
  const errorMessage = [...rejected].map(([reason, count]) => `${reason}: ${count}`).join(', ');
  if (encoding === 'json') {
    // An int64 is a string in protobuf's JSON.
    const partialSuccess = { rejectedDataPoints: String(points), errorMessage };
    return json(points === 0 ? {} : { partialSuccess });
  }
  const out = new ProtoWriter(64);
  if (points > 0) {
    out.message(1, () => {
      out.varint(1, points);
      out.string(2, errorMessage);
    });
  }
  return { contentType: 'application/x-protobuf', body: out.finish() };
}

/** A google.rpc.Status with code and message: the body of every OTLP answer that is not 200. */
export function errorStatus(error: WeirError, encoding: OtlpEncoding): OtlpBody {
  const code = RPC_CODES[error.code];
  if (encoding === 'json') return json({ code, message: error.message });
  const out = new ProtoWriter(64);
  out.varint(1, code);
  out.string(2, error.message);
  return { contentType: 'application/x-protobuf', body: out.finish() };
}

function json(value: unknown): OtlpBody {
  return { contentType: 'application/json', body: Buffer.from(JSON.stringify(value)) };
}
