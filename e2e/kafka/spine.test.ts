import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { composeReplica } from '@weir/detection-service/compose-replica.ts';
import { loadConfig } from '@weir/detection-service/config/load.ts';
import type { Config } from '@weir/detection-service/config/schema.ts';
import { DECODE_LIMITS } from '@weir/detection-service/ingest/decode-limits.ts';
import { applyTopics, examineTopics } from '@weir/detection-service/kafka/apply-topics.ts';
import { clientOptions } from '@weir/detection-service/kafka/client-options.ts';
import { openAdmin } from '@weir/detection-service/kafka/open-admin.ts';
import { RecordSender } from '@weir/detection-service/kafka/record-sender.ts';
import { operationalTopic, topics } from '@weir/detection-service/kafka/topics.ts';
import type { ReplicaShard } from '@weir/detection-service/replica/replica-shard.ts';
import type { CanonicalHash } from '@weir/detection-service/storage/canonical-hash.ts';
import { openEmbeddedStorage } from '@weir/detection-service/storage/embedded/embedded-storage.ts';
import { MemoryStorage } from '@weir/detection-service/storage/memory/memory-storage.ts';
import { openObjects } from '@weir/detection-service/storage/objects/registry.ts';
import { Kafka } from '../support/kafka.ts';
import { onePipeline } from '../support/one-pipeline.ts';
import { tellStory } from '../support/otlp-story.ts';
import { partitionedHash, wholeHash } from '../support/partitioned-results.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause } from '../support/service-process.ts';

const FROM = Date.UTC(2024, 0, 1);
const PARTITIONS = 6;
const PATIENCE_MS = 120_000;
const others = Array.from({ length: 10 }, (_, i) => `shop-${i}`);
const { requests } = tellStory({ seed: 11, from: FROM, minutes: 6 * 60, outage: [240, 280], others });
const whole = wholeHash(onePipeline(requests, FROM));
const folder = scratchFolder('kafka-spine');
let kafka: Kafka;

beforeAll(async () => {
  kafka = await Kafka.start(path.join(folder, 'kafka'), {});
});
afterAll(async () => {
  await kafka.stop();
  Kafka.killStragglers();
});

/** Topics, shared storage and the replicas of one test, with the metadata in memory. */
class World {
  readonly said: string[] = [];
  readonly #prefix: string;
  readonly #grouped = new MemoryStorage();
  readonly #objects: string;
  readonly #replicas = new Map<string, ReplicaShard>();

  constructor(prefix: string) {
    this.#prefix = prefix;
    this.#objects = path.join(folder, `${prefix}-objects`);
    mkdirSync(this.#objects);
  }

  async makeTopics(): Promise<void> {
    const { kafka: settings } = this.#config('nobody');
    const admin = openAdmin(clientOptions(settings, 'test'));
    await applyTopics(admin, await examineTopics(admin, topics(settings), 1), 1);
    await admin.close();
  }

  /** Sends requests as one collector does; with a pause after each hundred. */
  async send(bodies: readonly Uint8Array[], pauseMs = 0): Promise<void> {
    const { kafka: settings } = this.#config('nobody');
    const sender = new RecordSender({ client: clientOptions(settings, 'test') });
    const topic = operationalTopic(settings, 'default');
    const key = Buffer.from('emitter-1');
    for (let from = 0; from < bodies.length; from += 100) {
      const some = bodies.slice(from, from + 100);
      await Promise.all(some.map((value) => sender.send({ topic, partition: 2, key, value })));
      await pause(pauseMs);
    }
    await sender.close();
  }

  start(name: string): void {
    const replica = composeReplica(
      this.#config(name),
      {
        objects: openObjects({ directory: this.#objects }),
        metadata: {
          addSeries: () => Promise.resolve(),
          keep: ({ anomalies, problems }) => {
            this.#grouped.putAnomalies(anomalies);
            this.#grouped.putProblems(problems);
            return Promise.resolve();
          },
        },
        limits: { body: { body: 1 << 24, unpacked: 1 << 26 }, decode: DECODE_LIMITS },
        close: () => Promise.resolve(),
      },
      (sentence) => this.said.push(`${name}: ${sentence}`)
    );
    this.#replicas.set(name, replica);
  }

  async stop(name: string): Promise<void> {
    const replica = this.#replicas.get(name);
    this.#replicas.delete(name);
    await replica?.close();
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#replicas.keys()].map((name) => this.stop(name)));
  }

  /** The partitions that each replica has. */
  async shares(): Promise<Record<string, readonly number[]>> {
    const shares: Record<string, readonly number[]> = {};
    for (const [name, replica] of this.#replicas) shares[name] = (await replica.status()).partitions ?? [];
    return shares;
  }

  /** Waits until the replicas together have come to the results wanted; what they have come to otherwise. */
  async results(wanted: CanonicalHash): Promise<CanonicalHash | undefined> {
    const deadline = Date.now() + PATIENCE_MS;
    let found: CanonicalHash | undefined;
    do {
      await pause(1_000);
      found = await this.#hash();
    } while (found?.hash !== wanted.hash && Date.now() < deadline);
    return found;
  }

  async #hash(): Promise<CanonicalHash | undefined> {
    const shares = Object.entries(await this.shares());
    const places = shares.flatMap(([name, partitions]) =>
      partitions.map((partition) => this.#directory(name, partition))
    );
    if (places.length !== PARTITIONS) return undefined;
    const stores = places.map((place) => openEmbeddedStorage(place, { readOnly: true }));
    try {
      return partitionedHash(stores, this.#grouped);
    } finally {
      for (const store of stores) store.close();
    }
  }

  #directory(name: string, partition: number): string {
    return path.join(this.#config(name).data, 'partitions', String(partition));
  }

  #config(name: string): Config {
    return loadConfig({
      env: {},
      flags: {
        'kafka.brokers': kafka.address,
        'kafka.prefix': this.#prefix,
        'kafka.group': this.#prefix,
        'kafka.partitions': String(PARTITIONS),
        'kafka.session': '6s',
        'snapshot.interval': '2s',
        data: path.join(folder, `${this.#prefix}-${name}`),
      },
    });
  }
}

test('what goes through Kafka gives the verdicts and problems of one pipeline', async () => {
  const world = new World('plain');
  await world.makeTopics();
  await world.send(requests);
  world.start('a');
  expect(await world.results(whole)).toEqual(whole);
  await world.stopAll();
  expect(world.said.filter((sentence) => !sentence.includes('coordinator'))).toEqual([]);
});

test('replicas that come and go change nothing', async () => {
  const world = new World('moving');
  await world.makeTopics();
  world.start('a');
  const sending = world.send(requests, 1_500);
  await pause(3_000);
  world.start('b');
  await pause(4_000);
  expect(Object.values(await world.shares()).map((share) => share.length)).toEqual([3, 3]);
  await world.stop('a');
  world.start('c');
  await pause(2_000);
  world.start('a');
  await sending;
  expect(await world.results(whole)).toEqual(whole);
  const shares = await world.shares();
  expect(Object.values(shares).map((share) => share.length)).toEqual([2, 2, 2]);
  await world.stop('b');
  expect(await world.results(whole)).toEqual(whole);
  await world.stopAll();
  expect(world.said.filter((sentence) => !sentence.includes('coordinator'))).toEqual([]);
});
