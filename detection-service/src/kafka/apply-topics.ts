import { ConfigResourceTypes, IncrementalAlterConfigOperationTypes, type Admin } from '@platformatic/kafka';
import { kafkaError } from './kafka-error.ts';
import { planTopics, settingsOf, type ActualTopic, type SettingChange, type TopicPlan } from './topic-plan.ts';
import type { Topic } from './topics.ts';

/** Compares the topics that are wanted with what the brokers have. */
export async function examineTopics(admin: Admin, wanted: readonly Topic[], replication: number): Promise<TopicPlan> {
  return planTopics(wanted, await actualTopics(admin, wanted), replication);
}

/**
 * Makes the topics that are missing and changes the settings that differ. What the plan calls wrong it leaves alone.
 * A second call with the plan of then does nothing.
 */
export async function applyTopics(admin: Admin, { create, change }: TopicPlan, replication: number): Promise<void> {
  for (const topic of create) {
    await asked(`the topic ${topic.name} cannot be made`, () =>
      admin.createTopics({
        topics: [{ topic: topic.name, partitions: topic.partitions, replicas: replication }],
        configs: [...settingsOf(topic, replication)].map(([name, value]) => ({ name, value })),
      })
    );
  }
  for (const [name, changes] of byTopic(change)) {
    const configs = changes.map(({ setting, expected }) => ({
      name: setting,
      configOperation: IncrementalAlterConfigOperationTypes.SET,
      value: expected,
    }));
    await asked(`the settings of the topic ${name} cannot be changed`, () =>
      admin.incrementalAlterConfigs({
        resources: [{ resourceType: ConfigResourceTypes.TOPIC, resourceName: name, configs }],
      })
    );
  }
}

async function actualTopics(admin: Admin, wanted: readonly Topic[]): Promise<ReadonlyMap<string, ActualTopic>> {
  const there = new Set(await asked('the topics cannot be listed', () => admin.listTopics()));
  const names = wanted.map(({ name }) => name).filter((name) => there.has(name));
  if (names.length === 0) return new Map();
  const [metadata, descriptions] = await asked('the topics cannot be looked at', () =>
    Promise.all([
      admin.metadata({ topics: [...names], forceUpdate: true }),
      admin.describeConfigs({
        resources: names.map((name) => ({ resourceType: ConfigResourceTypes.TOPIC, resourceName: name })),
      }),
    ])
  );
  const settings = new Map(
    descriptions.map(({ resourceName, configs }) => [
      resourceName,
      new Map(configs.map(({ name, value }) => [name, value ?? ''])),
    ])
  );
  return new Map(
    names.map((name) => {
      const partitions = metadata.topics.get(name)?.partitions ?? [];
      const replication = Math.min(...partitions.map(({ replicas }) => replicas.length));
      return [
        name,
        { name, partitions: partitions.length, replication, settings: settings.get(name) ?? new Map<string, string>() },
      ];
    })
  );
}

function byTopic(changes: readonly SettingChange[]): ReadonlyMap<string, readonly SettingChange[]> {
  return Map.groupBy(changes, ({ topic }) => topic);
}

async function asked<T>(doing: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw kafkaError(error, doing);
  }
}
