import { createRecordsBatch } from '@platformatic/kafka';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { encodeBatch, recordBound, type NewRecord } from './encode-batch.ts';
import { readBatches, type RawRecord } from './record-batches.ts';

const IDENTITY = { producerId: 77n, producerEpoch: 3, sequence: 123_456 };
const NOW = 1_700_000_000_123;

function encoded(records: readonly NewRecord[], first: number): Buffer {
  const batch = encodeBatch(records, NOW, IDENTITY);
  // The broker puts the offset there, which the checksum leaves out.
  batch.writeBigInt64BE(BigInt(first), 0);
  return batch;
}

function plain({ offset, key, value, headers }: RawRecord): unknown {
  return [offset, ...[key, value, ...headers].map((bytes) => bytes?.toString('latin1') ?? null)];
}

describe('a batch of records', () => {
  const random = seededRandom(11);
  const bytes = (most: number): Buffer => Buffer.alloc(Math.floor(random() * most), Math.floor(random() * 256));
  const records: NewRecord[] = Array.from({ length: 400 }, (_, i) => ({
    ...(i % 3 === 0 ? {} : { key: i % 3 === 1 ? null : bytes(200) }),
    value: i % 17 === 0 ? null : bytes(i % 50 === 0 ? 70_000 : 300),
    headers: Array.from({ length: 2 * (i % 4) }, () => bytes(100)),
  }));

  it('comes back as it was written', () => {
    const batch = encoded(records, 5_000_000_000);
    const { records: read, next } = readBatches(batch, 5_000_000_000);
    expect(next).toBe(5_000_000_400);
    expect(read.map((one) => one.timestamp)).toEqual(records.map(() => NOW));
    expect(read.map(plain)).toEqual(
      records.map(({ key = null, value, headers = [] }, i) =>
        plain({ offset: 5_000_000_000 + i, timestamp: NOW, key, value, headers } as RawRecord)
      )
    );
  });

  it('is no longer than was reckoned', () => {
    const sum = records.reduce((total, record) => total + recordBound(record), 0);
    expect(encodeBatch(records, NOW, IDENTITY).length).toBeLessThanOrEqual(61 + sum);
  });

  it.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const)('of another client is read: %s', (compression) => {
    const messages = Array.from({ length: 20 }, (_, i) => ({
      ...{ topic: 't', key: Buffer.from(`k${i}`), value: Buffer.from(`value ${i}`.repeat(i)) },
      ...{ headers: new Map([[Buffer.from('h'), Buffer.from(String(i))]]), timestamp: BigInt(NOW + 1000 * i) },
    }));
    const { buffer } = createRecordsBatch(messages, { compression });
    const { records: read } = readBatches(buffer, 0);
    expect(read.map(({ timestamp, ...rest }) => [timestamp, plain({ timestamp, ...rest })])).toEqual(
      messages.map(({ key, value }, i) => [NOW + 1000 * i, [i, key.toString(), value.toString(), 'h', String(i)]])
    );
  });

  it('gives out nothing before what was asked for, and nothing of a piece at the end', () => {
    const some = records.slice(0, 10);
    const whole = Buffer.concat([encoded(some, 100), encoded(some, 110), encoded(some, 120)]);
    const { records: read, next } = readBatches(whole.subarray(0, whole.length - 1), 104);
    expect([read[0]?.offset, read.at(-1)?.offset, read.length, next]).toEqual([104, 119, 16, 120]);
    expect(readBatches(Buffer.alloc(0), 7)).toEqual({ records: [], next: 7 });
  });

  it('that is damaged is refused with its offset, wherever the damage is', () => {
    const some = records.slice(1, 4);
    for (let at = 21; at < 120; at += 7) {
      const batch = encoded(some, 42);
      batch[at] = (batch[at] as number) ^ 0x10;
      expect(() => readBatches(batch, 42), `byte ${at}`).toThrow(/offset 42 cannot be read: its checksum/);
    }
  });

  it('of a transaction that was given up is passed over, up to its marker', () => {
    const ofTransaction = (first: number, attributes: number, given: readonly NewRecord[]): Buffer => {
      const { buffer } = createRecordsBatch(
        given.map(({ key, value }) => ({ topic: 't', ...(key && { key: key as Buffer }), value: value as Buffer })),
        { transactionalId: 'x', producerId: 9n }
      );
      buffer.writeBigInt64BE(BigInt(first), 0);
      return attributes === 0 ? buffer : control(buffer, attributes);
    };
    const one = [{ value: Buffer.from('one') }];
    const marker = [{ key: Buffer.from([0, 0, 0, 0]), value: Buffer.alloc(6) }];
    const log = Buffer.concat([
      ofTransaction(0, 0, one),
      encoded(one, 1),
      ofTransaction(2, 1 << 5, marker),
      ofTransaction(3, 0, one),
    ]);
    const { records: read, next } = readBatches(log, 0, [{ producer: 9n, from: 0n }]);
    expect([read.map(({ offset }) => offset), next]).toEqual([[1, 3], 4]);
  });
});

/** The batch with other attributes, and the checksum that belongs to them. */
function control(batch: Buffer, attributes: number): Buffer {
  batch.writeInt16BE(batch.readInt16BE(21) | attributes, 21);
  batch.writeUInt32BE(checksum(batch.subarray(21)), 17);
  return batch;
}

/** CRC-32C, bit by bit. */
function checksum(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
