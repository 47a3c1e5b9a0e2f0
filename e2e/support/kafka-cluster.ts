import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePorts } from '@weir/detection-service/cli/collector/free-port.ts';
import { finished, jars, java } from './kafka.ts';
import { takesConnections } from './ports.ts';
import { pause } from './service-process.ts';

const CLUSTER_ID = 'MkU3OEVBNTcwNTJENDM2Qk';
const READY_TIMEOUT_MS = 90_000;

/** Several brokers of one real Kafka on loopback, each of which may be lost while the others go on. In the clear. */
export class KafkaCluster {
  readonly addresses: readonly string[];
  readonly #ports: readonly number[];
  readonly #configs: readonly string[];
  readonly #children: (ChildProcess | undefined)[];

  private constructor(
    folder: string,
    ports: readonly number[],
    controllers: readonly number[],
    advertised: readonly number[]
  ) {
    this.#ports = ports;
    this.addresses = advertised.map((port) => `127.0.0.1:${port}`);
    this.#children = ports.map(() => undefined);
    const voters = controllers.map((port, i) => `${i + 1}@127.0.0.1:${port}`).join(',');
    this.#configs = ports.map((port, i) => {
      const own = path.join(folder, String(i + 1));
      mkdirSync(own, { recursive: true });
      const file = path.join(own, 'server.properties');
      const lines = [
        'process.roles=broker,controller',
        `node.id=${i + 1}`,
        `controller.quorum.voters=${voters}`,
        `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllers[i]}`,
        `advertised.listeners=PLAINTEXT://${this.addresses[i]}`,
        'controller.listener.names=CONTROLLER',
        'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
        `log.dirs=${path.join(own, 'data')}`,
        'offsets.topic.num.partitions=3',
        `offsets.topic.replication.factor=${ports.length}`,
        'group.initial.rebalance.delay.ms=0',
        'auto.create.topics.enable=false',
        // A broker that is gone is missed soon.
        'broker.session.timeout.ms=4000',
      ];
      writeFileSync(file, `${lines.join('\n')}\n`);
      return file;
    });
  }

  /**
   * Makes an empty cluster of so many brokers and starts it. `front` is asked for the port at which each is to be reached,
   * for what stands between it and its clients.
   */
  static async start(
    folder: string,
    brokers: number,
    front: (port: number) => Promise<number> = (port) => Promise.resolve(port)
  ): Promise<KafkaCluster> {
    jars();
    const ports = await freePorts(2 * brokers);
    const own = ports.slice(0, brokers);
    const cluster = new KafkaCluster(folder, own, ports.slice(brokers), await Promise.all(own.map(front)));
    for (const config of cluster.#configs)
      finished('kafka.tools.StorageTool', ['format', '-t', CLUSTER_ID, '-c', config]);
    await Promise.all(own.map((_, i) => cluster.startBroker(i)));
    return cluster;
  }

  /** Starts one that is down, with what it has; resolves when it takes connections. */
  async startBroker(i: number): Promise<void> {
    const config = this.#configs[i] as string;
    const child = java('kafka.Kafka', [config], path.dirname(config));
    this.#children[i] = child;
    // Its words are read, so that it never waits for somebody to read them.
    child.stdout?.resume();
    child.stderr?.resume();
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (Date.now() < deadline && child.exitCode === null) {
      if (await takesConnections(this.#ports[i] as number)) return;
      await pause(50);
    }
    throw new Error(`broker ${i + 1} did not start`);
  }

  /** Loses one at once. */
  async killBroker(i: number): Promise<void> {
    const child = this.#children[i];
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#children.map((_, i) => this.killBroker(i)));
  }
}
