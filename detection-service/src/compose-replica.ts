import type { Config } from './config/schema.ts';
import { WeirError } from './core/errors.ts';
import { partitionOf } from './core/partition.ts';
import { SECOND } from './core/time.ts';
import type { RequestLimits } from './ingest/decode-request.ts';
import { clientOptions } from './kafka/client-options.ts';
import { Cluster } from './kafka/cluster.ts';
import { DeadLetters } from './kafka/dead-letters.ts';
import { GroupOffsets } from './kafka/group-offsets.ts';
import { Membership } from './kafka/membership.ts';
import { offsetsOf } from './kafka/offsets.ts';
import type { Decoded } from './kafka/partition-feed.ts';
import type { RawRecord } from './kafka/record-batches.ts';
import { headersOf } from './kafka/record-headers.ts';
import { RecordSender } from './kafka/record-sender.ts';
import type { Assignment } from './kafka/sticky-assignment.ts';
import { operationalTopic, topicNames } from './kafka/topics.ts';
import { decodeEntry, encodeEntry } from './log/kafka-entry.ts';
import { KafkaLog } from './log/kafka-log.ts';
import { AggregationGroup } from './replica/aggregation-group.ts';
import type { PlacedMessage } from './replica/aggregator-partition.ts';
import { AggregatorSnapshots } from './replica/aggregator-snapshots.ts';
import { decodeAnomalyMessage, encodeAnomalyMessage } from './replica/anomaly-message.ts';
import { DetectionGroup } from './replica/detection-group.ts';
import { feedOf } from './replica/feed-of.ts';
import { lastRecord } from './replica/last-record.ts';
import type { ReplicaMetadata } from './replica/metadata-port.ts';
import { openPartition } from './replica/open-partition.ts';
import { RekeyGroup } from './replica/rekey-group.ts';
import type { OperationalRecord } from './replica/rekey-group.ts';
import { Rekeyer } from './replica/rekeyer.ts';
import { ReplicaShard } from './replica/replica-shard.ts';
import { INPUT_HEADER, ToldOnce } from './replica/told-once.ts';
import { Troubles } from './replica/troubles.ts';
import { PartitionArchive } from './storage/archive/partition-archive.ts';
import { openEmbeddedStorage } from './storage/embedded/embedded-storage.ts';
import type { ObjectStore } from './storage/objects/object-store.ts';

const TICK = 5 * SECOND;

/** What a replica shares with the others besides Kafka. */
export interface SharedParts {
  readonly objects: ObjectStore;
  readonly metadata: ReplicaMetadata;
  readonly limits: RequestLimits;
  /** Closes both. */
  readonly close: () => Promise<void>;
}

/** The shard of one of several replicas. It begins to belong to the groups when it is made, and waits for nobody. */
export function composeReplica(config: Config, shared: SharedParts, report: (sentence: string) => void): ReplicaShard {
  const { kafka } = config;
  const { objects, metadata, limits } = shared;
  const topics = topicNames(kafka.prefix);
  const troubles = new Troubles(report);
  const client = clientOptions(kafka, config.replica.name);
  const cluster = new Cluster(client);
  const sender = new RecordSender({ client, onTrouble: troubles.about('sender') });
  const deadLetters = new DeadLetters(sender, topics.deadLetters);
  const poison = (topic: string, partition: number, record: RawRecord, reason: string): void => {
    report(`Offset ${record.offset} of partition ${partition} of ${topic} is put aside: ${reason}.`);
    deadLetters.put({ topic, partition, record, reason }).catch((error: unknown) => report(sentence(error)));
  };
  const follow = { client, poison };
  const openTelling = async (topic: string, partition: number): Promise<ToldOnce> => {
    const last = await lastRecord(cluster, topic, partition);
    const input = last && headersOf(last)(INPUT_HEADER);
    return new ToldOnce(partition, input, (to, { key, value, headers }) =>
      sender.send({ topic, partition: to, key: Buffer.from(key), value, headers: headerBytes(headers) })
    );
  };

  const rekeyer = new Rekeyer({
    ...{ partitions: kafka.partitions, limits, room: () => sender.room() },
    send: ({ partition, tenant, body }) =>
      sender.send({
        ...{ topic: topics.observations, partition },
        ...encodeEntry(
          { kind: 'metrics', tenant, appendTime: 0, partitions: ONE, payload: body, gzip: false },
          Buffer.from(tenant, 'utf8')
        ),
      }),
  });
  const detection = new DetectionGroup({
    topic: topics.observations,
    openFeed: feedOf({
      ...{ ...follow, topic: topics.observations },
      decode: (record, partition) => decodeEntry(record, topics.observations, partition),
      trouble: troubles.about('observations'),
    }),
    openPartition: (number, broken) =>
      openPartition(
        {
          ...{ config, limits, metadata, report, now: Date.now, scores: kafka.scores },
          openArchive: (partition, directory) =>
            new PartitionArchive({
              ...{ objects, directory, onReport: report, writer: config.replica.name },
              partition: `observations/${String(partition).padStart(4, '0')}`,
            }),
          openStorage: (directory) =>
            openEmbeddedStorage(directory, { onDamage: ({ file, what }) => report(`${file}: ${what}`) }),
          tell: (message) =>
            sender.send({
              ...{ topic: topics.anomalies, partition: tenantPartition(message.tenant, kafka.partitions) },
              ...{ key: Buffer.from(message.tenant), value: encodeAnomalyMessage(message) },
            }),
          openScores: (partition) => openTelling(topics.scores, partition),
          openLog: (partition) =>
            KafkaLog.open({
              ...{ client, sender, partition, topic: topics.observations },
              onPoison: (record, reason) => poison(topics.observations, partition, record, reason),
            }),
          room: () => sender.room(),
          poison: (partition, entry, reason) =>
            poison(
              topics.observations,
              partition,
              { ...BARE, offset: entry.offset, value: Buffer.from(entry.payload) },
              reason
            ),
        },
        number,
        broken
      ),
    ...{ tickInterval: TICK, now: Date.now, report },
  });
  const aggregation = new AggregationGroup({
    topic: topics.anomalies,
    openFeed: feedOf({
      ...{ ...follow, topic: topics.anomalies },
      ...{ decode: decodeMessage, trouble: troubles.about('anomalies') },
    }),
    snapshots: new AggregatorSnapshots(objects, report),
    first: async (partition) => (await offsetsOf(cluster, topics.anomalies, partition)).first,
    keep: (grouped) => metadata.keep(grouped),
    openTelling: (partition) => openTelling(topics.states, partition),
    ...{ snapshotInterval: config.snapshot.interval, now: Date.now, report },
  });
  const join = (name: string, topic: string, partitions: Assignable): Membership =>
    new Membership({
      ...{ client, group: `${kafka.group}-${name}`, topics: [topic], session: kafka.session },
      onAssigned: (added) => void partitions.assign(numbersOf(added)),
      onRevoked: (gone) => partitions.release(numbersOf(gone)),
      onLost: (gone) => void partitions.lose(numbersOf(gone)),
      onTrouble: troubles.about(`group ${kafka.group}-${name}`),
    });
  const operational = kafka.tenants.map((tenant) => {
    const topic = operationalTopic(kafka, tenant);
    const name = tenant === kafka.tenants[0] ? 'rekey' : `rekey-${tenant}`;
    const offsets: GroupOffsets = new GroupOffsets({
      ...{ client, group: `${kafka.group}-${name}` },
      place: () => membership.place,
      onGap: (of, partition, from, to) =>
        report(
          `Offsets ${from} to ${to} of partition ${partition} of ${of} were deleted before anybody had read them.`
        ),
    });
    const group: RekeyGroup = new RekeyGroup({
      ...{ topic, tenant, rekeyer, report },
      openFeed: feedOf({ ...{ ...follow, topic }, ...{ decode: decodeOperational, trouble: troubles.about(topic) } }),
      position: (partition) => offsets.position(topic, partition),
      commit: (partition, next) => offsets.commit(topic, partition, next),
      poison: (partition, { offset, value }, reason) =>
        poison(topic, partition, { ...BARE, offset, value: Buffer.from(value) }, reason),
    });
    const membership: Membership = join(name, topic, group.partitions);
    return { group, offsets, membership };
  });
  return ReplicaShard.start({
    ...{ rekeyer, detection, aggregation, rekeying: operational.map(({ group }) => group) },
    memberships: [
      join('detect', topics.observations, detection.partitions),
      join('aggregate', topics.anomalies, aggregation.partitions),
      ...operational.map(({ membership }) => membership),
    ],
    troubles: () => troubles.sentences(),
    release: async () => {
      await sender.close();
      await Promise.all(operational.map(({ offsets }) => offsets.close()));
      await cluster.close();
      await shared.close();
    },
  });
}

/** What a membership speaks to. */
interface Assignable {
  assign(partitions: readonly number[]): Promise<void>;
  release(partitions: readonly number[]): Promise<void>;
  lose(partitions: readonly number[]): Promise<void>;
}

/** Entries of one partition concern that one. */
const ONE = 1;
const BARE: Omit<RawRecord, 'offset' | 'value'> = { timestamp: 0, key: null, headers: [] };

/** All of a tenant's anomalies are in one partition, where one aggregator takes them. */
function tenantPartition(tenant: string, partitions: number): number {
  return partitionOf(tenant, '', '', '', partitions);
}

function decodeMessage({ offset, timestamp, value }: RawRecord): Decoded<PlacedMessage> {
  try {
    return { entry: { offset, appended: timestamp, message: decodeAnomalyMessage(value ?? new Uint8Array(0)) } };
  } catch (error) {
    if (error instanceof WeirError && error.code === 'invalid_argument') return { poison: error.message };
    throw error;
  }
}

function decodeOperational({ offset, value }: RawRecord): Decoded<OperationalRecord> {
  return value === null ? { poison: 'it is empty' } : { entry: { offset, value } };
}

function numbersOf(assignment: Assignment): number[] {
  return assignment.flatMap(({ partitions }) => partitions);
}

function headerBytes(headers: Readonly<Record<string, string>>): Uint8Array[] {
  return Object.entries(headers).flatMap(([key, value]) => [Buffer.from(key), Buffer.from(value)]);
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
