import { crc32 } from 'node:zlib';
import {
  decodeFoot,
  decodeHead,
  decodeSignatures,
  FOOT_BYTES,
  GROUP_SERIES,
  HEAD_BYTES,
  SIGNATURE_BYTES,
} from './block-format.ts';
import type { BlockFoot, RowSignature } from './block-format.ts';
import { DamagedFile } from '../damage.ts';
import type { Disk } from './disk.ts';
import type { ResultRows } from './result-rows.ts';
import { SeriesCodec } from './series-codec.ts';
import type { BlockScale } from './series-codec.ts';

/** The most that the head of a group takes: checksum, count, ordinals, lengths. */
const GROUP_HEAD_BYTES = 8 + 8 * GROUP_SERIES;

/** Used by all blocks: reading one series is never interrupted by another. */
const codec = new SeriesCodec();

/** An open block. Holds a file descriptor and about a tenth of a byte per series. Throws `DamagedFile`. */
export class BlockReader {
  readonly path: string;
  readonly foot: BlockFoot;
  readonly scale: BlockScale;
  readonly #disk: Disk;
  readonly #fd: number;
  readonly #tail: ArrayBuffer;
  readonly #positions: Float64Array;
  readonly #firstOrdinals: Uint32Array;
  #group = -1;
  #groupHead = new Uint32Array(0);
  readonly #groupBytes = new Uint8Array(GROUP_HEAD_BYTES);

  constructor(disk: Disk, path: string) {
    this.#disk = disk;
    this.path = path;
    this.#fd = disk.open(path, 'read');
    try {
      const head = decodeHead(this.#bytes(0, HEAD_BYTES));
      const footPosition = disk.size(this.#fd) - FOOT_BYTES;
      const foot = decodeFoot(this.#bytes(footPosition, FOOT_BYTES));
      if (head === undefined || foot === undefined) throw new DamagedFile(path, 'its head or its foot is damaged');
      const tail = this.#bytes(foot.tailPosition, footPosition - foot.tailPosition);
      if (crc32(tail) !== foot.tailChecksum) throw new DamagedFile(path, 'its index is damaged');
      this.scale = head;
      this.foot = foot;
      this.#tail = tail.buffer;
      this.#positions = new Float64Array(tail.buffer, 0, foot.groups);
      this.#firstOrdinals = new Uint32Array(tail.buffer, foot.groups * 8, foot.groups);
    } catch (error) {
      disk.close(this.#fd);
      throw error;
    }
  }

  /** What went into the block, to recognise what is written again. */
  signatures(): RowSignature[] {
    const at = this.foot.groups * 12;
    return decodeSignatures(new Uint8Array(this.#tail, at, this.foot.signatures * SIGNATURE_BYTES));
  }

  /** Adds the rows of a series to `rows`; returns whether the block has it. */
  readSeries(ordinal: number, rows: ResultRows): boolean {
    const group = this.#groupOf(ordinal);
    if (group < 0) return false;
    this.#openGroup(group);
    const head = this.#groupHead;
    const count = head[1] as number;
    let position = (this.#positions[group] as number) + head.byteLength;
    for (let i = 0; i < count; i++) {
      const words = head[2 + count + i] as number;
      if (head[2 + i] === ordinal) {
        const bytes = this.#bytes(position, words * 4);
        if (codec.decode(new Int32Array(bytes.buffer), this.scale, rows)) return true;
        throw new DamagedFile(this.path, `the record of the series with ordinal ${String(ordinal)} is damaged`);
      }
      position += words * 4;
    }
    return false;
  }

  /** Ordinals of all its series, ascending; those of damaged groups are left out and reported. */
  ordinals(report: (damage: DamagedFile) => void): Uint32Array {
    const all = new Uint32Array(this.foot.series);
    let found = 0;
    for (let group = 0; group < this.foot.groups; group++) {
      try {
        this.#openGroup(group);
      } catch (error) {
        if (!(error instanceof DamagedFile)) throw error;
        report(error);
        continue;
      }
      const count = this.#groupHead[1] as number;
      all.set(this.#groupHead.subarray(2, 2 + count), found);
      found += count;
    }
    return all.subarray(0, found);
  }

  close(): void {
    this.#disk.close(this.#fd);
  }

  /** The last group whose first ordinal is not above. */
  #groupOf(ordinal: number): number {
    let low = 0;
    let high = this.foot.groups;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#firstOrdinals[middle] as number) <= ordinal) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #openGroup(group: number): void {
    if (this.#group === group) return;
    this.#group = -1;
    const position = this.#positions[group] as number;
    const end = this.#positions[group + 1] ?? this.foot.tailPosition;
    const bytes = this.#groupBytes.subarray(0, Math.min(GROUP_HEAD_BYTES, end - position));
    const whole = this.#disk.read(this.#fd, bytes, position) === bytes.length;
    const words = new Uint32Array(bytes.buffer, 0, bytes.length >>> 2);
    const length = 2 + 2 * (words[1] ?? 0);
    if (!whole || length > words.length || crc32(bytes.subarray(4, length * 4)) !== words[0]) {
      throw new DamagedFile(this.path, `the group of series at byte ${String(position)} is damaged`);
    }
    this.#groupHead = words.subarray(0, length);
    this.#group = group;
  }

  #bytes(position: number, length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(Math.max(0, length));
    if (position < 0 || length < 0 || this.#disk.read(this.#fd, bytes, position) !== length) {
      throw new DamagedFile(this.path, 'it is shorter than it says');
    }
    return bytes;
  }
}
