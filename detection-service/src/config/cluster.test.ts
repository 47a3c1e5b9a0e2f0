import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WeirError } from '../core/errors.ts';
import { loadConfig } from './load.ts';
import type { Config } from './schema.ts';
import { readSecret } from './secret.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'weir-cluster-'));
});
afterAll(() => {
  rmSync(cwd, { recursive: true });
});

function load(yaml: string, env: NodeJS.ProcessEnv = {}): Config {
  writeFileSync(path.join(cwd, 'weir.yaml'), yaml);
  return loadConfig({ file: 'weir.yaml', env, cwd });
}

function refusal(yaml: string, env: NodeJS.ProcessEnv = {}): WeirError {
  try {
    load(yaml, env);
  } catch (error) {
    expect(error).toMatchObject({ name: 'WeirError', code: 'invalid_argument' });
    return error as WeirError;
  }
  throw new Error('the configuration was accepted');
}

describe('the configuration of several replicas', () => {
  it('is that of one process when nothing is said', () => {
    const { kafka, storage, replica } = load('');
    expect({ kafka, storage, replica }).toEqual({
      kafka: {
        brokers: [],
        ...{ prefix: 'weir', group: 'weir', partitions: 16, replication: 1, session: 10_000, tenants: ['default'] },
        scores: 'anomalous',
        tls: { enabled: false },
      },
      storage: { objects: {} },
      replica: { name: hostname() },
    });
  });

  it('makes paths absolute and keeps secrets as references', () => {
    writeFileSync(path.join(cwd, 'password'), 'hunter2\n');
    const yaml = `
kafka:
  brokers: ['kafka-1:9092', '[::1]:9093']
  tls: { enabled: true, ca: ca.pem, certificate: /etc/cert.pem, key: keys/key.pem }
  sasl: { username: weir, password: { file: password } }
storage:
  objects: { s3: { bucket: weir, accessKey: { env: ID }, secretKey: { env: KEY } } }
  postgres: { env: DATABASE }
replica: { name: one, url: 'http://10.0.0.1:8780' }`;
    const config = load(yaml, { ID: 'an-id', KEY: 'a-key', DATABASE: 'postgres://weir:hush@db/weir' });
    expect(config.kafka).toMatchObject({
      brokers: ['kafka-1:9092', '[::1]:9093'],
      tls: { ca: path.join(cwd, 'ca.pem'), certificate: '/etc/cert.pem', key: path.join(cwd, 'keys/key.pem') },
      sasl: { mechanism: 'SCRAM-SHA-512', username: 'weir', password: { file: path.join(cwd, 'password') } },
    });
    const s3 = { region: 'us-east-1', bucket: 'weir', prefix: 'weir', pathStyle: false };
    expect(config.storage).toEqual({
      objects: { s3: { ...s3, accessKey: { env: 'ID' }, secretKey: { env: 'KEY' } } },
      postgres: { env: 'DATABASE' },
    });
    expect(config.replica).toEqual({ name: 'one', url: 'http://10.0.0.1:8780' });
    expect(JSON.stringify(config)).not.toMatch(/hunter2|an-id|a-key|hush/);
    expect(readSecret(config.kafka.sasl?.password ?? {}, 'kafka.sasl.password')).toBe('hunter2');
  });

  it('takes lists from variables, with commas or as YAML', () => {
    const brokersOf = (text: string): readonly string[] => load('', { WEIR_KAFKA_BROKERS: text }).kafka.brokers;
    expect(brokersOf('a:9092, b:9092')).toEqual(['a:9092', 'b:9092']);
    expect(brokersOf('[a:9092, b:9092]')).toEqual(['a:9092', 'b:9092']);
    expect(brokersOf('a:9092')).toEqual(['a:9092']);
  });

  it.each([
    ['a broker without a port', 'kafka: { brokers: [kafka] }', 'kafka.brokers[0]'],
    ['a port that there is not', "kafka: { brokers: ['kafka:70000'] }", 'kafka.brokers[0]'],
    ['more partitions than fit', 'kafka: { partitions: 1025 }', 'kafka.partitions'],
    ['no tenants', 'kafka: { tenants: [] }', 'kafka.tenants'],
    ['files for TLS without TLS', 'kafka: { tls: { ca: ca.pem } }', 'kafka.tls.enabled'],
    ['a certificate without its key', 'kafka: { tls: { enabled: true, certificate: c.pem } }', 'kafka.tls.key'],
    [
      'an unknown mechanism',
      'kafka: { sasl: { mechanism: GSSAPI, username: u, password: { env: P } } }',
      'kafka.sasl.mechanism',
    ],
    ['a user without a password', 'kafka: { sasl: { username: u } }', 'kafka.sasl.password'],
    [
      'a password that is nowhere',
      'kafka: { sasl: { username: u, password: { env: NOWHERE } } }',
      'kafka.sasl.password.env',
    ],
    ['two places for objects', 'storage: { objects: { directory: d, s3: { bucket: weir } } }', 'storage.objects'],
    [
      'half a key',
      'storage: { objects: { s3: { bucket: weir, accessKey: { env: P } } } }',
      'storage.objects.s3.secretKey',
    ],
    ['a replica that cannot be reached', 'replica: { url: 10.0.0.1 }', 'replica.url'],
  ])('refuses %s', (_, yaml, at) => {
    expect(refusal(yaml, { P: 'secret' }).details.map((detail) => detail.path)).toContain(at);
  });

  it('wants what the other replicas take, where tokens are wanted', () => {
    const env = { ADMIN: 'an admin of sixteen', READER: 'a reader of sixteen', OTHER: 'another of sixteen.' };
    const tokens = `tokens:
      - { name: replicas, scopes: [read, admin], secret: { env: ADMIN } }
      - { name: reader, scopes: [read], secret: { env: READER } }`;
    const brokers = "kafka: { brokers: ['kafka:9092'] }";
    const found = (yaml: string): unknown => refusal(`${yaml}\n${tokens}`, env).details;
    const at = { path: 'replica.token' };
    expect(found(brokers)).toMatchObject([{ ...at, found: 'nothing' }]);
    expect(found(`${brokers}\nreplica: { token: { env: OTHER } }`)).toMatchObject([
      { ...at, found: 'one that is in none of them' },
    ]);
    expect(found(`${brokers}\nreplica: { token: { env: READER } }`)).toMatchObject([
      { ...at, found: 'that of reader, which lacks it' },
    ]);
    expect(found(`${brokers}\nreplica: { token: { env: NOWHERE } }`)).toMatchObject([{ path: 'replica.token.env' }]);
    const config = load(`${brokers}\nreplica: { token: { env: ADMIN } }\n${tokens}`, env);
    expect(config.replica.token).toEqual({ env: 'ADMIN' });
    expect(JSON.stringify(config)).not.toContain('sixteen');
    // A process for itself, and replicas on one machine without tokens, show nothing to anybody.
    expect(load(tokens, env).replica.token).toBeUndefined();
    expect(load(brokers, env).replica.token).toBeUndefined();
  });

  it.each([
    'kafka: { sasl: { username: u, password: hunter2 } }',
    'storage: { postgres: "postgres://weir:hunter2@db/weir" }',
    'storage: { objects: { s3: { bucket: weir, accessKey: { env: P }, secretKey: hunter2 } } }',
  ])('does not repeat a secret that was written down: %s', (yaml) => {
    const { message, details } = refusal(yaml, { P: 'an-id' });
    expect([message, details[0]?.expected]).toEqual([
      expect.not.stringContaining('hunter2'),
      'a reference, {env: NAME} or {file: PATH}',
    ]);
  });
});
