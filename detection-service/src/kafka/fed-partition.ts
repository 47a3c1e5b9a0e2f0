import { WeirError } from '../core/errors.ts';
import type { Fetched } from './fetch.ts';
import type { Led } from './leader-loops.ts';
import type { FeedOptions } from './partition-feed.ts';
import type { RawRecord } from './record-batches.ts';

/** Entries of one partition that follow each other. */
export interface FedBatch<Entry> {
  readonly partition: number;
  readonly entries: readonly Entry[];
  /** The offset behind the batch: where to go on when all of it was done. */
  readonly next: number;
  /** The offset behind the last record of the partition, as the broker said with the batch. */
  readonly highWatermark: number;
}

interface FedPartitionOptions<Entry> extends Pick<FeedOptions<Entry>, 'decode' | 'deliver' | 'onPoison'> {
  readonly onStopped: (error: WeirError) => void;
  readonly onRoom: () => void;
  readonly bufferBytes: number;
}

/** One partition of a feed: what has come and was not delivered yet. */
export class FedPartition<Entry> implements Led {
  readonly topic: string;
  readonly partition: number;
  leader: number | undefined;
  /** The offset to ask for next. */
  from: number;
  readonly #options: FedPartitionOptions<Entry>;
  readonly #waiting: { readonly batch: FedBatch<Entry>; readonly bytes: number }[] = [];
  #bytes = 0;
  #delivered: number;
  #end: number | undefined;
  #paused = false;
  /** Takes nothing more: it was let go, or failed. */
  #stopped = false;
  #failure: WeirError | undefined;
  #delivering: Promise<void> | undefined;

  constructor(topic: string, partition: number, from: number, options: FedPartitionOptions<Entry>) {
    this.topic = topic;
    this.partition = partition;
    this.from = from;
    this.#delivered = from;
    this.#options = options;
  }

  /** Whether more should be asked for. */
  get hungry(): boolean {
    if (this.#stopped) return false;
    return this.#waiting.length === 0 || (this.#bytes < this.#options.bufferBytes && !this.#paused);
  }

  get lag(): number | undefined {
    return this.#end === undefined ? undefined : Math.max(0, this.#end - this.#delivered);
  }

  /** Takes what a broker has answered. */
  take(answer: Fetched): void {
    if (this.#stopped) return;
    this.#end = answer.end;
    if (answer.bytes === 0) return;
    try {
      const { records, next } = answer.read();
      this.from = next;
      this.#decode(records, next, answer);
    } catch (error) {
      this.fail(this.#located(error));
    }
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#deliver();
    this.#options.onRoom();
  }

  /** Delivers nothing more; resolves when what is under way is done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#failure = undefined;
    this.#waiting.length = 0;
    this.#options.onRoom();
    await this.#delivering;
  }

  /** Stops for a reason that somebody has to hear, once what came before it was delivered. */
  fail(error: WeirError): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#failure = error;
    this.#sayWhy();
  }

  #decode(records: readonly RawRecord[], behind: number, { bytes, end: highWatermark }: Fetched): void {
    const { decode, onPoison } = this.#options;
    const entries: Entry[] = [];
    let [next, reason]: [number, unknown] = [behind, undefined];
    for (const record of records) {
      try {
        const decoded = decode(record, this.partition);
        if ('entry' in decoded) entries.push(decoded.entry);
        else onPoison(record, this.partition, decoded.poison);
      } catch (error) {
        [next, reason] = [record.offset, error];
        break;
      }
    }
    this.#waiting.push({ batch: { partition: this.partition, entries, next, highWatermark }, bytes });
    this.#bytes += bytes;
    this.#deliver();
    if (reason !== undefined) this.fail(this.#located(reason));
  }

  /** Delivers what waits, one batch after the other. */
  #deliver(): void {
    if (this.#delivering !== undefined || this.#paused || this.#waiting.length === 0) return;
    this.#delivering = this.#deliverAll().finally(() => {
      this.#delivering = undefined;
      // Something may have come between the last look and now.
      this.#deliver();
      this.#sayWhy();
    });
  }

  async #deliverAll(): Promise<void> {
    while (!this.#paused) {
      const first = this.#waiting.shift();
      if (first === undefined) return;
      this.#bytes -= first.bytes;
      try {
        await this.#options.deliver(first.batch);
      } catch (error) {
        this.#waiting.length = 0;
        this.#failure = this.#failure ?? (this.#stopped ? undefined : this.#located(error));
        this.#stopped = true;
        return;
      }
      this.#delivered = first.batch.next;
      this.#options.onRoom();
    }
  }

  /** Says why it has stopped, once nothing waits any more. */
  #sayWhy(): void {
    if (this.#failure === undefined || this.#delivering !== undefined || this.#waiting.length > 0) return;
    const failure = this.#failure;
    this.#failure = undefined;
    this.#options.onStopped(failure);
  }

  #located(error: unknown): WeirError {
    if (error instanceof WeirError) return error;
    const words = error instanceof Error ? error.message : String(error);
    const sentence = `Partition ${this.partition} of the topic ${this.topic} stops behind offset ${this.#delivered}: ${words}`;
    return new WeirError('internal', sentence, [], { cause: error });
  }
}
