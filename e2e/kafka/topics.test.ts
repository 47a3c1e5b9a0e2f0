import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { topics } from '@weir/detection-service/kafka/topics.ts';
import { Authority } from '../support/authority.ts';
import { Kafka } from '../support/kafka.ts';
import { scratchFolder } from '../support/scratch.ts';

/** `weir topics` against a real broker, in the clear and over TLS with a password, and what it says when it gets nowhere. */
const MAIN = fileURLToPath(new URL('../../detection-service/src/main.ts', import.meta.url));
const folder = scratchFolder('kafka-topics');
let kafka: Kafka;

beforeAll(async () => {
  kafka = await Kafka.start(path.join(folder, 'kafka'), { 'wrong.observations.v1': 3 });
});
afterAll(async () => {
  await kafka.stop();
  Kafka.killStragglers();
});

/** Runs the command with `kafka:` of a configuration as JSON, which is YAML. */
function weir(action: readonly string[], settings: object): { status: number | null; said: string } {
  const file = path.join(folder, 'weir.yaml');
  writeFileSync(file, JSON.stringify({ kafka: settings }));
  const env = { ...process.env, KAFKA_PASSWORD: kafka.credentials['WEIR_KAFKA_PASSWORD'], WRONG: 'not-the-password' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'topics', ...action, '--config', file], {
    ...{ encoding: 'utf8', env, timeout: 60_000 },
  });
  return { status, said: stdout + stderr };
}

describe('weir topics', () => {
  const plain = (): object => ({ brokers: [kafka.address], partitions: 4 });
  const guarded = (over: object = {}): object => ({
    brokers: [kafka.guarded],
    ...{ prefix: 'secure', partitions: 2 },
    tls: { enabled: true, ca: kafka.credentials['WEIR_KAFKA_CA'] },
    sasl: { username: kafka.credentials['WEIR_KAFKA_USERNAME'], password: { env: 'KAFKA_PASSWORD' } },
    ...over,
  });

  it('says what it would do, does it once, and then has nothing to do', async () => {
    const names = topics({ prefix: 'weir', partitions: 4, tenants: ['default'] }).map(({ name }) => name);
    for (const asking of [['show'], ['apply', '--dry-run']]) {
      const { status, said } = weir(asking, plain());
      expect([status, said.match(/^make/gm)?.length]).toEqual([0, names.length]);
    }
    const applied = weir(['apply'], plain());
    expect([applied.status, applied.said.match(/^made/gm)?.length]).toEqual([0, names.length]);
    expect(weir(['apply'], plain())).toEqual({ status: 0, said: 'The topics are as they should be.\n' });
    const described = await kafka.tool('org.apache.kafka.tools.TopicCommand', [
      ...['--describe', '--topic', 'weir.observations.v1'],
    ]);
    expect(described).toMatch(/PartitionCount: 4\b.*message\.timestamp\.type=LogAppendTime/);
  });

  it('puts a setting right that somebody has changed', async () => {
    await kafka.tool('kafka.admin.ConfigCommand', [
      ...['--alter', '--entity-type', 'topics', '--entity-name', 'weir.observations.v1'],
      ...['--add-config', 'retention.ms=60000'],
    ]);
    const { status, said } = weir(['apply'], plain());
    expect([status, said]).toEqual([0, 'set     weir.observations.v1: retention.ms expected -1, found 60000\n']);
    expect(weir(['show'], plain()).said).toBe('The topics are as they should be.\n');
  });

  it('names a topic with a wrong number of partitions, what was expected and what was found', () => {
    const { status, said } = weir(['apply'], { ...plain(), prefix: 'wrong' });
    expect([status, said]).toEqual([
      1,
      expect.stringMatching(/^WRONG +wrong\.observations\.v1: partitions expected 4, found 3/m),
    ]);
  });

  it('speaks TLS and says who it is', () => {
    expect(weir(['apply'], guarded())).toMatchObject({ status: 0, said: expect.stringContaining('made') as string });
    expect(weir(['show'], guarded()).said).toBe('The topics are as they should be.\n');
  });

  describe('says what is wrong when it gets nowhere:', () => {
    const refusals: readonly [string, () => object | Promise<object>, RegExp][] = [
      ['nobody listens', async () => ({ brokers: [`127.0.0.1:${await freePort()}`] }), /nobody listens there/],
      ['no such host', () => ({ brokers: ['no-such-host.invalid:9092'] }), /no such host|cannot be looked up/],
      [
        'another authority',
        () => guarded({ tls: { enabled: true, ca: new Authority(folder, 'stranger').caFile } }),
        /certificate is not trusted: kafka\.tls\.ca/,
      ],
      ['TLS where there is none', () => guarded({ brokers: [kafka.address] }), /does not speak TLS/],
      ['no TLS where there is some', () => guarded({ tls: {} }), /is it TLS that it wants \(kafka\.tls\.enabled\)/],
      ['neither TLS nor credentials', () => ({ brokers: [kafka.guarded] }), /speaks TLS only: kafka\.tls\.enabled/],
      ['no credentials', () => guarded({ sasl: undefined }), /is it credentials that it wants \(kafka\.sasl\)/],
      ['credentials that nobody asks for', () => guarded({ brokers: [kafka.address], tls: {} }), /kafka\.sasl must go/],
      [
        'a wrong password',
        () => guarded({ sasl: { username: 'weir', password: { env: 'WRONG' } } }),
        /credentials are refused: check kafka\.sasl/,
      ],
      [
        'a mechanism that the broker does not know',
        () => guarded({ sasl: { mechanism: 'PLAIN', username: 'weir', password: { env: 'KAFKA_PASSWORD' } } }),
        /does not know this mechanism: change kafka\.sasl\.mechanism/,
      ],
      ['no brokers', () => ({}), /kafka\.brokers: expected at least one/],
    ];
    it.each(refusals)('%s', async (_, settings, words) => {
      const { status, said } = weir(['show'], await settings());
      expect([status, said]).toEqual([2, expect.stringMatching(words)]);
      expect(said).not.toMatch(/not-the-password|a-password-of-the-test|\n +at /);
    });
  });
});
