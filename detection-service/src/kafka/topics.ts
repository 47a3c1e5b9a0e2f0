import type { Config } from '../config/schema.ts';
import { DAY, type Millis } from '../core/time.ts';

/** A topic as it has to be: what stands in it, and how brokers have to keep it. */
export interface Topic {
  readonly name: string;
  /** What a record's key is, and so what stays in order. */
  readonly key: string;
  /** What a record is. */
  readonly record: string;
  /** How a record may change without a new topic; anything else makes one with the next number at its end. */
  readonly evolution: string;
  readonly partitions: number;
  /** `exact`: who reads and who writes count on this number, and on no other. `at-will`: any number will do. */
  readonly count: 'exact' | 'at-will';
  readonly cleanup: 'delete' | 'compact';
  /** How long brokers keep a record; infinite where somebody deletes, or where the newest of a key is kept. */
  readonly retention: Millis;
  /** `LogAppendTime`: the clock of the broker; `CreateTime`: that of the sender. */
  readonly timestamps: 'LogAppendTime' | 'CreateTime';
  /** The largest batch of records, in bytes. */
  readonly maxMessageBytes: number;
}

/** The topics that there is one of each. */
type TopicKind =
  'observations' | 'anomalies' | 'states' | 'scores' | 'forecasts' | 'ratings' | 'config' | 'deadLetters';

type KafkaNames = Pick<Config['kafka'], 'prefix' | 'partitions' | 'tenants'>;

const MIB = 2 ** 20;
/** What a batch of records has besides keys and values: heads and headers, with room to spare. */
const ENVELOPE = 64 * 1024;
/** The largest payload of an entry of the log in Kafka, in bytes: managed brokers rarely take more in a message. */
export const MAX_ENTRY_PAYLOAD = 16 * MIB;
/** The first bytes of a poison message that are kept. */
export const DEAD_LETTER_BYTES = 64 * 1024;

const JSON_EVOLUTION = 'JSON; fields may be added, readers pass over those that they do not know';

/** The topic of a tenant that collectors write to. The first of `kafka.tenants` has the short name. */
export function operationalTopic({ prefix, tenants }: Omit<KafkaNames, 'partitions'>, tenant: string): string {
  return `${prefix}.${tenant === tenants[0] ? '' : `${tenant}.`}operational.metrics.v1`;
}

/** The names of the topics that there is one of each. */
export function topicNames(prefix: string): Readonly<Record<TopicKind, string>> {
  return {
    observations: `${prefix}.observations.v1`,
    anomalies: `${prefix}.anomalies.v1`,
    states: `${prefix}.analytical.states.v1`,
    scores: `${prefix}.analytical.scores.v1`,
    forecasts: `${prefix}.analytical.forecasts.v1`,
    ratings: `${prefix}.analytical.ratings.v1`,
    config: `${prefix}.config.v1`,
    deadLetters: `${prefix}.deadletter.v1`,
  };
}

/** Every topic that a configuration needs, in the order of the pipeline. */
export function topics(kafka: KafkaNames): readonly Topic[] {
  const names = topicNames(kafka.prefix);
  const { partitions } = kafka;
  return [
    ...kafka.tenants.map((tenant) => operational(operationalTopic(kafka, tenant), partitions)),
    {
      name: names.observations,
      key: 'none; the partition is that of the service, by the hash of tenant, environment, namespace and name',
      record:
        'an entry of the log: its payload (OTLP `ExportMetricsServiceRequest` of one resource, or JSON for ticks and control); headers `weir.version`, `weir.kind`, `weir.tenant`, `weir.partitions`, `weir.gzip`',
      evolution:
        'headers may be added; a higher `weir.version` is read by no older program: it stops at that record and says so',
      ...{ partitions, count: 'exact', cleanup: 'delete' },
      // The owner of a partition deletes what its snapshots are past (DeleteRecords). Brokers do not know what is.
      retention: Infinity,
      timestamps: 'LogAppendTime',
      maxMessageBytes: MAX_ENTRY_PAYLOAD + ENVELOPE,
    },
    {
      name: names.anomalies,
      key: 'the tenant',
      record: 'changes of anomalies, with the input partition, offset and index they come from, and its watermark',
      evolution: JSON_EVOLUTION,
      ...{ partitions, count: 'exact', cleanup: 'delete', retention: 30 * DAY, timestamps: 'LogAppendTime' },
      maxMessageBytes: 4 * MIB,
    },
    result(names.states, 'the problem', 'a problem as it is now', partitions, 30 * DAY),
    result(names.scores, 'the series', 'verdicts of closed steps', partitions, 3 * DAY),
    result(names.forecasts, 'the series', 'a forecast as it was made', partitions, 14 * DAY),
    {
      ...result(names.ratings, 'the service', 'its rating as it is now', partitions, Infinity),
      cleanup: 'compact',
    },
    {
      ...result(names.config, 'the name of the setting', 'its value as it is now', 1, Infinity),
      cleanup: 'compact',
    },
    {
      name: names.deadLetters,
      key: 'topic, partition and offset of a message that could not be read',
      record: `its first ${DEAD_LETTER_BYTES} bytes; headers \`weir.topic\`, \`weir.partition\`, \`weir.offset\`, \`weir.reason\`, \`weir.size\`, \`weir.key\``,
      evolution: 'headers may be added',
      ...{ partitions: 1, count: 'at-will', cleanup: 'delete', retention: 30 * DAY, timestamps: 'LogAppendTime' },
      maxMessageBytes: MIB,
    },
  ];
}

function operational(name: string, partitions: number): Topic {
  return {
    name,
    key: 'who speaks: emitter, else source, else service',
    record: 'OTLP `ExportMetricsServiceRequest` in protobuf, as collectors write it',
    evolution: 'as OTLP evolves: fields are added, none changes its meaning',
    ...{ partitions, count: 'at-will', cleanup: 'delete', retention: 3 * DAY, timestamps: 'CreateTime' },
    // What the collectors' layer `kafka-edge.yaml` sends at most.
    maxMessageBytes: 9_000_000,
  };
}

function result(name: string, key: string, record: string, partitions: number, retention: Millis): Topic {
  return {
    ...{ name, key, record, partitions, retention, evolution: JSON_EVOLUTION },
    ...{ count: 'at-will', cleanup: 'delete', timestamps: 'LogAppendTime', maxMessageBytes: MIB },
  };
}
