import type { WeirError } from '../core/errors.ts';
import type { Millis } from '../core/time.ts';
import { encodeBatch, type NewRecord } from './encode-batch.ts';
import type { Led } from './leader-loops.ts';
import type { OutgoingBatch, ProducerSession } from './produce.ts';

/** Where a record stands now. */
export interface Written {
  readonly offset: number;
  /** The time of the broker, where the topic keeps that; else undefined. */
  readonly appendTime: Millis | undefined;
}

interface Waiting {
  readonly record: NewRecord;
  readonly bytes: number;
  readonly deadline: Millis;
  readonly resolve: (written: Written) => void;
  readonly reject: (error: WeirError) => void;
}

/** Brokers take batches up to a megabyte unless a topic says more. */
const BATCH_BYTES = 900_000;
/** Numbers of records begin again here. */
const SEQUENCES = 2 ** 31;

/** What is on its way to one partition: the batch that is being written, and what waits behind it. */
export class SentPartition implements Led {
  readonly topic: string;
  readonly partition: number;
  leader: number | undefined;
  /** Written together, under the same numbers until it is known whether they were. */
  #batch: Waiting[] = [];
  #waiting: Waiting[] = [];
  #session: ProducerSession | undefined;
  #sequence = 0;
  /** Under which something was given up that may stand there all the same. */
  #burnt: ProducerSession | undefined;
  /** Records that go one by one, because together they were too large. */
  #single = 0;

  constructor(topic: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }

  get name(): string {
    return `Partition ${this.partition} of the topic ${this.topic}`;
  }

  get busy(): boolean {
    return this.#batch.length > 0 || this.#waiting.length > 0;
  }

  /** When the oldest record is given up. */
  get deadline(): Millis {
    return (this.#batch[0] ?? this.#waiting[0])?.deadline ?? Infinity;
  }

  add(record: NewRecord, bytes: number, deadline: Millis): Promise<Written> {
    const { promise, resolve, reject } = Promise.withResolvers<Written>();
    this.#waiting.push({ record, bytes, deadline, resolve, reject });
    return promise;
  }

  /**
   * Chooses what goes now: the batch whose fate is unknown again, else the next that fit. Returns its bytes; 0 when
   * there is nothing, or when it needs a newer session.
   */
  begin(session: ProducerSession, room: number): number {
    if (this.#session === undefined) {
      if (session === this.#burnt) return 0;
      this.#session = session;
      this.#sequence = 0;
    }
    let bytes = this.#batch.reduce((sum, one) => sum + one.bytes, 0);
    if (bytes > 0) return bytes;
    const most = this.#single > 0 ? 0 : Math.min(room, BATCH_BYTES);
    let count = 0;
    for (const one of this.#waiting) {
      if (count > 0 && bytes + one.bytes > most) break;
      bytes += one.bytes;
      count += 1;
    }
    this.#batch = this.#waiting.splice(0, count);
    return bytes;
  }

  /** The batch that `begin` has chosen. */
  encoded(now: Millis): OutgoingBatch {
    const { producerId, producerEpoch } = this.#session as ProducerSession;
    const records = this.#batch.map(({ record }) => record);
    const identity = { producerId, producerEpoch, sequence: this.#sequence };
    return { topic: this.topic, partition: this.partition, bytes: encodeBatch(records, now, identity) };
  }

  /** The batch stands at this offset. */
  written(offset: number, appendTime: Millis): void {
    const batch = this.#take();
    this.#sequence = (this.#sequence + batch.length) % SEQUENCES;
    for (const [i, one] of batch.entries()) {
      one.resolve({ offset: offset + i, appendTime: appendTime < 0 ? undefined : appendTime });
    }
  }

  /** The broker does not take the batch. Its numbers are free; which record it was shows one by one. */
  refuse(error: WeirError): void {
    const batch = this.#take();
    if (batch.length > 1 && error.code === 'too_large') {
      this.#waiting.unshift(...batch);
      this.#single = batch.length;
      return;
    }
    for (const one of batch) one.reject(error);
  }

  /** The brokers do not know who we are any more: the same batch goes under new numbers. */
  renew(): void {
    this.#burnt = this.#session ?? this.#burnt;
    this.#session = undefined;
  }

  /** Fails everything. Whether the batch was written is not known, so its numbers must not come again. */
  giveUp(error: WeirError): void {
    const all = [...this.#take(), ...this.#waiting];
    this.#waiting = [];
    this.#single = 0;
    this.renew();
    for (const one of all) one.reject(error);
  }

  #take(): Waiting[] {
    const batch = this.#batch;
    this.#batch = [];
    this.#single = Math.max(0, this.#single - batch.length);
    return batch;
  }
}
