import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { WeirError } from '@weir/detection-service/core/errors.ts';
import { clientOptions } from '@weir/detection-service/kafka/client-options.ts';
import { PartitionFeed, type FeedOptions } from '@weir/detection-service/kafka/partition-feed.ts';
import { RecordSender, type SenderOptions } from '@weir/detection-service/kafka/record-sender.ts';
import { Kafka } from '../support/kafka.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause } from '../support/service-process.ts';

/** Reading and writing partitions of a real Kafka, which is also stopped and killed meanwhile. */
const folder = scratchFolder('kafka-feed');
const TOPIC = 'numbers';
const PARTITIONS = 4;
let kafka: Kafka;

beforeAll(async () => {
  const topics = ['numbers', 'restart', 'order', 'large', 'forgotten', 'poison'];
  kafka = await Kafka.start(path.join(folder, 'kafka'), Object.fromEntries(topics.map((topic) => [topic, PARTITIONS])));
});
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});
afterAll(async () => {
  await kafka.stop();
  Kafka.killStragglers();
});

function sender(over: Partial<SenderOptions> = {}): RecordSender {
  const made = new RecordSender({ client: clientOptions(plain(), 'test-sender'), ...over });
  opened.push(made);
  return made;
}

function plain(): { brokers: string[]; tls: { enabled: boolean } } {
  return { brokers: [kafka.address], tls: { enabled: false } };
}

interface Fed {
  readonly feed: PartitionFeed<string>;
  /** What was delivered, by partition. */
  readonly seen: string[][];
  readonly stopped: [number, WeirError][];
  readonly troubles: (string | undefined)[];
}

function feed(topic: string, over: Partial<FeedOptions<string>> = {}): Fed {
  const seen: string[][] = Array.from({ length: PARTITIONS }, () => []);
  const stopped: [number, WeirError][] = [];
  const troubles: (string | undefined)[] = [];
  const made = new PartitionFeed<string>({
    ...{ client: clientOptions(plain(), 'test-feed'), topic },
    decode: ({ value }) => (value === null ? { poison: 'it is empty' } : { entry: value.toString() }),
    deliver: ({ partition, entries }) => {
      seen[partition]?.push(...entries);
      return Promise.resolve();
    },
    onPoison: () => undefined,
    onStopped: (partition, error) => stopped.push([partition, error]),
    onTrouble: (error) => troubles.push(error?.message),
    ...over,
  });
  opened.push(made);
  return { feed: made, seen, stopped, troubles };
}

async function until(what: () => boolean, within = 60_000): Promise<void> {
  const deadline = Date.now() + within;
  while (!what()) {
    if (Date.now() > deadline) throw new Error(`not within ${within} ms: ${what.toString()}`);
    await pause(20);
  }
}

const numbers = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => String(from + i));

describe('sender and feed', () => {
  it('write and read each partition in order, from any offset', async () => {
    const out = sender();
    const offsets = await Promise.all(
      numbers(0, 4000).map((text, i) => out.send({ topic: TOPIC, partition: i % PARTITIONS, value: Buffer.from(text) }))
    );
    for (let partition = 0; partition < PARTITIONS; partition += 1) {
      const own = offsets.filter((_, i) => i % PARTITIONS === partition).map(({ offset }) => offset);
      expect(own).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    }
    const { feed: reading, seen } = feed(TOPIC);
    for (let partition = 0; partition < PARTITIONS; partition += 1) reading.assign(partition, partition * 10);
    await until(() => seen.flat().length === 4000 - 60);
    expect(seen.map((texts) => texts.length)).toEqual([1000, 990, 980, 970]);
    expect(seen[2]).toEqual(
      numbers(0, 4000)
        .filter((_, i) => i % PARTITIONS === 2)
        .slice(20)
    );
    expect([0, 1, 2, 3].map((partition) => reading.lag(partition))).toEqual([0, 0, 0, 0]);
  });

  it('loses nothing and doubles nothing while the broker is killed and is away for twenty seconds', async () => {
    const out = sender();
    const { feed: reading, seen, troubles } = feed('restart');
    for (let partition = 0; partition < PARTITIONS; partition += 1) reading.assign(partition, 0);
    const sent: Promise<unknown>[] = [];
    let going = true;
    const writing = (async () => {
      for (let i = 0; going; i += 1) {
        await out.room();
        sent.push(out.send({ topic: 'restart', partition: i % PARTITIONS, value: Buffer.from(String(i)) }));
        if (i % 20 === 0) await pause(1);
      }
    })();
    const rounds: readonly [number, () => Promise<void>][] = [
      [0, () => kafka.kill()],
      [20_000, () => kafka.stop()],
      [500, () => kafka.kill()],
    ];
    for (const [away, end] of rounds) {
      await pause(1500);
      await end();
      await pause(away);
      await kafka.start();
    }
    await pause(1500);
    going = false;
    await writing;
    await Promise.all(sent);
    const expected = Array.from({ length: PARTITIONS }, (_, partition) =>
      numbers(0, sent.length).filter((_text, i) => i % PARTITIONS === partition)
    );
    await until(() => seen.flat().length >= sent.length);
    expect(seen).toEqual(expected);
    expect(troubles.at(-1)).toBeUndefined();
    expect(troubles.filter((one) => one !== undefined).length).toBeGreaterThan(0);
  });

  it('asks for no more of a partition than may wait, and goes on with the others', async () => {
    const out = sender();
    const value = Buffer.alloc(20_000, 'x');
    await Promise.all(Array.from({ length: 800 }, (_, i) => out.send({ topic: 'order', partition: i % 2, value })));
    const busy = Promise.withResolvers<void>();
    const counts = [0, 0];
    let decoded = 0;
    const { feed: reading } = feed('order', {
      bufferBytes: 100_000,
      decode: (_, partition) => {
        if (partition === 0) decoded += 1;
        return { entry: '' };
      },
      deliver: async ({ partition, entries }) => {
        if (partition === 0) await busy.promise;
        counts[partition] = (counts[partition] as number) + entries.length;
      },
    });
    reading.assign(0, 0);
    reading.assign(1, 0);
    await until(() => counts[1] === 400);
    await pause(600);
    // One batch is being delivered and one waits; a batch is a megabyte, 52 of these.
    expect([counts[0], decoded < 130]).toEqual([0, true]);
    expect(reading.lag(0)).toBe(400);
    busy.resolve();
    await until(() => counts[0] === 400);
  });

  it('pauses, resumes and lets go; what is under way is waited for', async () => {
    const { feed: reading, seen } = feed(TOPIC);
    reading.assign(0, 0);
    reading.pause(0);
    reading.assign(1, 0);
    await until(() => seen[1]?.length === 1000);
    expect(seen[0]).toEqual([]);
    expect(() => reading.assign(0, 0)).toThrow(/is read already/);
    reading.resume(0);
    await until(() => seen[0]?.length === 1000);
    await reading.unassign(0);
    const out = sender();
    await Promise.all([0, 1].map((partition) => out.send({ topic: TOPIC, partition, value: Buffer.from('new') })));
    await until(() => seen[1]?.at(-1) === 'new');
    expect(seen[0]?.length).toBe(1000);
    reading.assign(0, 1000);
    await until(() => seen[0]?.at(-1) === 'new');
    expect(seen[0]?.length).toBe(1001);
  });

  it('says when an offset is not there any more, and what is, and jumps over nothing', async () => {
    const out = sender();
    for (const text of numbers(0, 20)) await out.send({ topic: 'forgotten', partition: 1, value: Buffer.from(text) });
    const { feed: reading, seen, stopped } = feed('forgotten');
    reading.assign(1, 21);
    await until(() => stopped.length === 1);
    expect(stopped).toEqual([
      [1, expect.objectContaining({ code: 'not_found', message: expect.stringContaining('from offset 21') as string })],
    ]);
    expect(stopped[0]?.[1].details).toEqual([{ path: 'forgotten/1', expected: 'an offset from 0 to 20', found: '21' }]);
    expect(seen.flat()).toEqual([]);
    reading.assign(1, 15);
    await until(() => seen[1]?.length === 5);
    reading.assign(9, 0);
    await until(() => stopped.length === 2);
    expect(stopped[1]?.[1].message).toMatch(/has no partition 9/);
  });

  it('hands on poison and passes over it; stops where decoding throws, after what came before', async () => {
    const out = sender();
    const values = ['a', null, 'b', 'newer', 'c'].map((text) => (text === null ? null : Buffer.from(text)));
    for (const value of values) await out.send({ topic: 'poison', partition: 0, value });
    const poison: [number, string][] = [];
    const {
      feed: reading,
      seen,
      stopped,
    } = feed('poison', {
      decode: ({ value }) => {
        if (value === null) return { poison: 'it is empty' };
        if (value.toString() === 'newer') throw new Error('a version that nobody knows');
        return { entry: value.toString() };
      },
      onPoison: ({ offset }, _, reason) => poison.push([offset, reason]),
    });
    reading.assign(0, 0);
    await until(() => stopped.length === 1);
    expect([seen[0], poison]).toEqual([['a', 'b'], [[1, 'it is empty']]]);
    expect(stopped[0]?.[1].message).toMatch(/a version that nobody knows/);
  });
});

describe('the sender says what is wrong:', () => {
  it('a record that is too large, which holds up no other', async () => {
    const out = sender();
    const results = await Promise.allSettled(
      [10, 9_500_000, 20, 30].map((size) => out.send({ topic: 'large', partition: 0, value: Buffer.alloc(size) }))
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect((results[1] as PromiseRejectedResult).reason).toMatchObject({ name: 'WeirError', code: 'too_large' });
    expect(await out.send({ topic: 'large', partition: 0, value: Buffer.alloc(8_000_000) })).toMatchObject({
      offset: 3,
    });
  });

  it('a topic that is not there', async () => {
    const started = Date.now();
    await expect(sender().send({ topic: 'nowhere', partition: 0, value: null })).rejects.toMatchObject({
      ...{ code: 'unavailable', message: expect.stringMatching(/nowhere.*the topic is not there/) as string },
    });
    expect(Date.now() - started).toBeLessThan(30_000);
  });

  it('a partition that is not there', async () => {
    await expect(sender().send({ topic: TOPIC, partition: 99, value: null })).rejects.toMatchObject({
      ...{ code: 'not_found', message: expect.stringContaining('no partition 99') as string },
    });
  });

  it('more than may be under way', async () => {
    const out = sender({ maxBytes: 100_000 });
    const record = { topic: TOPIC, partition: 3, value: Buffer.alloc(60_000) };
    const first = out.send(record);
    await expect(out.send(record)).rejects.toMatchObject({ code: 'unavailable', details: [{ path: 'bytes' }] });
    await first;
    await out.room();
    await out.send(record);
  });

  it('a broker that is away for longer than it may be; afterwards it goes on', async () => {
    const out = sender({ patience: 2000 });
    const send = (text: string): Promise<unknown> => out.send({ topic: TOPIC, partition: 2, value: Buffer.from(text) });
    await send('before');
    await kafka.stop();
    const results = await Promise.allSettled([send('lost'), send('lost, too')]);
    expect(results.map((result) => (result as PromiseRejectedResult).reason as unknown)).toEqual(
      [1, 2].map(
        () =>
          expect.objectContaining({
            code: 'unavailable',
            message: expect.stringContaining('takes no records') as string,
          }) as unknown
      )
    );
    await kafka.start();
    await expect
      .poll(
        () =>
          send('after').then(
            () => 'written',
            () => 'not yet'
          ),
        { timeout: 30_000 }
      )
      .toBe('written');
  });

  it('a password that is refused', async () => {
    const client = clientOptions(
      {
        brokers: [kafka.guarded],
        tls: { enabled: true, ca: kafka.credentials['WEIR_KAFKA_CA'] as string },
        sasl: { mechanism: 'SCRAM-SHA-512', username: 'weir', password: { env: 'WRONG' } },
      },
      'test-sender',
      { WRONG: 'not-the-password' }
    );
    await expect(sender({ client }).send({ topic: TOPIC, partition: 0, value: null })).rejects.toMatchObject({
      ...{ code: 'unavailable', message: expect.stringContaining('credentials are refused') as string },
    });
  });
});
