import { seededRandom } from '@weir/detection-service/core/random.ts';
import { MINUTE, SECOND, type Millis } from '@weir/detection-service/core/time.ts';
import {
  writeMetrics,
  type ExponentialPointInput,
  type MetricInput,
  type ResourceInput,
} from '@weir/detection-service/ingest/otlp-writer.ts';

/** What is told. */
export interface StoryOptions {
  readonly seed: number;
  /** First instant, on a minute. */
  readonly from: Millis;
  readonly minutes: number;
  /** Minutes without a single call, from and to. */
  readonly outage: readonly [number, number];
  /** Further shops, which the same source tells of and nothing happens to; each is a worker, too. */
  readonly others?: readonly string[];
}

/** What a service must have in the end, whatever happened on the way. */
export interface Ledger {
  /** All calls of the shop. */
  calls: number;
  /** Calls of the shop by minute; minutes of the outage have 0. */
  readonly callsByMinute: Map<Millis, number>;
  /** Readings of the gauge by time. */
  readonly readings: Map<Millis, number>;
}

/** A story as the requests that tell it, in their order. */
export interface Story {
  readonly requests: readonly Uint8Array[];
  readonly ledger: Ledger;
}

const ROUTES = [
  ['GET', '/api/products', 14, 0.03],
  ['GET', '/api/products/{id}', 9, 0.02],
  ['POST', '/api/cart', 6, 0.05],
  ['POST', '/api/checkout', 3, 0.12],
] as const;
export const SHOP = 'shop';
export const WORKER = 'worker';
export const GAUGE = 'queue.length';
const COUNTER = 'jobs.done';
const SOURCE = { 'weir.emitter.id': 'emitter-1', 'weir.source.id': 'web', 'weir.source.mode': 'history' };
const HISTORY = { 'weir.source.mode': 'history' };
/** Every so many requests a partial of a minute that is closed already. */
const LATE_EVERY = 45;
const LATE_BY = 6 * MINUTE;

/**
 * Some hours of a shop as a collector tells them (partials with emitter and sequence, two each minute, some of them
 * late, and heartbeats) and of a worker that speaks OTLP itself (a gauge, and a counter that starts anew half-way). All of
 * it history, so that results do not depend on when it arrives.
 */
export function tellStory(options: StoryOptions): Story {
  const random = seededRandom(options.seed);
  const ledger: Ledger = { calls: 0, callsByMinute: new Map(), readings: new Map() };
  const requests: Uint8Array[] = [];
  const counter = { started: options.from, value: 0 };
  const others = (options.others ?? []).map((name) => ({ name, started: options.from, value: 0 }));
  const untold: Ledger = { calls: 0, callsByMinute: new Map(), readings: new Map() };
  let sequence = 0;
  const partial = (minute: Millis, share: number): ResourceInput => {
    const points = callsOf(random, minute, share);
    count(ledger, minute, points);
    return shop(SHOP, sequence++, points);
  };
  const ofOthers = (minute: Millis, share: number): ResourceInput[] =>
    others.map(({ name }) => shop(name, sequence++, callsOf(random, minute, share)));
  for (let i = 0; i < options.minutes; i++) {
    const minute = options.from + i * MINUTE;
    const isDown = i >= options.outage[0] && i < options.outage[1];
    ledger.callsByMinute.set(minute, ledger.callsByMinute.get(minute) ?? 0);
    const halves = [0.6, 0.4].map((share) => (isDown ? [] : [partial(minute, share)]));
    const isLate = i % LATE_EVERY === LATE_EVERY - 1;
    requests.push(
      writeMetrics([...(halves[0] ?? []), ...ofOthers(minute, 0.6), heartbeat(minute + 30 * SECOND, false)])
    );
    requests.push(
      writeMetrics([
        ...(halves[1] ?? []),
        ...(isLate ? [partial(minute - LATE_BY, 0.2)] : []),
        ...ofOthers(minute, 0.4),
        worker(WORKER, random, minute, i === Math.floor(options.minutes / 2), counter, ledger),
        ...others.map((own) => worker(own.name, random, minute, false, own, untold)),
        heartbeat(minute + MINUTE, false),
      ])
    );
  }
  const end = options.from + options.minutes * MINUTE;
  // The worker never says that it has ended; a last word of it well after the shop's lets all of the shop be closed.
  const last = end + 10 * MINUTE;
  requests.push(
    writeMetrics([
      worker(WORKER, random, last, false, counter, ledger),
      ...others.map((own) => worker(own.name, random, last, false, own, untold)),
    ])
  );
  requests.push(writeMetrics([heartbeat(end, true)]));
  return { requests, ledger };
}

function shop(name: string, sequence: number, points: readonly ExponentialPointInput[]): ResourceInput {
  const attributes = { 'service.name': name, ...SOURCE, 'weir.emitter.sequence': sequence };
  const duration: MetricInput = {
    name: 'http.server.request.duration',
    unit: 's',
    exponential: points,
    temporality: 'delta',
  };
  return { attributes, scopes: [{ metrics: [duration] }] };
}

function callsOf(random: () => number, minute: Millis, share: number): ExponentialPointInput[] {
  return ROUTES.flatMap(([method, route, calls, seconds]) =>
    [200, 500].map((status) => {
      const mean = calls * share * (status === 200 ? 1 : 0.02);
      const durations = Array.from({ length: around(random, mean) }, () => seconds * Math.exp(0.6 * (random() - 0.5)));
      const attributes = {
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': status,
        ...(status === 500 ? { 'error.type': '500' } : {}),
      };
      return { attributes, start: minute, time: minute + MINUTE, ...distribution(durations) };
    })
  ).filter((point) => point.count > 0);
}

/** An exponential histogram of scale 4: bucket i holds (2^(i/16), 2^((i+1)/16)]. */
function distribution(seconds: readonly number[]): Pick<ExponentialPointInput, 'count' | 'sum' | 'scale' | 'positive'> {
  const buckets = seconds.map((value) => Math.ceil(Math.log2(value) * 16) - 1);
  const offset = Math.min(...buckets);
  const counts = new Array<number>(Math.max(0, Math.max(...buckets) - offset + 1)).fill(0);
  for (const bucket of buckets) counts[bucket - offset] = (counts[bucket - offset] ?? 0) + 1;
  const micros = seconds.reduce((sum, value) => sum + Math.round(value * 1e6), 0);
  return { count: seconds.length, sum: micros / 1e6, scale: 4, positive: { offset, counts } };
}

/** A whole number near a mean. */
function around(random: () => number, mean: number): number {
  return Math.floor(mean * (0.85 + 0.3 * random()) + random());
}

function count(ledger: Ledger, minute: Millis, points: readonly ExponentialPointInput[]): void {
  const calls = points.reduce((sum, point) => sum + point.count, 0);
  ledger.calls += calls;
  ledger.callsByMinute.set(minute, (ledger.callsByMinute.get(minute) ?? 0) + calls);
}

function worker(
  name: string,
  random: () => number,
  time: Millis,
  restarts: boolean,
  counter: { started: Millis; value: number },
  ledger: Ledger
): ResourceInput {
  if (restarts) [counter.started, counter.value] = [time - 20 * SECOND, 0];
  counter.value += around(random, 30);
  const reading = Math.round(100 + 20 * random());
  ledger.readings.set(time, reading);
  const point = { start: counter.started, time, value: BigInt(counter.value) };
  const metrics: MetricInput[] = [
    { name: GAUGE, unit: '1', gauge: [{ time, value: reading }] },
    { name: COUNTER, unit: '{job}', sum: [point], temporality: 'cumulative', monotonic: true },
  ];
  return { attributes: { 'service.name': name, ...HISTORY }, scopes: [{ metrics }] };
}

function heartbeat(upTo: Millis, ended: boolean): ResourceInput {
  const point = { time: upTo, value: BigInt(upTo), attributes: ended ? { 'weir.source.ended': true } : {} };
  return { attributes: SOURCE, scopes: [{ metrics: [{ name: 'weir.source.heartbeat', unit: 'ms', gauge: [point] }] }] };
}
