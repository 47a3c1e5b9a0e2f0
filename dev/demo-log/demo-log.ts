import { seededRandom } from '@weir/detection-service/core/random.ts';
import { seedFaults, type Fault } from './faults.ts';

/** An endpoint of the demo shop. */
interface Endpoint {
  readonly method: string;
  readonly path: (random: () => number) => string;
  /** Share of all calls. */
  readonly share: number;
  /** Median seconds of a call. */
  readonly seconds: number;
  readonly errors: number;
}

const id = (random: () => number): string => String(Math.floor(random() * 90_000) + 10_000);
const ENDPOINTS: readonly Endpoint[] = [
  { method: 'GET', path: () => '/api/products', share: 0.34, seconds: 0.031, errors: 0.001 },
  { method: 'GET', path: (random) => `/api/products/${id(random)}`, share: 0.28, seconds: 0.018, errors: 0.001 },
  { method: 'POST', path: () => '/api/cart', share: 0.14, seconds: 0.042, errors: 0.002 },
  { method: 'POST', path: () => '/api/checkout', share: 0.09, seconds: 0.12, errors: 0.004 },
  { method: 'GET', path: (random) => `/api/orders/${id(random)}/status`, share: 0.1, seconds: 0.025, errors: 0.001 },
  { method: 'GET', path: (random) => `/static/${id(random)}.js`, share: 0.05, seconds: 0.003, errors: 0 },
];
const BUSY = 4;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** What a demo log is made of. */
export interface DemoLogOptions {
  readonly seed: number;
  /** First instant, Unix milliseconds. */
  readonly from: number;
  readonly days: number;
  /** Calls a minute on an average weekday's noon. */
  readonly callsPerMinute: number;
}

/**
 * An access log as nginx writes it (combined, followed by `$request_time`) of a small shop: traffic with a daily and a
 * weekly rhythm and slow drift, calls at random (Poisson), durations log-normal, and seeded faults. Yields text of a
 * minute each; `faults` says what was put in.
 */
export function demoLog(options: DemoLogOptions): {
  readonly faults: readonly Fault[];
  readonly text: Generator<string>;
} {
  const random = seededRandom(options.seed);
  const faults = seedFaults(random, options.from, options.days, BUSY);
  return { faults, text: minutes(options, random, faults) };
}

function* minutes(options: DemoLogOptions, random: () => number, faults: readonly Fault[]): Generator<string> {
  let drift = 0;
  for (let minute = 0; minute < options.days * 1440; minute++) {
    const time = options.from + minute * 60_000;
    drift = 0.97 * drift + 0.02 * normal(random);
    const active = faults.filter((fault) => time >= fault.start && time < fault.end);
    if (active.some((fault) => fault.kind === 'outage')) continue;
    const calls = poisson(random, options.callsPerMinute * rhythm(time) * Math.exp(drift));
    const seconds = Array.from({ length: calls }, () => Math.floor(random() * 60)).sort((a, b) => a - b);
    let text = '';
    for (const second of seconds) text += line(random, time, second, active);
    yield text;
  }
}

function line(random: () => number, minute: number, second: number, active: readonly Fault[]): string {
  const at = pick(random);
  const { method, path, errors, seconds } = faulty(at, minute, active);
  const failed = random() < errors;
  const took = seconds * Math.exp(0.35 * normal(random));
  const client = `10.${Math.floor(random() * 8)}.${Math.floor(random() * 250)}.${Math.floor(random() * 250)}`;
  const size = failed ? 190 : 300 + Math.floor(random() * 9000);
  return (
    `${client} - - [${stamp(minute + second * 1000)}] "${method} ${path(random)} HTTP/1.1" ` +
    `${status(random, method, failed)} ${size} "-" "shop-app/2.4" ${took.toFixed(3)}\n`
  );
}

/** The endpoint as the faults of the minute have it. */
function faulty(at: number, minute: number, active: readonly Fault[]): Endpoint {
  const endpoint = ENDPOINTS[at] as Endpoint;
  return active
    .filter((fault) => fault.endpoint === at)
    .reduce((sound, { kind, start, end }) => {
      const { seconds } = sound;
      if (kind === 'error-burst') return { ...sound, errors: 0.35 };
      if (kind === 'latency-step') return { ...sound, seconds: 3 * seconds };
      return { ...sound, seconds: seconds * (1 + (3 * (minute - start)) / (end - start)) };
    }, endpoint);
}

function status(random: () => number, method: string, failed: boolean): number {
  if (failed) return random() < 0.5 ? 500 : 503;
  if (random() < 0.01) return 404;
  return method === 'POST' ? 201 : 200;
}

/** More calls in the afternoon than at night, fewer at weekends; 1 at an average weekday's noon. */
function rhythm(time: number): number {
  const hour = (time / 3_600_000) % 24;
  const weekday = (Math.floor(time / 86_400_000) + 4) % 7;
  const day = 0.62 - 0.38 * Math.cos(((hour - 3) / 24) * 2 * Math.PI) + 0.08 * Math.sin((hour / 12) * 2 * Math.PI);
  return day * (weekday === 0 || weekday === 6 ? 0.75 : 1);
}

function stamp(time: number): string {
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()] ?? ''}/${date.getUTCFullYear()}`;
  return `${day}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}

function pick(random: () => number): number {
  let left = random();
  for (let i = 0; i < ENDPOINTS.length; i++) {
    left -= (ENDPOINTS[i] as Endpoint).share;
    if (left < 0) return i;
  }
  return 0;
}

/** Box–Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Knuth's product method for small means, the normal approximation above. */
function poisson(random: () => number, mean: number): number {
  if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count++;
  return count;
}
