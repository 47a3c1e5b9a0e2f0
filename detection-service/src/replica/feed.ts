/** Entries of one partition that follow each other. */
export interface Batch<Entry> {
  readonly partition: number;
  readonly entries: readonly Entry[];
  /** The offset behind the batch. */
  readonly next: number;
  /** The offset behind the last record of the partition, as last heard. */
  readonly highWatermark: number;
}

/** Follows partitions of a topic; `kafka/partition-feed.ts` is one. */
export interface Feed {
  assign(partition: number, from: number): void;
  /** Nothing of the partition is delivered any more once this has resolved. */
  unassign(partition: number): Promise<void>;
  /** Records between what was delivered and the end; undefined before that is known. */
  lag(partition: number): number | undefined;
  close(): Promise<void>;
}

/** Who takes what a feed delivers. */
export interface FeedHandlers<Entry> {
  /** The next batch of the same partition waits until it has resolved; what it rejects with stops the partition. */
  readonly deliver: (batch: Batch<Entry>) => Promise<void>;
  /** The partition does not go on by itself, for the reason given. */
  readonly stopped: (partition: number, why: string) => void;
}
export type OpenFeed<Entry> = (handlers: FeedHandlers<Entry>) => Feed;
