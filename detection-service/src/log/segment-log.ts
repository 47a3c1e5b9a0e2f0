import { randomInt } from 'node:crypto';
import { WeirError } from '../core/errors.ts';
import { HOUR } from '../core/time.ts';
import type { Millis } from '../core/time.ts';
import { NothingWritten, notWritten, readOnly } from './disk-errors.ts';
import { diskFiles } from './disk-files.ts';
import { checkEntry } from './entry-limits.ts';
import type { Files } from './file-port.ts';
import { recordLength } from './group.ts';
import type { WaitingEntry } from './group.ts';
import { GroupCommit } from './group-commit.ts';
import type { Log, LogEntry, NewEntry, Offset } from './log.ts';
import type { Segment } from './segment.ts';
import { expiredSegments } from './segment-retention.ts';
import { readSegments } from './segment-reader.ts';
import { recoverSegments } from './segment-recovery.ts';
import type { RecoveredSegments, RecoveryEvent } from './segment-recovery.ts';
import { SegmentWriter } from './segment-writer.ts';

/** Everything has a default; sizes are in bytes. */
export interface SegmentLogOptions {
  /** A segment is full at this size; a single larger entry still fits. Default 128 MiB. */
  readonly segmentBytes?: number;
  /** … and at this age by the append times of its entries, so that retention can let go of it. Default 1 h. */
  readonly segmentAge?: Millis;
  /** The most that may wait for the disk before entries are refused. Default 256 MiB. */
  readonly maxWaitingBytes?: number;
  /**
   * What to do when acknowledged entries are damaged or missing: refuse to open (the default), or keep what is before
   * the damage and set the rest aside as `*.cut` files. Then offsets are given a second time, so snapshots and results
   * from beyond `nextOffset` must go as well.
   */
  readonly onCorruption?: 'refuse' | 'truncate';
  /**
   * Every checksum from this offset on is checked when the log is opened; full segments before it are judged by their
   * beginning and end, and by their checksums when they are read. Default 0, which is everything; the offset of the
   * newest snapshot makes a restart quick.
   */
  readonly verifyFrom?: Offset;
  /** Is told when opening cut something off. */
  readonly report?: (event: RecoveryEvent) => void;
  /** The file system; the disk by default. */
  readonly files?: Files;
}

/** The most that is written before a sync, so that the first of many that wait is not kept for long. */
const MAX_GROUP_BYTES = 8 * 1024 * 1024;

/**
 * Opens the log in a directory, or makes it. Protect the directory against a second process first (`data-lock.ts`).
 * @throws {WeirError} `unavailable` when acknowledged entries are damaged or missing, or the disk fails
 */
export async function openSegmentLog(directory: string, options: SegmentLogOptions = {}): Promise<Log> {
  const files = options.files ?? diskFiles;
  const { onCorruption = 'refuse', verifyFrom = 0, report = () => undefined } = options;
  try {
    const recovered = await recoverSegments(files, directory, { onCorruption, verifyFrom, report });
    return new SegmentLog(files, directory, options, recovered);
  } catch (error) {
    if (error instanceof WeirError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new WeirError(
      'unavailable',
      `the log in ${directory} cannot be opened (${reason}): correct that and start again`,
      [],
      {
        cause: error,
      }
    );
  }
}

class SegmentLog implements Log {
  readonly #files: Files;
  readonly #directory: string;
  readonly #segmentBytes: number;
  readonly #segmentAge: Millis;
  readonly #segments: Segment[];
  readonly #start: Offset;
  readonly #commits: GroupCommit;
  #writer: SegmentWriter | undefined;
  #failure: WeirError | undefined;
  #retention: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;

  constructor(files: Files, directory: string, options: SegmentLogOptions, recovered: RecoveredSegments) {
    this.#files = files;
    this.#directory = directory;
    this.#segmentBytes = options.segmentBytes ?? 128 * 1024 * 1024;
    this.#segmentAge = options.segmentAge ?? HOUR;
    this.#segments = recovered.segments;
    this.#start = recovered.start;
    const last = recovered.segments.at(-1);
    if (last && recovered.active) this.#writer = new SegmentWriter(last, recovered.active);
    this.#commits = new GroupCommit((group) => this.#commit(group), {
      maxGroupBytes: Math.min(MAX_GROUP_BYTES, this.#segmentBytes),
      maxWaitingBytes: options.maxWaitingBytes ?? 256 * 1024 * 1024,
    });
  }

  get firstOffset(): Offset {
    return this.#segments[0]?.firstOffset ?? this.#start;
  }

  get nextOffset(): Offset {
    return this.#segments.at(-1)?.nextOffset ?? this.#start;
  }

  get size(): number {
    return this.#segments.reduce((sum, { end }) => sum + end, 0);
  }

  async append(entry: NewEntry): Promise<Offset> {
    const tenant = checkEntry(entry);
    if (this.#closing)
      throw new WeirError('unavailable', 'the log is closed: the service is stopping, send again later');
    if (this.#failure) throw this.#failure;
    return this.#commits.add({ entry, tenant });
  }

  read(from: Offset): AsyncIterable<LogEntry> {
    const { firstOffset, nextOffset } = this;
    if (!Number.isInteger(from) || from < firstOffset || from > nextOffset) {
      const expected = `an offset from ${firstOffset} to ${nextOffset}`;
      throw new WeirError('not_found', `the log has no entry ${from}: ask for ${expected}`, [
        { path: 'from', expected, found: String(from) },
      ]);
    }
    const wanted = this.#segments.filter((segment) => segment.nextOffset > from);
    // Copies, because the segments grow while they are read.
    return readSegments(
      this.#files,
      wanted.map((segment) => ({ ...segment })),
      from
    );
  }

  retain(policy: Parameters<Log['retain']>[0]): Promise<number> {
    const done = this.#retention.then(() => this.#deleteExpired(policy));
    this.#retention = done.catch(() => undefined);
    return done;
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #commit(group: readonly WaitingEntry[]): Promise<Offset> {
    if (this.#failure) throw this.#failure;
    try {
      const writer = await this.#writerFor(group);
      const first = writer.segment.nextOffset;
      await writer.append(group);
      return first;
    } catch (error) {
      if (error instanceof NothingWritten) throw notWritten(this.#directory, error);
      this.#failure = readOnly(this.#directory, error);
      throw this.#failure;
    }
  }

  /** The writer of the newest segment; a new segment when that one is full or old. */
  async #writerFor(group: readonly WaitingEntry[]): Promise<SegmentWriter> {
    const current = this.#writer;
    const created = group[0]?.entry.appendTime ?? 0;
    if (current !== undefined && !this.#isFull(current.segment, group, created)) return current;
    await current?.mark();
    const header = { firstOffset: this.nextOffset, salt: randomInt(2 ** 32), created };
    const next = await SegmentWriter.create(this.#files, this.#directory, header);
    this.#writer = next;
    this.#segments.push(next.segment);
    await current?.close();
    return next;
  }

  #isFull({ firstOffset, nextOffset, end, created }: Segment, group: readonly WaitingEntry[], now: Millis): boolean {
    if (nextOffset === firstOffset) return false;
    const bytes = group.reduce((sum, waiting) => sum + recordLength(waiting), 0);
    return end + bytes > this.#segmentBytes || now - created > this.#segmentAge;
  }

  async #deleteExpired(policy: Parameters<Log['retain']>[0]): Promise<number> {
    const expired = expiredSegments(this.#segments, policy);
    try {
      for (const { path } of expired) {
        // Each name is gone for good before the next one goes, so that a power loss leaves no hole in the order.
        await this.#files.syncDirectory(this.#directory);
        await this.#files.unlink(path);
        this.#segments.shift();
      }
      if (expired.length > 0) await this.#files.syncDirectory(this.#directory);
    } catch (error) {
      throw notWritten(this.#directory, new NothingWritten(error));
    }
    return expired.length;
  }

  async #finish(): Promise<void> {
    await this.#commits.idle();
    await this.#retention;
    if (!this.#failure) {
      // Without its mark the log is only examined more closely when it is opened, so a full disk may refuse it.
      await this.#writer?.mark().catch(() => undefined);
    }
    await this.#writer?.close();
  }
}
