import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { entityId, seriesId } from '../core/series.ts';
import { MINUTE, type Millis } from '../core/time.ts';
import { newVerdictBlock, SCORED } from '../core/verdict.ts';
import { partitionOfEntity } from '../rekey/split-request.ts';
import type { Storage, StoredSeries } from '../storage/ports.ts';
import { storages } from '../storage/registry.ts';
import { OwnPartitions, partitionDirectory } from './own-partitions.ts';

/** For tests of this folder: partitions in directories, as those who write them leave them. */

const [embedded] = storages;
/** How many partitions the tests have. */
export const PARTITIONS = 8;
const FIRST_STEP = Date.UTC(2025, 0, 6);

/** A series of a service of this name, with ordinals as the partition gives them. */
export function seriesOf(service: string, ordinal: number, tenant = 'default'): StoredSeries {
  const entity = { tenant, kind: 'service', environment: 'prod', namespace: '', name: service } as const;
  const indicator = `indicator_${ordinal}`;
  const identity = { entity, indicator, kind: 'gauge', unit: '1', attributes: {}, step: MINUTE, version: 1 } as const;
  return { ordinal, id: seriesId(identity), entityId: entityId(entity), identity, firstStep: FIRST_STEP };
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
  write(series: StoredSeries, times: readonly Millis[]): void {
    const writer = this.writer(partitionOfSeries(series));
    writer.addSeries([series]);
    for (const time of times) {
      const verdicts = newVerdictBlock(1);
      verdicts.status[0] = SCORED;
      verdicts.score[0] = (time / MINUTE) % 2 === 0 ? 0.25 : 0.1;
      const block = { time, step: series.identity.step, count: 1, series: Uint32Array.of(series.ordinal), revision: 0 };
      const [kind, weight, flags] = [new Uint8Array(1), Float64Array.of(1), Uint8Array.of((time / MINUTE) % 4)];
      writer.write(
        { ...block, kind, weight, flags, value: Float64Array.of(Math.sin(time) * series.ordinal) },
        verdicts
      );
    }
    writer.sync();
  }

  /** The partition is let go of, and its directory removed. */
  remove(partition: number): void {
    this.#writers.get(partition)?.close();
    this.#writers.delete(partition);
    rmSync(partitionDirectory(this.directory, partition), { recursive: true });
  }
}
