import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts } from '@weir/detection-service/cli/collector/free-port.ts';
import { Authority } from './authority.ts';
import { takesConnections } from './ports.ts';
import { pause } from './service-process.ts';

const VERSION = '4.0.0';
const JARS = fileURLToPath(new URL(`../../.weir/kafka-${VERSION}`, import.meta.url));
const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;
/** It is one small broker, and a tool runs for a second. */
const JVM = ['-Xmx320m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
const USER = 'weir';
const PASSWORD = 'a-password-of-the-test';
const running = new Set<ChildProcess>();

/** A message that a topic holds. */
export interface Message {
  readonly partition: number;
  readonly key: string;
  /** Empty unless asked for. */
  readonly value: string;
}

/** A real Kafka in KRaft mode, one broker on loopback, from Maven Central. It keeps what it has over restarts. */
export class Kafka {
  readonly address: string;
  /** Where it takes only TLS, and only who knows the password, and what to put into a collector's environment for that. */
  readonly guarded: string;
  readonly credentials: Readonly<Record<string, string>>;
  readonly #port: number;
  readonly #folder: string;
  readonly #config: string;
  #child: ChildProcess | undefined;
  #output = '';

  private constructor(folder: string, port: number, guarded: number, controller: number) {
    this.address = `127.0.0.1:${port}`;
    this.guarded = `127.0.0.1:${guarded}`;
    this.#port = port;
    this.#folder = folder;
    this.#config = path.join(folder, 'server.properties');
    const authority = new Authority(folder);
    const { cert, key } = authority.issue('kafka');
    const keystore = path.join(folder, 'keystore.pem');
    writeFileSync(keystore, key + cert);
    this.credentials = {
      WEIR_KAFKA_INSECURE: 'false',
      WEIR_KAFKA_CA: authority.caFile,
      WEIR_KAFKA_USERNAME: USER,
      WEIR_KAFKA_PASSWORD: PASSWORD,
    };
    const lines = [
      'process.roles=broker,controller',
      'node.id=1',
      `controller.quorum.voters=1@127.0.0.1:${controller}`,
      `listeners=PLAINTEXT://${this.address},SASL_SSL://${this.guarded},CONTROLLER://127.0.0.1:${controller}`,
      `advertised.listeners=PLAINTEXT://${this.address},SASL_SSL://${this.guarded}`,
      'ssl.keystore.type=PEM',
      `ssl.keystore.location=${keystore}`,
      'sasl.enabled.mechanisms=SCRAM-SHA-512',
      'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=' +
        'org.apache.kafka.common.security.scram.ScramLoginModule required;',
      'controller.listener.names=CONTROLLER',
      'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL',
      `log.dirs=${path.join(folder, 'data')}`,
      'offsets.topic.replication.factor=1',
      'offsets.topic.num.partitions=3',
      'transaction.state.log.replication.factor=1',
      'transaction.state.log.min.isr=1',
      'group.initial.rebalance.delay.ms=0',
      'auto.create.topics.enable=false',
    ];
    writeFileSync(this.#config, `${lines.join('\n')}\n`);
  }

  /** Makes an empty one, starts it, and makes its topics: name to number of partitions. */
  static async start(folder: string, topics: Readonly<Record<string, number>>): Promise<Kafka> {
    jars();
    mkdirSync(folder, { recursive: true });
    const [port = 0, guarded = 0, controller = 0] = await freePorts(3);
    const kafka = new Kafka(folder, port, guarded, controller);
    finished('kafka.tools.StorageTool', [
      ...['format', '-t', 'MkU3OEVBNTcwNTJENDM2Qk', '-c', kafka.#config],
      ...['--add-scram', `SCRAM-SHA-512=[name=${USER},password=${PASSWORD}]`],
    ]);
    await kafka.start();
    await Promise.all(
      Object.entries(topics).map(([topic, partitions]) =>
        kafka.tool('org.apache.kafka.tools.TopicCommand', [
          ...['--create', '--topic', topic, '--partitions', String(partitions)],
          ...['--config', 'max.message.bytes=9000000'],
        ])
      )
    );
    return kafka;
  }

  /** Ends what a failed test left running. */
  static killStragglers(): void {
    for (const child of running) child.kill('SIGKILL');
  }

  /** Starts it, with what it has; resolves when it takes connections. */
  async start(): Promise<void> {
    const child = java('kafka.Kafka', [this.#config], this.#folder);
    this.#child = child;
    const keep = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk.toString('utf8')).slice(-4000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (error) => keep(Buffer.from(error.message)));
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (Date.now() < deadline && child.exitCode === null) {
      if (await takesConnections(this.#port)) return;
      await pause(50);
    }
    throw new Error(`Kafka did not start: ${this.#output}`);
  }

  /** Loses the broker at once. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    const impatience = setTimeout(() => this.#child?.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.#end('SIGTERM');
    clearTimeout(impatience);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill(signal);
    await gone;
  }

  /** A producer of lines, a message each: Kafka's own, which waits for all replicas. End it by `end()`. */
  producer(topic: string): { write(lines: readonly string[]): void; end(): Promise<void> } {
    const child = java('org.apache.kafka.tools.ConsoleProducer', [
      ...['--bootstrap-server', this.address, '--topic', topic],
      ...['--producer-property', 'acks=all', '--producer-property', 'linger.ms=5'],
      // By default it gives up after three tries, in less time than a broker takes to come back.
      ...['--message-send-max-retries', String(2 ** 31 - 1)],
    ]);
    return {
      write: (lines) => void child.stdin?.write(`${lines.join('\n')}\n`),
      end: async () => {
        const gone = new Promise<number | null>((resolve) => child.once('close', resolve));
        child.stdin?.end();
        const code = await gone;
        if (code !== 0) throw new Error(`the producer ended with ${code}`);
      },
    };
  }

  /** Where the messages of a topic stand, under which keys, and, for a topic of lines, what they say. */
  async messages(topic: string, { lines = false } = {}): Promise<Message[]> {
    const text = await this.tool('org.apache.kafka.tools.consumer.ConsoleConsumer', [
      ...['--topic', topic, '--from-beginning', '--timeout-ms', '5000'],
      ...['print.partition', 'print.key'].flatMap((property) => ['--property', `${property}=true`]),
      ...['--property', `print.value=${lines}`],
    ]);
    return text
      .split('\n')
      .map((line) => /^Partition:(\d+)\t([^\t]*)\t?(.*)$/.exec(line))
      .filter((found) => found !== null)
      .map(([, partition, key = '', value = '']) => ({ partition: Number(partition), key, value }));
  }

  /** Runs one of Kafka's tools to its end; resolves with what it has written. */
  tool(main: string, args: readonly string[]): Promise<string> {
    const child = java(main, ['--bootstrap-server', this.address, ...args]);
    let output = '';
    let words = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString('utf8')).slice(-4000);
    });
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${main} ended with ${code}: ${words}${output.slice(-2000)}`));
    });
    return promise;
  }
}

/** Starts a program of Kafka; `Kafka.killStragglers` ends what is left of them. */
export function java(main: string, args: readonly string[], cwd = JARS): ChildProcess {
  const child = spawn('java', [...JVM, '-cp', path.join(JARS, '*'), main, ...args], { cwd });
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

/** Runs a program of Kafka to its end. */
export function finished(main: string, args: readonly string[]): void {
  const { status, stdout, stderr, error } = spawnSync('java', [...JVM, '-cp', path.join(JARS, '*'), main, ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${main}: ${error?.message ?? ''}${stdout}${stderr}`);
}

/** Fetches Kafka's jars once (51 MB). */
export function jars(): void {
  if (existsSync(JARS)) return;
  const folder = `${JARS}.new`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const dependency = (name: string): string =>
    `<dependency><groupId>org.apache.kafka</groupId><artifactId>${name}</artifactId><version>${VERSION}</version></dependency>`;
  writeFileSync(
    path.join(folder, 'pom.xml'),
    '<project><modelVersion>4.0.0</modelVersion><groupId>weir</groupId><artifactId>kafka</artifactId><version>1</version>' +
      `<dependencies>${dependency('kafka_2.13')}${dependency('kafka-tools')}</dependencies></project>`
  );
  const args = ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=.', '-DincludeScope=runtime'];
  const { status, stdout, error } = spawnSync('mvn', args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(
      `Kafka ${VERSION} cannot be fetched with Maven (Debian: maven, default-jre-headless): ${error?.message ?? stdout}`
    );
  }
  renameSync(folder, JARS);
}
