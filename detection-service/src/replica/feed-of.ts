import type { BaseOptions } from '@platformatic/kafka';
import type { WeirError } from '../core/errors.ts';
import { PartitionFeed, type Decoded } from '../kafka/partition-feed.ts';
import type { RawRecord } from '../kafka/record-batches.ts';
import type { OpenFeed } from './feed.ts';

/** A topic that is followed. */
export interface FollowedTopic<Entry> {
  readonly client: BaseOptions;
  readonly topic: string;
  /** What it throws stops the partition. */
  readonly decode: (record: RawRecord, partition: number) => Decoded<Entry>;
  /** Takes a record that nobody can read. */
  readonly poison: (topic: string, partition: number, record: RawRecord, reason: string) => void;
  readonly trouble: (error: WeirError | undefined) => void;
}

/** Opens feeds of a topic in Kafka. */
export function feedOf<Entry>({ client, topic, decode, poison, trouble }: FollowedTopic<Entry>): OpenFeed<Entry> {
  return ({ deliver, stopped }) =>
    new PartitionFeed<Entry>({
      ...{ client, topic, decode, deliver },
      onPoison: (record, partition, reason) => poison(topic, partition, record, reason),
      onStopped: (partition, { message }) => stopped(partition, message),
      onTrouble: trouble,
    });
}
