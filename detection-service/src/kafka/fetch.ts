import { protocolErrorsCodesById, type Connection, type Reader } from '@platformatic/kafka';
import type { Millis } from '../core/time.ts';
import type { Cluster, TopicLayout } from './cluster.ts';
import { readBatches, type Aborted, type Records } from './record-batches.ts';
import { REQUESTS } from './requests.ts';

/** From this version on a topic is named by its id. */
const BY_ID = 13;
const READ_COMMITTED = 1;
const UUID = 16;

/** What is asked of one partition. */
export interface Wanted {
  readonly partition: number;
  readonly from: number;
}

/** How much a broker may answer, and how long it may wait until there is something. */
export interface FetchLimits {
  readonly maxWait: Millis;
  readonly maxBytes: number;
  readonly partitionBytes: number;
}

/** What a broker has of one partition: records, or why not. */
export interface Fetched {
  readonly partition: number;
  /** The protocol's name of the error: `OFFSET_OUT_OF_RANGE`. */
  readonly error: string | undefined;
  /** Behind the last record that consumers may read. */
  readonly end: number;
  readonly first: number;
  /** Decodes what came; throws what `readBatches` throws. */
  readonly read: () => Records;
  readonly bytes: number;
}

/** Asks one broker for records of several partitions of a topic, in one request. */
export async function fetchRecords(
  cluster: Cluster,
  connection: Connection,
  layout: TopicLayout,
  wanted: readonly Wanted[],
  { maxWait, maxBytes, partitionBytes }: FetchLimits
): Promise<readonly Fetched[]> {
  const { key, version, createRequest } = await cluster.newest(connection, REQUESTS.fetch);
  const partitions = wanted.map(({ partition, from }) => ({
    ...{ partition, fetchOffset: BigInt(from), partitionMaxBytes: partitionBytes },
    ...{ currentLeaderEpoch: -1, lastFetchedEpoch: -1 },
  }));
  const topics = [{ topicId: version >= BY_ID ? layout.id : layout.name, partitions }];
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  connection.send<Buffer>(
    ...([key, version] as const),
    () => createRequest(maxWait, 1, maxBytes, READ_COMMITTED, 0, -1, topics, [], ''),
    (_correlation, _key, _version, reader) => inOnePiece(reader),
    ...([true, true] as const),
    (error, answer) => (error ? reject(error) : resolve(answer as Buffer))
  );
  const from = new Map(wanted.map((one) => [one.partition, one.from]));
  return new FetchAnswer(await promise, version >= BY_ID).partitions(from);
}

/** The library keeps an answer in the pieces that came in, and looks for the right one with every byte that is read. */
function inOnePiece(reader: Reader): Buffer {
  return reader.buffer.slice(reader.position);
}

/** An answer, versions 12 to 17: they differ in how they name a topic. */
class FetchAnswer {
  readonly #bytes: Buffer;
  readonly #byId: boolean;
  #at = 0;

  constructor(bytes: Buffer, byId: boolean) {
    this.#bytes = bytes;
    this.#byId = byId;
  }

  partitions(from: ReadonlyMap<number, number>): Fetched[] {
    const error = this.#bytes.readInt16BE(4);
    if (error !== 0) throw Object.assign(new Error(`fetch: ${nameOf(error)}`), { apiId: nameOf(error) });
    this.#at = 4 + 2 + 4;
    const found: Fetched[] = [];
    for (let topics = this.#count(); topics > 0; topics -= 1) {
      this.#at += this.#byId ? UUID : this.#count();
      for (let left = this.#count(); left > 0; left -= 1) found.push(this.#partition(from));
      this.#tags();
    }
    return found;
  }

  #partition(asked: ReadonlyMap<number, number>): Fetched {
    const bytes = this.#bytes;
    const partition = bytes.readInt32BE(this.#at);
    const error = bytes.readInt16BE(this.#at + 4);
    const end = Number(bytes.readBigInt64BE(this.#at + 14));
    const first = Number(bytes.readBigInt64BE(this.#at + 22));
    this.#at += 30;
    const aborted: Aborted[] = [];
    for (let left = this.#count(); left > 0; left -= 1) {
      aborted.push({ producer: bytes.readBigInt64BE(this.#at), from: bytes.readBigInt64BE(this.#at + 8) });
      this.#at += 16;
      this.#tags();
    }
    this.#at += 4;
    const length = this.#count();
    const part = bytes.subarray(this.#at, this.#at + length);
    // A small part that waits must not keep the whole answer in memory.
    const records = length < bytes.length / 2 ? Buffer.from(part) : part;
    this.#at += length;
    this.#tags();
    return {
      ...{ partition, first, end, bytes: length, error: error === 0 ? undefined : nameOf(error) },
      read: () => readBatches(records, asked.get(partition) ?? 0, aborted),
    };
  }

  /** A number of things, or bytes; none for null. */
  #count(): number {
    return Math.max(0, this.#unsigned() - 1);
  }

  #unsigned(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes[this.#at++] as number;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  }

  /** Fields of newer brokers that nobody here asks for. */
  #tags(): void {
    for (let left = this.#unsigned(); left > 0; left -= 1) {
      this.#unsigned();
      this.#at += this.#unsigned();
    }
  }
}

function nameOf(code: number): string {
  return protocolErrorsCodesById[code] ?? `error ${code}`;
}
