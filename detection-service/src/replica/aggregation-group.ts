import type { Grouped } from '../aggregate/grouping.ts';
import type { Millis } from '../core/time.ts';
import { stateRecords } from '../publish/state-record.ts';
import { AggregatorPartition } from './aggregator-partition.ts';
import type { AggregatorSnapshot, PlacedMessage } from './aggregator-partition.ts';
import { Assignments } from './assignments.ts';
import type { Batch, Feed, OpenFeed } from './feed.ts';
import type { ToldOnce } from './told-once.ts';

/** What the tenants whose anomalies are grouped here need. */
export interface AggregationGroupParts {
  readonly topic: string;
  readonly openFeed: OpenFeed<PlacedMessage>;
  readonly snapshots: {
    put(partition: number, snapshot: AggregatorSnapshot): Promise<void>;
    newest(partition: number): Promise<AggregatorSnapshot | undefined>;
  };
  /** The first message that the topic still has. */
  readonly first: (partition: number) => Promise<number>;
  /** Keeps newest revisions; resolves when they are durable. What is kept already changes nothing. */
  readonly keep: (grouped: Grouped) => Promise<void>;
  /** Who tells others of problems, from where an earlier owner of the partition has come to. */
  readonly openTelling: (partition: number) => Promise<ToldOnce>;
  readonly snapshotInterval: Millis;
  readonly now: () => Millis;
  readonly report: (sentence: string) => void;
}

interface OwnedAggregator {
  readonly partition: number;
  readonly aggregator: AggregatorPartition;
  readonly once: ToldOnce;
  snapshotOffset: number;
  snapshotAt: Millis;
}

/** The partitions of the topic of anomalies that this replica owns: what must be said once is said here. */
export class AggregationGroup {
  readonly partitions: Assignments<OwnedAggregator>;
  readonly #parts: AggregationGroupParts;
  readonly #feed: Feed;
  /** Those that the feed delivers to: while they are opened they are not yet among `partitions`. */
  readonly #fed = new Map<number, OwnedAggregator>();

  constructor(parts: AggregationGroupParts) {
    this.#parts = parts;
    this.partitions = new Assignments<OwnedAggregator>({
      name: (partition) => `Partition ${partition} of ${parts.topic}`,
      open: (partition) => this.#open(partition),
      close: (owned, failed) => this.#close(owned, failed),
      report: parts.report,
    });
    this.#feed = parts.openFeed({
      deliver: (batch) => this.#deliver(batch),
      stopped: (partition, why) => this.partitions.fail(partition, why),
    });
  }

  /** Anomalies that wait until all partitions have come as far. */
  get held(): number {
    let held = 0;
    for (const [, { aggregator }] of this.partitions.open()) held += aggregator.held;
    return held;
  }

  async close(): Promise<void> {
    await this.partitions.close();
    await this.#feed.close();
  }

  async #open(partition: number): Promise<OwnedAggregator> {
    const { snapshots, first, openTelling, now, report } = this.#parts;
    const [snapshot, oldest, once] = await Promise.all([
      snapshots.newest(partition),
      first(partition),
      openTelling(partition),
    ]);
    if (snapshot !== undefined && snapshot.offset < oldest) {
      report(
        `Partition ${partition} of ${this.#parts.topic} begins at ${oldest}, but ${snapshot.offset} was to be read next: ` +
          'what stood between them is lost for the grouping of anomalies.'
      );
    }
    const aggregator = AggregatorPartition.open(snapshot, oldest);
    const owned = { partition, aggregator, once, snapshotOffset: aggregator.next, snapshotAt: now() };
    this.#fed.set(partition, owned);
    this.#feed.assign(partition, Math.max(aggregator.next, oldest));
    return owned;
  }

  async #close(owned: OwnedAggregator, failed: boolean): Promise<void> {
    await this.#feed.unassign(owned.partition);
    this.#fed.delete(owned.partition);
    if (!failed) await this.#snapshot(owned);
  }

  /** What a message leads to is durable before the next is taken, so a snapshot between two says nothing that is not. */
  async #deliver({ partition, entries }: Batch<PlacedMessage>): Promise<void> {
    const owned = this.#fed.get(partition);
    if (owned === undefined) throw new Error(`partition ${partition} was delivered and is not open`);
    const { keep, now, snapshotInterval } = this.#parts;
    const groups = owned.aggregator.take(entries);
    await keep({
      anomalies: groups.flatMap(({ grouped }) => grouped.anomalies),
      problems: groups.flatMap(({ grouped }) => grouped.problems),
    });
    const tellings = groups.flatMap(({ offset, grouped }) =>
      stateRecords(grouped).map(async (record, index) => owned.once.tell({ offset, index }, record))
    );
    await Promise.all(tellings);
    if (now() - owned.snapshotAt >= snapshotInterval) await this.#snapshot(owned);
  }

  async #snapshot(owned: OwnedAggregator): Promise<void> {
    owned.snapshotAt = this.#parts.now();
    if (owned.aggregator.next === owned.snapshotOffset) return;
    try {
      await this.#parts.snapshots.put(owned.partition, owned.aggregator.snapshot());
      owned.snapshotOffset = owned.aggregator.next;
    } catch (error) {
      this.#parts.report(error instanceof Error ? error.message : String(error));
    }
  }
}
