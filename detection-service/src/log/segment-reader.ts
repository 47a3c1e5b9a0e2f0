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
      yield* readSegment(file, segment, from);
    } finally {
      await file.close();
    }
  }
}

async function* readSegment(file: OpenFile, segment: Segment, from: Offset): AsyncGenerator<LogEntry, void, undefined> {
  const start = nearestPlace(segment, from);
  let expected = start.offset;
  const cursor = new SegmentCursor(file, segment.salt, start.position, segment.end);
  while (expected < segment.nextOffset) {
    const step = cursor.step();
    if (step.status === 'entry') {
      if (step.entry.offset !== expected) throw damaged(segment, cursor.position, `offset ${step.entry.offset}`);
      expected += 1;
      if (step.entry.offset >= from) yield step.entry;
    } else if (step.status === 'partial') {
      if (!(await cursor.refill(step.length))) throw damaged(segment, cursor.position, 'an end that is too early');
    } else if (step.status !== 'mark') {
      throw damaged(segment, cursor.position, step.why);
    }
  }
}

async function openSegment(files: Files, { path, firstOffset }: Segment): Promise<OpenFile> {
  try {
    return await files.open(path, 'read');
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new WeirError(
      'not_found',
      `the entries from offset ${firstOffset} on were deleted by retention while they were read`
    );
  }
}

function damaged({ path }: Segment, position: number, why: string): WeirError {
  return new WeirError(
    'unavailable',
    `the log is damaged: ${path} has ${why} (byte ${position}). Restore the file from a backup and start again`,
    [{ path: `${path}@${position}`, expected: 'a sound record', found: why }]
  );
}
