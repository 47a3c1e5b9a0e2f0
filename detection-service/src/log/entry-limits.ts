import { WeirError } from '../core/errors.ts';
import type { ErrorDetail } from '../core/errors.ts';
import { ENTRY_KINDS } from './log.ts';
import type { NewEntry } from './log.ts';

/** The largest payload of an entry, in bytes: the limit of an unpacked request body. */
export const MAX_PAYLOAD = 64 * 1024 * 1024;
/** The longest tenant name, in bytes of UTF-8. */
export const MAX_TENANT = 255;
/** Times and offsets are kept in 48 bits: milliseconds until the year 10889. */
export const MAX_WHOLE = 2 ** 48 - 1;

/**
 * Refuses an entry that no log can hold. Returns the tenant in UTF-8, which the check needs anyway.
 * @throws {WeirError} `too_large` for the payload, `invalid_argument` for any other field
 */
export function checkEntry(entry: NewEntry): Buffer {
  const tenant = Buffer.from(entry.tenant, 'utf8');
  if (tenant.length === 0 || tenant.length > MAX_TENANT) {
    throw refused('tenant', `1 to ${MAX_TENANT} bytes of UTF-8`, `${tenant.length} bytes`);
  }
  if (!ENTRY_KINDS.includes(entry.kind)) {
    throw refused('kind', `one of ${ENTRY_KINDS.join(', ')}`, String(entry.kind));
  }
  if (!Number.isInteger(entry.appendTime) || entry.appendTime < 0 || entry.appendTime > MAX_WHOLE) {
    throw refused('appendTime', `whole milliseconds from 0 to ${MAX_WHOLE}`, String(entry.appendTime));
  }
  if (entry.partitions >>> 0 !== entry.partitions && (entry.partitions | 0) !== entry.partitions) {
    throw refused('partitions', 'a set of 32 bits', String(entry.partitions));
  }
  if (entry.payload.length > MAX_PAYLOAD) {
    const detail = {
      path: 'payload',
      expected: `at most ${MAX_PAYLOAD} bytes`,
      found: `${entry.payload.length} bytes`,
    };
    throw new WeirError('too_large', 'the entry is too large for the log: send it in smaller parts', [detail]);
  }
  return tenant;
}

function refused(path: string, expected: string, found: string): WeirError {
  const detail: ErrorDetail = { path, expected, found };
  return new WeirError('invalid_argument', `the log refuses the entry: ${path} must be ${expected}, found ${found}`, [
    detail,
  ]);
}
