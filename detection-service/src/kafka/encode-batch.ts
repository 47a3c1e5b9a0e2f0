import { crc32c } from '@platformatic/kafka';
import type { Millis } from '../core/time.ts';

/*
 * The batch of records of `record-batches.ts`, written. It is not compressed: what goes out is gzipped already or small.
 */
const HEAD = 61;
const VERSION = 2;
/** What no record is longer than in front of its key: length, attributes, time and offset. */
const RECORD_HEAD = 5 + 1 + 10 + 5;
const LENGTH = 5;

/** A record to be written. */
export interface NewRecord {
  readonly key?: Uint8Array | null;
  readonly value: Uint8Array | null;
  /** Keys and values one after the other. */
  readonly headers?: readonly Uint8Array[];
}

/** Who writes, and the number of the first record: brokers take each number once. */
export interface BatchIdentity {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly sequence: number;
}

/** The most that a record takes in a batch, in bytes. */
export function recordBound({ key, value, headers = [] }: NewRecord): number {
  let bytes = RECORD_HEAD + 3 * LENGTH + (key?.length ?? 0) + (value?.length ?? 0);
  for (const header of headers) bytes += LENGTH + header.length;
  return bytes;
}

/** Encodes records with one time for all of them; brokers that keep their own time put that in its place. */
export function encodeBatch(records: readonly NewRecord[], now: Millis, identity: BatchIdentity): Buffer {
  const batch = Buffer.allocUnsafe(HEAD + records.reduce((sum, record) => sum + recordBound(record), 0));
  const writer = new VarintWriter(batch, HEAD);
  for (const [i, record] of records.entries()) writeRecord(writer, record, i);
  const { at: end } = writer;
  batch.writeBigInt64BE(0n, 0);
  batch.writeInt32BE(end - 12, 8);
  batch.writeInt32BE(-1, 12);
  batch[16] = VERSION;
  batch.writeInt16BE(0, 21);
  batch.writeInt32BE(records.length - 1, 23);
  batch.writeBigInt64BE(BigInt(now), 27);
  batch.writeBigInt64BE(BigInt(now), 35);
  batch.writeBigInt64BE(identity.producerId, 43);
  batch.writeInt16BE(identity.producerEpoch, 51);
  batch.writeInt32BE(identity.sequence, 53);
  batch.writeInt32BE(records.length, 57);
  batch.writeUInt32BE(crc32c(batch.subarray(21, end)), 17);
  return batch.subarray(0, end);
}

function writeRecord(writer: VarintWriter, { key = null, value, headers = [] }: NewRecord, i: number): void {
  let length = 2 + sizeOf(i) + sizeOfBytes(key) + sizeOfBytes(value) + sizeOf(headers.length / 2);
  for (const header of headers) length += sizeOfBytes(header);
  writer.varint(length);
  // No attributes, and no time of its own.
  writer.varint(0);
  writer.varint(0);
  writer.varint(i);
  writer.bytes(key);
  writer.bytes(value);
  writer.varint(headers.length / 2);
  for (const header of headers) writer.bytes(header);
}

/** Bytes of a number that is not negative. */
function sizeOf(value: number): number {
  let size = 1;
  for (let left = 2 * value; left >= 0x80; left = Math.floor(left / 0x80)) size += 1;
  return size;
}

function sizeOfBytes(bytes: Uint8Array | null): number {
  return bytes === null ? 1 : sizeOf(bytes.length) + bytes.length;
}

/** Writes numbers of variable length, zigzag encoded, and bytes behind their length. */
class VarintWriter {
  at: number;
  readonly #into: Buffer;

  constructor(into: Buffer, at: number) {
    this.#into = into;
    this.at = at;
  }

  /** A number from -1 on, below 2^30. */
  varint(value: number): void {
    let left = value < 0 ? -2 * value - 1 : 2 * value;
    for (; left >= 0x80; left >>>= 7) this.#into[this.at++] = (left & 0x7f) | 0x80;
    this.#into[this.at++] = left;
  }

  bytes(bytes: Uint8Array | null): void {
    if (bytes === null) {
      this.varint(-1);
      return;
    }
    this.varint(bytes.length);
    this.#into.set(bytes, this.at);
    this.at += bytes.length;
  }
}
