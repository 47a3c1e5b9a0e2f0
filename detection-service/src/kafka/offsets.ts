import type { Millis } from '../core/time.ts';
import { atLeader } from './at-leader.ts';
import type { Cluster } from './cluster.ts';
import { REQUESTS } from './requests.ts';

const CONSUMER = -1;
const READ_COMMITTED = 1;
const EARLIEST = -2;
const LATEST = -1;

/** The first offset that a partition still has, and the one behind its last record. */
export async function offsetsOf(
  cluster: Cluster,
  topic: string,
  partition: number
): Promise<{ readonly first: number; readonly next: number }> {
  const first = await offsetAt(cluster, topic, partition, EARLIEST);
  return { first, next: await offsetAt(cluster, topic, partition, LATEST) };
}

/** The first offset whose time is not before the one given; undefined when all are. */
export async function offsetSince(
  cluster: Cluster,
  topic: string,
  partition: number,
  time: Millis
): Promise<number | undefined> {
  const offset = await offsetAt(cluster, topic, partition, Math.max(0, Math.ceil(time)));
  return offset < 0 ? undefined : offset;
}

async function offsetAt(cluster: Cluster, topic: string, partition: number, time: number): Promise<number> {
  const doing = 'its offsets cannot be looked up';
  return atLeader(cluster, { topic, partition, doing }, async (connection) => {
    const asked = { partitionIndex: partition, currentLeaderEpoch: -1, timestamp: BigInt(time) };
    const { topics } = await cluster.ask(connection, REQUESTS.listOffsets, CONSUMER, READ_COMMITTED, [
      { name: topic, partitions: [asked] },
    ]);
    return Number(topics[0]?.partitions[0]?.offset ?? -1);
  });
}
