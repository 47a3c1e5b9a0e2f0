import type { Grouped } from '../aggregate/grouping.ts';
import type { StoredSeries } from '../storage/ports.ts';

/**
 * What all replicas know of each other's partitions: which series there are, and the anomalies and problems. All calls are
 * upserts: what is stored already, or is older than what is stored, changes nothing.
 */
export interface ReplicaMetadata {
  /** Resolves when the series are durable. */
  addSeries(series: readonly StoredSeries[]): Promise<void>;
  /** Resolves when the revisions are durable. */
  keep(grouped: Grouped): Promise<void>;
}
