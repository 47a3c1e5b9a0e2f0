import { WeirError } from '../core/errors.ts';
import type { Files, OpenFile } from './file-port.ts';
import type { Offset } from './log.ts';
import { SEGMENT_HEADER, decodeHeader, isSegmentName, offsetOfName } from './segment.ts';
import type { Segment, SegmentHeader } from './segment.ts';
import { checkSegment, isTornTail, trustSegment } from './segment-check.ts';
import type { SegmentCheck } from './segment-check.ts';
import { setAside } from './set-aside.ts';

/** What opening a log did to its files, for the log of the service and its metrics. */
export interface RecoveryEvent {
  /**
   * `torn-tail`: bytes at the end that were being written when the process or the machine stopped, and that nobody was
   * promised, were cut off. `damage`: acknowledged entries were set aside because the caller asked for it.
   */
  readonly kind: 'torn-tail' | 'damage';
  readonly file: string;
  /** Where in the file the sound part ends, and how many bytes were cut off behind it. */
  readonly position: number;
  readonly bytes: number;
  /** The files that now hold what was set aside. */
  readonly aside: readonly string[];
  /** The offset that the next entry gets. */
  readonly nextOffset: Offset;
  readonly why: string;
}

export interface RecoveryOptions {
  readonly onCorruption: 'refuse' | 'truncate';
  readonly verifyFrom: Offset;
  readonly report: (event: RecoveryEvent) => void;
}

/** The segments of a log, in order, and the last of them open for writing; `start` is the first offset of an empty log. */
export interface RecoveredSegments {
  readonly segments: Segment[];
  readonly active: OpenFile | undefined;
  readonly start: Offset;
}

/** Why a segment cannot be used from a position on. */
interface Damage {
  readonly name: string;
  readonly position: number;
  readonly why: string;
}

/**
 * Reads the segments of a directory, cuts off a torn tail, and makes durable what is left: what is found here will be
 * read, and what was read must not vanish at the next power loss.
 * @throws {WeirError} `unavailable` with file, position and what to do when acknowledged entries are damaged or missing
 */
export async function recoverSegments(
  files: Files,
  directory: string,
  options: RecoveryOptions
): Promise<RecoveredSegments> {
  await files.makeDirectory(directory);
  const names = (await files.list(directory)).filter(isSegmentName);
  const segments: Segment[] = [];
  let lastCheck: SegmentCheck | undefined;
  let damage: Damage | undefined;
  for (const [i, name] of names.entries()) {
    const before = segments.at(-1);
    const isLast = i === names.length - 1;
    const found = await examine(files, directory, name, { before, isLast, verifyFrom: options.verifyFrom });
    if (found.unfinished) {
      await files.unlink(`${directory}/${name}`);
      continue;
    }
    if (found.check !== undefined) lastCheck = found.check;
    if (found.segment !== undefined) segments.push(found.segment);
    damage = found.damage;
    if (damage !== undefined) break;
  }
  if (damage !== undefined) {
    if (options.onCorruption === 'refuse') throw refusal(directory, damage, segments.at(-1));
  }
  const aside = damage === undefined ? [] : await setAside(files, directory, names, damage);
  return finish(
    files,
    directory,
    { segments, lastCheck, damage, aside, start: offsetOfName(names[0] ?? '0') },
    options
  );
}

interface Found {
  readonly segment?: Segment;
  readonly check?: SegmentCheck;
  readonly damage?: Damage | undefined;
  /** A last segment whose making was interrupted; nothing was written to it. */
  readonly unfinished?: boolean;
}

interface Surroundings {
  readonly before: Segment | undefined;
  readonly isLast: boolean;
  readonly verifyFrom: Offset;
}

async function examine(files: Files, directory: string, name: string, around: Surroundings): Promise<Found> {
  const path = `${directory}/${name}`;
  const file = await files.open(path, 'read');
  try {
    const bytes = Buffer.alloc(SEGMENT_HEADER);
    const header = decodeHeader(bytes.subarray(0, await file.read(bytes, 0)));
    const flaw = typeof header === 'string' ? header : misplaced(name, header, around.before);
    if (flaw !== undefined || typeof header === 'string') {
      const neverUsed = around.isLast && typeof header === 'string' && (await file.size()) <= SEGMENT_HEADER;
      if (neverUsed && (around.before !== undefined || offsetOfName(name) === 0)) return { unfinished: true };
      return { damage: { name, position: 0, why: flaw ?? 'a header that cannot be read' } };
    }
    if (!around.isLast) {
      const trusted = await trustSegment(file, path, header);
      if (trusted !== undefined && trusted.nextOffset <= around.verifyFrom) return { segment: trusted };
    }
    return await judge(file, name, await checkSegment(file, path, header), around.isLast);
  } finally {
    await file.close();
  }
}

async function judge(file: OpenFile, name: string, check: SegmentCheck, isLast: boolean): Promise<Found> {
  const { segment, flaw } = check;
  const damage = (why: string): Damage => ({ name, position: segment.end, why });
  if (flaw?.status === 'unknown') {
    throw new WeirError(
      'unavailable',
      `the log has ${flaw.why} at byte ${segment.end} of ${segment.path}: it was written by a newer version of the ` +
        'program; start that version or a later one'
    );
  }
  if (flaw !== undefined && (!isLast || !(await isTornTail(file, check))))
    return { segment, check, damage: damage(flaw.why) };
  if (!isLast && !segment.marked)
    return { segment, check, damage: damage('no mark at its end, so that the rest is missing') };
  return { segment, check };
}

function misplaced(name: string, header: SegmentHeader, before: Segment | undefined): string | undefined {
  if (header.firstOffset !== offsetOfName(name)) return `a header for offset ${header.firstOffset}`;
  if (before === undefined || before.nextOffset === header.firstOffset) return undefined;
  return `offset ${header.firstOffset} at its beginning where ${before.nextOffset} belongs: files between are missing`;
}

function refusal(directory: string, { name, position, why }: Damage, last: Segment | undefined): WeirError {
  const path = `${directory}/${name}`;
  const kept =
    last === undefined ? 'nothing before it is readable' : `entries up to offset ${last.nextOffset - 1} are sound`;
  return new WeirError(
    'unavailable',
    `the log is damaged: ${path} has ${why} (byte ${position}); ${kept}. Restore the file from a backup, or open the ` +
      "log with onCorruption 'truncate', which keeps what is before the damage and sets the rest aside as *.cut files",
    [{ path: `${path}@${position}`, expected: 'a sound record', found: why }]
  );
}

interface Examined {
  readonly segments: Segment[];
  readonly lastCheck: SegmentCheck | undefined;
  readonly damage: Damage | undefined;
  readonly aside: readonly string[];
  readonly start: Offset;
}

/** Cuts the end of the log, writes its last group again and syncs. */
async function finish(
  files: Files,
  directory: string,
  { segments, lastCheck, damage, aside, start }: Examined,
  { report }: RecoveryOptions
): Promise<RecoveredSegments> {
  await files.syncDirectory(directory);
  const last = segments.at(-1);
  const active = last && (await files.open(last.path, 'write'));
  const cut =
    last && active ? await cutEnd(active, last, lastCheck?.segment === last ? lastCheck.lastGroup : last.end) : 0;
  const nextOffset = last?.nextOffset ?? start;
  if (damage !== undefined) {
    const { name, position, why } = damage;
    report({ kind: 'damage', file: `${directory}/${name}`, position, bytes: cut, aside, nextOffset, why });
  } else if (last !== undefined && cut > 0) {
    const why = lastCheck?.flaw?.why ?? 'bytes behind the last record';
    report({ kind: 'torn-tail', file: last.path, position: last.end, bytes: cut, aside, nextOffset, why });
  }
  return { segments, active, start: nextOffset };
}

/**
 * Cuts what is behind the sound part of the last segment and writes its last group again as it stands. After a failed
 * fsync the cache of the system may show bytes that never reached the disk and that no later fsync would write; nobody
 * knows whether the last group is among them. Returns the bytes that were cut.
 */
async function cutEnd(file: OpenFile, last: Segment, lastGroup: number): Promise<number> {
  const size = await file.size();
  if (size > last.end) await file.truncate(last.end);
  const neverSynced = last.end === SEGMENT_HEADER ? 0 : lastGroup;
  const bytes = Buffer.allocUnsafeSlow(last.end - neverSynced);
  await file.read(bytes, neverSynced);
  await file.write([bytes], neverSynced);
  await file.sync();
  return size - last.end;
}
