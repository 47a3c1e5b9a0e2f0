import type { Millis } from '../core/time.ts';
import { LEASE, type Owner, type Owners, type ReplicaAddress } from './owners.ts';

/** Owners of partitions within one process, for tests. */
export class MemoryOwners implements Owners {
  readonly #now: () => Millis;
  readonly #rows = new Map<number, { readonly owner: ReplicaAddress; until: Millis }>();

  constructor(now: () => Millis = Date.now) {
    this.#now = now;
  }

  list(): Promise<readonly Owner[]> {
    const known = [...this.#rows].filter(([, { until }]) => until > this.#now()).sort(([a], [b]) => a - b);
    return Promise.resolve(known.map(([partition, { owner }]) => ({ partition, ...owner })));
  }

  claim(partitions: readonly number[], { name, url }: ReplicaAddress): Promise<void> {
    for (const partition of partitions) this.#rows.set(partition, { owner: { name, url }, until: this.#now() + LEASE });
    return Promise.resolve();
  }

  renew(partitions: readonly number[], owner: ReplicaAddress): Promise<readonly number[]> {
    const own = this.#ownOf(partitions, owner).sort((a, b) => a - b);
    for (const partition of own) {
      const row = this.#rows.get(partition);
      if (row !== undefined) row.until = this.#now() + LEASE;
    }
    return Promise.resolve(own);
  }

  release(partitions: readonly number[], owner: ReplicaAddress): Promise<void> {
    for (const partition of this.#ownOf(partitions, owner)) this.#rows.delete(partition);
    return Promise.resolve();
  }

  #ownOf(partitions: readonly number[], { name, url }: ReplicaAddress): number[] {
    return partitions.filter((partition) => {
      const owner = this.#rows.get(partition)?.owner;
      return owner?.name === name && owner.url === url;
    });
  }
}
