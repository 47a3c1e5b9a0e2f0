import { crc32 } from 'node:zlib';
import { MAX_PAYLOAD, MAX_TENANT } from './entry-limits.ts';
import type { EntryKind, LogEntry, NewEntry } from './log.ts';

/*
 * A record, little endian:
 *
 *    0  u32  CRC-32 of everything behind it, begun with the salt of the segment
 *    4  u32  length of the record, this head included
 *    8  u8   version of the format
 *    9  u8   kind: 1 metrics, 2 tick, 3 control, 255 mark
 *   10  u8   flags: bit 0 the payload is gzipped
 *   11  u8   length of the tenant
 *   12  u32  partitions
 *   16  u64  offset (48 bits used)
 *   24  u64  append time (48 bits used)
 *   32  u32  distance in bytes from the first record of its group
 *   36       tenant, payload
 *
 * A *group* is what was written and synced together, and the next group is written only when that is done. So a valid
 * record proves that everything before its group was durable: that is how a damaged entry, which somebody was promised,
 * is told from a torn tail, which nobody was. A *mark* is a group of its own without an entry: it ends a full segment
 * and a log that was closed, so that even the last group is known to have been durable. The salt keeps bytes that
 * somebody sent as a payload, or that an older file left on the disk, from passing for records.
 */

/** Bytes of a record before tenant and payload; the size of a mark. */
export const RECORD_HEAD = 36;
/** The longest record there can be. */
export const MAX_RECORD = RECORD_HEAD + MAX_TENANT + MAX_PAYLOAD;

const VERSION = 1;
const GZIP = 1;
const MARK = 255;
const CODES: Readonly<Record<EntryKind, number>> = { metrics: 1, tick: 2, control: 3 };
const KINDS = new Map<number, EntryKind>([
  [1, 'metrics'],
  [2, 'tick'],
  [3, 'control'],
]);

/** Where in the log a record is written. */
export interface Place {
  readonly offset: number;
  /** Bytes between the start of the group and the record. */
  readonly distance: number;
  readonly salt: number;
}

/** Writes the head and the tenant of an entry at `at`, checksum included; the payload follows wherever the caller has it. */
export function writeHead(into: Buffer, at: number, entry: NewEntry, tenant: Uint8Array, place: Place): void {
  into[at + 8] = VERSION;
  into[at + 9] = CODES[entry.kind];
  into[at + 10] = entry.gzip ? GZIP : 0;
  into[at + 11] = tenant.length;
  into.writeUInt32LE(entry.partitions >>> 0, at + 12);
  into.set(tenant, at + RECORD_HEAD);
  seal(into, at, RECORD_HEAD + tenant.length, entry.payload, entry.appendTime, place);
}

/** A mark: `offset` is that of the next entry, `appendTime` the newest so far in the segment. */
export function encodeMark(offset: number, appendTime: number, salt: number): Buffer {
  const mark = Buffer.alloc(RECORD_HEAD);
  mark[8] = VERSION;
  mark[9] = MARK;
  seal(mark, 0, RECORD_HEAD, NOTHING, appendTime, { offset, distance: 0, salt });
  return mark;
}

const NOTHING = new Uint8Array(0);

function seal(into: Buffer, at: number, head: number, payload: Uint8Array, appendTime: number, place: Place): void {
  into.writeUInt32LE(head + payload.length, at + 4);
  into.writeUIntLE(place.offset, at + 16, 6);
  into.writeUInt16LE(0, at + 22);
  into.writeUIntLE(appendTime, at + 24, 6);
  into.writeUInt16LE(0, at + 30);
  into.writeUInt32LE(place.distance, at + 32);
  const begun = crc32(into.subarray(at + 4, at + head), place.salt);
  into.writeUInt32LE(payload.length === 0 ? begun : crc32(payload, begun), at);
}

/** What stands at a place of a segment. */
export type Decoded =
  | { readonly status: 'entry'; readonly entry: LogEntry; readonly length: number; readonly distance: number }
  | { readonly status: 'mark'; readonly offset: number; readonly appendTime: number; readonly length: number }
  /** The record goes on behind the bytes at hand: `length` bytes are needed to judge it. */
  | { readonly status: 'partial'; readonly length: number }
  /** No record: why, as half a sentence. */
  | { readonly status: 'damaged'; readonly why: string }
  /** A sound record that this version of the program cannot read. */
  | { readonly status: 'unknown'; readonly why: string };

/** Decodes the records of one segment. */
export class RecordDecoder {
  readonly #salt: number;
  #tenantBytes = Buffer.alloc(0);
  #tenant = '';

  constructor(salt: number) {
    this.#salt = salt;
  }

  /** Decodes what stands at `at`; `end` is the end of the bytes at hand. The payload is a view into `bytes`. */
  decode(bytes: Buffer, at: number, end: number): Decoded {
    if (end - at < RECORD_HEAD) return { status: 'partial', length: RECORD_HEAD };
    const length = bytes.readUInt32LE(at + 4);
    if (length < RECORD_HEAD || length > MAX_RECORD) return { status: 'damaged', why: `a length of ${length} bytes` };
    if (end - at < length) return { status: 'partial', length };
    if (crc32(bytes.subarray(at + 4, at + length), this.#salt) !== bytes.readUInt32LE(at)) {
      return { status: 'damaged', why: 'a checksum that does not match' };
    }
    return this.#sound(bytes, at, length);
  }

  #sound(bytes: Buffer, at: number, length: number): Decoded {
    if (bytes[at + 8] !== VERSION) return { status: 'unknown', why: `a record of version ${bytes[at + 8]}` };
    const offset = bytes.readUIntLE(at + 16, 6);
    const appendTime = bytes.readUIntLE(at + 24, 6);
    const code = bytes[at + 9] as number;
    if (code === MARK) return { status: 'mark', offset, appendTime, length };
    const kind = KINDS.get(code);
    if (kind === undefined) return { status: 'unknown', why: `an entry of kind ${code}` };
    const body = at + RECORD_HEAD + (bytes[at + 11] as number);
    const entry: LogEntry = {
      offset,
      kind,
      tenant: this.#tenantName(bytes, at + RECORD_HEAD, body),
      appendTime,
      partitions: bytes.readUInt32LE(at + 12),
      payload: bytes.subarray(body, at + length),
      gzip: ((bytes[at + 10] as number) & GZIP) !== 0,
    };
    return { status: 'entry', entry, length, distance: bytes.readUInt32LE(at + 32) };
  }

  /** Neighbouring entries mostly belong to one tenant, so the last name is kept instead of decoded again. */
  #tenantName(bytes: Buffer, from: number, to: number): string {
    if (bytes.compare(this.#tenantBytes, 0, this.#tenantBytes.length, from, to) !== 0) {
      this.#tenantBytes = Buffer.from(bytes.subarray(from, to));
      this.#tenant = bytes.toString('utf8', from, to);
    }
    return this.#tenant;
  }
}
