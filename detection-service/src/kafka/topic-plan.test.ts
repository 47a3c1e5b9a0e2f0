import { describe, expect, it } from 'vitest';
import { planTopics, settingsOf, type ActualTopic } from './topic-plan.ts';
import { operationalTopic, topics, type Topic } from './topics.ts';

const KAFKA = { prefix: 'weir', partitions: 16, tenants: ['default'] };
const wanted = topics(KAFKA);

/** The topics as they are once the plan was carried out. */
function asWanted(replication = 1): Map<string, ActualTopic> {
  return new Map(
    wanted.map((topic) => [
      topic.name,
      { name: topic.name, partitions: topic.partitions, replication, settings: settingsOf(topic, replication) },
    ])
  );
}

function topic(name: string): Topic {
  const found = wanted.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no topic ${name}`);
  return found;
}

describe('the topics', () => {
  it('are named after the prefix; the first tenant has the short name', () => {
    const kafka = { ...KAFKA, prefix: 'acme', tenants: ['default', 'shop'] };
    expect(kafka.tenants.map((tenant) => operationalTopic(kafka, tenant))).toEqual([
      'acme.operational.metrics.v1',
      'acme.shop.operational.metrics.v1',
    ]);
    const names = topics(kafka).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => /^acme\.[a-z.]+\.v1$/.test(name))).toBe(true);
  });

  it('keep observations until their owner deletes them, by the clock of the broker', () => {
    const settings = settingsOf(topic('weir.observations.v1'), 3);
    expect(Object.fromEntries(settings)).toMatchObject({
      'retention.ms': '-1',
      'cleanup.policy': 'delete',
      'message.timestamp.type': 'LogAppendTime',
      'min.insync.replicas': '2',
    });
    expect(settings.has('retention.bytes')).toBe(true);
  });
});

describe('the plan', () => {
  it('makes everything where there is nothing', () => {
    expect(planTopics(wanted, new Map(), 1)).toEqual({ create: wanted, change: [], wrong: [], notes: [] });
  });

  it('does nothing where everything is as it should be', () => {
    for (const replication of [1, 3]) {
      expect(planTopics(wanted, asWanted(replication), replication)).toEqual({
        ...{ create: [], change: [], wrong: [], notes: [] },
      });
    }
  });

  it('makes what is missing and changes what differs, and nothing else', () => {
    const actual = asWanted();
    actual.delete('weir.anomalies.v1');
    const name = 'weir.observations.v1';
    const old = actual.get(name) as ActualTopic;
    const settings = new Map([...old.settings, ['retention.ms', '604800000'], ['flush.ms', '5']]);
    settings.delete('segment.ms');
    actual.set(name, { ...old, settings });
    expect(planTopics(wanted, actual, 1)).toEqual({
      create: [topic('weir.anomalies.v1')],
      change: [
        { topic: name, setting: 'retention.ms', expected: '-1', found: '604800000' },
        { topic: name, setting: 'segment.ms', expected: '21600000', found: 'nothing' },
      ],
      ...{ wrong: [], notes: [] },
    });
  });

  it('names the topic, what was expected and what was found where partitions are too few or too many', () => {
    const name = 'weir.observations.v1';
    for (const partitions of [8, 32]) {
      const actual = asWanted();
      actual.set(name, { ...(actual.get(name) as ActualTopic), partitions });
      expect(planTopics(wanted, actual, 1)).toMatchObject({
        change: [],
        wrong: [{ topic: name, setting: 'partitions', expected: '16', found: String(partitions) }],
      });
    }
  });

  it('takes any number of partitions where nobody counts on one', () => {
    const actual = asWanted();
    for (const name of ['weir.operational.metrics.v1', 'weir.deadletter.v1']) {
      actual.set(name, { ...(actual.get(name) as ActualTopic), partitions: 3 });
    }
    expect(planTopics(wanted, actual, 1)).toMatchObject({ create: [], change: [], wrong: [] });
  });

  it('notes fewer copies than wanted, and asks of them what they can do', () => {
    const plan = planTopics(wanted, asWanted(1), 3);
    expect(plan.notes).toHaveLength(wanted.length);
    expect([plan.notes[0]?.expected, plan.notes[0]?.found]).toEqual(['3', '1']);
    expect([plan.change, plan.wrong]).toEqual([[], []]);
  });
});
