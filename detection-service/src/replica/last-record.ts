import { MINUTE } from '../core/time.ts';
import type { Cluster } from '../kafka/cluster.ts';
import { offsetsOf } from '../kafka/offsets.ts';
import { readPartition } from '../kafka/read-partition.ts';
import type { RawRecord } from '../kafka/record-batches.ts';

/** The last record of a partition; undefined when it has none. Rejects with `WeirError` when it cannot be read. */
export async function lastRecord(cluster: Cluster, topic: string, partition: number): Promise<RawRecord | undefined> {
  const { first, next } = await offsetsOf(cluster, topic, partition);
  let last: RawRecord | undefined;
  if (next <= first) return last;
  const stretch = { topic, partition, from: next - 1, end: next, patience: MINUTE };
  for await (const record of readPartition(cluster, stretch)) last = record;
  return last;
}
