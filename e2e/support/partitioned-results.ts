import { canonicalHash, type CanonicalHash } from '@weir/detection-service/storage/canonical-hash.ts';
import type { AnomalyStore, CatalogueStore, ResultStore, Storage } from '@weir/detection-service/storage/ports.ts';

const TENANT = 'default';
const ALL_TIME = { from: 0, to: Number.MAX_SAFE_INTEGER };
const EVERYTHING = { limit: 1_000_000 };

/** The hash of everything in one store. */
export function wholeHash(storage: Storage): CanonicalHash {
  return canonicalHash(storage, TENANT, ALL_TIME);
}

/** The hash of everything where each partition has a store of its own, and anomalies and problems are in another. */
export function partitionedHash(
  partitions: readonly (CatalogueStore & ResultStore)[],
  grouped: AnomalyStore
): CanonicalHash {
  const home = new Map<string, CatalogueStore & ResultStore>();
  const rows = partitions.flatMap((store) => {
    const { rows: own } = store.series(TENANT, {}, EVERYTHING);
    for (const { id } of own) {
      if (home.has(id)) throw new Error(`the series ${id} is in two partitions`);
      home.set(id, store);
    }
    return own;
  });
  const together: Pick<Storage, 'series' | 'read' | 'anomalies' | 'problems'> = {
    series: () => ({ rows: rows.sort((a, b) => (a.id < b.id ? -1 : 1)) }),
    read: (series, from, to) => (home.get(series.id) as ResultStore).read(series, from, to),
    anomalies: (...of) => grouped.anomalies(...of),
    problems: (...of) => grouped.problems(...of),
  };
  return canonicalHash(together as Storage, TENANT, ALL_TIME);
}
