import {
  ConnectionPool,
  apiVersionsV3,
  clientSoftwareName,
  clientSoftwareVersion,
  type API,
  type BaseOptions,
  type Broker,
  type Connection,
  type metadataV12 as Metadata,
} from '@platformatic/kafka';
import { WeirError } from '../core/errors.ts';
import { answersOf, kafkaError } from './kafka-error.ts';
import { endure } from './endure.ts';
import { REQUESTS } from './requests.ts';

/** A topic as the brokers describe it. */
export interface TopicLayout {
  readonly name: string;
  /** A topic that was deleted and made again has another id. */
  readonly id: string;
  /** The broker that leads each partition; -1 while none does. */
  readonly leaders: readonly number[];
}

/**
 * The brokers as one client sees them: where they are, who leads which partition, and one connection to each. The
 * library's own clients give up all partitions of a topic while one of them has no leader; this does not.
 */
export class Cluster {
  readonly #options: BaseOptions;
  readonly #pool: ConnectionPool;
  readonly #brokers = new Map<number, Broker>();
  readonly #layouts = new Map<string, TopicLayout>();
  readonly #asking = new Map<string, Promise<TopicLayout>>();
  #versions: Promise<ReadonlyMap<number, readonly [number, number]>> | undefined;

  constructor(options: BaseOptions) {
    this.#options = options;
    this.#pool = new ConnectionPool(options.clientId, options);
    this.#pool.on('connecting', ({ connection }) => endure(connection));
  }

  /** The brokers of the configuration, for sentences. */
  get where(): string {
    return this.#options.bootstrapBrokers
      .map((broker) => (typeof broker === 'string' ? broker : `${broker.host}:${broker.port}`))
      .join(', ');
  }

  /**
   * The layout of a topic: as last heard, or asked anew.
   * @throws {WeirError} `unavailable` when no broker answers or the topic is not there
   */
  async layout(topic: string, { fresh = false } = {}): Promise<TopicLayout> {
    const known = this.#layouts.get(topic);
    if (known !== undefined && !fresh) return known;
    const asking = this.#asking.get(topic) ?? this.#ask(topic).finally(() => this.#asking.delete(topic));
    this.#asking.set(topic, asking);
    return asking;
  }

  /** The connection to a broker that a layout has named. */
  connection(node: number): Promise<Connection> {
    const broker = this.#brokers.get(node);
    if (broker === undefined) {
      return Promise.reject(new WeirError('unavailable', `The broker ${node} is not part of the cluster now.`));
    }
    return this.#pool.get(broker);
  }

  /** The connection to a broker by its address. */
  connectionTo(broker: Broker): Promise<Connection> {
    return this.#pool.get(broker);
  }

  /** Ends the connection to a broker, if there is one, and with it everything that is still waited for. */
  async hangUp(broker: Broker): Promise<void> {
    await this.#pool.getEstablishedConnection(broker)?.close();
  }

  /** The connection to any broker. */
  anyConnection(): Promise<Connection> {
    const first = this.#options.bootstrapBrokers as Broker[];
    return this.#pool.getFirstAvailable([...first, ...this.#brokers.values()]);
  }

  /** Asks in the newest version of those given that the brokers know, too. */
  async ask<Request extends unknown[], Answer>(
    connection: Connection,
    apis: readonly API<Request, Answer>[],
    ...request: Request
  ): Promise<Answer> {
    return (await this.newest(connection, apis)).async(connection, ...request);
  }

  /** The newest of the versions given that the brokers know, too. */
  async newest<Known extends { readonly key: number; readonly version: number }>(
    connection: Connection,
    apis: readonly Known[]
  ): Promise<Known> {
    this.#versions ??= versionsOf(connection);
    try {
      const [from, to] = (await this.#versions).get(apis[0]?.key ?? -1) ?? [0, -1];
      const known = apis.filter(({ version }) => version >= from && version <= to);
      const newest = known.toSorted((a, b) => b.version - a.version)[0];
      if (newest !== undefined) return newest;
      const ours = apis.map(({ version }) => version).join(', ');
      const sentence = `The brokers are too old or too new: of the request ${apis[0]?.key} they know the versions ${from} to ${to}, we ${ours}.`;
      throw new WeirError('unavailable', sentence);
    } catch (error) {
      if (!(error instanceof WeirError)) this.#versions = undefined;
      throw error;
    }
  }

  /** Forgets what brokers can do, for they may come back as another version. */
  forgetVersions(): void {
    this.#versions = undefined;
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  async #ask(topic: string): Promise<TopicLayout> {
    try {
      const answer = await this.#metadata(topic);
      return this.#keep(answer, topic);
    } catch (error) {
      throw kafkaError(error, `The topic ${topic} cannot be looked up at ${this.where}`);
    }
  }

  async #metadata(topic: string): Promise<Metadata.MetadataResponse> {
    try {
      const connection = await this.anyConnection();
      return await this.ask(connection, REQUESTS.metadata, [topic], false, false);
    } catch (error) {
      // A partition without a leader is an error to the library; the answer comes with it.
      const { response } = error as { readonly response?: Metadata.MetadataResponse };
      if (response === undefined || answersOf(error).some((answer) => answer !== 'LEADER_NOT_AVAILABLE')) throw error;
      return response;
    }
  }

  #keep({ brokers, topics }: Metadata.MetadataResponse, name: string): TopicLayout {
    this.#brokers.clear();
    for (const { nodeId, host, port } of brokers) this.#brokers.set(nodeId, { host, port });
    const found = topics.find((topic) => topic.name === name);
    if (found === undefined) throw new WeirError('unavailable', `The brokers say nothing of the topic ${name}.`);
    const leaders = Array.from({ length: found.partitions.length }, () => -1);
    for (const { partitionIndex, leaderId } of found.partitions) leaders[partitionIndex] = leaderId;
    const layout = { name, id: found.topicId, leaders };
    this.#layouts.set(name, layout);
    return layout;
  }
}

async function versionsOf(connection: Connection): Promise<ReadonlyMap<number, readonly [number, number]>> {
  const { apiKeys } = await apiVersionsV3.api.async(connection, clientSoftwareName, String(clientSoftwareVersion));
  return new Map(apiKeys.map(({ apiKey, minVersion, maxVersion }) => [apiKey, [minVersion, maxVersion]]));
}
