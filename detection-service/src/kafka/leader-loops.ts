import { WeirError } from '../core/errors.ts';
import { Backoff } from './backoff.ts';
import type { Cluster } from './cluster.ts';
import { kafkaError } from './kafka-error.ts';

/** A partition that something is done with at its leader. */
export interface Led {
  readonly topic: string;
  readonly partition: number;
  /** The broker that leads it; undefined while nobody knows. Only the loops set it. */
  leader: number | undefined;
}

export interface LeaderWork<Partition extends Led> {
  readonly cluster: Cluster;
  /** All partitions that there are now. */
  readonly partitions: () => Iterable<Partition>;
  /** Whether there is something to do with a partition. */
  readonly ready: (partition: Partition) => boolean;
  /** Does it for partitions of one broker. Returns those that it does not lead; throws when it cannot be asked. */
  readonly work: (node: number, ready: readonly Partition[]) => Promise<readonly Partition[]>;
  /** There is no such partition. */
  readonly onMissing: (partition: Partition, error: WeirError) => void;
  /** What keeps partitions from going on; undefined when nothing does any more. */
  readonly onTrouble: (error: WeirError | undefined, partitions: readonly Partition[]) => void;
}

/**
 * Keeps one loop for each broker that leads some of the partitions, and one that finds out who leads the others. Brokers
 * may be gone for as long as they like.
 */
export class LeaderLoops<Partition extends Led> {
  readonly #work: LeaderWork<Partition>;
  readonly #nodes = new Set<number>();
  readonly #running = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  #finding = false;
  /** What is known of the leaders has proved wrong. */
  #stale = false;
  #wake = Promise.withResolvers<void>();

  constructor(work: LeaderWork<Partition>) {
    this.#work = work;
  }

  /** There is a new partition, or something to do with one. */
  stir(): void {
    this.#find();
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }

  /** Begins no more work. Resolves when all loops have ended, which the end of the cluster's connections makes soon. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.stir();
    await this.#work.cluster.close();
    await Promise.all(this.#running);
  }

  get #closed(): boolean {
    return this.#closing.signal.aborted;
  }

  #run(loop: () => Promise<void>): void {
    const running = loop().finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  #find(): void {
    if (this.#finding || this.#closed || this.#lost().length === 0) return;
    this.#finding = true;
    this.#run(() => this.#findLeaders());
  }

  /** Those with something to do and nobody to do it with. */
  #lost(): Partition[] {
    return [...this.#work.partitions()].filter((one) => one.leader === undefined && this.#work.ready(one));
  }

  /** Asks who leads until all partitions have a broker. */
  async #findLeaders(): Promise<void> {
    const backoff = new Backoff();
    while (!this.#closed) {
      for (const [topic, lost] of Map.groupBy(this.#lost(), (one) => one.topic)) await this.#findOf(topic, lost);
      if (this.#lost().length === 0) break;
      this.#stale = true;
      await backoff.wait(this.#closing.signal);
    }
    this.#stale = false;
    this.#finding = false;
  }

  async #findOf(topic: string, lost: readonly Partition[]): Promise<void> {
    try {
      const { leaders } = await this.#work.cluster.layout(topic, { fresh: this.#stale });
      for (const one of lost) this.#lead(one, leaders);
      const waiting = lost.filter(({ leader, partition }) => leader === undefined && partition < leaders.length);
      if (waiting.length === 0 || this.#closed) return;
      const numbers = waiting.map(({ partition }) => partition).join(', ');
      const sentence = `The topic ${topic} has partitions without a leader now: ${numbers}.`;
      this.#work.onTrouble(new WeirError('unavailable', sentence), waiting);
    } catch (error) {
      if (!this.#closed) this.#work.onTrouble(kafkaError(error, `The topic ${topic} cannot be used`), lost);
    }
  }

  #lead(one: Partition, leaders: readonly number[]): void {
    const leader = leaders[one.partition];
    if (leader === undefined) {
      const expected = `more than ${one.partition} partitions`;
      this.#work.onMissing(
        one,
        new WeirError('not_found', `The topic ${one.topic} has no partition ${one.partition}.`, [
          { path: one.topic, expected, found: String(leaders.length) },
        ])
      );
      return;
    }
    if (leader < 0) return;
    one.leader = leader;
    if (this.#nodes.has(leader)) {
      this.#wake.resolve();
      this.#wake = Promise.withResolvers();
      return;
    }
    this.#nodes.add(leader);
    this.#run(() => this.#serve(leader));
  }

  /** Does what there is to do at one broker for as long as it leads anything. */
  async #serve(node: number): Promise<void> {
    const backoff = new Backoff();
    while (!this.#closed) {
      const own = [...this.#work.partitions()].filter(({ leader }) => leader === node);
      if (own.length === 0) break;
      const ready = own.filter((one) => this.#work.ready(one));
      if (ready.length === 0) {
        await this.#wake.promise;
        continue;
      }
      const lost = await this.#try(node, ready, own);
      if (lost.length === 0) {
        backoff.reset();
        continue;
      }
      await backoff.wait(this.#closing.signal);
      for (const one of lost) one.leader = undefined;
      this.#stale = true;
      this.#find();
    }
    this.#nodes.delete(node);
  }

  /** Returns the partitions that have to look for their leader again. */
  async #try(node: number, ready: readonly Partition[], own: readonly Partition[]): Promise<readonly Partition[]> {
    try {
      const lost = await this.#work.work(node, ready);
      if (lost.length === 0 && !this.#closed) this.#work.onTrouble(undefined, ready);
      return lost;
    } catch (error) {
      if (this.#closed) return [];
      const topics = [...new Set(ready.map(({ topic }) => topic))].join(', ');
      this.#work.cluster.forgetVersions();
      this.#work.onTrouble(kafkaError(error, `The topic ${topics} cannot be used at broker ${node}`), own);
      return own;
    }
  }
}
