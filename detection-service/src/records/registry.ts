import { MemoryRecords } from './memory-records.ts';
import type { RecordStore } from './record-store.ts';
import { SqliteRecords } from './sqlite-records.ts';

/** The drop-in unit: one file here, and one entry below. */
export interface RecordStoreDefinition {
  /** Kebab case, unique. */
  readonly id: string;
  /** One sentence for a person who chooses. */
  readonly summary: string;
  open(directory: string): RecordStore;
}

/** Every record store. */
export const recordStores = [
  {
    id: 'sqlite',
    summary: 'One SQLite file in the data directory.',
    open: (directory) => new SqliteRecords(directory),
  },
  { id: 'memory', summary: 'Nothing is kept beyond the process.', open: () => new MemoryRecords() },
] as const satisfies readonly RecordStoreDefinition[];
