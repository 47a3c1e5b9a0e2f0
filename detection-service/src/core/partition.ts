/** Partitions of the embedded log. Fixed when a log is made; 32 at most, because an entry's partitions are a bit mask. */
export const PARTITIONS = 16;

/** All partitions: what concerns everybody. */
export const ALL_PARTITIONS = 0xffff;

/**
 * The partition of a service or device: FNV-1a over tenant, environment, namespace and name. Endpoints are left out,
 * so that sums over a service stay in one partition. `partitions` is how many there are.
 */
export function partitionOf(
  tenant: string,
  environment: string,
  namespace: string,
  name: string,
  partitions: number = PARTITIONS
): number {
  let hash = 0x811c9dc5;
  for (const part of [tenant, environment, namespace, name]) {
    for (let i = 0; i < part.length; i++) hash = Math.imul(hash ^ part.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ 0xff, 0x01000193);
  }
  return (hash >>> 0) % partitions;
}
