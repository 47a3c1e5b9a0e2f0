import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { applyTopics, examineTopics } from '@weir/detection-service/kafka/apply-topics.ts';
import { clientOptions } from '@weir/detection-service/kafka/client-options.ts';
import { openAdmin } from '@weir/detection-service/kafka/open-admin.ts';
import { RecordSender } from '@weir/detection-service/kafka/record-sender.ts';
import { MAX_ENTRY_PAYLOAD, topicNames, topics } from '@weir/detection-service/kafka/topics.ts';
import { collect, logExam, newEntry } from '@weir/detection-service/log/exam.ts';
import { KafkaLog } from '@weir/detection-service/log/kafka-log.ts';
import { Kafka } from '../support/kafka.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause } from '../support/service-process.ts';

/** The log in Kafka: it sits the exam of every log, and bears lost brokers and strangers. */
const folder = scratchFolder('kafka-log');
const SETTINGS = { prefix: 'weir', partitions: 64, tenants: ['default'] };
const TOPIC = topicNames('weir').observations;
let kafka: Kafka;
/** Each test has a partition of its own. */
let partition = -1;

beforeAll(async () => {
  kafka = await Kafka.start(path.join(folder, 'kafka'), {});
  const admin = openAdmin(client());
  const wanted = topics(SETTINGS).filter(({ name }) => name === TOPIC);
  await applyTopics(admin, await examineTopics(admin, wanted, 1), 1);
  await admin.close();
});
const logs: KafkaLog[] = [];
afterEach(async () => {
  await Promise.all(logs.splice(0).map((log) => log.close()));
});
afterAll(async () => {
  await kafka.stop();
  Kafka.killStragglers();
});

function client(): ReturnType<typeof clientOptions> {
  return clientOptions({ brokers: [kafka.address], tls: { enabled: false } }, 'test-log');
}

const poison: [number, string][] = [];
async function open(): Promise<KafkaLog> {
  const onPoison = ({ offset }: { readonly offset: number }, reason: string): unknown => poison.push([offset, reason]);
  const log = await KafkaLog.open({ client: client(), topic: TOPIC, partition, onPoison, patience: 60_000 });
  logs.push(log);
  return log;
}

logExam(
  'kafka',
  () => {
    partition += 1;
    return Promise.resolve({ open, dispose: () => Promise.resolve() });
  },
  { survivesReopen: true, ownClock: true, maxPayload: MAX_ENTRY_PAYLOAD }
);

describe('the log in Kafka', () => {
  it('has the time of the broker, never backwards', async () => {
    partition += 1;
    const log = await open();
    const before = Date.now();
    for (let i = 0; i < 10; i += 1) await log.append(newEntry(String(i), { appendTime: 7 }));
    const times = (await collect(log, 0)).map(({ appendTime }) => appendTime);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    // Broker and test have one clock.
    expect([(times[0] ?? 0) >= before - 5, (times.at(-1) ?? 0) <= Date.now() + 5]).toEqual([true, true]);
  });

  it('hears of what another one has appended and deleted', async () => {
    partition += 1;
    const [mine, other] = [await open(), await open()];
    await mine.append(newEntry('a'));
    expect(await other.append(newEntry('b'))).toBe(1);
    expect(await mine.append(newEntry('c'))).toBe(2);
    await other.retain({ before: 1, now: 0, maxAge: Infinity, maxBytes: 0 });
    await mine.refresh();
    expect([mine.firstOffset, mine.nextOffset]).toEqual([1, 3]);
    expect((await collect(mine, 1)).map(({ payload }) => payload)).toEqual(['b', 'c']);
    await expect(collect(other, 0)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('passes over what is no entry and says so, and stops at an entry of a newer version', async () => {
    partition += 1;
    const log = await open();
    const stranger = new RecordSender({ client: client() });
    await log.append(newEntry('first'));
    await stranger.send({ topic: TOPIC, partition, value: Buffer.from('hello'), key: Buffer.from('k') });
    await log.append(newEntry('second'));
    poison.length = 0;
    expect((await collect(log, 0)).map(({ offset, payload }) => [offset, payload])).toEqual([
      [0, 'first'],
      [2, 'second'],
    ]);
    expect(poison).toEqual([[1, 'it is no entry of a log']]);
    const headers = ['weir.version', '2'].map((text) => Buffer.from(text));
    await stranger.send({ topic: TOPIC, partition, value: Buffer.from('new'), headers });
    await stranger.close();
    await log.append(newEntry('third'));
    const seen: number[] = [];
    const reading = async (): Promise<void> => {
      for await (const { offset } of log.read(0)) seen.push(offset);
    };
    await expect(reading()).rejects.toMatchObject({
      details: [{ path: `${TOPIC}/${partition}/3`, expected: 'at most version 1', found: 'version 2' }],
    });
    expect(seen).toEqual([0, 2]);
  });

  it('appends and reads on when the broker is lost for twenty seconds, in order, nothing twice', async () => {
    partition += 1;
    const log = await open();
    const appended: Promise<number>[] = [];
    const texts: string[] = [];
    const append = (): void => {
      texts.push(`entry ${texts.length}`);
      appended.push(log.append(newEntry(texts.at(-1) ?? '')));
    };
    for (let i = 0; i < 500; i += 1) append();
    await Promise.all(appended);
    for (let i = 0; i < 500; i += 1) append();
    await kafka.kill();
    for (let i = 0; i < 500; i += 1) append();
    const reading = collect(log, 0);
    await pause(20_000);
    await kafka.start();
    expect(await Promise.all(appended)).toEqual(texts.map((_, i) => i));
    expect((await collect(log, 0)).map(({ payload }) => payload)).toEqual(texts);
    expect((await reading).length).toBeGreaterThanOrEqual(500);
  });

  it('cannot be opened where there is no such partition', async () => {
    const strange = KafkaLog.open({ client: client(), topic: TOPIC, partition: 64, onPoison: () => undefined });
    await expect(strange).rejects.toMatchObject({ name: 'WeirError', code: 'not_found' });
  });
});
