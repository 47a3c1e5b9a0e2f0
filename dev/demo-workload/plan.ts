import { DAY, HOUR, MINUTE, type Millis } from '@weir/detection-service/core/time.ts';
import { seedIncidents, type Incident } from './model/incidents.ts';

/** What a demo is made of. Two demos with the same seed and instant are the same. */
export interface Plan {
  readonly seed: number;
  /** When the demo was first started, on a minute. */
  readonly created: Millis;
  /** First minute of its history. */
  readonly from: Millis;
  /** Local time's distance from UTC: its people sleep when those in front of it do. */
  readonly offset: Millis;
  readonly incidents: readonly Incident[];
}

const HISTORY: Millis = 14 * DAY;

/** The plan of a demo that is first started at `now`. */
export function makePlan(seed: number, now: Millis, offset: Millis): Plan {
  const created = Math.floor(now / MINUTE) * MINUTE;
  const from = Math.floor((created - HISTORY) / HOUR) * HOUR;
  return { seed, created, from, offset, incidents: seedIncidents(seed, created) };
}
