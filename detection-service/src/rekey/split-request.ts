import { partitionOf } from '../core/partition.ts';
import type { Entity } from '../core/series.ts';
import type { Attributes, MetricPoints } from '../ingest/metric-points.ts';
import { isEmitter, modeOf } from '../preprocess/emitter-points.ts';
import { ownerEntity, senderName } from '../preprocess/indicators.ts';
import { isMeshPoint, meshEntity, meshMetric } from '../preprocess/mesh-metrics.ts';
import { messageHead } from './message-head.ts';
import { HISTORY } from '../preprocess/sources.ts';
import { joined, reachOfResources, seenElsewhere } from './seen-elsewhere.ts';
import type { TimeSpan } from './seen-elsewhere.ts';
import { selectPoints } from './select-points.ts';

/** What of a request concerns one partition: an `ExportMetricsServiceRequest` of its own. */
export interface RequestPart {
  readonly partition: number;
  readonly body: Uint8Array;
}

/** An entry for one partition of the observations. */
export interface RekeyedEntry extends RequestPart {
  readonly tenant: string;
}

/**
 * Splits a request by the partition of the entity that each resource speaks for, keeping the order of the resources.
 * Messages are copied as they are. Three kinds need more. The heartbeat of a collector's source concerns every partition,
 * because each has a watermark of its own. Of a source of history the others are told what times its data has: that
 * moves the clock which all share (in the present, ticks do). And the points of a mesh's metrics name the service that was
 * called, which is rarely that of their resource. `points` are those of the request; `tenant` is part of the key.
 */
export function splitRequest(tenant: string, points: MetricPoints, partitions: number): RequestPart[] {
  const pieces = new Pieces(partitions);
  const meshed = resourcesWithMesh(points);
  const resources = Array.from({ length: points.resources }, (_, i) => points.resourceAttributes(i));
  const history = partitions > 1 ? new HistorySources(points, resources) : undefined;
  for (const [resource, attributes] of resources.entries()) {
    const message = points.resourceBytes(resource);
    if (isEverywhere(attributes)) {
      pieces.addToOthers(NOBODY, message);
      continue;
    }
    const owner = ownerEntity(tenant, attributes);
    const home = partitionOfEntity({ ...owner, name: senderName(owner, attributes) }, partitions);
    const span = history?.take(resource);
    if (span !== undefined) pieces.addToOthers(home, seenElsewhere(message, span));
    const rows = meshed.get(resource);
    if (rows === undefined) {
      pieces.add(home, message);
      continue;
    }
    const partitionOfRow = (row: number): number => {
      const called = calledService(points, row, owner);
      return called === undefined ? home : partitionOfEntity(called, partitions);
    };
    for (const [partition, own] of splitResource(points, message, partitionOfRow, rows)) pieces.add(partition, own);
  }
  return pieces.parts();
}

/** How far each source of history comes in a request, to be told once for each. */
class HistorySources {
  readonly #keys: readonly (string | undefined)[];
  readonly #spans = new Map<string, TimeSpan>();

  constructor(points: MetricPoints, resources: readonly Attributes[]) {
    this.#keys = resources.map((attributes, resource) => {
      if (modeOf(attributes) !== HISTORY) return undefined;
      // An ordinary sender is one source for each of its resources; a collector speaks of many for one source.
      if (!isEmitter(attributes)) return `resource ${resource}`;
      return JSON.stringify([attributes['weir.emitter.id'], attributes['weir.source.id']]);
    });
    if (this.#keys.every((key) => key === undefined)) return;
    const spans = reachOfResources(points, (resource) => isEmitter(resources[resource] as Attributes));
    this.#keys.forEach((key, resource) => {
      const span = spans[resource];
      if (key !== undefined && span !== undefined) this.#spans.set(key, joined(this.#spans.get(key), span));
    });
  }

  /** The span of the source of a resource, the first time that it is asked for. */
  take(resource: number): TimeSpan | undefined {
    const key = this.#keys[resource];
    if (key === undefined) return undefined;
    const span = this.#spans.get(key);
    this.#spans.delete(key);
    return span;
  }
}

/** No partition. */
const NOBODY = -1;

/** Resources by partition. */
class Pieces {
  readonly #partitions: number;
  readonly #messages = new Map<number, Uint8Array[]>();

  constructor(partitions: number) {
    this.#partitions = partitions;
  }

  add(partition: number, message: Uint8Array): void {
    const known = this.#messages.get(partition);
    if (known === undefined) this.#messages.set(partition, [messageHead(1, message.length), message]);
    else known.push(messageHead(1, message.length), message);
  }

  addToOthers(home: number, message: Uint8Array): void {
    for (let other = 0; other < this.#partitions; other++) if (other !== home) this.add(other, message);
  }

  parts(): RequestPart[] {
    return [...this.#messages].map(([partition, messages]) => ({ partition, body: Buffer.concat(messages) }));
  }
}

/** The partition that has everything about an entity; of an interface that is its node's. */
export function partitionOfEntity(entity: Entity, partitions: number): number {
  const { tenant, environment, namespace, kind } = entity;
  const name = kind === 'interface' ? (entity.name.split('/', 1)[0] as string) : entity.name;
  return partitionOf(tenant, environment, namespace, name, partitions);
}

/** Whether a resource of a collector is about its source and nothing else: then it carries heartbeats. */
function isEverywhere(attributes: Attributes): boolean {
  if (!isEmitter(attributes)) return false;
  return !attributes['service.name'] && !attributes['device.id'] && !attributes['weir.node.name'];
}

/** Rows of the points of each resource that has a metric of a mesh; most requests have none. */
function resourcesWithMesh(points: MetricPoints): Map<number, number[]> {
  const isMesh: boolean[] = [];
  const found = new Map<number, number[]>();
  for (let i = 0; i < points.count; i++) {
    const metric = points.metric[i] as number;
    isMesh[metric] ??= meshMetric(points.metricName(metric)) !== undefined;
    if (isMesh[metric]) found.set(points.resource[i] as number, []);
  }
  if (found.size > 0) for (let i = 0; i < points.count; i++) found.get(points.resource[i] as number)?.push(i);
  return found;
}

/** A resource's message, and what of it concerns each partition. */
function splitResource(
  points: MetricPoints,
  message: Uint8Array,
  partitionOfRow: (row: number) => number,
  rows: readonly number[]
): Map<number, Uint8Array> {
  const places = new Map<number, Set<number>>();
  for (const row of rows) {
    const partition = partitionOfRow(row);
    const place = points.pointBytes(row).byteOffset;
    const known = places.get(partition);
    if (known === undefined) places.set(partition, new Set([place]));
    else known.add(place);
  }
  return new Map([...places].map(([partition, wanted]) => [partition, selectPoints(message, wanted)]));
}

/** The service that a point of a mesh's metric is about; undefined for any other point. */
function calledService(points: MetricPoints, row: number, owner: Entity): Entity | undefined {
  const metric = meshMetric(points.metricName(points.metric[row] as number));
  if (metric === undefined) return undefined;
  const attributes = points.pointAttributes(row);
  return isMeshPoint(metric, attributes) ? meshEntity(metric, owner, attributes) : undefined;
}
