import type { BaseOptions } from '@platformatic/kafka';
import { Cluster } from './cluster.ts';
import { GroupCoordinator, type Place } from './group-coordinator.ts';
import { kafkaError } from './kafka-error.ts';
import { offsetsOf } from './offsets.ts';
import { REQUESTS } from './requests.ts';

const NO_EPOCH = -1;

export interface GroupOffsetsOptions {
  /** As `clientOptions` makes them. */
  readonly client: BaseOptions;
  readonly group: string;
  /** That of the member who commits: brokers take the word of members only. */
  readonly place: () => Place;
  /** Records that nobody has done are not there any more: those from `from` up to `to`. */
  readonly onGap: (topic: string, partition: number, from: number, to: number) => void;
}

/** How far a group has come, as the brokers keep it for those who read at least once and have no snapshots. */
export class GroupOffsets {
  readonly #cluster: Cluster;
  readonly #coordinator: GroupCoordinator;
  readonly #group: string;
  readonly #place: () => Place;
  readonly #onGap: GroupOffsetsOptions['onGap'];

  constructor({ client, group, place, onGap }: GroupOffsetsOptions) {
    this.#cluster = new Cluster(client);
    this.#coordinator = new GroupCoordinator(this.#cluster, group);
    this.#group = group;
    this.#place = place;
    this.#onGap = onGap;
  }

  /** Says that everything before `next` is done. */
  async commit(topic: string, partition: number, next: number): Promise<void> {
    const { memberId, generation } = this.#place();
    const partitions = [
      {
        partitionIndex: partition,
        committedOffset: BigInt(next),
        committedLeaderEpoch: NO_EPOCH,
        committedMetadata: null,
      },
    ];
    try {
      const connection = await this.#coordinator.connection();
      await this.#cluster.ask(connection, REQUESTS.offsetCommit, this.#group, generation, memberId, null, [
        { name: topic, partitions },
      ]);
    } catch (error) {
      this.#coordinator.forget();
      throw kafkaError(error, `Offset ${next} of partition ${partition} of the topic ${topic} cannot be committed`);
    }
  }

  /** Where to go on: what was committed, else the first offset that there is. */
  async position(topic: string, partition: number): Promise<number> {
    try {
      const connection = await this.#coordinator.connection();
      const topics = [{ name: topic, partitionIndexes: [partition] }];
      const group = { groupId: this.#group, memberId: null, memberEpoch: NO_EPOCH, topics };
      const { groups } = await this.#cluster.ask(connection, REQUESTS.offsetFetch, [group], true);
      const committed = Number(groups[0]?.topics[0]?.partitions[0]?.committedOffset ?? NO_EPOCH);
      const { first } = await offsetsOf(this.#cluster, topic, partition);
      if (committed >= 0 && committed < first) this.#onGap(topic, partition, committed, first);
      return Math.max(first, committed);
    } catch (error) {
      this.#coordinator.forget();
      throw kafkaError(error, `The committed offset of partition ${partition} of the topic ${topic} cannot be read`);
    }
  }

  async close(): Promise<void> {
    await this.#cluster.close();
  }
}
