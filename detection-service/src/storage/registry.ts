import { openEmbeddedStorage } from './embedded/embedded-storage.ts';
import { MemoryStorage } from './memory/memory-storage.ts';
import type { Damage } from './damage.ts';
import type { Storage } from './ports.ts';

export interface StorageOptions {
  /** Only to read, beside a writer in another thread or process. */
  readonly readOnly?: boolean | undefined;
  readonly onDamage?: ((damage: Damage) => void) | undefined;
}

/** The drop-in unit: one folder here holds one of these, and the list below names it. */
export interface StorageDefinition {
  /** Kebab case, unique. */
  readonly id: string;
  /** One sentence for a person who chooses. */
  readonly summary: string;
  /** Opens the store in a directory, which a writer makes when it is not there. */
  open(directory: string, options?: StorageOptions): Storage;
}

/** Every store. Adding one = one folder + one entry here. */
export const storages = [
  {
    id: 'embedded',
    summary: 'One data directory: blocks of results, metadata in SQLite; no server.',
    open: openEmbeddedStorage,
  },
  {
    id: 'memory',
    summary: 'Nothing is kept beyond the process, nor seen by another instance: for tests and replays.',
    open: () => new MemoryStorage(),
  },
] as const satisfies readonly StorageDefinition[];
