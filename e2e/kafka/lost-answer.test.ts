import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyTopics, examineTopics } from '@weir/detection-service/kafka/apply-topics.ts';
import { clientOptions } from '@weir/detection-service/kafka/client-options.ts';
import { openAdmin } from '@weir/detection-service/kafka/open-admin.ts';
import { RecordSender } from '@weir/detection-service/kafka/record-sender.ts';
import { topicNames, topics } from '@weir/detection-service/kafka/topics.ts';
import { collect, newEntry } from '@weir/detection-service/log/exam.ts';
import { KafkaLog } from '@weir/detection-service/log/kafka-log.ts';
import { KafkaCluster } from '../support/kafka-cluster.ts';
import { Kafka } from '../support/kafka.ts';
import { scratchFolder } from '../support/scratch.ts';

/**
 * A broker takes a record, and its answer gets lost: the connection is cut between it and us. What was written is sent
 * again then, for nobody knows; it stands once, and where it stands is known.
 */
const CUT = 'the answer to this is lost';
const TOPIC = topicNames('weir').observations;
const folder = scratchFolder('kafka-answer');
let server: Server;
let cluster: KafkaCluster;
let cuts = 0;

/** Passes everything on, but for the answer to a request in which the word for it stands: then both sides are cut off. */
function listen(port: number): Promise<number> {
  server = createServer((client) => {
    const broker = connect(port, '127.0.0.1');
    let losing = false;
    const end = (): void => {
      client.destroy();
      broker.destroy();
    };
    client.on('data', (bytes) => {
      // Once for each such record: the second time it gets through.
      if (bytes.includes(CUT) && cuts % 2 === 0) losing = true;
      else if (bytes.includes(CUT)) cuts += 1;
      broker.write(bytes);
    });
    broker.on('data', (bytes) => {
      if (!losing) {
        client.write(bytes);
        return;
      }
      cuts += 1;
      end();
    });
    for (const side of [client, broker]) side.on('error', end).on('close', end);
  });
  const { promise, resolve } = Promise.withResolvers<number>();
  server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  return promise;
}

beforeAll(async () => {
  cluster = await KafkaCluster.start(path.join(folder, 'kafka'), 1, listen);
  const admin = openAdmin(client());
  const wanted = topics({ prefix: 'weir', partitions: 2, tenants: ['default'] });
  await applyTopics(admin, await examineTopics(admin, wanted, 1), 1);
  await admin.close();
});
afterAll(async () => {
  server.close();
  await cluster.stop();
  Kafka.killStragglers();
});

function client(): ReturnType<typeof clientOptions> {
  return clientOptions({ brokers: cluster.addresses, tls: { enabled: false } }, 'test');
}

describe('a record whose answer is lost', () => {
  it('stands once, in its order, and the sender knows where', async () => {
    const sender = new RecordSender({ client: client() });
    const log = await KafkaLog.open({
      client: client(),
      topic: TOPIC,
      partition: 0,
      sender,
      onPoison: () => undefined,
    });
    const texts: string[] = [];
    const offsets: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      const group = [`${round} before`, `${round} ${CUT}`, `${round} after`];
      texts.push(...group);
      offsets.push(...(await Promise.all(group.map((text) => log.append(newEntry(text))))));
    }
    expect(cuts).toBe(16);
    expect(offsets).toEqual(texts.map((_, i) => i));
    await log.refresh();
    expect((await collect(log, 0)).map(({ payload }) => payload)).toEqual(texts);
    await log.close();
    await sender.close();
  });
});
