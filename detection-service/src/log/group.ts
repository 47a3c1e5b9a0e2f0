import type { NewEntry } from './log.ts';
import { RECORD_HEAD, writeHead } from './record.ts';

/** An entry that waits to be written, with its tenant in UTF-8. */
export interface WaitingEntry {
  readonly entry: NewEntry;
  readonly tenant: Uint8Array;
}

/** Payloads up to this size are copied next to their heads; larger ones are handed to the disk where they are. */
const COPIED = 16 * 1024;

/** The bytes that the entry takes in a segment. */
export function recordLength({ entry, tenant }: WaitingEntry): number {
  return RECORD_HEAD + tenant.length + entry.payload.length;
}

/** The records of a group as pieces to be written one after the other, and where each starts in the group. */
export interface EncodedGroup {
  readonly pieces: readonly Uint8Array[];
  readonly starts: readonly number[];
  readonly length: number;
}

/** Encodes entries that are written and synced together; offsets count up from `firstOffset`. */
export function encodeGroup(group: readonly WaitingEntry[], firstOffset: number, salt: number): EncodedGroup {
  const packed = Buffer.allocUnsafe(group.reduce((sum, waiting) => sum + packedLength(waiting), 0));
  const pieces: Uint8Array[] = [];
  const starts: number[] = [];
  let at = 0;
  let pieceStart = 0;
  let length = 0;
  for (const [i, waiting] of group.entries()) {
    const { entry, tenant } = waiting;
    starts.push(length);
    writeHead(packed, at, entry, tenant, { offset: firstOffset + i, distance: length, salt });
    const body = at + RECORD_HEAD + tenant.length;
    at += packedLength(waiting);
    length += recordLength(waiting);
    if (entry.payload.length <= COPIED) {
      packed.set(entry.payload, body);
    } else {
      pieces.push(packed.subarray(pieceStart, at), entry.payload);
      pieceStart = at;
    }
  }
  if (at > pieceStart) pieces.push(packed.subarray(pieceStart, at));
  return { pieces, starts, length };
}

function packedLength({ entry, tenant }: WaitingEntry): number {
  return RECORD_HEAD + tenant.length + (entry.payload.length <= COPIED ? entry.payload.length : 0);
}
