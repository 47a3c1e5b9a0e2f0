import { protocolErrorsCodesById, type BaseOptions } from '@platformatic/kafka';
import { WeirError } from '../core/errors.ts';
import { MINUTE, SECOND, type Millis } from '../core/time.ts';
import { Cluster } from './cluster.ts';
import { recordBound, type NewRecord } from './encode-batch.ts';
import { answersOf, isLasting, kafkaError } from './kafka-error.ts';
import { LeaderLoops } from './leader-loops.ts';
import { newSession, produce, type ProducerSession } from './produce.ts';
import { SentPartition, type Written } from './sent-partition.ts';

/** A record and where it goes. */
export interface OutgoingRecord extends NewRecord {
  readonly topic: string;
  readonly partition: number;
}

export interface SenderOptions {
  /** As `clientOptions` makes them. */
  readonly client: BaseOptions;
  /** How long a record is tried for, a broker's restart included. */
  readonly patience?: Millis;
  /** Bytes of records that may be under way; with them, no more are taken. */
  readonly maxBytes?: number;
  /** The brokers do not take anything, for the sentence given, or do again: undefined. */
  readonly onTrouble?: (error: WeirError | undefined) => void;
}

const PATIENCE: Millis = 2 * MINUTE;
/** A topic that is not there may just have been made. */
const TOPIC_PATIENCE: Millis = 10 * SECOND;
const MAX_BYTES = 64 * 2 ** 20;
/** The most in one request; a larger record goes alone. */
const REQUEST_BYTES = 8 * 2 ** 20;
/** How long a broker waits for its replicas. */
const BROKER_TIMEOUT: Millis = 20 * SECOND;
const LOOK_EVERY: Millis = 250;

type Answer = Awaited<ReturnType<typeof produce>>['responses'][number]['partitionResponses'][number];

const NEEDS_SESSION = new Set(['OUT_OF_ORDER_SEQUENCE_NUMBER', 'UNKNOWN_PRODUCER_ID', 'INVALID_PRODUCER_EPOCH']);
const REFUSED = new Set([
  ...['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD', 'INVALID_TIMESTAMP', 'CORRUPT_MESSAGE'],
  ...['TOPIC_AUTHORIZATION_FAILED', 'CLUSTER_AUTHORIZATION_FAILED', 'INVALID_REQUIRED_ACKS', 'POLICY_VIOLATION'],
  ...['UNSUPPORTED_FOR_MESSAGE_FORMAT', 'INVALID_TOPIC_EXCEPTION'],
]);

/**
 * Writes records to Kafka: each partition in the order of the calls, each record once for as long as the sender lives,
 * durable on all replicas in sync before it is told so. A partition has one batch under way; what comes meanwhile waits
 * and goes together. (The library's own idempotent producer sends two calls out of order when the first has to be
 * repeated, and starts anew under another number, so that a record may stand twice.)
 */
export class RecordSender {
  readonly #patience: Millis;
  readonly #maxBytes: number;
  readonly #cluster: Cluster;
  readonly #loops: LeaderLoops<SentPartition>;
  readonly #partitions = new Map<string, SentPartition>();
  readonly #onTrouble: SenderOptions['onTrouble'];
  #session: Promise<ProducerSession> | undefined;
  #bytes = 0;
  #room = Promise.withResolvers<void>();
  #trouble: WeirError | undefined;
  #closed = false;
  #looking: NodeJS.Timeout | undefined;

  constructor({ client, patience = PATIENCE, maxBytes = MAX_BYTES, onTrouble }: SenderOptions) {
    this.#patience = patience;
    this.#maxBytes = maxBytes;
    this.#onTrouble = onTrouble;
    this.#cluster = new Cluster(client);
    this.#loops = new LeaderLoops({
      cluster: this.#cluster,
      partitions: () => this.#partitions.values(),
      ready: (one) => one.busy,
      work: (node, ready) => this.#send(node, ready),
      onMissing: (one, error) => this.#giveUp(one, error),
      onTrouble: (error, of) => this.#troubled(error, of),
    });
  }

  /** Bytes of records that are under way. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Takes a record; resolves once it is durable. When one fails, those that wait behind it in the same partition fail
   * with it: none is written that would stand before it.
   * @throws {WeirError} `unavailable` when it could not be written in time, or too much is under way (`room`);
   * `too_large`, after which the others of the partition go on
   */
  async send(record: OutgoingRecord): Promise<Written> {
    if (this.#closed) throw new WeirError('unavailable', 'the sender is closed');
    const bytes = recordBound(record);
    if (this.#bytes > 0 && this.#bytes + bytes > this.#maxBytes) {
      const sentence = `There are ${this.#bytes} bytes on their way to Kafka already.`;
      throw new WeirError('unavailable', sentence, [
        { path: 'bytes', expected: `at most ${this.#maxBytes} under way`, found: `${bytes} more` },
      ]);
    }
    this.#bytes += bytes;
    this.#looking ??= setInterval(() => this.#look(), LOOK_EVERY).unref();
    try {
      const written = this.#partition(record).add(record, bytes, Date.now() + this.#patience);
      this.#loops.stir();
      return await written;
    } finally {
      this.#bytes -= bytes;
      this.#room.resolve();
      this.#room = Promise.withResolvers();
    }
  }

  /** Resolves when half of what may be under way is done: the time to send more. */
  async room(): Promise<void> {
    while (this.#bytes > this.#maxBytes / 2) await this.#room.promise;
  }

  /** Waits until all was written or given up. */
  async flush(): Promise<void> {
    while (this.#bytes > 0) await this.#room.promise;
  }

  /** Waits for what is under way, then closes. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
    clearInterval(this.#looking);
    await this.#loops.close();
  }

  #partition({ topic, partition }: OutgoingRecord): SentPartition {
    const key = `${partition}/${topic}`;
    const known = this.#partitions.get(key);
    if (known !== undefined) return known;
    const made = new SentPartition(topic, partition);
    this.#partitions.set(key, made);
    return made;
  }

  /** Gives up what was tried for too long. */
  #look(): void {
    const now = Date.now();
    for (const one of this.#partitions.values()) {
      if (one.busy && one.deadline <= now) {
        const why = this.#trouble?.message ?? 'no broker has answered in time.';
        this.#giveUp(one, new WeirError('unavailable', `${one.name} takes no records: ${why}`));
      }
    }
  }

  #troubled(error: WeirError | undefined, of: readonly SentPartition[]): void {
    if (error !== undefined) {
      const missing = answersOf(error).includes('UNKNOWN_TOPIC_OR_PARTITION');
      const since = Date.now() + this.#patience - TOPIC_PATIENCE;
      for (const one of of) if (isLasting(error) || (missing && one.deadline < since)) this.#giveUp(one, error);
    }
    if (error?.message === this.#trouble?.message) return;
    this.#trouble = error;
    this.#onTrouble?.(error);
  }

  async #send(node: number, ready: readonly SentPartition[]): Promise<readonly SentPartition[]> {
    const [session, connection] = await Promise.all([this.#open(), this.#cluster.connection(node)]);
    const chosen = this.#choose(ready, session);
    if (chosen.length === 0) return [];
    const now = Date.now();
    const batches = chosen.map((one) => one.encoded(now));
    const { responses } = await produce(this.#cluster, connection, batches, BROKER_TIMEOUT);
    const lost = new Set(chosen);
    for (const { name, partitionResponses } of responses) {
      for (const answer of partitionResponses) {
        const one = chosen.find(({ topic, partition }) => topic === name && partition === answer.index);
        if (one !== undefined && this.#settled(one, answer)) lost.delete(one);
      }
    }
    if (lost.size > 0) {
      const names = [...lost].map(({ name }) => name).join(', ');
      this.#troubled(new WeirError('unavailable', `${names} cannot be written now.`), [...lost]);
    }
    return [...lost];
  }

  /** Which partitions go into the next request: those that did not fit into the last one first. */
  #choose(ready: readonly SentPartition[], session: ProducerSession): SentPartition[] {
    const chosen: SentPartition[] = [];
    let room = REQUEST_BYTES;
    for (const one of ready) {
      if (room <= 0) break;
      const bytes = one.begin(session, room);
      if (bytes === 0) continue;
      room -= bytes;
      chosen.push(one);
      this.#toTheEnd(one);
    }
    return chosen;
  }

  /** Whether an answer is dealt with, so that the partition can go on where it is. */
  #settled(one: SentPartition, answer: Answer): boolean {
    if (answer.errorCode === 0) {
      one.written(Number(answer.baseOffset), Number(answer.logAppendTimeMs));
      return true;
    }
    const apiId = protocolErrorsCodesById[answer.errorCode] ?? `error ${answer.errorCode}`;
    const error = kafkaError(Object.assign(new Error(apiId), { apiId }), `${one.name} does not take a record`);
    if (NEEDS_SESSION.has(apiId)) {
      this.#session = undefined;
      one.renew();
    } else if (apiId === 'DUPLICATE_SEQUENCE_NUMBER') {
      this.#giveUp(one, error);
    } else if (REFUSED.has(apiId)) {
      one.refuse(error);
    } else return false;
    return true;
  }

  /** The numbers of what was given up must not come again, so everybody who begins anew gets others. */
  #giveUp(one: SentPartition, error: WeirError): void {
    one.giveUp(error);
    this.#session = undefined;
  }

  #toTheEnd(one: SentPartition): void {
    const key = `${one.partition}/${one.topic}`;
    this.#partitions.delete(key);
    this.#partitions.set(key, one);
  }

  #open(): Promise<ProducerSession> {
    if (this.#session === undefined) {
      const opening = newSession(this.#cluster, BROKER_TIMEOUT);
      this.#session = opening;
      opening.catch(() => {
        if (this.#session === opening) this.#session = undefined;
      });
    }
    return this.#session;
  }
}
