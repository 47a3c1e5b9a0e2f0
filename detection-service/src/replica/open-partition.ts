import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { composePipeline } from '../compose-pipeline.ts';
import type { Config } from '../config/schema.ts';
import type { RequestLimits } from '../ingest/decode-request.ts';
import type { Log, LogEntry } from '../log/log.ts';
import type { ScoreExtent } from '../publish/score-record.ts';
import { refuseGap } from '../shard/refuse-gap.ts';
import type { Storage } from '../storage/ports.ts';
import { AnomalyOutbox } from './anomaly-outbox.ts';
import type { AnomalyMessage } from './anomaly-message.ts';
import type { ReplicaMetadata } from './metadata-port.ts';
import { Partition } from './partition.ts';
import { PendingSends } from './pending-sends.ts';
import { ScoreOutbox } from './score-outbox.ts';
import type { ToldOnce } from './told-once.ts';

/** Ships the working directory of a partition and brings it back; `storage/archive/partition-archive.ts` is one. */
export interface Archive {
  restore(): Promise<{ readonly offset: number } | undefined>;
  /** `settled`: what must be durable elsewhere before anybody may see the picture. */
  ship(offset: number, settled: Promise<void>): Promise<{ readonly state: 'shipped' | 'failed' | 'superseded' }>;
  close(): Promise<void>;
}

/** What every partition of a replica needs. */
export interface OpenPartitionParts {
  readonly config: Config;
  readonly limits: RequestLimits;
  readonly openArchive: (partition: number, directory: string) => Archive;
  readonly openStorage: (directory: string) => Storage;
  readonly metadata: ReplicaMetadata;
  readonly tell: (message: AnomalyMessage) => Promise<unknown>;
  readonly scores: ScoreExtent;
  /** Who tells others of verdicts, from where an earlier owner of the partition has come to. */
  readonly openScores: (partition: number) => Promise<ToldOnce>;
  readonly openLog: (partition: number) => Promise<Log>;
  readonly room: () => Promise<void>;
  readonly poison: (partition: number, entry: LogEntry, reason: string) => void;
  readonly now: () => number;
  readonly report: (sentence: string) => void;
}

/** The working directory of a partition: a copy of what is in shared storage, made anew by each owner. */
export function partitionDirectory(data: string, partition: number): string {
  return path.join(data, 'partitions', String(partition));
}

/**
 * Opens a partition where its last owner left it: brings the newest snapshot from shared storage, never what is here,
 * for what is here may say more than was told. `broken` is called when it cannot go on.
 */
export async function openPartition(
  parts: OpenPartitionParts,
  number: number,
  broken: (why: string) => void
): Promise<Partition> {
  const { config, report } = parts;
  const directory = partitionDirectory(config.data, number);
  await rm(directory, { recursive: true, force: true });
  await mkdir(path.dirname(directory), { recursive: true });
  const archive = parts.openArchive(number, directory);
  await archive.restore();
  const storage = parts.openStorage(directory);
  let log: Log | undefined;
  try {
    const { snapshot, damaged } = storage.latestSnapshot();
    for (const name of damaged) report(`The snapshot ${name} of partition ${number} is damaged; an older one is used.`);
    const opened = await parts.openLog(number);
    log = opened;
    const { firstOffset, nextOffset } = opened;
    if (snapshot !== undefined || firstOffset > 0) refuseGap(snapshot, firstOffset, nextOffset);
    const pending = new PendingSends((error) => broken(`Partition ${number} stops: ${sentence(error)}`));
    const outbox = new AnomalyOutbox(number, config.steps.request, (message) => pending.add(parts.tell(message)));
    const scores =
      parts.scores === 'none' ? undefined : new ScoreOutbox(parts.scores, await parts.openScores(number), pending);
    const { pipeline, preprocess } = composePipeline(config, storage, snapshot, {
      told: outbox,
      scores,
      series: (added) => pending.add(parts.metadata.addSeries(added)),
    });
    outbox.watch(preprocess);
    const { retention } = config;
    return new Partition({
      ...{ number, storage, pipeline, preprocess },
      ...{ limits: parts.limits, now: parts.now, report, room: parts.room },
      log: opened,
      from: snapshot?.offset ?? firstOffset,
      settled: () => pending.settled(),
      ship: async (offset, settled) => {
        const { state } = await archive.ship(offset, settled);
        return state !== 'shipped'
          ? `The snapshot at offset ${offset} of partition ${number} was not shipped.`
          : undefined;
      },
      release: async () => {
        await opened.close();
        await archive.close();
      },
      snapshotInterval: config.snapshot.interval,
      retention: {
        logAge: retention.log.age,
        logBytes: retention.log.size,
        stepState: retention.stepState,
        results: retention.results,
      },
      poison: (entry, reason) => parts.poison(number, entry, reason),
    });
  } catch (error) {
    storage.close();
    await log?.close();
    await archive.close();
    throw error;
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
