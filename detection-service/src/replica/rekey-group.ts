import { Assignments } from './assignments.ts';
import type { Batch, Feed, OpenFeed } from './feed.ts';
import type { Rekeyer } from './rekeyer.ts';

/** A record of an operational topic. */
export interface OperationalRecord {
  readonly offset: number;
  readonly value: Uint8Array;
}

/** Commits in a row that have to fail before somebody hears of it. */
const WORTH_A_WORD = 5;

/** What the partitions of one operational topic need. */
export interface RekeyGroupParts {
  readonly topic: string;
  /** Whose telemetry the topic holds. */
  readonly tenant: string;
  readonly rekeyer: Rekeyer;
  readonly openFeed: OpenFeed<OperationalRecord>;
  /** The offset to go on from: the one that was committed, else the first that the topic has. */
  readonly position: (partition: number) => Promise<number>;
  /** Says that everything before `next` is durable in the observations. */
  readonly commit: (partition: number, next: number) => Promise<void>;
  readonly poison: (partition: number, record: OperationalRecord, reason: string) => void;
  readonly report: (sentence: string) => void;
}

/** The partitions of one operational topic whose records this replica carries to the observations. */
export class RekeyGroup {
  readonly partitions: Assignments<number>;
  readonly #parts: RekeyGroupParts;
  readonly #feed: Feed;
  /** Commits that failed since the last that did not, by partition. */
  readonly #uncommitted = new Map<number, number>();

  constructor(parts: RekeyGroupParts) {
    this.#parts = parts;
    this.partitions = new Assignments<number>({
      name: (partition) => `Partition ${partition} of ${parts.topic}`,
      open: async (partition) => {
        this.#feed.assign(partition, await parts.position(partition));
        return partition;
      },
      close: (partition) => this.#feed.unassign(partition),
      report: parts.report,
    });
    this.#feed = parts.openFeed({
      deliver: (batch) => this.#deliver(batch),
      stopped: (partition, why) => this.partitions.fail(partition, why),
    });
  }

  /** Records that wait, over all partitions that are read here. */
  get lag(): number {
    let lag = 0;
    for (const [partition] of this.partitions.open()) lag += this.#feed.lag(partition) ?? 0;
    return lag;
  }

  async close(): Promise<void> {
    await this.partitions.close();
    await this.#feed.close();
  }

  async #deliver({ partition, entries, next }: Batch<OperationalRecord>): Promise<void> {
    const { rekeyer, tenant, poison, commit, report } = this.#parts;
    const values = entries.map(({ value }) => value);
    await rekeyer.take(tenant, values, (index, reason) => {
      poison(partition, entries[index] as OperationalRecord, reason);
    });
    // What was not committed is carried again by whoever comes next, and known there by its identity. While members come
    // and go brokers take no commits, so only several in a row are worth a word.
    try {
      await commit(partition, next);
      this.#uncommitted.delete(partition);
    } catch (error) {
      const failures = (this.#uncommitted.get(partition) ?? 0) + 1;
      this.#uncommitted.set(partition, failures);
      if (failures % WORTH_A_WORD === 0) report(sentence(error));
    }
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
