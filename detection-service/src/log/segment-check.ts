import { MAX_RECORD, RECORD_HEAD, RecordDecoder, encodeMark } from './record.ts';
import type { OpenFile } from './file-port.ts';
import { SEGMENT_HEADER, emptySegment, noteInIndex } from './segment.ts';
import type { Segment, SegmentHeader } from './segment.ts';
import { SegmentCursor } from './segment-cursor.ts';

/** What a look at every record of a segment has shown. `segment` ends with the last sound record. */
export interface SegmentCheck {
  readonly segment: Segment;
  /** Where the last group of sound records begins; the end of the header when there is none. */
  readonly lastGroup: number;
  /** Size of the file in bytes; what lies behind `segment.end` is not sound. */
  readonly size: number;
  /** Why the record at `segment.end` is not sound, as half a sentence; absent when nothing is behind it. */
  readonly flaw?: { readonly status: 'damaged' | 'unknown'; readonly why: string };
}

/** Reads a whole segment and checks every record of it: checksum and order. */
export async function checkSegment(file: OpenFile, path: string, header: SegmentHeader): Promise<SegmentCheck> {
  const segment = emptySegment(path, header);
  const size = await file.size();
  const cursor = new SegmentCursor(file, header.salt, SEGMENT_HEADER, size);
  let lastGroup = SEGMENT_HEADER;
  const flawed = (status: 'damaged' | 'unknown', why: string): SegmentCheck => ({
    segment,
    lastGroup,
    size,
    flaw: { status, why },
  });
  while (segment.end < size) {
    const step = cursor.step();
    if (step.status === 'partial') {
      if (await cursor.refill(step.length)) continue;
      return flawed('damaged', `a record of ${step.length} bytes where the file has ${size - segment.end} left`);
    }
    if (step.status === 'damaged' || step.status === 'unknown') return flawed(step.status, step.why);
    const { offset, appendTime } = step.status === 'entry' ? step.entry : step;
    if (offset !== segment.nextOffset) return flawed('damaged', `offset ${offset} where ${segment.nextOffset} belongs`);
    if (step.status === 'entry') {
      lastGroup = segment.end - step.distance;
      noteInIndex(segment, offset, segment.end);
      segment.nextOffset += 1;
      segment.newest = Math.max(segment.newest, appendTime);
    } else {
      lastGroup = segment.end;
    }
    segment.marked = step.status === 'mark';
    segment.end = cursor.position;
  }
  return { segment, lastGroup, size };
}

/**
 * A full segment judged by its header and the mark at its end alone, or undefined when there is no such mark. Damage
 * between them is found when it is read.
 */
export async function trustSegment(file: OpenFile, path: string, header: SegmentHeader): Promise<Segment | undefined> {
  const end = await file.size();
  if (end < SEGMENT_HEADER + RECORD_HEAD) return undefined;
  const bytes = Buffer.alloc(RECORD_HEAD);
  await file.read(bytes, end - RECORD_HEAD);
  const mark = new RecordDecoder(header.salt).decode(bytes, 0, RECORD_HEAD);
  if (mark.status !== 'mark') return undefined;
  return { ...emptySegment(path, header), end, nextOffset: mark.offset, newest: mark.appendTime, marked: true };
}

/** The most bytes that the search for a later group puts through a checksum: a few seconds of work. */
const SEARCH_BUDGET = 4 * 1024 ** 3;

/**
 * Whether the flaw at the end of the last segment is a torn tail: something that was being written when the process or
 * the machine stopped, and that nobody was promised. It is not when a sound record stands behind it whose group began
 * behind the flaw: that group was written only after everything before it had been durable. A search that becomes too
 * costly answers no, for then a person should look.
 */
export async function isTornTail(file: OpenFile, { segment, size }: SegmentCheck): Promise<boolean> {
  const flaw = segment.end;
  const bytes = Buffer.allocUnsafeSlow(size - flaw);
  const end = await file.read(bytes, flaw);
  const decoder = new RecordDecoder(segment.salt);
  const version = encodeMark(0, 0, 0)[8];
  let budget = SEARCH_BUDGET;
  for (let at = 1; at + RECORD_HEAD <= end; at += 1) {
    if (bytes[at + 8] !== version) continue;
    const length = bytes.readUInt32LE(at + 4);
    const ahead = bytes.readUIntLE(at + 16, 6) - segment.nextOffset;
    if (length < RECORD_HEAD || length > MAX_RECORD || length > end - at || ahead < 0 || ahead > at) continue;
    budget -= length;
    if (budget < 0) return false;
    const found = decoder.decode(bytes, at, end);
    if (found.status === 'mark' || (found.status === 'entry' && found.distance < at)) return false;
  }
  return true;
}
