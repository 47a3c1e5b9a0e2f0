import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalHash } from '../../canonical-hash.ts';
import { openEmbeddedStorage } from '../../embedded/embedded-storage.ts';
import type { EmbeddedStorage } from '../../embedded/embedded-storage.ts';
import { scratchDirectory } from '../../embedded/testing/scratch-directory.ts';
import { STORY_SPAN } from '../../embedded/testing/story.ts';
import { DirectoryObjects } from '../../objects/directory-objects.ts';
import type { Storage } from '../../ports.ts';
import { PartitionArchive } from '../partition-archive.ts';
import type { ArchiveOptions } from '../partition-archive.ts';
import { FaultyObjects } from './faulty-objects.ts';

export const PARTITION = 'observations/3';

/** Shared storage in a scratch directory, and replicas with working directories of their own; removed with `using`. */
export class Bench implements Disposable {
  readonly #scratch = scratchDirectory();
  readonly objectsRoot = join(this.#scratch.path, 'objects');
  readonly objects: FaultyObjects;
  readonly reports: string[] = [];
  #replicas = 0;

  constructor() {
    mkdirSync(this.objectsRoot);
    this.objects = new FaultyObjects(new DirectoryObjects(this.objectsRoot));
  }

  /** A replica with an empty working directory. */
  replica(options: Partial<ArchiveOptions> = {}): { readonly directory: string; readonly archive: PartitionArchive } {
    const directory = join(this.#scratch.path, `replica-${this.#replicas++}`);
    const archive = new PartitionArchive({
      ...{ objects: this.objects, partition: PARTITION, directory, writer: 'test.replica', grace: 0 },
      onReport: (sentence) => this.reports.push(sentence),
      ...options,
    });
    return { directory, archive };
  }

  /** What a replica restores, all of it: the store and the offset of its snapshot. */
  async restored(options: Partial<ArchiveOptions> = {}): Promise<{
    readonly storage: EmbeddedStorage;
    readonly archive: PartitionArchive;
    readonly offset: number;
  }> {
    const { directory, archive } = this.replica(options);
    const restored = await archive.restore();
    if (restored === undefined) throw new Error(`nothing to restore: ${this.reports.join('; ')}`);
    return { storage: openEmbeddedStorage(directory), archive, offset: restored.offset };
  }

  [Symbol.dispose](): void {
    this.#scratch[Symbol.dispose]();
  }
}

/** What a reader sees of the tenants of a story. */
export function hashes(storage: Storage): unknown {
  return ['default', 'other'].map((tenant) => canonicalHash(storage, tenant, STORY_SPAN));
}
