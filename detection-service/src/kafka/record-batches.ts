import { compressionsAlgorithmsByBitmask, crc32c } from '@platformatic/kafka';
import { WeirError } from '../core/errors.ts';
import type { Millis } from '../core/time.ts';

/*
 * A batch of records, version 2, big endian (https://kafka.apache.org/documentation/#recordbatch):
 *
 *    0  i64  offset of the first record          27  i64  time of the first record
 *    8  i32  bytes behind this field             35  i64  newest time; that of the broker with bit 3
 *   12  i32  epoch of the leader                 43  i64  producer
 *   16  i8   version                             51  i16  its epoch
 *   17  u32  CRC-32C of everything behind it     53  i32  its sequence
 *   21  i16  attributes                          57  i32  number of records
 *   23  i32  last offset, from the first         61       records, compressed together
 *
 * Attributes: bits 0 to 2 compression, 3 the broker's time, 4 of a transaction, 5 control.
 */
const HEAD = 61;
/** What stands before the length counts. */
const LENGTH_END = 12;
const VERSION = 2;
const COMPRESSION = 0b111;
const BROKER_TIME = 1 << 3;
const TRANSACTIONAL = 1 << 4;
const CONTROL = 1 << 5;
const ABORT = 0;

/** A record as a broker keeps it. Bytes are views into the answer that it came with. */
export interface RawRecord {
  readonly offset: number;
  readonly timestamp: Millis;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** Keys and values one after the other. */
  readonly headers: readonly (Buffer | null)[];
}

/** A transaction that was given up: what its producer wrote from an offset on, up to the marker, was never said. */
export interface Aborted {
  readonly producer: bigint;
  readonly from: bigint;
}

/** What whole batches hold. */
export interface Records {
  readonly records: readonly RawRecord[];
  /** Where to go on reading; behind the last whole batch. */
  readonly next: number;
}

/**
 * Decodes batches as a broker answers with: whole ones, then perhaps a piece of one. A batch may begin before `from`;
 * what is before it is left out, and so are control records and transactions that were given up.
 * @throws {WeirError} `unavailable` that names the offset of a batch that is damaged or cannot be read
 */
export function readBatches(bytes: Buffer, from: number, aborted: readonly Aborted[] = []): Records {
  const records: RawRecord[] = [];
  const given = new GivenUp(aborted);
  let next = from;
  for (let at = 0; bytes.length - at >= HEAD;) {
    const end = at + LENGTH_END + bytes.readInt32BE(at + 8);
    if (end > bytes.length) break;
    const first = Number(bytes.readBigInt64BE(at));
    const batch = bytes.subarray(at, end);
    if (batch[16] !== VERSION) throw unreadable(first, `it has the version ${batch[16]}`);
    if (crc32c(batch.subarray(21)) !== batch.readUInt32BE(17)) throw unreadable(first, 'its checksum does not match');
    if (!given.skips(batch)) readRecords(batch, first, from, records);
    next = Math.max(next, first + batch.readInt32BE(23) + 1);
    at = end;
  }
  return { records, next };
}

/** Which batches of an answer belong to transactions that were given up. */
class GivenUp {
  readonly #open = new Set<bigint>();
  #waiting: readonly Aborted[];

  constructor(aborted: readonly Aborted[]) {
    this.#waiting = aborted;
  }

  skips(batch: Buffer): boolean {
    const attributes = batch.readInt16BE(21);
    if ((attributes & TRANSACTIONAL) === 0) return (attributes & CONTROL) !== 0;
    const [first, producer] = [batch.readBigInt64BE(0), batch.readBigInt64BE(43)];
    this.#waiting = this.#waiting.filter((one) => {
      if (one.from > first) return true;
      this.#open.add(one.producer);
      return false;
    });
    if ((attributes & CONTROL) === 0) return this.#open.has(producer);
    const [marker] = recordsOf(batch);
    if (marker?.key?.readInt16BE(2) === ABORT) this.#open.delete(producer);
    return true;
  }
}

function recordsOf(batch: Buffer): RawRecord[] {
  const records: RawRecord[] = [];
  readRecords(batch, 0, 0, records);
  return records;
}

function readRecords(batch: Buffer, first: number, from: number, into: RawRecord[]): void {
  const attributes = batch.readInt16BE(21);
  const byBroker = (attributes & BROKER_TIME) !== 0;
  const base = Number(batch.readBigInt64BE(byBroker ? 35 : 27));
  const reader = new VarintReader(unpacked(batch, attributes & COMPRESSION, first));
  const count = batch.readInt32BE(57);
  for (let i = 0; i < count; i += 1) {
    const length = reader.varint();
    const end = reader.at + length;
    reader.at += 1;
    const delta = reader.varint();
    const offset = first + reader.varint();
    if (offset >= from) {
      const [key, value] = [reader.bytes(), reader.bytes()];
      const headers: (Buffer | null)[] = [];
      for (let left = 2 * reader.varint(); left > 0; left -= 1) headers.push(reader.bytes());
      into.push({ offset, timestamp: byBroker ? base : base + delta, key, value, headers });
    }
    reader.at = end;
  }
}

function unpacked(batch: Buffer, compression: number, first: number): Buffer {
  const packed = batch.subarray(HEAD);
  if (compression === 0) return packed;
  const algorithm = compressionsAlgorithmsByBitmask[compression as keyof typeof compressionsAlgorithmsByBitmask];
  if (algorithm === undefined) throw unreadable(first, `its compression ${compression} is not known`);
  return algorithm.decompressSync(packed);
}

function unreadable(offset: number, why: string): WeirError {
  return new WeirError('unavailable', `The batch of records at offset ${offset} cannot be read: ${why}.`);
}

/** Reads numbers of variable length, zigzag encoded, and bytes that one of them measures. */
class VarintReader {
  at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Exact up to 2^53, which times and offsets stay below. */
  varint(): number {
    const bytes = this.#bytes;
    let byte = bytes[this.at++] as number;
    if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1);
    let value = byte & 0x7f;
    let scale = 0x80;
    do {
      byte = bytes[this.at++] as number;
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
    } while (byte >= 0x80);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  bytes(): Buffer | null {
    const length = this.varint();
    if (length < 0) return null;
    const start = this.at;
    this.at += length;
    return this.#bytes.subarray(start, this.at);
  }
}
