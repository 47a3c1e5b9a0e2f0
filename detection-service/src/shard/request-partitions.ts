import { PARTITIONS } from '../core/partition.ts';
import type { MetricPoints } from '../ingest/metric-points.ts';
import { ownerEntity, senderName } from '../preprocess/indicators.ts';
import { partitionOfEntity } from '../rekey/split-request.ts';

/** The partitions that a request concerns, as a bit mask. */
export function partitionsOf(tenant: string, points: MetricPoints): number {
  let mask = 0;
  for (let resource = 0; resource < points.resources; resource++) {
    const attributes = points.resourceAttributes(resource);
    const owner = ownerEntity(tenant, attributes);
    mask |= 1 << partitionOfEntity({ ...owner, name: senderName(owner, attributes) }, PARTITIONS);
  }
  return mask >>> 0;
}
