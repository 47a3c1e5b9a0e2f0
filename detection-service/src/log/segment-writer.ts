import type { Millis } from '../core/time.ts';
import { NothingWritten, isNoRoom } from './disk-errors.ts';
import type { Files, OpenFile } from './file-port.ts';
import { encodeGroup } from './group.ts';
import type { WaitingEntry } from './group.ts';
import { encodeMark } from './record.ts';
import { emptySegment, encodeHeader, noteInIndex, segmentName } from './segment.ts';
import type { Segment, SegmentHeader } from './segment.ts';

/**
 * Writes to the newest segment, one group after the other. Every method resolves when its bytes are durable. It throws
 * `NothingWritten` when it could be taken back; after any other error the file must not be written any more.
 */
export class SegmentWriter {
  readonly segment: Segment;
  readonly #file: OpenFile;

  constructor(segment: Segment, file: OpenFile) {
    this.segment = segment;
    this.#file = file;
  }

  /** Makes a new segment in `directory`; its header and its name are durable when it resolves. */
  static async create(files: Files, directory: string, header: SegmentHeader): Promise<SegmentWriter> {
    const path = `${directory}/${segmentName(header.firstOffset)}`;
    const file = await files.create(path).catch((error: unknown) => {
      throw new NothingWritten(error);
    });
    try {
      await file.write([encodeHeader(header)], 0);
      await file.sync();
      await files.syncDirectory(directory);
    } catch (error) {
      await file.close();
      if (!isNoRoom(error)) throw error;
      await files.unlink(path);
      throw new NothingWritten(error);
    }
    return new SegmentWriter(emptySegment(path, header), file);
  }

  /** Writes a group of entries; the offsets count up from `segment.nextOffset`. */
  async append(group: readonly WaitingEntry[]): Promise<void> {
    const { segment } = this;
    const { pieces, starts, length } = encodeGroup(group, segment.nextOffset, segment.salt);
    await this.#write(pieces);
    for (const [i, start] of starts.entries()) noteInIndex(segment, segment.nextOffset + i, segment.end + start);
    segment.end += length;
    segment.nextOffset += group.length;
    segment.newest = group.reduce<Millis>((newest, { entry }) => Math.max(newest, entry.appendTime), segment.newest);
    segment.marked = false;
  }

  /** Writes a mark, unless the segment ends with one or is empty. */
  async mark(): Promise<void> {
    const { segment } = this;
    if (segment.marked || segment.nextOffset === segment.firstOffset) return;
    const mark = encodeMark(segment.nextOffset, segment.newest, segment.salt);
    await this.#write([mark]);
    segment.end += mark.length;
    segment.marked = true;
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #write(pieces: readonly Uint8Array[]): Promise<void> {
    try {
      await this.#file.write(pieces, this.segment.end);
    } catch (error) {
      if (!isNoRoom(error)) throw error;
      await this.#file.truncate(this.segment.end);
      throw new NothingWritten(error);
    }
    await this.#file.sync();
  }
}
