import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyTopics, examineTopics } from '@weir/detection-service/kafka/apply-topics.ts';
import { clientOptions } from '@weir/detection-service/kafka/client-options.ts';
import { Membership } from '@weir/detection-service/kafka/membership.ts';
import { openAdmin } from '@weir/detection-service/kafka/open-admin.ts';
import { PartitionFeed } from '@weir/detection-service/kafka/partition-feed.ts';
import { RecordSender } from '@weir/detection-service/kafka/record-sender.ts';
import { partitionsOf } from '@weir/detection-service/kafka/sticky-assignment.ts';
import { topicNames, topics } from '@weir/detection-service/kafka/topics.ts';
import { KafkaCluster } from '../support/kafka-cluster.ts';
import { Kafka } from '../support/kafka.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause } from '../support/service-process.ts';

/** Three brokers, of which one after the other is lost while partitions are written and read and a group is kept. */
const folder = scratchFolder('kafka-cluster');
const PARTITIONS = 6;
const SESSION = 6000;
const TOPIC = topicNames('weir').observations;
const BROKERS = 3;
let cluster: KafkaCluster;

beforeAll(async () => {
  cluster = await KafkaCluster.start(path.join(folder, 'kafka'), BROKERS);
  const admin = openAdmin(client('admin'));
  const wanted = topics({ prefix: 'weir', partitions: PARTITIONS, tenants: ['default'] });
  await applyTopics(admin, await examineTopics(admin, wanted, BROKERS), BROKERS);
  const plan = await examineTopics(admin, wanted, BROKERS);
  await admin.close();
  expect(plan).toEqual({ create: [], change: [], wrong: [], notes: [] });
});
afterAll(async () => {
  await cluster.stop();
  Kafka.killStragglers();
});

function client(purpose: string): ReturnType<typeof clientOptions> {
  return clientOptions({ brokers: cluster.addresses, tls: { enabled: false } }, purpose);
}

async function until(what: () => boolean, within: number): Promise<void> {
  const deadline = Date.now() + within;
  while (!what()) {
    if (Date.now() > deadline) throw new Error(`not within ${within} ms: ${what.toString()}`);
    await pause(20);
  }
}

describe('while brokers are lost one after the other', () => {
  it('every record is written and read once, in its order, and the group has all partitions', async () => {
    const troubles: string[] = [];
    const tell = (error: Error | undefined): unknown => troubles.push(error?.message ?? 'well');
    const sender = new RecordSender({ client: client('sender'), onTrouble: tell });
    const seen: string[][] = Array.from({ length: PARTITIONS }, () => []);
    const feed = new PartitionFeed<string>({
      ...{ client: client('feed'), topic: TOPIC, onTrouble: tell },
      decode: ({ value }) => ({ entry: String(value) }),
      deliver: ({ partition, entries }) => Promise.resolve(void seen[partition]?.push(...entries)),
      onPoison: () => undefined,
      onStopped: (partition, error) => tell(new Error(`${partition} stopped: ${error.message}`)),
    });
    const members = [1, 2].map(
      (i) =>
        new Membership({
          ...{
            client: client(`member-${i}`),
            group: 'weir-detect',
            topics: [TOPIC],
            session: SESSION,
            onTrouble: tell,
          },
          ...{ onAssigned: () => undefined, onRevoked: () => Promise.resolve(), onLost: () => undefined },
        })
    );
    const shares = (): number[][] =>
      members.map(({ assignment }) => partitionsOf(assignment).map(({ partition }) => partition));
    const whole = (): boolean => new Set(shares().flat()).size === PARTITIONS && shares().flat().length === PARTITIONS;
    for (const member of members) member.join();
    for (let partition = 0; partition < PARTITIONS; partition += 1) feed.assign(partition, 0);
    await until(whole, 30_000);

    const sent: Promise<unknown>[] = [];
    let going = true;
    const writing = (async () => {
      for (let i = 0; going; i += 1) {
        await sender.room();
        sent.push(sender.send({ topic: TOPIC, partition: i % PARTITIONS, value: Buffer.from(String(i)) }));
        if (i % 10 === 0) await pause(1);
      }
    })();
    for (let i = 0; i < BROKERS; i += 1) {
      await pause(2000);
      await cluster.killBroker(i);
      const before = seen.flat().length;
      // The two that are left go on without it.
      await until(() => seen.every((texts) => texts.length > 0) && seen.flat().length > before + 2000, 60_000);
      await cluster.startBroker(i);
      // It has to catch up before the next one may be lost.
      await pause(6000);
    }
    going = false;
    await writing;
    await Promise.all(sent);
    await until(() => seen.flat().length >= sent.length, 60_000);
    for (const [partition, texts] of seen.entries()) {
      expect(texts).toEqual(
        sent
          .map((_, i) => i)
          .filter((i) => i % PARTITIONS === partition)
          .map(String)
      );
    }
    await until(whole, 60_000);
    expect([feed.trouble, ...members.map(({ trouble }) => trouble)]).toEqual([undefined, undefined, undefined]);
    expect(troubles.filter((one) => one.includes('stopped'))).toEqual([]);
    await Promise.all([feed.close(), sender.close(), ...members.map((member) => member.leave())]);
  });
});
