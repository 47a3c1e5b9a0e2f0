import { DAY, HOUR, MINUTE, type Millis } from '../core/time.ts';
import type { TelemetryService } from '../inventory/row.ts';
import { newestValue } from '../storage/newest-value.ts';
import type { StoredSeries } from '../storage/ports.ts';
import type { HttpDependencies } from './dependencies.ts';
import type { Activity } from './inventory-mapping.ts';

/** A service that was silent for longer has no rate. */
const RECENT: Millis = HOUR;
/** Samples that are older are not looked for. */
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
  const last = newestValue(results, series, { now, from: now - LONGEST });
  if (last === undefined) return undefined;
  const end = last + series.identity.step;
  const values = results.read(series, end - RATE_SPAN, end).value.filter((one) => Number.isFinite(one));
  return { end, mean: values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length };
}
