import { seededRandom } from '@weir/detection-service/core/random.ts';
import { HOUR, MINUTE, type Millis } from '@weir/detection-service/core/time.ts';
import { ENDPOINTS, type EndpointName } from './shop.ts';

/** One thing that goes wrong in the demo. */
export interface Incident {
  readonly kind: 'outage' | 'ramp';
  readonly start: Millis;
  readonly end: Millis;
  readonly endpoints: readonly EndpointName[];
  /** Of an outage: which share of the calls fails, and after how long. Of a ramp: how many times slower, and when fully so. */
  readonly share: number;
  readonly after: Millis;
}

/** What is wrong with an endpoint at one instant. */
export interface Trouble {
  /** Share of the calls that fail in spite of what is usual, and how long those take. */
  readonly failing: number;
  readonly failsAfter: Millis;
  /** How many times longer its own work takes. */
  readonly slower: number;
}

const SOUND: Trouble = { failing: 0, failsAfter: 0, slower: 1 };

/**
 * Where a seed puts the incidents of a demo that begins at `now`: payments fail for about half an hour about a day ago (a
 * pool of connections is exhausted), and placing an order takes longer and longer since about two hours ago, which goes
 * on for some hours.
 */
export function seedIncidents(seed: number, now: Millis): readonly Incident[] {
  const random = seededRandom((seed ^ 0x5eed) >>> 0);
  const between = (least: number, most: number): number => Math.round(least + (most - least) * random());
  const start = now - between(20 * 60, 28 * 60) * MINUTE;
  const ramp = now - between(105, 130) * MINUTE;
  return [
    {
      kind: 'outage',
      ...{ start, end: start + between(26, 33) * MINUTE },
      endpoints: ['pay', 'read-payment'],
      ...{ share: 0.34 + 0.1 * random(), after: 900 },
    },
    {
      kind: 'ramp',
      ...{ start: ramp, end: now + 10 * HOUR },
      endpoints: ['place-order'],
      ...{ share: 2.5 + 0.4 * random(), after: 110 * MINUTE },
    },
  ];
}

/** What is wrong with an endpoint at `time`. */
export function troubleOf(incidents: readonly Incident[], name: EndpointName, time: Millis): Trouble {
  let trouble = SOUND;
  for (const { kind, start, end, endpoints, share, after } of incidents) {
    if (time < start || time >= end || !endpoints.includes(name)) continue;
    if (kind === 'outage') trouble = { ...trouble, failing: share, failsAfter: after };
    else trouble = { ...trouble, slower: 1 + (share - 1) * Math.min(1, (time - start) / after) };
  }
  return trouble;
}

/** What is wrong with every endpoint at `time`. */
export function troublesOf(incidents: readonly Incident[], time: Millis): Record<EndpointName, Trouble> {
  const names = Object.keys(ENDPOINTS) as EndpointName[];
  return Object.fromEntries(names.map((name) => [name, troubleOf(incidents, name, time)])) as Record<
    EndpointName,
    Trouble
  >;
}

/** The service whose endpoints an incident concerns. */
export function serviceOf({ endpoints }: Incident): string {
  return ENDPOINTS[endpoints[0] as EndpointName].service;
}
