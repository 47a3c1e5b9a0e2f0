import type { BaseOptions } from '@platformatic/kafka';
import { WeirError } from '../core/errors.ts';
import { Cluster } from './cluster.ts';
import { FedPartition, type FedBatch } from './fed-partition.ts';
import { fetchRecords } from './fetch.ts';
import { kafkaError } from './kafka-error.ts';
import { LeaderLoops } from './leader-loops.ts';
import { offsetsOf } from './offsets.ts';
import type { RawRecord } from './record-batches.ts';

/** What a record turned out to be. */
export type Decoded<Entry> =
  | { readonly entry: Entry }
  /** It can be read by nobody: why, as half a sentence. It is handed on and passed over. */
  | { readonly poison: string };

export interface FeedOptions<Entry> {
  /** As `clientOptions` makes them. */
  readonly client: BaseOptions;
  readonly topic: string;
  /**
   * Makes an entry of a record. What it throws stops the partition, as something that must not be passed over: a record
   * of a newer version.
   */
  readonly decode: (record: RawRecord, partition: number) => Decoded<Entry>;
  /**
   * Takes the next entries of a partition, in order; the next batch of the same partition waits until it has resolved.
   * What it rejects with stops the partition. There may be no entries, when there was only poison.
   */
  readonly deliver: (batch: FedBatch<Entry>) => Promise<void>;
  readonly onPoison: (record: RawRecord, partition: number, reason: string) => void;
  /**
   * A partition does not go on by itself, after all before it was delivered: `not_found` when its offset is not there,
   * else what `decode` or `deliver` threw. It is not assigned any more.
   */
  readonly onStopped: (partition: number, error: WeirError) => void;
  /** The brokers do not answer, for the sentence given, or do again: undefined. The feed goes on trying. */
  readonly onTrouble?: (error: WeirError | undefined) => void;
  /** Bytes that may wait in each partition while its callback is busy; then no more is asked for it. */
  readonly bufferBytes?: number;
  /** The most that a broker answers at once: bounds memory, and how long one answer keeps the thread. */
  readonly answerBytes?: number;
}

const BUFFER_BYTES = 4 * 2 ** 20;
const ANSWER_BYTES = 16 * 2 ** 20;
const PARTITION_BYTES = 2 ** 20;
/** How long a broker waits for something new; a partition that is assigned meanwhile waits as long. */
const MAX_WAIT = 250;
/** Answers of a broker that mean: not here, or not now. */
const ASK_AGAIN = new Set([
  ...['NOT_LEADER_OR_FOLLOWER', 'LEADER_NOT_AVAILABLE', 'REPLICA_NOT_AVAILABLE', 'FENCED_LEADER_EPOCH'],
  ...['UNKNOWN_LEADER_EPOCH', 'OFFSET_NOT_AVAILABLE', 'KAFKA_STORAGE_ERROR', 'UNKNOWN_TOPIC_OR_PARTITION'],
  ...['UNKNOWN_TOPIC_ID', 'INCONSISTENT_TOPIC_ID', 'UNKNOWN_SERVER_ERROR'],
]);

/**
 * Follows partitions of a topic from offsets that it is given: one request to each broker for all of its partitions. It
 * commits nothing and belongs to no group. Brokers may be gone for as long as they like.
 */
export class PartitionFeed<Entry> {
  readonly #options: FeedOptions<Entry>;
  readonly #cluster: Cluster;
  readonly #partitions = new Map<number, FedPartition<Entry>>();
  readonly #loops: LeaderLoops<FedPartition<Entry>>;
  /** By partition. */
  readonly #troubles = new Map<number, WeirError>();
  #closed = false;
  /** Turns with each request, so that no partition is always the last to find room in an answer. */
  #turn = 0;

  constructor(options: FeedOptions<Entry>) {
    this.#options = options;
    this.#cluster = new Cluster(options.client);
    this.#loops = new LeaderLoops({
      cluster: this.#cluster,
      partitions: () => this.#partitions.values(),
      ready: (fed) => fed.hungry,
      work: (node, ready) => this.#fetch(node, ready),
      onMissing: (fed, error) => fed.fail(error),
      onTrouble: (error, partitions) => this.#say(error, partitions),
    });
  }

  /**
   * Reads a partition from an offset on.
   * @throws {WeirError} `conflict` for one that is assigned already: `unassign` it, and wait, before
   */
  assign(partition: number, from: number): void {
    if (this.#closed) throw new WeirError('unavailable', 'the feed is closed');
    const { topic, deliver, decode, onPoison, bufferBytes = BUFFER_BYTES } = this.#options;
    if (this.#partitions.has(partition)) {
      throw new WeirError('conflict', `Partition ${partition} of the topic ${topic} is read already.`);
    }
    const fed = new FedPartition<Entry>(topic, partition, from, {
      ...{ decode, deliver, onPoison, bufferBytes },
      onRoom: () => this.#loops.stir(),
      onStopped: (error) => {
        this.#forget(partition);
        this.#options.onStopped(partition, error);
      },
    });
    this.#partitions.set(partition, fed);
    this.#loops.stir();
  }

  /** Lets a partition go. Nothing of it is delivered any more once this has resolved: the batch under way is waited for. */
  async unassign(partition: number): Promise<void> {
    const fed = this.#partitions.get(partition);
    await fed?.stop();
    if (this.#partitions.get(partition) === fed) this.#forget(partition);
  }

  /** Delivers nothing of a partition until `resume`; what is under way is finished. */
  pause(partition: number): void {
    this.#partitions.get(partition)?.pause();
  }

  resume(partition: number): void {
    this.#partitions.get(partition)?.resume();
  }

  /** Records between what was delivered and the end, as last heard; undefined before the first answer. */
  lag(partition: number): number | undefined {
    return this.#partitions.get(partition)?.lag;
  }

  /** What keeps it from reading now, if anything. */
  get trouble(): WeirError | undefined {
    return this.#troubles.values().next().value;
  }

  /** Waits for the batches under way, then closes. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#partitions.keys()].map((partition) => this.unassign(partition)));
    await this.#loops.close();
  }

  async #fetch(node: number, hungry: readonly FedPartition<Entry>[]): Promise<readonly FedPartition<Entry>[]> {
    const layout = await this.#cluster.layout(this.#options.topic);
    const connection = await this.#cluster.connection(node);
    const answers = await fetchRecords(this.#cluster, connection, layout, this.#turned(hungry), {
      ...{ maxWait: MAX_WAIT, maxBytes: this.#options.answerBytes ?? ANSWER_BYTES, partitionBytes: PARTITION_BYTES },
    });
    const asked = new Map(hungry.map((fed) => [fed.partition, fed]));
    const lost: FedPartition<Entry>[] = [];
    for (const answer of answers) {
      const fed = asked.get(answer.partition);
      if (fed === undefined) continue;
      if (answer.error === undefined) fed.take(answer);
      else if (ASK_AGAIN.has(answer.error)) lost.push(fed);
      else fed.fail(await this.#refusal(fed, answer.error));
    }
    if (lost.length > 0) {
      const errors = new Set(answers.flatMap(({ error }) => error ?? []));
      this.#say(
        new WeirError('unavailable', `The topic ${this.#options.topic} cannot be read now: ${[...errors].join(', ')}.`),
        lost
      );
    }
    return lost;
  }

  #forget(partition: number): void {
    this.#partitions.delete(partition);
    this.#troubles.delete(partition);
  }

  /** Why a partition cannot be read, with the offsets that there are when it is not this one. */
  async #refusal({ topic, partition, from }: FedPartition<Entry>, apiId: string): Promise<WeirError> {
    const doing = `Partition ${partition} of the topic ${topic} cannot be read from offset ${from}`;
    if (apiId !== 'OFFSET_OUT_OF_RANGE') return kafkaError(Object.assign(new Error(apiId), { apiId }), doing);
    const { first, next } = await offsetsOf(this.#cluster, topic, partition);
    const expected = `an offset from ${first} to ${next}`;
    return new WeirError('not_found', `${doing}: the brokers have ${expected}.`, [
      { path: `${topic}/${partition}`, expected, found: String(from) },
    ]);
  }

  #turned(hungry: readonly FedPartition<Entry>[]): FedPartition<Entry>[] {
    const cut = this.#turn++ % hungry.length;
    return [...hungry.slice(cut), ...hungry.slice(0, cut)];
  }

  #say(trouble: WeirError | undefined, of: readonly FedPartition<Entry>[]): void {
    if (this.#closed) return;
    const before = this.trouble?.message;
    for (const { partition } of of) {
      if (trouble === undefined) this.#troubles.delete(partition);
      else this.#troubles.set(partition, trouble);
    }
    if (this.trouble?.message !== before) this.#options.onTrouble?.(this.trouble);
  }
}
