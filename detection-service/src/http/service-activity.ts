import { DAY, HOUR, MINUTE, type Millis } from '../core/time.ts';
import type { TelemetryService } from '../inventory/row.ts';
import { WeirError } from '../core/errors.ts';
import { newestValues } from '../storage/newest-value.ts';
import type { StoredSeries, WantedResults } from '../storage/ports.ts';
import { readNear } from '../storage/read-near.ts';
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

/** What is known of the activity of services, and why not more. */
export interface Activities {
  readonly activities: readonly Activity[];
  readonly away: readonly WeirError[];
}

/** When each service was heard of last, and how many calls it gets; all are looked at together, in their order. */
export async function activitiesOf(
  { catalogue, results }: Pick<HttpDependencies, 'catalogue' | 'results'>,
  tenant: string,
  services: readonly TelemetryService[],
  now: Millis
): Promise<Activities> {
  const shown = services.flatMap(({ entityIds }, place) =>
    entityIds.slice(0, MOST_ENTITIES).flatMap((entityId) => {
      const series = seriesOf(catalogue, tenant, entityId);
      return series === undefined ? [] : { series, place };
    })
  );
  const newest = await newestValues(
    results,
    shown.map(({ series }) => series),
    { now, from: now - LONGEST }
  );
  const activities = services.map((): { lastSeen?: Millis; requestRate?: number } => ({}));
  const away: WeirError[] = [];
  const recent: (WantedResults & { readonly place: number })[] = [];
  for (const [i, { series, place }] of shown.entries()) {
    const last = newest[i];
    const activity = activities[place];
    if (last instanceof WeirError) away.push(last);
    if (activity === undefined || typeof last !== 'number') continue;
    const end = last + series.identity.step;
    activity.lastSeen = Math.max(activity.lastSeen ?? 0, end);
    if (series.identity.indicator !== RATE || end <= now - RECENT) continue;
    recent.push({ series, place, from: end - RATE_SPAN, to: end });
  }
  for await (const { wanted, rows } of readNear(results, recent)) {
    const activity = activities[wanted.place];
    if (rows instanceof WeirError) away.push(rows);
    else if (activity !== undefined) activity.requestRate = (activity.requestRate ?? 0) + meanOf(rows.value);
  }
  return { activities: activities.map(({ lastSeen, requestRate }) => ({ lastSeen, requestRate })), away };
}

/** The series that says most about how an entity does. */
function seriesOf(
  catalogue: HttpDependencies['catalogue'],
  tenant: string,
  entityId: string
): StoredSeries | undefined {
  const [rate] = catalogue.series(tenant, { entityId, indicator: RATE }, { limit: 1 }).rows;
  return rate ?? catalogue.series(tenant, { entityId }, { limit: 1 }).rows[0];
}

function meanOf(value: Float64Array): number {
  const known = value.filter((one) => Number.isFinite(one));
  return known.length === 0 ? 0 : known.reduce((sum, one) => sum + one, 0) / known.length;
}
