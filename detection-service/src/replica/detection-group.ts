import type { Millis } from '../core/time.ts';
import { SECOND } from '../core/time.ts';
import type { LogEntry } from '../log/log.ts';
import { Assignments } from './assignments.ts';
import type { Batch, Feed, OpenFeed } from './feed.ts';
import type { Partition } from './partition.ts';

/** How often it is looked whether a snapshot is due. */
const LOOK_EVERY: Millis = SECOND;

/** What the partitions of the observations that are owned here need. */
export interface DetectionGroupParts {
  readonly topic: string;
  readonly openFeed: OpenFeed<LogEntry>;
  /** Opens a partition where its last owner left it. `broken` is called when it cannot go on. */
  readonly openPartition: (partition: number, broken: (why: string) => void) => Promise<Partition>;
  readonly tickInterval: Millis;
  readonly now: () => Millis;
  readonly report: (sentence: string) => void;
}

/** The partitions of the observations that this replica owns, and the clock work that belongs to owning them. */
export class DetectionGroup {
  readonly partitions: Assignments<Partition>;
  readonly #parts: DetectionGroupParts;
  readonly #feed: Feed;
  /** Those that the feed delivers to: while they are opened they are not yet among `partitions`. */
  readonly #fed = new Map<number, Partition>();
  readonly #timers: NodeJS.Timeout[];
  /** Times from append to verdict of what was read without having waited here, until somebody asks. */
  readonly #verdictSeconds: number[] = [];

  constructor(parts: DetectionGroupParts) {
    this.#parts = parts;
    const { topic, report } = parts;
    this.partitions = new Assignments<Partition>({
      name: (partition) => `Partition ${partition} of ${topic}`,
      open: (partition) => this.#open(partition),
      close: (partition, failed) => this.#close(partition, failed),
      report,
    });
    this.#feed = parts.openFeed({
      deliver: (batch) => this.#deliver(batch),
      stopped: (partition, why) => this.partitions.fail(partition, why),
    });
    this.#timers = [
      setInterval(() => this.#tick(), parts.tickInterval).unref(),
      setInterval(() => {
        for (const [, partition] of this.partitions.open()) partition.snapshotWhenDue();
      }, LOOK_EVERY).unref(),
    ];
  }

  /** Records that wait, by partition. */
  lag(): ReadonlyMap<number, number> {
    const lag = new Map<number, number>();
    for (const [number] of this.partitions.open()) {
      const waiting = this.#feed.lag(number);
      if (waiting !== undefined) lag.set(number, waiting);
    }
    return lag;
  }

  /** Seconds from append to verdict since it was asked last. */
  takeVerdictSeconds(): number[] {
    return this.#verdictSeconds.splice(0);
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.partitions.close();
    await this.#feed.close();
  }

  async #open(number: number): Promise<Partition> {
    const partition = await this.#parts.openPartition(number, (why) => this.partitions.fail(number, why));
    this.#fed.set(number, partition);
    this.#feed.assign(number, partition.next);
    partition.started().catch((error: unknown) => this.#parts.report(sentence(error)));
    return partition;
  }

  async #close(partition: Partition, failed: boolean): Promise<void> {
    await this.#feed.unassign(partition.number);
    this.#fed.delete(partition.number);
    await (failed ? partition.abandon() : partition.close());
  }

  async #deliver({ partition: number, entries, next, highWatermark }: Batch<LogEntry>): Promise<void> {
    const partition = this.#fed.get(number);
    if (partition === undefined) throw new Error(`partition ${number} was delivered and is not open`);
    await partition.apply(entries);
    const newest = entries.at(-1);
    if (newest !== undefined && next >= highWatermark && this.#verdictSeconds.length < MAX_OBSERVED) {
      this.#verdictSeconds.push(Math.max(0, this.#parts.now() - newest.appendTime) / 1000);
    }
  }

  #tick(): void {
    for (const [, partition] of this.partitions.open()) {
      partition.tick().catch((error: unknown) => this.#parts.report(sentence(error)));
    }
  }
}

/** Observations that are kept until somebody asks for them. */
const MAX_OBSERVED = 10_000;

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
