import { DAY, HOUR, MINUTE } from '../../core/time.ts';

/** For tests and for choosing constants: series of our own making, the same for the same seed. */

/** mulberry32: uniform in [0, 1) from a 32-bit seed. */
export function seeded(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A Poisson number; by its normal limit from a mean of 50 on. */
export function poisson(random: () => number, mean: number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let product = random();
  let count = 0;
  while (product > limit) {
    product *= random();
    count++;
  }
  return count;
}

export type IncidentKind = 'outage' | 'drop' | 'error-burst' | 'latency-step' | 'latency-ramp' | 'surge';

/** What an incident does to the calls and the latency; the others leave them as they are. */
const CALLS_TIMES: Partial<Record<IncidentKind, number>> = { outage: 0, drop: 0.25, surge: 5 };
const LATENCY_TIMES: Partial<Record<IncidentKind, number>> = { 'latency-step': 2.5 };
const RAMP_TO = 3;
const BURST_SHARE = 0.2;

export interface Incident {
  readonly kind: IncidentKind;
  readonly start: number;
  readonly end: number;
}

export interface EndpointOptions {
  readonly seed: number;
  /** First step; midnight UTC of a Monday plus what the caller adds. */
  readonly start: number;
  readonly step: number;
  readonly steps: number;
  /** Calls per minute in the mean of a day. */
  readonly perMinute: number;
  readonly incidents?: readonly Incident[];
}

export interface Endpoint {
  readonly time: Float64Array;
  readonly calls: Float64Array;
  readonly errors: Float64Array;
  readonly latency: Float64Array;
}

/** A Monday, 00:00 UTC. */
export const MONDAY: number = Date.UTC(2024, 0, 1);

/**
 * Calls, errors and 95th percentile of one endpoint: a day that rises and falls by a factor of two to ten with its
 * peak at a random hour, a weekend that has less, autocorrelated noise around it, Poisson calls, errors of a share of
 * its own, latencies that follow the load a little.
 */
export function endpoint(options: EndpointOptions): Endpoint {
  const { step, steps, start } = options;
  const random = seeded(options.seed);
  const swing = Math.log(2 + 8 * random()) / 2;
  const second = 0.3 * swing * random();
  const peak = DAY * random();
  const weekend = 0.4 + 0.6 * random();
  const noise = 0.02 + 0.08 * random();
  const keep = Math.pow(0.9, step / MINUTE);
  const baseError = Math.pow(10, -3.5 + 2 * random());
  const baseLatency = 20 + 300 * random();
  const coupling = 0.3 * random();
  const latencyNoise = 0.03 + 0.08 * random();
  const result = {
    time: new Float64Array(steps),
    calls: new Float64Array(steps),
    errors: new Float64Array(steps),
    latency: new Float64Array(steps),
  };
  let drift = 0;
  for (let i = 0; i < steps; i++) {
    const time = start + i * step;
    const angle = (2 * Math.PI * (time - peak)) / DAY;
    const weekendTimes = Math.floor((time - MONDAY) / DAY) % 7 >= 5 ? weekend : 1;
    drift = keep * drift + noise * Math.sqrt(1 - keep * keep) * normal(random);
    const shape = swing * Math.cos(angle) + second * Math.cos(2 * angle + 1);
    const now = (options.incidents ?? []).find((incident) => time >= incident.start && time < incident.end);
    const rate =
      options.perMinute * (step / MINUTE) * Math.exp(shape + drift) * weekendTimes * timesOf(CALLS_TIMES, now);
    const share = now?.kind === 'error-burst' ? Math.max(baseError, BURST_SHARE) : baseError;
    const slower = timesOf(LATENCY_TIMES, now) * rampAt(now, time);
    const latency = baseLatency * Math.exp(coupling * shape + latencyNoise * normal(random)) * slower;
    const calls = poisson(random, rate);
    result.time[i] = time;
    result.calls[i] = calls;
    result.errors[i] = Math.min(calls, poisson(random, calls * share));
    result.latency[i] = calls >= 20 ? latency : Number.NaN;
  }
  return result;
}

function timesOf(table: Partial<Record<IncidentKind, number>>, now: Incident | undefined): number {
  return now === undefined ? 1 : (table[now.kind] ?? 1);
}

function rampAt(now: Incident | undefined, time: number): number {
  if (now?.kind !== 'latency-ramp') return 1;
  return 1 + ((RAMP_TO - 1) * (time - now.start)) / (now.end - now.start);
}

/**
 * Bursty traffic without incidents, as small real sites have it: a day with an arbitrary shape, visitors that come in
 * groups, and now and then a crawler that doubles an hour. Calls per step.
 */
export function burstyCalls(seed: number, step: number, steps: number, perHour: number): Float64Array {
  const random = seeded(seed);
  const hours = Array.from({ length: 24 }, () => Math.exp(0.3 * normal(random)));
  return Float64Array.from({ length: steps }, (_, i) => {
    const hour = hours[Math.floor((i * step) / HOUR) % 24] as number;
    const groups = poisson(random, (perHour * hour * step) / HOUR / 6);
    let calls = 0;
    for (let g = 0; g < groups; g++) calls += 1 + poisson(random, 5);
    return random() < 0.02 ? calls + poisson(random, (perHour * step) / HOUR) : calls;
  });
}
