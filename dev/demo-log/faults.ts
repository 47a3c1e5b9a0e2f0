/** What goes wrong in a demo log. */
export type FaultKind = 'outage' | 'error-burst' | 'latency-step' | 'latency-ramp';

/** One fault: when, and for all but the outage, on which endpoint. Times in Unix milliseconds. */
export interface Fault {
  readonly kind: FaultKind;
  readonly start: number;
  readonly end: number;
  /** Index into the endpoints of the demo; an outage concerns all. */
  readonly endpoint: number | undefined;
}

const MINUTE = 60_000;
const DAY = 86_400_000;

/** How long each kind lasts, in minutes. */
const LENGTHS: readonly (readonly [FaultKind, number, number])[] = [
  ['outage', 15, 40],
  ['error-burst', 15, 45],
  ['latency-step', 30, 90],
  ['latency-ramp', 90, 180],
];

/**
 * One fault of each kind a round, from the fourth day on, at random times of the day, at least six hours apart; only
 * the first `endpoints` (the busy ones) get faults of their own.
 */
export function seedFaults(random: () => number, from: number, days: number, endpoints: number): Fault[] {
  const faults: Fault[] = [];
  const slots = Math.floor(days - 4);
  for (let day = 0; day < slots; day++) {
    const [kind, shortest, longest] = LENGTHS[day % LENGTHS.length] as (typeof LENGTHS)[number];
    const start = from + (4 + day) * DAY + Math.floor((0.3 + 0.5 * random()) * 1440) * MINUTE;
    const end = start + Math.round(shortest + (longest - shortest) * random()) * MINUTE;
    faults.push({ kind, start, end, endpoint: kind === 'outage' ? undefined : Math.floor(random() * endpoints) });
  }
  return faults;
}
