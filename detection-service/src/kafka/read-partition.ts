import type { Millis } from '../core/time.ts';
import { atLeader } from './at-leader.ts';
import type { Cluster } from './cluster.ts';
import { fetchRecords, type Fetched } from './fetch.ts';
import type { RawRecord } from './record-batches.ts';

/** A stretch of a partition. */
export interface Stretch {
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  /** Behind the last record. */
  readonly end: number;
  /** How long brokers may be gone. */
  readonly patience: Millis;
}

const LIMITS = { maxWait: 500, maxBytes: 16 * 2 ** 20, partitionBytes: 8 * 2 ** 20 };

/**
 * Reads a stretch of one partition, from its beginning to its end.
 * @throws {WeirError} `not_found` when the beginning is not there any more, `unavailable` when the brokers are gone for
 * too long
 */
export async function* readPartition(
  cluster: Cluster,
  { topic, partition, from, end, patience }: Stretch
): AsyncGenerator<RawRecord, void, undefined> {
  for (let next = from; next < end;) {
    const asked = { topic, partition, patience, doing: `it cannot be read from offset ${next}` };
    const answer = await atLeader(cluster, asked, async (connection, layout) =>
      sound(await fetchRecords(cluster, connection, layout, [{ partition, from: next }], LIMITS))
    );
    const { records, next: behind } = answer.read();
    for (const record of records) {
      if (record.offset >= end) return;
      yield record;
    }
    next = behind;
  }
}

function sound([answer]: readonly Fetched[]): Fetched {
  const apiId = answer === undefined ? 'UNKNOWN_SERVER_ERROR' : answer.error;
  if (apiId !== undefined) throw Object.assign(new Error(apiId), { apiId });
  return answer as Fetched;
}
