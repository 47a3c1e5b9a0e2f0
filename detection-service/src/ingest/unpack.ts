import { gunzipSync } from 'node:zlib';
import { WeirError } from '../core/errors.ts';

/** How large a body may be, in bytes, as it arrives and after unpacking. */
export interface BodyLimits {
  readonly body: number;
  readonly unpacked: number;
}

/** The defaults of the design: 16 MiB and 64 MiB. */
export const BODY_LIMITS: BodyLimits = { body: 16 * 1_024 * 1_024, unpacked: 64 * 1_024 * 1_024 };

/** The most that DEFLATE makes of a byte (zlib, technical details: 1032), so that no trailer claims too much memory. */
const MOST_PER_BYTE = 1_032;
/** A gzip ends with the length of what it holds, modulo 2^32 (RFC 1952, ISIZE). */
const TRAILER = 4;
const SMALLEST_CHUNK = 64;

/**
 * The body of a request without its content encoding.
 *
 * @param encoding value of the header `Content-Encoding`, undefined when there is none
 * @throws WeirError `too_large` for a body over either limit, `invalid_argument` for another encoding or bad gzip
 */
export function unpack(body: Uint8Array, encoding: string | undefined, limits: BodyLimits = BODY_LIMITS): Uint8Array {
  if (body.length > limits.body) throw tooLarge(`a body of ${body.length} bytes`, limits.body);
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case '':
    case 'identity':
      return body;
    case 'gzip':
      return gunzip(body, limits.unpacked);
    default: {
      const details = [{ path: 'Content-Encoding', expected: 'gzip or identity', found: String(encoding) }];
      throw new WeirError(
        'invalid_argument',
        `Content-Encoding: expected gzip or identity, found ${encoding}`,
        details
      );
    }
  }
}

function gunzip(body: Uint8Array, limit: number): Uint8Array {
  try {
    return gunzipSync(body, { maxOutputLength: limit, chunkSize: claimedLength(body, limit) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw tooLarge(`a gzip body that unpacks to more than ${limit} bytes`, limit, error);
    }
    const found = error instanceof Error ? error.message : String(error);
    const details = [{ path: 'body', expected: 'gzip', found }];
    throw new WeirError('invalid_argument', `body: expected gzip, found ${found}`, details, { cause: error });
  }
}

/**
 * Room for the whole output, as the trailer claims it: then it need not be put together from pieces. One byte more, or
 * zlib would have to be asked again whether that was all. A wrong claim costs little: no more pieces than there would be
 * of the body itself.
 */
function claimedLength(body: Uint8Array, limit: number): number {
  if (body.length < TRAILER) return SMALLEST_CHUNK;
  const claimed = new DataView(body.buffer, body.byteOffset).getUint32(body.length - TRAILER, true);
  return Math.max(SMALLEST_CHUNK, body.length, Math.min(claimed, limit, body.length * MOST_PER_BYTE)) + 1;
}

function tooLarge(found: string, limit: number, cause?: unknown): WeirError {
  const details = [{ path: 'body', expected: `at most ${limit} bytes`, found }];
  return new WeirError('too_large', `body: expected at most ${limit} bytes, found ${found}`, details, { cause });
}
