import { describe, expect, it } from 'vitest';
import { encodeBatch, type NewRecord } from '../kafka/encode-batch.ts';
import { readBatches } from '../kafka/record-batches.ts';
import { checkEntry } from './entry-limits.ts';
import { newEntry } from './exam.ts';
import { decodeEntry, encodeEntry } from './kafka-entry.ts';

const TOPIC = 'weir.observations.v1';

function decoded(record: NewRecord): ReturnType<typeof decodeEntry> {
  const identity = { producerId: 1n, producerEpoch: 0, sequence: 0 };
  const [read] = readBatches(encodeBatch([record], 5000, identity), 0).records;
  return decodeEntry({ ...(read as NonNullable<typeof read>), offset: 41 }, TOPIC, 7);
}

function withHeaders(changes: Readonly<Record<string, string | undefined>>): NewRecord {
  const entry = newEntry('payload');
  const { value, headers = [] } = encodeEntry(entry, checkEntry(entry));
  const texts = new Map<string, string>();
  for (let i = 0; i < headers.length; i += 2) {
    texts.set(Buffer.from(headers[i] as Uint8Array).toString(), Buffer.from(headers[i + 1] as Uint8Array).toString());
  }
  for (const [key, text] of Object.entries(changes)) {
    if (text === undefined) texts.delete(key);
    else texts.set(key, text);
  }
  return { value, headers: [...texts].flat().map((text) => Buffer.from(text)) };
}

describe('an entry as a record', () => {
  it('comes back with the offset and time of the broker', () => {
    const entry = newEntry('x', { kind: 'tick', tenant: 'ténant', partitions: 0xffffffff, gzip: true });
    expect(decoded(encodeEntry(entry, checkEntry(entry)))).toEqual({
      entry: { ...entry, offset: 41, appendTime: 5000, payload: Buffer.from('x') },
    });
  });

  it('may have headers that nobody knows', () => {
    expect(decoded(withHeaders({ traceparent: '00-1-2-3' }))).toHaveProperty('entry');
  });

  it.each([
    ['from somebody else', { value: Buffer.from('hello') }, /no entry of a log/],
    ['without a version', withHeaders({ 'weir.version': undefined }), /no entry of a log/],
    ['of version 0', withHeaders({ 'weir.version': '0' }), /no entry of a log/],
    ['of an unknown kind', withHeaders({ 'weir.kind': 'trace' }), /kind is "trace"/],
    ['without a kind', withHeaders({ 'weir.kind': undefined }), /kind is ""/],
    ['without a tenant', withHeaders({ 'weir.tenant': '' }), /no tenant/],
    ['with too long a tenant', withHeaders({ 'weir.tenant': 'x'.repeat(256) }), /no tenant/],
    ['without partitions', withHeaders({ 'weir.partitions': undefined }), /no partitions/],
    ['with partitions that are none', withHeaders({ 'weir.partitions': '4294967296' }), /no partitions/],
    ['without a payload', { ...withHeaders({}), value: null }, /no payload/],
  ])('%s is poison', (_, record, reason) => {
    expect(decoded(record)).toEqual({ poison: expect.stringMatching(reason) as string });
  });

  it('of a newer version is refused with its place, what it is and what is known', () => {
    const read = (): unknown => decoded(withHeaders({ 'weir.version': '2', 'weir.kind': 'something new' }));
    expect(read).toThrow(/offset 41 of partition 7 of weir\.observations\.v1: it has the version 2, known is 1/);
    expect(read).toThrow(
      expect.objectContaining({
        code: 'unavailable',
        details: [{ path: `${TOPIC}/7/41`, expected: 'at most version 1', found: 'version 2' }],
      }) as Error
    );
  });
});
