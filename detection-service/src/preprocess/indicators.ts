import type { Entity, SeriesKind } from '../core/series.ts';
import {
  EXPONENTIAL_CUMULATIVE,
  EXPONENTIAL_DELTA,
  GAUGE,
  HISTOGRAM_CUMULATIVE,
  HISTOGRAM_DELTA,
  SUM_CUMULATIVE,
  SUM_DELTA,
  SUM_UP_DOWN,
} from '../ingest/metric-points.ts';
import type { Attributes } from '../ingest/metric-points.ts';
import { CLIENT_ERROR, ERROR, FINE } from './request-sums.ts';
import type { Outcome } from './request-sums.ts';
import { meshMetric } from './mesh-metrics.ts';
import type { MeshMetric } from './mesh-metrics.ts';
import { isServerError } from './rpc-status.ts';

/** What is made of a metric. */
export type Family =
  /** Calls of a service and its endpoints; `seconds` is the factor from the metric's unit to seconds. */
  | { readonly of: 'http' | 'rpc'; readonly seconds: number }
  /** Calls of a service in a mesh, counted and timed by two metrics. */
  | MeshMetric
  /** Last value of the step. */
  | { readonly of: 'level' }
  /** Growth per second. */
  | { readonly of: 'growth' }
  /** Rate and percentiles of another histogram. */
  | { readonly of: 'spread' };

/** A metric that counts calls. */
export type RequestFamily = Extract<Family, { readonly seconds: number }>;

/** Metrics that count calls, with the factor from their unit to seconds. */
const REQUEST_METRICS: Readonly<Record<string, { readonly of: 'http' | 'rpc'; readonly seconds: number }>> = {
  'http.server.request.duration': { of: 'http', seconds: 1 },
  'http.server.duration': { of: 'http', seconds: 1e-3 },
  'weir.http.server.requests': { of: 'http', seconds: 1 },
  'rpc.server.call.duration': { of: 'rpc', seconds: 1 },
  'rpc.server.duration': { of: 'rpc', seconds: 1e-3 },
};
const TIME_UNITS: Readonly<Record<string, number>> = { h: 3600, min: 60, s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 };

/** Resource attributes of what a network node reports of itself, and of one of its interfaces. */
const NODE = 'weir.node.name';
const INTERFACE = 'network.interface.name';

/** The one request metric that is a counter. */
const REQUEST_COUNTER = 'weir.http.server.requests';

export const isHistogram = (kind: number): boolean => kind >= HISTOGRAM_DELTA && kind <= EXPONENTIAL_CUMULATIVE;
export const isCumulative = (kind: number): boolean =>
  kind === SUM_CUMULATIVE || kind === HISTOGRAM_CUMULATIVE || kind === EXPONENTIAL_CUMULATIVE;
export const isExponential = (kind: number): boolean => kind === EXPONENTIAL_DELTA || kind === EXPONENTIAL_CUMULATIVE;

/** Decides what becomes of a metric by name, unit and kind of point; undefined for a kind that is not known. */
export function familyOf(metric: string, unit: string, kind: number): Family | undefined {
  const request = REQUEST_METRICS[metric];
  const counter = kind === SUM_DELTA || kind === SUM_CUMULATIVE;
  if (request !== undefined && (metric === REQUEST_COUNTER ? counter : isHistogram(kind))) {
    return { of: request.of, seconds: TIME_UNITS[unit] ?? request.seconds };
  }
  const mesh = meshMetric(metric);
  if (mesh !== undefined && (mesh.counts ? counter : isHistogram(kind))) return mesh;
  return plainFamily(kind);
}

/** What becomes of a metric whose name says nothing. */
export function plainFamily(kind: number): Exclude<Family, RequestFamily | MeshMetric> | undefined {
  if (isHistogram(kind)) return { of: 'spread' };
  if (kind === SUM_DELTA || kind === SUM_CUMULATIVE) return { of: 'growth' };
  return kind === GAUGE || kind === SUM_UP_DOWN ? { of: 'level' } : undefined;
}

/** One indicator that a subject yields; the code says which column of the sums it reads. */
export interface Indicator {
  readonly code: number;
  readonly name: string;
  readonly kind: SeriesKind;
  readonly unit: string;
}
export const RATE = 0;
export const ERROR_RATIO = 1;
const CLIENT_ERROR_RATIO = 2;
export const P50 = 3;
export const P95 = 4;
const P99 = 5;

/** Of every service and endpoint from its first call on. */
export const CALL_INDICATORS: readonly Indicator[] = [
  { code: RATE, name: 'request_rate', kind: 'count', unit: '1/s' },
  { code: ERROR_RATIO, name: 'error_ratio', kind: 'ratio', unit: '1' },
  { code: CLIENT_ERROR_RATIO, name: 'client_error_ratio', kind: 'ratio', unit: '1' },
];
/** Of those that ever had a call with a duration. */
export const LATENCY_INDICATORS: readonly Indicator[] = [
  { code: P50, name: 'latency_p50', kind: 'latency', unit: 'ms' },
  { code: P95, name: 'latency_p95', kind: 'latency', unit: 'ms' },
  { code: P99, name: 'latency_p99', kind: 'latency', unit: 'ms' },
];

/**
 * Of another histogram: how often it was recorded, and two percentiles. Units of time become latencies in milliseconds,
 * anything else is a gauge in its own unit. `factor` turns the metric's unit into the percentiles'.
 */
export function spreadIndicators(
  metric: string,
  unit: string
): { readonly list: readonly Indicator[]; readonly factor: number } {
  const seconds = TIME_UNITS[unit];
  const kind: SeriesKind = seconds === undefined ? 'gauge' : 'latency';
  const shown = seconds === undefined ? unit : 'ms';
  return {
    list: [
      { code: RATE, name: `${metric}.rate`, kind: 'count', unit: '1/s' },
      { code: P50, name: `${metric}.p50`, kind, unit: shown },
      { code: P95, name: `${metric}.p95`, kind, unit: shown },
    ],
    factor: seconds === undefined ? 1 : seconds * 1000,
  };
}

/**
 * A monotonic sum as a rate. What counts things (`{request}`, `{packet}`: an annotation in UCUM) is a `count` whose
 * weight is the number of things; bytes, seconds and sums without a unit are gauges.
 */
export function growthIndicator(unit: string): { readonly kind: SeriesKind; readonly unit: string } {
  return {
    kind: /^\{[^{}]*\}$/.test(unit) ? 'count' : 'gauge',
    unit: unit === '' || unit === '1' ? '1/s' : `${unit}/s`,
  };
}

/** The service, device, network node or interface that a resource speaks for. */
export function ownerEntity(tenant: string, resource: Attributes): Entity {
  const { kind, name } = subjectOf(resource);
  return {
    tenant,
    kind,
    environment: resource['deployment.environment.name'] ?? resource['deployment.environment'] ?? '',
    namespace: resource['service.namespace'] ?? '',
    name,
  };
}

/** An interface is named with its node: no name of a node holds a slash. */
function subjectOf(resource: Attributes): Pick<Entity, 'kind' | 'name'> {
  const node = resource[NODE];
  if (node) {
    const nic = resource[INTERFACE];
    return nic ? { kind: 'interface', name: `${node}/${nic}` } : { kind: 'node', name: node };
  }
  const device = resource['device.id'];
  if (device) return { kind: 'device', name: device };
  return { kind: 'service', name: resource['service.name'] || 'unknown_service' };
}

/** Who sends a resource: its entity, but for an interface its node, which has one clock for all of them. */
export function senderName(owner: Entity, resource: Attributes): string {
  return owner.kind === 'interface' ? (resource[NODE] as string) : owner.name;
}

/** The endpoint that a point of a request metric is about; undefined when it names no route. */
export function endpointEntity(of: 'http' | 'rpc', owner: Entity, point: Attributes): Entity | undefined {
  const { tenant, environment, namespace, name } = owner;
  const http = of === 'http';
  const method = http
    ? (point['http.request.method'] ?? point['http.method'])
    : (point['rpc.system.name'] ?? point['rpc.system']);
  const rpc =
    point['rpc.service'] === undefined ? point['rpc.method'] : `${point['rpc.service']}/${point['rpc.method'] ?? ''}`;
  const route = http ? point['http.route'] : rpc;
  if (!route) return undefined;
  return { tenant, kind: 'endpoint', environment, namespace, name, method: method ?? '', route };
}

/**
 * How the calls of a point ended. `answered` says whether a point without status and `error.type` may still have been
 * answered: ordinary senders leave the status out, the collector does so only when there was no response.
 */
export function outcomeOf(of: 'http' | 'rpc', point: Attributes, answered: boolean): Outcome {
  return of === 'http' ? httpOutcome(point, answered) : rpcOutcome(point);
}

function httpOutcome(point: Attributes, answered: boolean): Outcome {
  const text = point['http.response.status_code'] ?? point['http.status_code'];
  const status = text === undefined ? Number.NaN : Number(text);
  if (status >= 500) return ERROR;
  if (status >= 400) return CLIENT_ERROR;
  if (point['error.type'] !== undefined) return ERROR;
  return Number.isNaN(status) && !answered ? ERROR : FINE;
}

function rpcOutcome(point: Attributes): Outcome {
  const status = point['rpc.response.status_code'] ?? point['rpc.grpc.status_code'];
  if (status === undefined) return point['error.type'] === undefined ? FINE : ERROR;
  if (status === '0' || status === 'OK') return FINE;
  return isServerError(status) ? ERROR : CLIENT_ERROR;
}

/** What a resource calls itself apart from its service, to tell the instances of one service apart. */
export function instanceOf(resource: Attributes): string {
  return (
    resource['service.instance.id'] ??
    resource['k8s.pod.uid'] ??
    resource['k8s.pod.name'] ??
    resource['container.id'] ??
    resource['host.id'] ??
    resource['host.name'] ??
    ''
  );
}
