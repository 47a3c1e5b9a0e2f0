import { crc32 } from 'node:zlib';
import { WeirError } from '../../core/errors.ts';
import type { Disk } from './disk.ts';
import { unavailable } from './disk.ts';

/** Bytes before each payload: magic, length, checksum of the payload, checksum of these three; little-endian u32. */
export const RECORD_HEADER = 16;
const MAGIC = 0x57_45_49_52;
/** A record whose payload was found damaged; readers pass over it. */
const DEAD = 0x57_44_45_41;
/** Payloads end on this boundary, so that numbers in them are aligned. */
const ALIGNMENT = 8;
const CHECK_CHUNK = 1 << 20;

/** Where a whole record's payload lies in the file. */
export interface RecordPlace {
  readonly position: number;
  readonly length: number;
  /** CRC-32 of the payload. */
  readonly checksum: number;
}

/** The checksum that a record of `append` carries. */
export function payloadChecksum(record: Uint8Array): number {
  return crc32(record.subarray(RECORD_HEADER));
}

/**
 * A file that only grows, by whole records with checksums. A write that fails is taken back; what a crash tore is
 * found by its header, its length or its checksum.
 */
export class AppendFile {
  readonly path: string;
  readonly fd: number;
  readonly #disk: Disk;
  /** End of the last whole record that is known of. */
  #end = 0;
  #synced = 0;
  #broken = false;
  readonly #header = new Uint32Array(RECORD_HEADER / 4);

  constructor(disk: Disk, path: string, fd: number) {
    this.#disk = disk;
    this.path = path;
    this.fd = fd;
  }

  get size(): number {
    return this.#end;
  }

  get dirty(): boolean {
    return this.#synced < this.#end;
  }

  /**
   * Appends one record and returns the position of its payload. The first `RECORD_HEADER` bytes of `record` are room
   * for its header; the length is a multiple of 8.
   */
  append(record: Uint8Array, checksum = payloadChecksum(record)): number {
    const length = record.length - RECORD_HEADER;
    if (length < 0 || length % ALIGNMENT !== 0)
      throw new RangeError(`a record of ${String(length)} bytes is not aligned`);
    if (this.#broken) throw failedBefore(this.path);
    this.#fillHeader(MAGIC, length, checksum);
    record.set(new Uint8Array(this.#header.buffer));
    try {
      this.#disk.write(this.fd, record, this.#end);
    } catch (error) {
      this.#takeBack();
      throw unavailable(this.path, error);
    }
    const position = this.#end + RECORD_HEADER;
    this.#end += record.length;
    return position;
  }

  /** What is left of a failed write must not be taken for a record, nor stand before the next one. */
  #takeBack(): void {
    try {
      this.#disk.truncate(this.fd, this.#end);
    } catch {
      this.#broken = true;
    }
  }

  /** Whole records that were appended since the last call, by whomever. Checksums of payloads are not looked at. */
  discover(): RecordPlace[] {
    const size = this.#disk.size(this.fd);
    const places: RecordPlace[] = [];
    while (this.#end + RECORD_HEADER <= size) {
      const magic = this.#readHeader(this.#end);
      const length = this.#header[1] as number;
      const next = this.#end + RECORD_HEADER + length;
      if (magic === undefined || next > size) break;
      const checksum = this.#header[2] as number;
      if (magic === MAGIC) places.push({ position: this.#end + RECORD_HEADER, length, checksum });
      this.#end = next;
    }
    return places;
  }

  /**
   * For the writer, before anything else: checks what lies behind `durable` bytes, takes out records with a wrong
   * payload, cuts what is not a whole record. That is what a crash leaves; when it reaches into what was durable, the
   * disk has lost something, and the bytes lost are returned. `discover` starts at the beginning afterwards.
   */
  repair(durable: number): number {
    try {
      for (const { position, length, checksum } of this.discover()) {
        if (position < durable || this.#payloadIsWhole(position, length, checksum)) continue;
        this.#fillHeader(DEAD, length, 0);
        this.#disk.write(this.fd, new Uint8Array(this.#header.buffer), position - RECORD_HEADER);
      }
      if (this.#disk.size(this.fd) > this.#end) this.#disk.truncate(this.fd, this.#end);
    } catch (error) {
      throw unavailable(this.path, error);
    }
    const lost = Math.max(0, durable - this.#end);
    this.#synced = Math.min(durable, this.#end);
    this.#end = 0;
    return lost;
  }

  /** Reads at a position; fewer bytes than `into` holds is damage that the caller reports. */
  read(into: Uint8Array, position: number): boolean {
    return this.#disk.read(this.fd, into, position) === into.length;
  }

  sync(): void {
    if (!this.dirty) return;
    // After a failed sync nobody knows what is on disk, and a second one would say that all is well.
    if (this.#broken) throw failedBefore(this.path);
    try {
      this.#disk.sync(this.fd);
    } catch (error) {
      this.#broken = true;
      throw unavailable(this.path, error);
    }
    this.#synced = this.#end;
  }

  close(): void {
    this.#disk.close(this.fd);
  }

  #fillHeader(magic: number, length: number, checksum: number): void {
    this.#header[0] = magic;
    this.#header[1] = length;
    this.#header[2] = checksum;
    this.#header[3] = this.#headerChecksum();
  }

  #headerChecksum(): number {
    return crc32(new Uint8Array(this.#header.buffer, 0, RECORD_HEADER - 4));
  }

  /** The magic of a header that is whole. */
  #readHeader(position: number): number | undefined {
    if (!this.read(new Uint8Array(this.#header.buffer), position)) return undefined;
    const magic = this.#header[0] as number;
    const known = magic === MAGIC || magic === DEAD;
    return known && this.#header[3] === this.#headerChecksum() ? magic : undefined;
  }

  #payloadIsWhole(position: number, length: number, expected: number): boolean {
    const chunk = new Uint8Array(Math.min(length, CHECK_CHUNK));
    let checksum = 0;
    for (let at = 0; at < length; at += chunk.length) {
      const part = chunk.subarray(0, Math.min(chunk.length, length - at));
      if (!this.read(part, position + at)) return false;
      checksum = crc32(part, checksum);
    }
    return checksum === expected;
  }
}

function failedBefore(path: string): WeirError {
  return new WeirError('unavailable', `${path} failed before: check the disk, then restart the service`);
}
