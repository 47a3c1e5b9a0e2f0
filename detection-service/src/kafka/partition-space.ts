import { atLeader } from './at-leader.ts';
import type { Cluster } from './cluster.ts';
import { answersOf } from './kafka-error.ts';
import { REQUESTS } from './requests.ts';

const TIMEOUT = 20_000;

/** Deletes the records before an offset. They are not read any more at once; the disk has room again later. */
export async function deleteBefore(cluster: Cluster, topic: string, partition: number, offset: number): Promise<void> {
  const doing = `its records before ${offset} cannot be deleted`;
  await atLeader(cluster, { topic, partition, doing }, async (connection) => {
    const partitions = [{ partitionIndex: partition, offset: BigInt(offset) }];
    await cluster.ask(connection, REQUESTS.deleteRecords, [{ name: topic, partitions }], TIMEOUT);
  });
}

/** Bytes of the files of a partition; 0 when we may not know. */
export async function partitionSize(cluster: Cluster, topic: string, partition: number): Promise<number> {
  const doing = 'its size cannot be looked up';
  try {
    return await atLeader(cluster, { topic, partition, doing }, async (connection) => {
      const { results } = await cluster.ask(connection, REQUESTS.describeLogDirs, [
        { name: topic, partitions: [partition] },
      ]);
      return results
        .flatMap(({ topics }) => topics.flatMap(({ partitions }) => partitions))
        .reduce((sum, { partitionSize: size }) => sum + Number(size), 0);
    });
  } catch (error) {
    if (answersOf(error).includes('CLUSTER_AUTHORIZATION_FAILED')) return 0;
    throw error;
  }
}
