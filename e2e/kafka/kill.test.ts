import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '@weir/detection-service/config/load.ts';
import { seededRandom } from '@weir/detection-service/core/random.ts';
import { applyTopics, examineTopics } from '@weir/detection-service/kafka/apply-topics.ts';
import { clientOptions } from '@weir/detection-service/kafka/client-options.ts';
import { Cluster } from '@weir/detection-service/kafka/cluster.ts';
import { offsetsOf } from '@weir/detection-service/kafka/offsets.ts';
import { openAdmin } from '@weir/detection-service/kafka/open-admin.ts';
import { readPartition } from '@weir/detection-service/kafka/read-partition.ts';
import { headersOf } from '@weir/detection-service/kafka/record-headers.ts';
import { RecordSender } from '@weir/detection-service/kafka/record-sender.ts';
import { operationalTopic, topicNames, topics } from '@weir/detection-service/kafka/topics.ts';
import { INPUT_HEADER } from '@weir/detection-service/replica/told-once.ts';
import type { CanonicalHash } from '@weir/detection-service/storage/canonical-hash.ts';
import { openEmbeddedStorage } from '@weir/detection-service/storage/embedded/embedded-storage.ts';
import { MetadataMirror } from '@weir/detection-service/storage/mirror/metadata-mirror.ts';
import { MirrorReader } from '@weir/detection-service/storage/mirror/mirror-reader.ts';
import { PostgresMetadata } from '@weir/detection-service/storage/postgres/postgres-metadata.ts';
import { Kafka } from '../support/kafka.ts';
import { onePipeline } from '../support/one-pipeline.ts';
import { tellStory } from '../support/otlp-story.ts';
import { partitionedHash, wholeHash } from '../support/partitioned-results.ts';
import { PostgresServer } from '../support/postgres.ts';
import { ReplicaProcess } from '../support/replica-process.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause } from '../support/service-process.ts';

/** More of them in `npm run test:full`. */
const KILLS = Number(process.env['WEIR_KILLS'] ?? 6);
const PARTITIONS = 6;
const LONGEST_LIFE_MS = 4_000;
/** After this without a word, sources of history count as gone, which adds to what is stored. */
const PATIENCE_MS = 100_000;
const FROM = Date.UTC(2024, 0, 1);
const others = Array.from({ length: 10 }, (_, i) => `shop-${i}`);
const seed = Math.floor(Math.random() * 1e6);
const { requests } = tellStory({ seed, from: FROM, minutes: 8 * 60, outage: [300, 340], others });
const random = seededRandom(seed);

const folder = scratchFolder('kafka-kill');
const objects = path.join(folder, 'objects');
let kafka: Kafka;
let postgres: PostgresServer;
let database: string;

beforeAll(async () => {
  mkdirSync(objects);
  [kafka, postgres] = await Promise.all([Kafka.start(path.join(folder, 'kafka'), {}), PostgresServer.start()]);
  database = await postgres.database();
  const { kafka: settings } = config('nobody');
  const admin = openAdmin(clientOptions(settings, 'test'));
  await applyTopics(admin, await examineTopics(admin, topics(settings), 1), 1);
  await admin.close();
});
afterAll(async () => {
  ReplicaProcess.killStragglers();
  await Promise.all([kafka.stop(), postgres.stop()]);
  Kafka.killStragglers();
});

function configFile(name: string): string {
  const file = path.join(folder, `${name}.yaml`);
  writeFileSync(
    file,
    JSON.stringify({
      data: path.join(folder, `data-${name}`),
      kafka: { brokers: [kafka.address], partitions: PARTITIONS, session: '6s' },
      storage: { objects: { directory: objects }, postgres: { env: 'POSTGRES_URL' } },
      replica: { name },
      snapshot: { interval: '1s' },
    })
  );
  return file;
}

const environment = (): Record<string, string> => ({ POSTGRES_URL: database });
const config = (name: string): ReturnType<typeof loadConfig> =>
  loadConfig({ file: configFile(name), env: environment() });
const launch = (name: string): ReplicaProcess => new ReplicaProcess(configFile(name), environment());

/** Sends all requests as one collector does, over about as long as the kills take. */
async function send(lasting: number): Promise<void> {
  const { kafka: settings } = config('nobody');
  const sender = new RecordSender({ client: clientOptions(settings, 'collector') });
  const topic = operationalTopic(settings, 'default');
  const began = Date.now();
  for (const [i, value] of requests.entries()) {
    await sender.send({ topic, partition: 2, key: Buffer.from('emitter-1'), value });
    const due = began + (lasting * i) / requests.length;
    if (due > Date.now()) await pause(due - Date.now());
  }
  await sender.close();
}

/** What replicas and PostgreSQL together hold now; undefined while partitions are on their way. */
function hashNow(replicas: ReadonlyMap<string, ReplicaProcess>, grouped: MirrorReader): CanonicalHash | undefined {
  const places = [...replicas].flatMap(([name, { status }]) =>
    status.partitions.map((partition) => path.join(folder, `data-${name}`, 'partitions', String(partition)))
  );
  if (places.length !== PARTITIONS) return undefined;
  const stores = places.map((place) => openEmbeddedStorage(place, { readOnly: true }));
  try {
    return partitionedHash(stores, grouped as unknown as Parameters<typeof partitionedHash>[1]);
  } finally {
    for (const store of stores) store.close();
  }
}

/** Every record of a topic, with what led to it. */
async function told(topic: string): Promise<{ partition: number; input: string; value: unknown }[]> {
  const cluster = new Cluster(clientOptions(config('nobody').kafka, 'reader'));
  const found: { partition: number; input: string; value: unknown }[] = [];
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const { first, next } = await offsetsOf(cluster, topic, partition);
    for await (const record of readPartition(cluster, { topic, partition, from: first, end: next, patience: 10_000 })) {
      const value: unknown = JSON.parse(record.value?.toString('utf8') ?? 'null');
      found.push({ partition, input: headersOf(record)(INPUT_HEADER) ?? '', value });
    }
  }
  await cluster.close();
  return found;
}

test(`replicas that are killed again and again lose nothing and say nothing twice (seed ${seed})`, async () => {
  const whole = wholeHash(onePipeline(requests, FROM));
  expect(whole.problems).toBeGreaterThan(0);
  const replicas = new Map(['a', 'b'].map((name) => [name, launch(name)]));
  const sending = send(KILLS * LONGEST_LIFE_MS * 0.5);
  const said: string[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    await pause(random() * LONGEST_LIFE_MS);
    const name = random() < 0.5 ? 'a' : 'b';
    const victim = replicas.get(name) as ReplicaProcess;
    if (random() < 0.15) {
      // It leaves in good order, so that the other has everything for a while; or it has hardly begun, and is just gone.
      expect([0, null]).toContain(await victim.stop());
    } else {
      await victim.kill();
    }
    said.push(...victim.said);
    // Sometimes the machine is gone, too.
    if (random() < 0.3) rmSync(path.join(folder, `data-${name}`), { recursive: true, force: true });
    replicas.set(name, launch(name));
  }
  await sending;
  const metadata = await PostgresMetadata.open({ url: database });
  const mirror = new MetadataMirror({ directory: path.join(folder, 'mirror'), metadata });
  await mirror.caughtUpWith(await metadata.flush());
  const grouped = new MirrorReader(path.join(folder, 'mirror'));
  const deadline = Date.now() + PATIENCE_MS;
  let found: CanonicalHash | undefined;
  while (found?.hash !== whole.hash && Date.now() < deadline) {
    await pause(2_000);
    found = hashNow(replicas, grouped);
  }
  expect({ found, said: found?.hash === whole.hash ? [] : said.slice(-20) }).toEqual({ found: whole, said: [] });

  const { states, deadLetters } = topicNames(config('nobody').kafka.prefix);
  const problems = await told(states);
  expect(new Set(problems.map(({ partition, input }) => `${partition} ${input}`)).size).toBe(problems.length);
  const revisions = problems.map(({ value }) => (value as { problem: { id: string; revision: number } }).problem);
  for (const { id } of revisions) {
    const own = revisions.filter((one) => one.id === id).map(({ revision }) => revision);
    expect(own).toEqual(own.map((_, i) => i + 1));
  }
  expect(await kafka.messages(deadLetters)).toEqual([]);
  grouped.close();
  await mirror.close();
  await metadata.close();
  for (const replica of replicas.values()) expect(await replica.stop()).toBe(0);
});
