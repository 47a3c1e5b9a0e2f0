import { partitionOf } from '../core/partition.ts';
import type { MetricPoints } from '../ingest/metric-points.ts';

/** The partitions that a request concerns, as a bit mask. */
export function partitionsOf(tenant: string, points: MetricPoints): number {
  let mask = 0;
  for (let resource = 0; resource < points.resources; resource++) {
    const attributes = points.resourceAttributes(resource);
    const environment = attributes['deployment.environment.name'] ?? '';
    const name = attributes['service.name'] ?? attributes['device.id'] ?? attributes['weir.node.name'] ?? '';
    mask |= 1 << partitionOf(tenant, environment, attributes['service.namespace'] ?? '', name);
  }
  return mask >>> 0;
}
