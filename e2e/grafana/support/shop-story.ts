import { seededRandom } from '@weir/detection-service/core/random.ts';
import { DAY, HOUR, MINUTE, type Millis } from '@weir/detection-service/core/time.ts';
import {
  writeMetrics,
  type ExponentialPointInput,
  type ResourceInput,
} from '@weir/detection-service/ingest/otlp-writer.ts';

/**
 * Ten days of four services of one shop, minute by minute, until now: payments was down for half an hour a day ago (and
 * orders and shop-web failed with it), orders has been getting slower for two hours, inventory is quiet. Told as history,
 * so that it is taken as fast as it can be sent.
 */
const DAYS = 10;
const OUTAGE_MINUTES = 29;
const RAMP_MINUTES = 120;
const ENVIRONMENT = 'prod';

interface Route {
  readonly service: string;
  readonly method: string;
  readonly route: string;
  /** Calls a minute at noon. */
  readonly calls: number;
  /** Median of the durations. */
  readonly seconds: number;
  /** The share of calls that fails while payments is down. */
  readonly failing: number;
}

const ROUTES: readonly Route[] = [
  { service: 'payments', method: 'POST', route: '/payments', calls: 140, seconds: 0.09, failing: 0.38 },
  { service: 'orders', method: 'POST', route: '/orders', calls: 90, seconds: 0.13, failing: 0.21 },
  { service: 'orders', method: 'GET', route: '/orders/{id}', calls: 220, seconds: 0.07, failing: 0 },
  { service: 'shop-web', method: 'GET', route: '/products', calls: 420, seconds: 0.05, failing: 0 },
  { service: 'shop-web', method: 'POST', route: '/checkout', calls: 80, seconds: 0.2, failing: 0.2 },
  { service: 'inventory', method: 'GET', route: '/stock/{id}', calls: 26, seconds: 0.03, failing: 0 },
];
const SERVICES = [...new Set(ROUTES.map(({ service }) => service))];
const USUAL_FAILURES = 0.0006;
/** What one request tells. */
const CHUNK = 6 * HOUR;

/** When what happened, for a story that ends at an instant. */
function incidents(end: Millis): { outage: readonly [Millis, Millis]; ramp: Millis } {
  const start = end - DAY - HOUR;
  return { outage: [start, start + OUTAGE_MINUTES * MINUTE], ramp: end - RAMP_MINUTES * MINUTE };
}

/** The requests that tell the story up to a whole minute, each of some hours. */
export function* tellShop(end: Millis, seed = 4): Generator<Uint8Array> {
  const random = seededRandom(seed);
  for (let from = end - DAYS * DAY; from < end; from += CHUNK) {
    const points = new Map<string, ExponentialPointInput[]>(SERVICES.map((name) => [name, []]));
    for (let minute = from; minute < Math.min(end, from + CHUNK); minute += MINUTE) {
      for (const route of ROUTES) points.get(route.service)?.push(...callsOf(route, minute, end, random));
    }
    yield writeMetrics(SERVICES.map((service) => resource(service, points.get(service) ?? [])));
  }
}

/** The calls of one route in one minute: those that went well and those that failed. */
function callsOf(route: Route, minute: Millis, end: Millis, random: () => number): ExponentialPointInput[] {
  const { outage, ramp } = incidents(end);
  const isDown = minute >= outage[0] && minute < outage[1];
  const slower = route.service !== 'orders' || minute < ramp ? 1 : 1 + (1.4 * (minute - ramp)) / (end - ramp);
  const calls = Math.max(1, Math.round(route.calls * rhythm(minute) * (0.92 + 0.16 * random())));
  const failed = Math.floor(calls * (isDown ? route.failing : USUAL_FAILURES) + random());
  const seconds = route.seconds * slower * (0.97 + 0.06 * random());
  return [point(route, minute, calls - failed, 200, seconds), point(route, minute, failed, 503, 2 * seconds)].filter(
    ({ count }) => count > 0
  );
}

/** More by day than by night, less on Saturdays and Sundays. */
function rhythm(time: Millis): number {
  const weekday = new Date(time).getUTCDay();
  const weekend = weekday === 0 || weekday === 6 ? 0.75 : 1;
  return weekend * (0.6 - 0.35 * Math.cos((2 * Math.PI * (time % DAY)) / DAY));
}

function resource(service: string, points: readonly ExponentialPointInput[]): ResourceInput {
  const attributes = {
    'service.name': service,
    'deployment.environment.name': ENVIRONMENT,
    'weir.source.mode': 'history',
  };
  const duration = {
    name: 'http.server.request.duration',
    unit: 's',
    exponential: points,
    temporality: 'delta' as const,
  };
  return { attributes, scopes: [{ metrics: [duration] }] };
}

/** The bell of a log-normal distribution in sixteenths of an octave, half an octave to each side. */
const BELL = Array.from({ length: 33 }, (_, i) => Math.exp(-(((i - 16) / 8) ** 2) / 2));
const BELL_SUM = BELL.reduce((sum, part) => sum + part, 0);

/** Calls of one minute that took so long in the median. Scale 4: bucket i holds (2^(i/16), 2^((i+1)/16)]. */
function point(
  { method, route }: Route,
  start: Millis,
  count: number,
  status: number,
  seconds: number
): ExponentialPointInput {
  const middle = Math.ceil(Math.log2(seconds) * 16) - 1;
  let told = 0;
  let sum = 0;
  const counts = BELL.map((part) => {
    sum += part;
    const here = Math.round((count * sum) / BELL_SUM) - told;
    told += here;
    return here;
  });
  const attributes = {
    'http.request.method': method,
    'http.route': route,
    'http.response.status_code': status,
    ...(status >= 500 ? { 'error.type': String(status) } : {}),
  };
  const total = Math.round(count * seconds * 1e6) / 1e6;
  return {
    ...{ attributes, start, time: start + MINUTE, count, sum: total, scale: 4 },
    positive: { offset: middle - 16, counts },
  };
}
