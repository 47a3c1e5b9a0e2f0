import type { Log } from './log.ts';
import type { Segment } from './segment.ts';

/**
 * The segments that may go, from the oldest on: wholly before `before`, and over the age (by their newest entry) or
 * beyond the size of the log. The newest segment stays, for it says where the log goes on.
 */
export function expiredSegments(
  segments: readonly Segment[],
  { before, now, maxAge, maxBytes }: Parameters<Log['retain']>[0]
): readonly Segment[] {
  let size = segments.reduce((sum, { end }) => sum + end, 0);
  const expired: Segment[] = [];
  for (const segment of segments.slice(0, -1)) {
    const overdue = now - segment.newest > maxAge || size > maxBytes;
    if (segment.nextOffset > before || !overdue) break;
    expired.push(segment);
    size -= segment.end;
  }
  return expired;
}
