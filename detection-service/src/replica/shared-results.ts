import { WeirError } from '../core/errors.ts';
import type { Millis } from '../core/time.ts';
import { partitionOfEntity } from '../rekey/split-request.ts';
import type { ReadableResults, SeriesResults, StoredSeries, WantedResults } from '../storage/ports.ts';
import { unavailable, type Away } from './away.ts';
import type { OtherReplicas } from './other-replicas.ts';
import type { OwnPartitions } from './own-partitions.ts';
import { wantedSeries, type WantedSeries } from './plan-requests.ts';
import { RowCache } from './row-cache.ts';
import { noRows } from './rows.ts';

/** How long it is remembered why a partition could not be read. */
const REMEMBERED: Millis = 15_000;

export interface SharedResultsParts {
  /** How many partitions there are. */
  readonly partitions: number;
  readonly own: Pick<OwnPartitions, 'has' | 'near' | 'read'>;
  readonly others: Pick<OtherReplicas, 'fetch'>;
  /** Name of this replica. */
  readonly name: string;
  /** Bytes of other replicas' rows that are held at most. */
  readonly mostBytes: number;
  /** A clock that only goes forward. */
  readonly now?: () => Millis;
}

/**
 * The results of all partitions, read on the main thread of a replica: its own from their directories, the others from
 * whoever owns them. What cannot be had is an error that names partition and replica, never a gap.
 */
export class SharedResults implements ReadableResults {
  readonly #parts: SharedResultsParts;
  readonly #cache: RowCache;
  readonly #now: () => Millis;
  readonly #away = new Map<number, { readonly away: Away; readonly at: Millis }>();

  constructor(parts: SharedResultsParts) {
    this.#parts = parts;
    this.#now = parts.now ?? (() => performance.now());
    this.#cache = new RowCache(parts.mostBytes, this.#now);
  }

  async near(wanted: readonly WantedResults[]): Promise<void> {
    const own: WantedSeries[] = [];
    const others = new Map<string, { readonly wanted: WantedSeries; readers: number }>();
    for (const { series, from, to } of wanted) {
      if (!(to > from)) continue;
      const one = this.#wanted(series, from, to);
      const key = `${one.seriesId} ${one.from} ${one.to}`;
      const twin = others.get(key);
      if (twin !== undefined) twin.readers++;
      else if (this.#parts.own.has(one.partition)) own.push(one);
      else if (!this.#cache.await(one)) others.set(key, { wanted: one, readers: 1 });
    }
    const readersOf = new Map([...others.values()].map((one) => [one.wanted, one.readers]));
    const fetched = this.#parts.others.fetch([...readersOf.keys()], (one, rows) =>
      this.#cache.put(one, rows, readersOf.get(one) ?? 1)
    );
    const away = new Map((await Promise.all([this.#nearOwn(own), fetched])).flat().map((one) => [one.partition, one]));
    if (away.size === 0) return;
    for (const [partition, one] of away) this.#away.set(partition, { away: one, at: this.#now() });
    throw unavailable([...away.values()]);
  }

  read(series: StoredSeries, from: Millis, to: Millis): SeriesResults {
    const wanted = this.#wanted(series, from, to);
    const { partition } = wanted;
    if (this.#parts.own.has(partition)) return this.#parts.own.read(partition, wanted);
    if (!(to > from)) return noRows();
    const rows = this.#cache.read(wanted);
    if (rows !== undefined) return rows;
    const known = this.#away.get(partition);
    if (known !== undefined && this.#now() - known.at < REMEMBERED) throw unavailable([known.away]);
    const why = 'they were brought here too long ago, or the partition has moved; ask again';
    throw unavailable([{ partition, why, found: 'nothing' }]);
  }

  close(): void {
    this.#cache.close();
  }

  #wanted(series: StoredSeries, from: Millis, to: Millis): WantedSeries {
    const partition = partitionOfEntity(series.identity.entity, this.#parts.partitions);
    return wantedSeries(series, partition, from, to);
  }

  async #nearOwn(wanted: readonly WantedSeries[]): Promise<readonly Away[]> {
    const away: Away[] = [];
    for (const [partition, some] of Map.groupBy(wanted, (one) => one.partition)) {
      try {
        await this.#parts.own.near(partition, some);
      } catch (error) {
        if (!(error instanceof WeirError)) throw error;
        away.push({ partition, why: error.message.replace(/\.$/, ''), found: this.#parts.name });
      }
    }
    return away;
  }
}
