import { seededRandom } from '@weir/detection-service/core/random.ts';
import { MINUTE, type Millis } from '@weir/detection-service/core/time.ts';
import type { ExponentialPointInput } from '@weir/detection-service/ingest/otlp-writer.ts';
import { poisson } from '../model/draw.ts';
import { troublesOf } from '../model/incidents.ts';
import { visitsPerSecond } from '../model/rhythm.ts';
import { ENDPOINTS, visit, type EndpointName, type ServiceName } from '../model/shop.ts';
import { tellCall } from '../model/told-call.ts';
import type { Plan } from '../plan.ts';

/** Buckets an octave are 2 to the power of this, as the collector's. */
const SCALE = 4;
/** Index of the bucket with the shortest duration that is kept, about a microsecond, and how many there are. */
const FIRST = -20 * 2 ** SCALE;
const BUCKETS = 30 * 2 ** SCALE;

/** The calls of one endpoint that ended alike, in one minute. */
class Calls {
  count = 0;
  private micros = 0;
  private from = BUCKETS;
  private to = 0;
  private readonly buckets = new Uint32Array(BUCKETS);

  /** Adds a call that took so many milliseconds. */
  add(took: number): void {
    this.count++;
    this.micros += Math.round(took * 1_000);
    const bucket = Math.ceil(Math.log2(took / 1_000) * 2 ** SCALE) - 1 - FIRST;
    if (bucket < this.from) this.from = bucket;
    if (bucket >= this.to) this.to = bucket + 1;
    this.buckets[bucket] = (this.buckets[bucket] as number) + 1;
  }

  /** What was counted, as a point without attributes and time; counts from nothing again. */
  take(): Pick<ExponentialPointInput, 'count' | 'sum' | 'scale' | 'positive'> {
    const { count, micros, from, to, buckets } = this;
    const counts = Array.from(buckets.subarray(from, to));
    buckets.fill(0, from, to);
    Object.assign(this, { count: 0, micros: 0, from: BUCKETS, to: 0 });
    return { count, sum: micros / 1e6, scale: SCALE, positive: { offset: from + FIRST, counts } };
  }
}

/** Tells what minutes of the past were like, one after the other. */
export class Minutes {
  readonly #plan: Plan;
  readonly #calls = new Map<EndpointName, Map<number, Calls>>();

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /**
   * For each service with calls the points of a minute, as a collector would have summed them. The same plan and minute
   * give the same numbers, whichever minutes were told before.
   */
  tell(minute: Millis): Map<ServiceName, ExponentialPointInput[]> {
    const { seed, offset, incidents } = this.#plan;
    const random = seededRandom((seed * 2_654_435_761 + minute / MINUTE) >>> 0);
    const troubles = troublesOf(incidents, minute);
    const note = (name: EndpointName, status: number, took: number): void => this.#of(name, status).add(took);
    for (let left = poisson(random, 60 * visitsPerSecond(minute, seed, offset)); left > 0; left--) {
      tellCall(random, visit(random()), troubles, note);
    }
    return this.#points(minute);
  }

  #of(name: EndpointName, status: number): Calls {
    let byStatus = this.#calls.get(name);
    if (byStatus === undefined) this.#calls.set(name, (byStatus = new Map<number, Calls>()));
    let calls = byStatus.get(status);
    if (calls === undefined) byStatus.set(status, (calls = new Calls()));
    return calls;
  }

  #points(minute: Millis): Map<ServiceName, ExponentialPointInput[]> {
    const points = new Map<ServiceName, ExponentialPointInput[]>();
    for (const name of Object.keys(ENDPOINTS) as EndpointName[]) {
      const byStatus = this.#calls.get(name) ?? new Map<number, Calls>();
      for (const [status, calls] of [...byStatus].sort(([a], [b]) => a - b)) {
        if (calls.count === 0) continue;
        const { service } = ENDPOINTS[name];
        const attributes = attributesOf(name, status);
        const point = { attributes, start: minute, time: minute + MINUTE, ...calls.take() };
        const ofService = points.get(service);
        if (ofService === undefined) points.set(service, [point]);
        else ofService.push(point);
      }
    }
    return points;
  }
}

function attributesOf(name: EndpointName, status: number): Record<string, string | number> {
  const { method, route } = ENDPOINTS[name];
  const http = { 'http.request.method': method, 'http.route': route, 'http.response.status_code': status };
  return status >= 500 ? { ...http, 'error.type': String(status) } : http;
}
