import type { Entity } from '../core/series.ts';
import type { Attributes } from '../ingest/metric-points.ts';
import { CLIENT_ERROR, ERROR, FINE, UNCOUNTED } from './request-sums.ts';
import type { Outcome } from './request-sums.ts';
import { isServerError } from './rpc-status.ts';

/**
 * Metrics of a service mesh's proxies that speak of calls: a counter says how many there were and how they ended, a
 * histogram how long they took. Both are about the same calls, so the histogram counts none.
 */
export interface MeshMetric {
  readonly of: 'mesh';
  readonly mesh: 'istio' | 'linkerd';
  /** Whether it is the counter. */
  readonly counts: boolean;
}

/** Istio's standard metrics, and those of Linkerd's proxy, as Prometheus names them. */
const MESH_METRICS: Readonly<Record<string, MeshMetric>> = {
  istio_requests_total: { of: 'mesh', mesh: 'istio', counts: true },
  istio_request_duration_milliseconds: { of: 'mesh', mesh: 'istio', counts: false },
  response_total: { of: 'mesh', mesh: 'linkerd', counts: true },
  response_latency_ms: { of: 'mesh', mesh: 'linkerd', counts: false },
};

/** Mesh histograms are in milliseconds whatever unit came with them: their names say so. */
export const MESH_SECONDS = 1e-3;

/** The mesh metric of that name; undefined when it is none. */
export function meshMetric(name: string): MeshMetric | undefined {
  return Object.hasOwn(MESH_METRICS, name) ? MESH_METRICS[name] : undefined;
}

/** Whether a point has what a mesh's proxy always says; another sender may use the same name for something of its own. */
export function isMeshPoint({ mesh }: MeshMetric, point: Attributes): boolean {
  if (mesh === 'istio') return point['reporter'] !== undefined;
  return point['direction'] === 'inbound' || point['direction'] === 'outbound';
}

/** Metrics of edges between services (OpenTelemetry's service graph connector): there is no place for them yet. */
export const isServiceGraph = (name: string): boolean => name.startsWith('traces_service_graph_');

/**
 * The service that was called, or undefined for what only the caller's proxy says: the same calls again. `owner` is the
 * service of the resource, which for scraped proxies is the scrape job; its environment holds.
 */
export function meshEntity({ mesh }: MeshMetric, owner: Entity, point: Attributes): Entity | undefined {
  return mesh === 'istio' ? istioEntity(owner, point) : linkerdEntity(owner, point);
}

function istioEntity(owner: Entity, point: Attributes): Entity | undefined {
  const { reporter } = point;
  if (reporter !== 'destination' && reporter !== 'waypoint') return undefined;
  const name =
    known(point['destination_canonical_service']) ??
    known(point['destination_app']) ??
    known(point['destination_service_name']) ??
    known(point['destination_workload']);
  if (name === undefined) return undefined;
  const namespace =
    known(point['destination_workload_namespace']) ?? known(point['destination_service_namespace']) ?? owner.namespace;
  return { ...owner, kind: 'service', name, namespace };
}

function linkerdEntity(owner: Entity, point: Attributes): Entity | undefined {
  if (point['direction'] !== 'inbound') return undefined;
  const name =
    known(point['deployment']) ?? known(point['statefulset']) ?? known(point['daemonset']) ?? known(point['app']);
  return {
    ...owner,
    kind: 'service',
    name: name ?? owner.name,
    namespace: known(point['namespace']) ?? owner.namespace,
  };
}

/** Istio writes "unknown" where it does not know. */
function known(value: string | undefined): string | undefined {
  return value === undefined || value === '' || value === 'unknown' ? undefined : value;
}

/** How the calls of a point ended; those of a histogram have been counted elsewhere. */
export function meshOutcome({ mesh, counts }: MeshMetric, point: Attributes): Outcome {
  if (!counts) return UNCOUNTED;
  const grpc = point['grpc_response_status'] ?? point['grpc_status'];
  if (mesh === 'linkerd' && point['classification'] === 'failure') return ERROR;
  const status = Number(point['response_code'] ?? point['status_code']);
  if (status === 0 || status >= 500) return ERROR;
  if (status >= 400) return CLIENT_ERROR;
  if (grpc !== undefined && grpc !== '' && grpc !== '0' && grpc !== 'OK') {
    return isServerError(grpc) ? ERROR : CLIENT_ERROR;
  }
  return FINE;
}
