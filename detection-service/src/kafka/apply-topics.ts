import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigResourceTypes, IncrementalAlterConfigOperationTypes, type Admin } from '@platformatic/kafka';
import { WeirError } from '../core/errors.ts';
import { SECOND, type Millis } from '../core/time.ts';
import { kafkaError } from './kafka-error.ts';
import { planTopics, settingsOf, type ActualTopic, type SettingChange, type TopicPlan } from './topic-plan.ts';
import type { Topic } from './topics.ts';

const PATIENCE: Millis = 30 * SECOND;
const LOOK_EVERY: Millis = 100;

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
  await known(admin, create);
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

/** Waits until the brokers have told each other of new topics. */
async function known(admin: Admin, created: readonly Topic[]): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  for (let missing = created; missing.length > 0;) {
    const there = new Set(await asked('the topics cannot be listed', () => admin.listTopics()));
    missing = missing.filter(({ name }) => !there.has(name));
    if (missing.length === 0) return;
    if (Date.now() > deadline) {
      const names = missing.map(({ name }) => name).join(', ');
      throw new WeirError('unavailable', `the brokers were told to make ${names}, and still do not know of it.`);
    }
    await sleep(LOOK_EVERY);
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
