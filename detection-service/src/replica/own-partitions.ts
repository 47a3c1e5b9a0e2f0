import { statSync } from 'node:fs';
import path from 'node:path';
import { WeirError } from '../core/errors.ts';
import type { Millis } from '../core/time.ts';
import type { Damage } from '../storage/damage.ts';
import type { SeriesResults, Storage } from '../storage/ports.ts';
import { noRows } from './rows.ts';

/** What is read of a partition. */
export type PartitionReader = Pick<Storage, 'seriesById' | 'near' | 'read' | 'close'>;

export interface OwnPartitionsParts {
  /** Where the partitions' directories are. */
  readonly directory: string;
  /** Opens a store to read beside whoever writes it. Throws `WeirError('unavailable')` when there is none. */
  readonly open: (directory: string, onDamage: (damage: Damage) => void) => PartitionReader;
  readonly report: (sentence: string) => void;
}

/** A series of a tenant, and a span of it. */
export interface OwnRows {
  readonly tenant: string;
  readonly seriesId: string;
  readonly from: Millis;
  readonly to: Millis;
}

interface OpenPartition {
  readonly reader: PartitionReader;
  /** Which directory it was: another one has taken its place when it was restored. */
  readonly directory: string;
  damages: number;
}

/** The directory in which a partition works. */
export function partitionDirectory(directory: string, partition: number): string {
  return path.join(directory, String(partition));
}

/** The results of the partitions that this replica owns, read beside the thread that writes them. */
export class OwnPartitions {
  readonly #parts: OwnPartitionsParts;
  readonly #open = new Map<number, OpenPartition>();
  readonly #failed = new Set<number>();

  constructor(parts: OwnPartitionsParts) {
    this.#parts = parts;
  }

  /** These are the replica's own from now on, and no others: opens and closes what that takes. Called every second or so. */
  own(partitions: readonly number[]): void {
    const wanted = new Set(partitions);
    for (const [partition, { directory }] of this.#open) {
      if (!wanted.has(partition) || this.#identity(partition) !== directory) this.#close(partition);
    }
    for (const partition of this.#failed) if (!wanted.has(partition)) this.#failed.delete(partition);
    for (const partition of wanted) if (!this.#open.has(partition)) this.#tryOpen(partition);
  }

  /** Those that can be read, ascending. */
  list(): number[] {
    return [...this.#open.keys()].sort((a, b) => a - b);
  }

  has(partition: number): boolean {
    return this.#open.has(partition);
  }

  /** Brings rows near, see `ReadableResults.near`. */
  async near(partition: number, wanted: readonly OwnRows[]): Promise<void> {
    const { reader } = this.#opened(partition);
    const spans = wanted.flatMap(({ tenant, seriesId, from, to }) => {
      const series = reader.seriesById(tenant, seriesId);
      return series === undefined ? [] : { series, from, to };
    });
    if (spans.length > 0) await reader.near(spans);
  }

  /**
   * Rows of a series; none of one that the partition has not heard of.
   * @throws {WeirError} `unavailable` when the partition is not here (any more)
   */
  read(partition: number, { tenant, seriesId, from, to }: OwnRows): SeriesResults {
    const opened = this.#opened(partition);
    const { reader, directory, damages } = opened;
    const series = reader.seriesById(tenant, seriesId);
    if (series === undefined) return noRows();
    const rows = reader.read(series, from, to);
    // Files that went with their directory are not damage: the partition was let go while it was read.
    if (opened.damages > damages && this.#identity(partition) !== directory) throw gone(partition);
    return rows;
  }

  close(): void {
    for (const partition of this.#open.keys()) this.#close(partition);
  }

  #opened(partition: number): OpenPartition {
    const opened = this.#open.get(partition);
    if (opened === undefined) throw gone(partition);
    return opened;
  }

  #tryOpen(partition: number): void {
    const directory = this.#identity(partition);
    try {
      const opened: OpenPartition = {
        directory: directory ?? '',
        damages: 0,
        reader: this.#parts.open(partitionDirectory(this.#parts.directory, partition), ({ file, what }) => {
          opened.damages++;
          if (this.#identity(partition) === opened.directory) this.#parts.report(`${file}: ${what}`);
        }),
      };
      this.#open.set(partition, opened);
      this.#failed.delete(partition);
    } catch (error) {
      // Whatever it is, others can be read; this one is tried again.
      const reason = error instanceof Error ? error.message : String(error);
      if (!this.#failed.has(partition)) this.#parts.report(`Partition ${partition} cannot be read: ${reason}`);
      this.#failed.add(partition);
    }
  }

  #close(partition: number): void {
    this.#open.get(partition)?.reader.close();
    this.#open.delete(partition);
  }

  /** What tells one directory from another of the same name; undefined when there is none. */
  #identity(partition: number): string | undefined {
    const stat = statSync(partitionDirectory(this.#parts.directory, partition), { throwIfNoEntry: false });
    return stat && `${stat.ino} ${stat.birthtimeMs}`;
  }
}

function gone(partition: number): WeirError {
  return new WeirError('unavailable', `Partition ${partition} was given to another replica just now; ask again.`);
}
