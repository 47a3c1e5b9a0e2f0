import { WeirError } from '../core/errors.ts';
import { ENTRY_KINDS } from '../log/log.ts';
import type { EntryKind, LogEntry, NewEntry } from '../log/log.ts';
import type { NewRecord } from './encode-batch.ts';
import type { Decoded } from './partition-feed.ts';
import type { RawRecord } from './record-batches.ts';

/** Counts up when a reader of the version before could not understand an entry. Headers may be added without. */
export const ENTRY_VERSION = 1;

const VERSION = 'weir.version';
const KIND = 'weir.kind';
const TENANT = 'weir.tenant';
const PARTITIONS = 'weir.partitions';
const GZIP = 'weir.gzip';

const NAMES = new Map([VERSION, KIND, TENANT, PARTITIONS, GZIP].map((name) => [name, Buffer.from(name)]));
const VERSION_BYTES = Buffer.from(String(ENTRY_VERSION));
const KIND_BYTES = new Map(ENTRY_KINDS.map((kind) => [kind, Buffer.from(kind)]));
const YES = Buffer.from('1');
const NO = Buffer.from('0');

/** An entry of the log as a record of the observations. Its append time is the broker's. */
export function entryRecord({ kind, tenant, partitions, payload, gzip }: Omit<NewEntry, 'appendTime'>): NewRecord {
  const headers = [
    ...header(VERSION, VERSION_BYTES),
    ...header(KIND, KIND_BYTES.get(kind) as Buffer),
    ...header(TENANT, Buffer.from(tenant, 'utf8')),
    ...header(PARTITIONS, Buffer.from(String(partitions >>> 0))),
    ...header(GZIP, gzip ? YES : NO),
  ];
  return { key: null, value: payload, headers };
}

/**
 * The entry that a record of the observations is.
 * @throws {WeirError} `unavailable` for one of a newer version, which must not be passed over
 */
export function decodeEntryRecord(record: RawRecord, partition: number): Decoded<LogEntry> {
  const { offset, timestamp, value } = record;
  const headers = headersOf(record);
  const version = Number(headers.get(VERSION));
  if (!Number.isSafeInteger(version) || version < 1) return { poison: `it has no header ${VERSION}` };
  if (version > ENTRY_VERSION) {
    const path = `partition ${partition}, offset ${offset}`;
    const detail = { path, expected: `version ${ENTRY_VERSION} at most`, found: `version ${version}` };
    const sentence = `A newer version of Weir wrote the entry at ${path}: upgrade this replica.`;
    throw new WeirError('unavailable', sentence, [detail]);
  }
  const kind = headers.get(KIND) ?? '';
  if (!isKind(kind)) return { poison: `its header ${KIND} is "${kind.slice(0, 50)}"` };
  const tenant = headers.get(TENANT) ?? '';
  if (tenant === '') return { poison: `it has no header ${TENANT}` };
  const partitions = Number(headers.get(PARTITIONS));
  if (!Number.isSafeInteger(partitions)) return { poison: `it has no header ${PARTITIONS}` };
  const gzip = headers.get(GZIP) === '1';
  return { entry: { offset, kind, tenant, appendTime: timestamp, partitions, payload: value ?? NOTHING, gzip } };
}

const NOTHING = new Uint8Array(0);

/** The headers of a record as text; of two with one name the later counts. */
export function headersOf({ headers }: RawRecord): Map<string, string> {
  const found = new Map<string, string>();
  for (let i = 0; i + 1 < headers.length; i += 2) {
    found.set(headers[i]?.toString('utf8') ?? '', headers[i + 1]?.toString('utf8') ?? '');
  }
  return found;
}

function header(name: string, value: Uint8Array): [Uint8Array, Uint8Array] {
  return [NAMES.get(name) as Buffer, value];
}

function isKind(text: string): text is EntryKind {
  return (ENTRY_KINDS as readonly string[]).includes(text);
}
