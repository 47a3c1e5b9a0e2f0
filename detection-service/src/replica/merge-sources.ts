import type { SourceStatus } from '../preprocess/preprocess.ts';

/**
 * The sources of several partitions as one list. A collector's source is known to all partitions, which hear of it at
 * slightly different times: what the partition says that has heard most counts.
 */
export function mergeSources(lists: readonly (readonly SourceStatus[])[]): SourceStatus[] {
  const merged = new Map<string, SourceStatus>();
  for (const source of lists.flat()) {
    const key = JSON.stringify([source.emitter ?? null, source.mode, source.id]);
    const known = merged.get(key);
    if (known === undefined || heard(source) > heard(known)) merged.set(key, source);
  }
  return [...merged.values()];
}

function heard({ receivedUpTo, ended }: SourceStatus): number {
  return (receivedUpTo ?? -1) + (ended ? 0.5 : 0);
}
