import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import type { StepBlock } from '../core/step-block.ts';
import type { Millis } from '../core/time.ts';
import type { VerdictBlock } from '../core/verdict.ts';
import { partitionOfEntity } from '../rekey/split-request.ts';
import { exampleSeries, exampleStep } from '../storage/exam/examples.ts';
import type { Storage, StoredSeries } from '../storage/ports.ts';
import { storages } from '../storage/registry.ts';
import { OwnPartitions, partitionDirectory } from './own-partitions.ts';

/** For tests of this folder: partitions in directories, as those who write them leave them. */

const [embedded] = storages;
/** How many partitions the tests have. */
export const PARTITIONS = 8;

/** A series of a service of this name, with ordinals as the partition gives them. */
export function seriesOf(service: string, ordinal: number, tenant = 'default'): StoredSeries {
  return exampleSeries(ordinal, { service, tenant });
}

export function partitionOfSeries({ identity }: StoredSeries): number {
  return partitionOfEntity(identity.entity, PARTITIONS);
}

/** The data directory of a replica, removed after the tests of the file. */
export class ReplicaFolder {
  readonly directory = mkdtempSync(path.join(tmpdir(), 'weir-replica-'));
  readonly reports: string[] = [];
  readonly own = new OwnPartitions({
    directory: this.directory,
    open: (directory, onDamage) => embedded.open(directory, { readOnly: true, onDamage }),
    report: (sentence) => this.reports.push(sentence),
  });
  readonly #writers = new Map<number, Storage>();

  constructor() {
    afterAll(() => {
      this.own.close();
      for (const writer of this.#writers.values()) writer.close();
      rmSync(this.directory, { recursive: true });
    });
  }

  /** The store of a partition, open for writing. */
  writer(partition: number): Storage {
    let writer = this.#writers.get(partition);
    if (writer === undefined) {
      writer = embedded.open(partitionDirectory(this.directory, partition));
      this.#writers.set(partition, writer);
    }
    return writer;
  }

  /** Writes steps of a series into its partition. */
  write(series: StoredSeries, times: readonly Millis[]): { block: StepBlock; verdicts: VerdictBlock }[] {
    const writer = this.writer(partitionOfSeries(series));
    writer.addSeries([series]);
    const { step } = series.identity;
    const steps = times.map((time) => exampleStep(time, [series.ordinal], { step }));
    for (const { block, verdicts } of steps) writer.write(block, verdicts);
    writer.sync();
    return steps;
  }

  /** The partition is let go of, and its directory removed. */
  remove(partition: number): void {
    this.#writers.get(partition)?.close();
    this.#writers.delete(partition);
    rmSync(partitionDirectory(this.directory, partition), { recursive: true });
  }
}
