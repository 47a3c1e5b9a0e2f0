import { seededRandom } from '@weir/detection-service/core/random.ts';
import { MINUTE, type Millis } from '@weir/detection-service/core/time.ts';
import { writeMetrics, type ResourceInput } from '@weir/detection-service/ingest/otlp-writer.ts';

/** Services of one telemetry request. */
const PER_REQUEST = 250;
const TEAMS = 50;
/** The team of the person who looks, and every how manieth service it has. */
const OWN_TEAM = 'team-order';
const SOURCE = { 'weir.emitter.id': 'bench', 'weir.source.id': 'bench', 'weir.source.mode': 'live' };

/** The name of a service, and of its component. */
function nameOf(service: number): string {
  return `service-${String(service).padStart(4, '0')}`;
}

/** The calls of web services as a collector tells them, minute after minute. */
export class FleetOfServices {
  readonly #services: number;
  readonly #random = seededRandom(7);
  /** Counts up over starts, too. */
  #sequence = Date.now() * 1_000;

  constructor(services: number) {
    this.#services = services;
  }

  /** OTLP requests of the minute from `start`; the last one says that it is complete. */
  *minute(start: Millis): Generator<Uint8Array> {
    for (let first = 0; first < this.#services; first += PER_REQUEST) {
      const count = Math.min(PER_REQUEST, this.#services - first);
      yield writeMetrics(Array.from({ length: count }, (_, i) => this.#callsOf(first + i, start)));
    }
    yield writeMetrics([heartbeat(start + MINUTE)]);
  }

  #callsOf(service: number, start: Millis): ResourceInput {
    const counts = Array.from({ length: 6 }, () => 1 + Math.floor(12 * this.#random()));
    const count = counts.reduce((sum, one) => sum + one, 0);
    const point = {
      attributes: { 'http.request.method': 'GET', 'http.route': '/api/things/{id}', 'http.response.status_code': 200 },
      ...{ start, time: start + MINUTE, count, sum: count * 0.05 },
      ...{ scale: 4, positive: { offset: -72, counts } },
    };
    const attributes = {
      ...SOURCE,
      'service.name': nameOf(service),
      'deployment.environment.name': 'prod',
      'weir.emitter.sequence': this.#sequence++,
    };
    const metric = {
      ...{ name: 'http.server.request.duration', unit: 's' },
      ...{ exponential: [point], temporality: 'delta' as const },
    };
    return { attributes, scopes: [{ metrics: [metric] }] };
  }
}

function heartbeat(upTo: Millis): ResourceInput {
  const gauge = [{ time: upTo, value: BigInt(upTo) }];
  return { attributes: SOURCE, scopes: [{ metrics: [{ name: 'weir.source.heartbeat', unit: 'ms', gauge }] }] };
}

/** The catalog's file with a component for each service; each of the person's team uses the ten after it. */
export function catalogOf(services: number): string {
  return Array.from({ length: services }, (_, service) => {
    const isOwn = service % TEAMS === 0;
    const owner = isOwn ? OWN_TEAM : `team-${service % TEAMS}`;
    const uses = isOwn ? Array.from({ length: 10 }, (_unused, i) => nameOf((service + i + 1) % services)) : [];
    return JSON.stringify({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name: nameOf(service) },
      spec: {
        type: 'service',
        lifecycle: 'production',
        owner: `group:default/${owner}`,
        dependsOn: uses.map((name) => `component:default/${name}`),
      },
    });
  }).join('\n---\n');
}
