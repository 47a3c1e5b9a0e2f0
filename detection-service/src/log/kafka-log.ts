import type { BaseOptions } from '@platformatic/kafka';
import { WeirError } from '../core/errors.ts';
import { MINUTE, type Millis } from '../core/time.ts';
import { Cluster } from '../kafka/cluster.ts';
import { recordBound } from '../kafka/encode-batch.ts';
import { offsetSince, offsetsOf } from '../kafka/offsets.ts';
import { deleteBefore, partitionSize } from '../kafka/partition-space.ts';
import { readPartition } from '../kafka/read-partition.ts';
import type { RawRecord } from '../kafka/record-batches.ts';
import { RecordSender } from '../kafka/record-sender.ts';
import { MAX_ENTRY_PAYLOAD } from '../kafka/topics.ts';
import { checkEntry } from './entry-limits.ts';
import { decodeEntry, encodeEntry } from './kafka-entry.ts';
import type { Log, LogEntry, NewEntry, Offset } from './log.ts';

export interface KafkaLogOptions {
  /** As `clientOptions` makes them. */
  readonly client: BaseOptions;
  readonly topic: string;
  readonly partition: number;
  /** What appends; several logs may share one, and it stays open. The log has one of its own when it is not given. */
  readonly sender?: RecordSender;
  /** A record that is no entry was passed over. */
  readonly onPoison: (record: RawRecord, reason: string) => void;
  /** How long a read and a deletion are tried for, a broker's restart included. */
  readonly patience?: Millis;
}

const PATIENCE: Millis = 2 * MINUTE;

/**
 * One partition of a topic as a log. Entries may come from others, too: offsets then count over what all have written,
 * and `refresh` hears of it. A record that is no entry has an offset and is passed over. The time of an entry is that of
 * the broker.
 *
 * What a failed `append` wanted to say may stand in the log all the same; later ones go on. `size` is reckoned: brokers
 * only tell how large the files are, which shrink with a delay.
 */
export class KafkaLog implements Log {
  readonly #options: KafkaLogOptions;
  readonly #cluster: Cluster;
  readonly #sender: RecordSender;
  #first: Offset;
  #next: Offset;
  #size: number;
  #appending = new Set<Promise<unknown>>();
  #closed = false;

  private constructor(options: KafkaLogOptions, cluster: Cluster, sender: RecordSender, state: State) {
    this.#options = options;
    this.#cluster = cluster;
    this.#sender = sender;
    this.#first = state.first;
    this.#next = state.next;
    this.#size = state.size;
  }

  /** @throws {WeirError} `unavailable` when brokers or topic cannot be reached, `not_found` without the partition */
  static async open(options: KafkaLogOptions): Promise<KafkaLog> {
    const { client, topic, partition, sender, patience = PATIENCE } = options;
    const cluster = new Cluster(client);
    try {
      const { first, next } = await offsetsOf(cluster, topic, partition);
      const size = first === next ? 0 : await partitionSize(cluster, topic, partition);
      const own = sender ?? new RecordSender({ client, patience });
      return new KafkaLog(options, cluster, own, { first, next, size });
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  get firstOffset(): Offset {
    return this.#first;
  }

  /** As last heard: others may have appended since. */
  get nextOffset(): Offset {
    return this.#next;
  }

  get size(): number {
    return this.#size;
  }

  async append(entry: NewEntry): Promise<Offset> {
    const tenant = checkEntry(entry);
    if (entry.payload.length > MAX_ENTRY_PAYLOAD) throw tooLarge(entry.payload.length);
    if (this.#closed) throw new WeirError('unavailable', 'the log is closed');
    const record = encodeEntry(entry, tenant);
    const { topic, partition } = this.#options;
    const sending = this.#sender.send({ topic, partition, ...record });
    this.#appending.add(sending);
    try {
      const { offset } = await sending;
      this.#next = Math.max(this.#next, offset + 1);
      this.#size += recordBound(record);
      return offset;
    } finally {
      this.#appending.delete(sending);
    }
  }

  read(from: Offset): AsyncIterable<LogEntry> {
    const [first, next] = [this.#first, this.#next];
    if (!Number.isInteger(from) || from < first || from > next) {
      const expected = `an offset from ${first} to ${next}`;
      throw new WeirError('not_found', `the log has no entry ${from}: ask for ${expected}`, [
        { path: 'from', expected, found: String(from) },
      ]);
    }
    return this.#entries(from, next);
  }

  /** Hears what others have appended and deleted. */
  async refresh(): Promise<void> {
    const { topic, partition } = this.#options;
    const { first, next } = await offsetsOf(this.#cluster, topic, partition);
    this.#first = Math.max(this.#first, first);
    this.#next = Math.max(this.#next, next);
  }

  /** Deletes single entries, for brokers do; returns how many. */
  async retain({ before, now, maxAge, maxBytes }: Parameters<Log['retain']>[0]): Promise<number> {
    await this.refresh();
    const [first, next] = [this.#first, this.#next];
    if (first === next) return 0;
    const cut = Math.min(before, Math.max(await this.#older(now - maxAge), this.#beyond(maxBytes)));
    if (cut <= first) return 0;
    const { topic, partition } = this.#options;
    await deleteBefore(this.#cluster, topic, partition, cut);
    this.#first = cut;
    this.#size = Math.round((this.#size * (next - cut)) / (next - first));
    return cut - first;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.allSettled(this.#appending);
    if (this.#sender !== this.#options.sender) await this.#sender.close();
    await this.#cluster.close();
  }

  async *#entries(from: Offset, end: Offset): AsyncGenerator<LogEntry, void, undefined> {
    const { topic, partition, onPoison, patience = PATIENCE } = this.#options;
    for await (const record of readPartition(this.#cluster, { topic, partition, from, end, patience })) {
      const decoded = decodeEntry(record, topic, partition);
      if ('entry' in decoded) yield decoded.entry;
      else onPoison(record, decoded.poison);
    }
  }

  /** The first entry that is not older than a time. */
  async #older(time: Millis): Promise<Offset> {
    if (!(time > 0)) return 0;
    const { topic, partition } = this.#options;
    return (await offsetSince(this.#cluster, topic, partition, time)) ?? this.#next;
  }

  /** The first of the newest entries that together fit into so many bytes, as if all were of one size. */
  #beyond(maxBytes: number): Offset {
    if (this.#size <= maxBytes) return 0;
    return this.#next - Math.floor(((this.#next - this.#first) * maxBytes) / this.#size);
  }
}

interface State {
  readonly first: Offset;
  readonly next: Offset;
  readonly size: number;
}

function tooLarge(found: number): WeirError {
  return new WeirError('too_large', 'the entry is too large for the log in Kafka: send it in smaller parts', [
    { path: 'payload', expected: `at most ${MAX_ENTRY_PAYLOAD} bytes`, found: `${found} bytes` },
  ]);
}
