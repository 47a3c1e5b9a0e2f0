import { openReader } from '@weir/detection-service/app.ts';
import { canonicalHash, type CanonicalHash } from '@weir/detection-service/storage/canonical-hash.ts';
import type { SeriesResults, StoredSeries } from '@weir/detection-service/storage/ports.ts';

const TENANT = 'default';
const ALL_TIME = { from: 0, to: Number.MAX_SAFE_INTEGER };

/** A series with all its results. */
export interface StoredResults {
  readonly series: StoredSeries;
  readonly results: SeriesResults;
}

/** The hash of everything in a data directory. */
export function hashOf(data: string): CanonicalHash {
  return reading(data, (storage) => canonicalHash(storage, TENANT, ALL_TIME));
}

/** All series of an indicator of the entity `service` of that name (not of its endpoints), in all their versions. */
export function resultsOf(data: string, service: string, indicator: string): StoredResults[] {
  return reading(data, (storage) =>
    storage
      .series(TENANT, { service, indicator }, { limit: 1000 })
      .rows.filter((series) => series.identity.entity.kind === 'service')
      .map((series) => ({ series, results: storage.read(series, ALL_TIME.from, ALL_TIME.to) }))
  );
}

/** What a rate adds up to, step by step: calls by the start of their step, without steps of which nothing is known. */
export function countsByStep(stored: readonly StoredResults[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { series, results } of stored) {
    results.time.forEach((time, i) => {
      const value = results.value[i] as number;
      if (value === value) counts.set(time, Math.round((value * series.identity.step) / 1000));
    });
  }
  return counts;
}

function reading<T>(data: string, read: (storage: ReturnType<typeof openReader>) => T): T {
  const storage = openReader(data);
  try {
    return read(storage);
  } finally {
    storage.close();
  }
}
