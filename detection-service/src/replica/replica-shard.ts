import { WeirError } from '../core/errors.ts';
import type { SourceStatus } from '../preprocess/preprocess.ts';
import type { IngestRequest, IngestResult, Shard, ShardStatus } from '../shard/shard.ts';
import type { AggregationGroup } from './aggregation-group.ts';
import type { DetectionGroup } from './detection-group.ts';
import { mergeSources } from './merge-sources.ts';
import type { RekeyGroup } from './rekey-group.ts';
import type { Rekeyer } from './rekeyer.ts';

/** What a replica's half of the work is made of. */
export interface ReplicaShardParts {
  readonly rekeyer: Rekeyer;
  readonly rekeying: readonly RekeyGroup[];
  readonly detection: DetectionGroup;
  readonly aggregation: AggregationGroup;
  /** Begins to belong to the consumer groups, and ends it: partitions are let go first. */
  readonly memberships: readonly { join(): void; leave(): Promise<void> }[];
  /** A sentence for each thing outside that does not answer now. */
  readonly troubles: () => readonly string[];
  /** Closes connections, after everything else. */
  readonly release: () => Promise<void>;
}

/** The shard of one of several replicas: the partitions that the others leave to it. */
export class ReplicaShard implements Shard {
  readonly #parts: ReplicaShardParts;
  #closed = false;

  private constructor(parts: ReplicaShardParts) {
    this.#parts = parts;
  }

  /** Begins to take part. Partitions come when the others have agreed, so it does not wait for any. */
  static start(parts: ReplicaShardParts): ReplicaShard {
    for (const membership of parts.memberships) membership.join();
    return new ReplicaShard(parts);
  }

  ingest(request: IngestRequest): Promise<IngestResult> {
    if (this.#closed) return Promise.reject(new WeirError('unavailable', 'The service is stopping.'));
    return this.#parts.rekeyer.ingest(request);
  }

  /** The sources that partitions here have heard of. Those of collectors are heard of in all partitions. */
  sources(tenant: string): Promise<readonly SourceStatus[]> {
    const lists: (readonly SourceStatus[])[] = [];
    for (const [, partition] of this.#parts.detection.partitions.open()) lists.push(partition.sources(tenant));
    return Promise.resolve(mergeSources(lists));
  }

  status(): Promise<ShardStatus> {
    const { detection, aggregation, rekeying, rekeyer, troubles } = this.#parts;
    const totals = { accepted: 0, duplicates: 0, verdicts: 0, revised: 0, series: 0, next: 0 };
    const rejected = new Map(rekeyer.counts.rejected);
    const partitions: number[] = [];
    let oldestSnapshot = Number.POSITIVE_INFINITY;
    for (const [number, partition] of detection.partitions.open()) {
      partitions.push(number);
      const { counts, pipelineCounts } = partition;
      totals.accepted += counts.accepted;
      totals.duplicates += counts.duplicates;
      totals.verdicts += pipelineCounts.verdicts;
      totals.revised += pipelineCounts.revised;
      totals.series += partition.series;
      totals.next += partition.next;
      oldestSnapshot = Math.min(oldestSnapshot, partition.snapshotAt);
      for (const [reason, count] of counts.rejected) rejected.set(reason, (rejected.get(reason) ?? 0) + count);
    }
    const waiting = [...detection.lag().values()].reduce((sum, lag) => sum + lag, 0);
    return Promise.resolve({
      problems: [
        ...troubles(),
        ...detection.partitions.problems(),
        ...aggregation.partitions.problems(),
        ...rekeying.flatMap((group) => group.partitions.problems()),
      ],
      nextOffset: totals.next,
      partitions,
      metrics: {
        samplesIngested: totals.accepted,
        samplesRejected: Object.fromEntries(rejected),
        duplicates: totals.duplicates,
        stepsClosed: totals.verdicts,
        stepsRevised: totals.revised,
        verdicts: totals.verdicts,
        series: totals.series,
        partitionsOwned: partitions.length,
        lagRecords: { observations: waiting, operational: rekeying.reduce((sum, { lag }) => sum + lag, 0) },
        anomaliesHeld: aggregation.held,
        poison: rekeyer.counts.poison,
        verdictSeconds: detection.takeVerdictSeconds(),
        ...(Number.isFinite(oldestSnapshot) ? { snapshotTime: oldestSnapshot } : {}),
      },
    });
  }

  /** Blocks are made as event time goes on; there is no end of a replay here. */
  seal(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { memberships, rekeying, detection, aggregation, release } = this.#parts;
    await Promise.all(memberships.map((membership) => membership.leave()));
    await Promise.all([...rekeying.map((group) => group.close()), detection.close(), aggregation.close()]);
    await release();
  }
}
