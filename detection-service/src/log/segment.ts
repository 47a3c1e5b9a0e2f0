import { crc32 } from 'node:zlib';
import type { Millis } from '../core/time.ts';
import type { Offset } from './log.ts';

/*
 * A segment is a file `<first offset, 20 digits>.log`: a header and records. The header, little endian:
 *
 *    0  8 bytes  "WEIRLOG" and a line feed
 *    8  u32      version of the format
 *   12  u32      salt of the checksums
 *   16  u64      first offset (48 bits used)
 *   24  u64      append time of the first entry (48 bits used)
 *   32  u32      CRC-32 of everything before it
 */

/** Bytes of the header of a segment. */
export const SEGMENT_HEADER = 36;

const MAGIC = Buffer.from('WEIRLOG\n', 'latin1');
const VERSION = 1;
const NAME = /^\d{20}\.log$/;
/** Between two places of the index of a segment: what a read from the middle has to skip at most. */
const INDEX_EVERY = 256 * 1024;

/** What the header of a segment says. */
export interface SegmentHeader {
  readonly firstOffset: Offset;
  readonly salt: number;
  /** Append time of the first entry; a segment is rolled when it has become too old. */
  readonly created: Millis;
}

/** A segment as the log knows it. Only what is durable is counted. */
export interface Segment extends SegmentHeader {
  readonly path: string;
  /** Offset of the next entry, and the position of its record: the end of what is durable. */
  nextOffset: Offset;
  end: number;
  /** The newest append time of its entries. */
  newest: Millis;
  /** Whether the last thing in it is a mark. */
  marked: boolean;
  /** Some offsets and the positions of their records, both rising. */
  readonly index: { readonly offsets: Offset[]; readonly positions: number[] };
}

/** A segment without entries. */
export function emptySegment(path: string, header: SegmentHeader): Segment {
  return {
    ...header,
    path,
    nextOffset: header.firstOffset,
    end: SEGMENT_HEADER,
    newest: header.created,
    marked: false,
    index: { offsets: [], positions: [] },
  };
}

/** Remembers where an entry stands, unless the last place that is remembered is near. */
export function noteInIndex({ index }: Segment, offset: Offset, position: number): void {
  const last = index.positions.at(-1);
  if (last !== undefined && position - last < INDEX_EVERY) return;
  index.offsets.push(offset);
  index.positions.push(position);
}

/** A position of the segment from which a reader comes to `offset` soon, and the offset that stands there. */
export function nearestPlace({ index, firstOffset }: Segment, offset: Offset): { offset: Offset; position: number } {
  const next = index.offsets.findIndex((candidate) => candidate > offset);
  const i = (next < 0 ? index.offsets.length : next) - 1;
  const known = index.offsets[i];
  const position = index.positions[i];
  if (known === undefined || position === undefined) return { offset: firstOffset, position: SEGMENT_HEADER };
  return { offset: known, position };
}

export function segmentName(firstOffset: Offset): string {
  return `${String(firstOffset).padStart(20, '0')}.log`;
}

/** Whether a file of the directory is a segment; anything else there is left alone. */
export function isSegmentName(name: string): boolean {
  return NAME.test(name);
}

/** The first offset that the name of a segment states. */
export function offsetOfName(name: string): Offset {
  return Number(name.slice(0, 20));
}

export function encodeHeader({ firstOffset, salt, created }: SegmentHeader): Buffer {
  const bytes = Buffer.alloc(SEGMENT_HEADER);
  MAGIC.copy(bytes);
  bytes.writeUInt32LE(VERSION, 8);
  bytes.writeUInt32LE(salt, 12);
  bytes.writeUIntLE(firstOffset, 16, 6);
  bytes.writeUIntLE(created, 24, 6);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 32)), 32);
  return bytes;
}

/** The header that stands in `bytes`, or half a sentence that says what is wrong with it. */
export function decodeHeader(bytes: Buffer): SegmentHeader | string {
  if (bytes.length < SEGMENT_HEADER) return `a header of ${bytes.length} bytes`;
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return 'a header that is not that of a log';
  if (crc32(bytes.subarray(0, 32)) !== bytes.readUInt32LE(32)) return 'a header whose checksum does not match';
  const version = bytes.readUInt32LE(8);
  if (version !== VERSION) return `a header of version ${version}, which this version of the program cannot read`;
  return { salt: bytes.readUInt32LE(12), firstOffset: bytes.readUIntLE(16, 6), created: bytes.readUIntLE(24, 6) };
}
