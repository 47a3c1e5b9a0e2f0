import type { Millis } from '../core/time.ts';
import type { StoredSeries } from '../storage/ports.ts';
import type { Owner } from './owners.ts';
import type { OwnerOf } from './owners-view.ts';
import { MOST_ROWS, MOST_SERIES, type WantedRows } from './rows-message.ts';

/** A series that is wanted of another replica. */
export interface WantedSeries extends WantedRows {
  readonly tenant: string;
  /** Nothing of it is earlier. */
  readonly firstStep: Millis;
}

/** A part of a series that one request brings. */
export interface PlannedPart {
  readonly of: WantedSeries;
  readonly rows: WantedRows;
}

/** One request to one replica. */
export interface PlannedRequest {
  readonly owner: Owner;
  readonly tenant: string;
  readonly parts: readonly PlannedPart[];
}

export interface Plan {
  readonly requests: readonly PlannedRequest[];
  /** Series of partitions that nobody has. */
  readonly homeless: readonly WantedSeries[];
}

/** What is wanted of a series in `[from, to)`. */
export function wantedSeries(series: StoredSeries, partition: number, from: Millis, to: Millis): WantedSeries {
  const { id: seriesId, firstStep } = series;
  const { step, entity } = series.identity;
  // JSON knows nothing that is infinite.
  const [first, last] = [Math.max(from, -Number.MAX_SAFE_INTEGER), Math.min(to, Number.MAX_SAFE_INTEGER)];
  return { partition, seriesId, step, from: first, to: last, tenant: entity.tenant, firstStep };
}

/**
 * The requests that bring what is wanted: as few as the bounds of a request allow. A series with more steps than a request
 * may bring comes in parts, in the order of time. Nothing is later than `until`.
 */
export function planRequests(wanted: readonly WantedSeries[], ownerOf: OwnerOf, until: Millis): Plan {
  const homeless: WantedSeries[] = [];
  const byOwner = new Map<string, { readonly owner: Owner; readonly tenant: string; readonly parts: PlannedPart[] }>();
  for (const one of wanted) {
    const owner = ownerOf.get(one.partition);
    if (owner === undefined) {
      homeless.push(one);
      continue;
    }
    const key = JSON.stringify([owner.url, one.tenant]);
    const group = byOwner.get(key) ?? { owner, tenant: one.tenant, parts: [] };
    byOwner.set(key, group);
    group.parts.push(...partsOf(one, until));
  }
  const requests = [...byOwner.values()].flatMap(({ owner, tenant, parts }) =>
    [...bounded(parts, until)].map((some) => ({ owner, tenant, parts: some }))
  );
  return { requests, homeless };
}

function* partsOf(wanted: WantedSeries, until: Millis): Generator<PlannedPart, void> {
  const { partition, seriesId, step, firstStep, to } = wanted;
  let { from } = wanted;
  // Before the first step and after the newest there is nothing, however far the span reaches.
  for (;;) {
    const end = Math.max(from, firstStep) + MOST_ROWS * step;
    if (end >= Math.min(to, until)) break;
    yield { of: wanted, rows: { partition, seriesId, step, from, to: end } };
    from = end;
  }
  yield { of: wanted, rows: { partition, seriesId, step, from, to } };
}

function* bounded(parts: readonly PlannedPart[], until: Millis): Generator<readonly PlannedPart[], void> {
  let some: PlannedPart[] = [];
  let rows = 0;
  for (const part of parts) {
    const own = mostRows(part, until);
    if (some.length > 0 && (some.length >= MOST_SERIES || rows + own > MOST_ROWS)) {
      yield some;
      [some, rows] = [[], 0];
    }
    some.push(part);
    rows += own;
  }
  if (some.length > 0) yield some;
}

function mostRows({ of: { firstStep, step }, rows: { from, to } }: PlannedPart, until: Millis): number {
  return Math.max(0, Math.ceil((Math.min(to, until) - Math.max(from, firstStep)) / step));
}
