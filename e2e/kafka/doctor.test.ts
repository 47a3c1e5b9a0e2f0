import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { clientOptions } from '@weir/detection-service/kafka/client-options.ts';
import { DeadLetters } from '@weir/detection-service/kafka/dead-letters.ts';
import { headersOf } from '@weir/detection-service/kafka/record-headers.ts';
import { PartitionFeed } from '@weir/detection-service/kafka/partition-feed.ts';
import type { RawRecord } from '@weir/detection-service/kafka/record-batches.ts';
import { RecordSender } from '@weir/detection-service/kafka/record-sender.ts';
import { Kafka } from '../support/kafka.ts';
import { scratchFolder } from '../support/scratch.ts';

/** What `weir doctor` says of a real Kafka, before and after its topics are made; and what becomes of dead letters there. */
const MAIN = fileURLToPath(new URL('../../detection-service/src/main.ts', import.meta.url));
const folder = scratchFolder('kafka-doctor');
let kafka: Kafka;

beforeAll(async () => {
  kafka = await Kafka.start(path.join(folder, 'kafka'), { 'wrong.anomalies.v1': 3 });
});
afterAll(async () => {
  await kafka.stop();
  Kafka.killStragglers();
});

/** The lines about Kafka of what the command writes. */
async function weir(action: readonly string[], settings: object): Promise<string[]> {
  const file = path.join(folder, 'weir.yaml');
  const listen = { port: await freePort() };
  writeFileSync(file, JSON.stringify({ kafka: settings, listen, data: path.join(folder, 'data') }));
  const env = { ...process.env, KAFKA_PASSWORD: kafka.credentials['WEIR_KAFKA_PASSWORD'] };
  const { stdout, stderr } = spawnSync(process.execPath, [MAIN, ...action, '--config', file], {
    ...{ encoding: 'utf8', env, timeout: 120_000 },
  });
  return (stdout + stderr).split('\n').filter((line) => /^\w+ +kafka/.test(line));
}

describe('the doctor', () => {
  const guarded = (): object => ({
    ...{ brokers: [kafka.guarded], partitions: 4 },
    tls: { enabled: true, ca: kafka.credentials['WEIR_KAFKA_CA'] },
    sasl: { username: kafka.credentials['WEIR_KAFKA_USERNAME'], password: { env: 'KAFKA_PASSWORD' } },
  });

  it('says that topics are missing, and is content when they were made', async () => {
    expect(await weir(['doctor'], guarded())).toEqual([
      expect.stringMatching(/^ok +kafka +1 broker, TLS, as weir by SCRAM-SHA-512$/),
      expect.stringMatching(
        /^WRONG +kafka topics +missing: weir\.operational\.metrics\.v1, .*`weir topics apply` makes them/
      ),
    ]);
    await weir(['topics', 'apply'], guarded());
    expect(await weir(['doctor'], guarded())).toEqual([
      expect.stringMatching(/^ok +kafka +1 broker, TLS/),
      expect.stringMatching(/^ok +kafka topics +all there/),
      expect.stringMatching(/^note +kafka copies +of \d+ topics there is one copy only/),
      expect.stringMatching(/^ok +kafka clock +the broker has the time of this machine/),
    ]);
  });

  it('names a topic that cannot be put right, and settings that can', async () => {
    const lines = await weir(['doctor'], { ...guarded(), prefix: 'wrong', replication: 3 });
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^WRONG +kafka topics +wrong\.anomalies\.v1 has 3 partitions instead of 4/),
        expect.stringMatching(
          /^note +kafka topics +wrong\.anomalies\.v1: retention\.ms is 604800000 instead of 2592000000/
        ),
        expect.stringMatching(
          /^note +kafka copies +wrong\.anomalies\.v1 has 1 of each partition, kafka\.replication says 3/
        ),
      ])
    );
  });

  it('says where nobody listens', async () => {
    const port = await freePort();
    expect(await weir(['doctor'], { brokers: [`127.0.0.1:${port}`] })).toEqual([
      expect.stringMatching(new RegExp(`^WRONG +kafka .*127\\.0\\.0\\.1:${port}.*nobody listens there`)),
    ]);
  });

  it('says nothing of Kafka where there is none', async () => {
    expect(await weir(['doctor'], {})).toEqual([]);
  });
});

describe('a dead letter', () => {
  it('keeps where it stood, why, and its beginning', async () => {
    const client = clientOptions({ brokers: [kafka.address], tls: { enabled: false } }, 'test');
    const sender = new RecordSender({ client });
    const letters = new DeadLetters(sender, 'weir.deadletter.v1');
    const [value, key] = [Buffer.alloc(200_000, 'v'), Buffer.alloc(1000, 'k')];
    const place = { topic: 'weir.operational.metrics.v1', partition: 3, reason: 'it is no request: näh' };
    await letters.put({ ...place, record: { offset: 77, key, value } });
    await letters.put({ ...place, record: { offset: 78, key: null, value: null } });
    await sender.close();
    const read = Promise.withResolvers<readonly RawRecord[]>();
    const feed = new PartitionFeed<RawRecord>({
      ...{ client, topic: 'weir.deadletter.v1' },
      decode: (record) => ({ entry: record }),
      deliver: ({ entries }) => Promise.resolve(read.resolve(entries)),
      onPoison: () => undefined,
      onStopped: (_, error) => read.reject(error),
    });
    feed.assign(0, 0);
    const records = await read.promise;
    await feed.close();
    const seen = records.map((record) => {
      const header = headersOf(record);
      const names = ['topic', 'partition', 'offset', 'reason', 'size'].map((name) => header(`weir.${name}`));
      return [record.key?.toString(), record.value?.length, header('weir.key')?.length, ...names];
    });
    const key1 = 'weir.operational.metrics.v1/3/77';
    const rest = [place.topic, '3'];
    expect(seen).toEqual([
      [key1, 65_536, 256, ...rest, '77', place.reason, '200000'],
      ['weir.operational.metrics.v1/3/78', undefined, undefined, ...rest, '78', place.reason, '0'],
    ]);
  });
});
