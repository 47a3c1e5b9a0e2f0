import { DAY, HOUR, MINUTE, type Millis } from '../core/time.ts';
import type { TelemetryService } from '../inventory/row.ts';
import type { SeriesResults, StoredSeries } from '../storage/ports.ts';
import type { HttpDependencies } from './dependencies.ts';
import type { Activity } from './inventory-mapping.ts';

/** The newest samples are looked for in the last hour first, which is cheap, and then in a week. */
const RECENT: Millis = HOUR;
const LONGEST: Millis = 7 * DAY;
/** The rate is the mean over so long before the newest sample. */
const RATE_SPAN: Millis = 5 * MINUTE;
/** Environments that are looked at. */
const MOST_ENTITIES = 8;
const RATE = 'request_rate';

/** When a service was heard of last, and how many calls it gets. */
export function activityOf(
  { catalogue, results }: Pick<HttpDependencies, 'catalogue' | 'results'>,
  tenant: string,
  { entityIds }: TelemetryService,
  now: Millis
): Activity {
  let lastSeen: Millis | undefined;
  let requestRate: number | undefined;
  for (const entityId of entityIds.slice(0, MOST_ENTITIES)) {
    const [rate] = catalogue.series(tenant, { entityId, indicator: RATE }, { limit: 1 }).rows;
    const series = rate ?? catalogue.series(tenant, { entityId }, { limit: 1 }).rows[0];
    if (series === undefined) continue;
    const seen = newest(results, series, now);
    if (seen === undefined) continue;
    lastSeen = Math.max(lastSeen ?? 0, seen.end);
    if (rate !== undefined && seen.end > now - RECENT) requestRate = (requestRate ?? 0) + seen.mean;
  }
  return { lastSeen, requestRate };
}

interface Newest {
  /** End of the newest step with a value. */
  readonly end: Millis;
  /** Mean over the last minutes before it. */
  readonly mean: number;
}

function newest(results: HttpDependencies['results'], series: StoredSeries, now: Millis): Newest | undefined {
  const { step } = series.identity;
  const read = (span: Millis): Newest | undefined => lastOf(results.read(series, now - span - step, now + step), step);
  return read(RECENT) ?? read(LONGEST);
}

function lastOf({ time, value }: SeriesResults, step: Millis): Newest | undefined {
  const last = value.findLastIndex((one) => Number.isFinite(one));
  if (last < 0) return undefined;
  const end = (time[last] as number) + step;
  let sum = 0;
  let count = 0;
  for (let i = last; i >= 0 && (time[i] as number) >= end - RATE_SPAN; i--) {
    if (!Number.isFinite(value[i])) continue;
    sum += value[i] as number;
    count++;
  }
  return { end, mean: count === 0 ? 0 : sum / count };
}
