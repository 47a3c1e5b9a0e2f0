import { WeirError } from '../core/errors.ts';
import { errorCode } from './disk-errors.ts';
import type { Files, OpenFile } from './file-port.ts';
import type { LogEntry, Offset } from './log.ts';
import { nearestPlace } from './segment.ts';
import type { Segment } from './segment.ts';
import { SegmentCursor } from './segment-cursor.ts';

/**
 * The entries from `from` on, up to the ends of the segments as given. Each payload is a view into the chunk of up to
 * 1 MiB with which it was read: it stays valid, but keeps that chunk in memory.
 * @throws {WeirError} `unavailable` where an entry is damaged, `not_found` where retention was quicker
 */
export async function* readSegments(
  files: Files,
  segments: readonly Segment[],
  from: Offset
): AsyncGenerator<LogEntry, void, undefined> {
  for (const segment of segments) {
    const file = await openSegment(files, segment);
    try {
      const start = nearestPlace(segment, from);
      const cursor = new SegmentCursor(file, segment.salt, start.position, segment.end);
      // Not a generator of its own: delegating to one costs as much again for every small entry.
      for (let expected = start.offset; expected < segment.nextOffset; expected += 1) {
        let next = nextInChunk(cursor, segment, expected);
        while (typeof next === 'number') {
          const enough = await cursor.refill(next).catch((error: unknown) => {
            throw unreadable(segment, error);
          });
          if (!enough) throw damaged(segment, cursor.position, 'an end that is too early');
          next = nextInChunk(cursor, segment, expected);
        }
        if (next.offset >= from) yield next;
      }
    } finally {
      await file.close();
    }
  }
}

/** The next entry, or the length of its record when more has to be read first. */
function nextInChunk(cursor: SegmentCursor, segment: Segment, expected: Offset): LogEntry | number {
  for (;;) {
    const position = cursor.position;
    const step = cursor.step();
    if (step.status === 'partial') return step.length;
    if (step.status === 'damaged' || step.status === 'unknown') throw damaged(segment, position, step.why);
    if (step.status === 'mark') continue;
    if (step.entry.offset !== expected) {
      throw damaged(segment, position, `offset ${step.entry.offset} where ${expected} belongs`);
    }
    return step.entry;
  }
}

async function openSegment(files: Files, segment: Segment): Promise<OpenFile> {
  try {
    return await files.open(segment.path, 'read');
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw unreadable(segment, error);
    throw new WeirError(
      'not_found',
      `the entries from offset ${segment.firstOffset} on were deleted by retention while they were read`
    );
  }
}

function unreadable({ path }: Segment, cause: unknown): WeirError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WeirError('unavailable', `${path} cannot be read (${reason}): check the disk, then start again`, [], {
    cause,
  });
}

function damaged({ path }: Segment, position: number, why: string): WeirError {
  return new WeirError(
    'unavailable',
    `the log is damaged: ${path} has ${why} (byte ${position}). Restore the file from a backup and start again`,
    [{ path: `${path}@${position}`, expected: 'a sound record', found: why }]
  );
}
