import { DAY, HOUR } from '../core/time.ts';
import type { Topic } from './topics.ts';

/** A topic as brokers have it. */
export interface ActualTopic {
  readonly name: string;
  readonly partitions: number;
  /** The fewest copies that any partition has. */
  readonly replication: number;
  /** Settings by their name in Kafka, defaults included. */
  readonly settings: ReadonlyMap<string, string>;
}

/** A setting that has to change. */
export interface SettingChange {
  readonly topic: string;
  readonly setting: string;
  readonly expected: string;
  readonly found: string;
}

/** What has to be done to the topics, and what nobody can do. */
export interface TopicPlan {
  readonly create: readonly Topic[];
  readonly change: readonly SettingChange[];
  /** What is wrong and cannot be changed: the setting is `partitions`. */
  readonly wrong: readonly SettingChange[];
  /** What is worth a look, and left as it is: the setting is `replication`. */
  readonly notes: readonly SettingChange[];
}

/** The settings of Kafka that a topic has to have, by their names. */
export function settingsOf(topic: Topic, replication: number): ReadonlyMap<string, string> {
  return new Map([
    ['cleanup.policy', topic.cleanup],
    ['retention.ms', String(topic.retention === Infinity ? -1 : topic.retention)],
    ['retention.bytes', '-1'],
    ['message.timestamp.type', topic.timestamps],
    ['max.message.bytes', String(topic.maxMessageBytes)],
    // One copy may be away while records are taken, and what was taken is on two.
    ['min.insync.replicas', String(replication >= 3 ? 2 : 1)],
    ['unclean.leader.election.enable', 'false'],
    // Deleted records leave the disk with their whole segment; a day at the latest.
    ['segment.bytes', String(128 * 2 ** 20)],
    ['segment.ms', String(topic.cleanup === 'compact' ? DAY : 6 * HOUR)],
  ]);
}

/** Compares the topics that are wanted with those that are there. `replication` holds for those to be made. */
export function planTopics(
  wanted: readonly Topic[],
  actual: ReadonlyMap<string, ActualTopic>,
  replication: number
): TopicPlan {
  const plan = {
    create: [] as Topic[],
    change: [] as SettingChange[],
    wrong: [] as SettingChange[],
    notes: [] as SettingChange[],
  };
  for (const topic of wanted) {
    const found = actual.get(topic.name);
    if (found === undefined) {
      plan.create.push(topic);
      continue;
    }
    const compare = (setting: string, expected: number, there: number): SettingChange => ({
      ...{ topic: topic.name, setting, expected: String(expected), found: String(there) },
    });
    if (topic.count === 'exact' && found.partitions !== topic.partitions) {
      plan.wrong.push(compare('partitions', topic.partitions, found.partitions));
    }
    if (found.replication < replication) plan.notes.push(compare('replication', replication, found.replication));
    for (const [setting, expected] of settingsOf(topic, found.replication)) {
      const there = found.settings.get(setting);
      if (there !== expected) plan.change.push({ topic: topic.name, setting, expected, found: there ?? 'nothing' });
    }
  }
  return plan;
}
