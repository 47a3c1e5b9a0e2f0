import { WeirError } from '../core/errors.ts';
import type { NewRecord } from '../kafka/encode-batch.ts';
import type { Decoded } from '../kafka/partition-feed.ts';
import type { RawRecord } from '../kafka/record-batches.ts';
import { headersOf } from '../kafka/record-headers.ts';
import { MAX_TENANT } from './entry-limits.ts';
import { ENTRY_KINDS } from './log.ts';
import type { EntryKind, LogEntry, NewEntry } from './log.ts';

/*
 * An entry as a record of the topic of observations: the payload is the value, the rest stands in headers as text.
 *
 *   weir.version     1
 *   weir.kind        metrics, tick, control
 *   weir.tenant      its name
 *   weir.partitions  a set of 32 bits as a number
 *   weir.gzip        1 when the payload is gzipped; not there otherwise
 *
 * The offset and the time are those of the broker. Headers that are not known are passed over.
 */

/** Counts up when an older program could not understand an entry, or must not pass over it. */
const ENTRY_VERSION = 1;
const KEYS = {
  version: 'weir.version',
  kind: 'weir.kind',
  tenant: 'weir.tenant',
  partitions: 'weir.partitions',
  gzip: 'weir.gzip',
} as const;
const [VERSION_KEY, KIND_KEY, TENANT_KEY, PARTITIONS_KEY, GZIP_KEY] = Object.values(KEYS).map((key) =>
  Buffer.from(key)
) as [Buffer, Buffer, Buffer, Buffer, Buffer];
const VERSION = Buffer.from(String(ENTRY_VERSION));
const YES = Buffer.from('1');
const MAX_PARTITIONS = 2 ** 32 - 1;

/** The record of an entry. `tenant` is its tenant in UTF-8, as `checkEntry` returns it. */
export function encodeEntry({ kind, partitions, payload, gzip }: NewEntry, tenant: Uint8Array): NewRecord {
  const headers = [
    ...[VERSION_KEY, VERSION, KIND_KEY, Buffer.from(kind), TENANT_KEY, tenant],
    ...[PARTITIONS_KEY, Buffer.from(String(partitions >>> 0))],
  ];
  if (gzip) headers.push(GZIP_KEY, YES);
  return { value: payload, headers };
}

/**
 * The entry of a record, or why it is none.
 * @throws {WeirError} `unavailable` for an entry of a newer version, which must not be passed over
 */
export function decodeEntry(record: RawRecord, topic: string, partition: number): Decoded<LogEntry> {
  const header = headersOf(record);
  const version = header(KEYS.version);
  if (version === undefined || !/^[1-9][0-9]{0,8}$/.test(version)) return { poison: 'it is no entry of a log' };
  if (Number(version) > ENTRY_VERSION) throw newer(version, topic, partition, record.offset);
  const kind = header(KEYS.kind) ?? '';
  if (!ENTRY_KINDS.includes(kind as EntryKind)) return { poison: `its kind is "${kind.slice(0, 40)}"` };
  const tenant = header(KEYS.tenant) ?? '';
  if (tenant === '' || Buffer.byteLength(tenant) > MAX_TENANT) return { poison: 'it names no tenant' };
  const partitions = Number(header(KEYS.partitions) ?? Number.NaN);
  if (!Number.isInteger(partitions) || partitions < 0 || partitions > MAX_PARTITIONS) {
    return { poison: 'it names no partitions' };
  }
  if (record.value === null) return { poison: 'it has no payload' };
  return {
    entry: {
      ...{ offset: record.offset, kind: kind as EntryKind, tenant, appendTime: record.timestamp, partitions },
      ...{ payload: record.value, gzip: header(KEYS.gzip) === '1' },
    },
  };
}

function newer(found: string, topic: string, partition: number, offset: number): WeirError {
  const expected = `at most version ${ENTRY_VERSION}`;
  const place = `${topic}/${partition}/${offset}`;
  return new WeirError(
    'unavailable',
    `A newer program wrote the entry at offset ${offset} of partition ${partition} of ${topic}: it has the version ${found}, known is ${ENTRY_VERSION}. Upgrade this one.`,
    [{ path: place, expected, found: `version ${found}` }]
  );
}
