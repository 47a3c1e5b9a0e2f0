import type { Millis } from '../core/time.ts';

/** A replica as the others know it. */
export interface ReplicaAddress {
  readonly name: string;
  /** Where the others reach it. */
  readonly url: string;
}

/** Which replica has a partition. */
export interface Owner extends ReplicaAddress {
  readonly partition: number;
}

/** After so long without a word, an owner has none. */
export const LEASE: Millis = 15_000;

/**
 * Who has which partition of the observations, as the owners themselves say: only to know whom to ask for results. It
 * decides nothing, and may be wrong for seconds; a replica that is asked for what it has not says so.
 */
export interface Owners {
  /** Partitions whose owner has said so within the lease, by their number. */
  list(): Promise<readonly Owner[]>;
  /** These have a new owner, whoever had them before. */
  claim(partitions: readonly number[], owner: ReplicaAddress): Promise<void>;
  /** The owner is still there. Returns those partitions that are still its own; others have claimed the rest. */
  renew(partitions: readonly number[], owner: ReplicaAddress): Promise<readonly number[]>;
  /** These have no owner now, as far as they were this one's. */
  release(partitions: readonly number[], owner: ReplicaAddress): Promise<void>;
}
