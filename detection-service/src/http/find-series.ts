import type { SeriesQuery } from '@weir/contract';
import { WeirError, type ErrorDetail } from '../core/errors.ts';
import type { CatalogueStore, StoredSeries } from '../storage/ports.ts';

const PAGE = 1_000;
/** Rows of the catalogue that one query may pass over: 200 routes with ten indicators fit twenty times. */
const MOST_SCANNED = 50_000;

/** Which series a query means, at most `most` of them. */
export interface FoundSeries {
  readonly series: readonly StoredSeries[];
  readonly truncated: boolean;
}

/**
 * What a query must say that its schema cannot: one way of naming series, and a span that is not empty.
 * @throws {WeirError} `invalid_argument`
 */
export function checkQuery(query: SeriesQuery, at: string): void {
  const problems: ErrorDetail[] = [];
  const named = ['service', 'indicator', 'environment', 'namespace', 'method', 'route'] as const;
  if (query.seriesId !== undefined) {
    for (const key of named) {
      if (query[key] !== undefined)
        problems.push({
          path: `${at}.${key}`,
          expected: 'nothing beside seriesId',
          found: JSON.stringify(query[key]).slice(0, 80),
        });
    }
  } else {
    for (const key of ['service', 'indicator'] as const) {
      if (query[key] === undefined)
        problems.push({ path: `${at}.${key}`, expected: 'a text, unless there is a seriesId', found: 'nothing' });
    }
  }
  if (query.to <= query.from)
    problems.push({ path: `${at}.to`, expected: `a time after from (${query.from})`, found: String(query.to) });
  const first = problems[0];
  if (first === undefined) return;
  throw new WeirError(
    'invalid_argument',
    `The query is refused: ${first.path} must be ${first.expected}, found ${first.found}.`,
    problems
  );
}

/** Looks up the series that a checked query means, in the order of their ids. */
export function findSeries(
  catalogue: Pick<CatalogueStore, 'series' | 'seriesById'>,
  tenant: string,
  query: SeriesQuery,
  most: number
): FoundSeries {
  if (query.seriesId !== undefined) {
    const one = catalogue.seriesById(tenant, query.seriesId);
    return one === undefined
      ? { series: [], truncated: false }
      : { series: most > 0 ? [one] : [], truncated: most < 1 };
  }
  const found: StoredSeries[] = [];
  for (const row of scan(catalogue, tenant, query)) {
    if (row === undefined || found.length >= most) return { series: found, truncated: true };
    found.push(row);
  }
  return { series: found, truncated: false };
}

/** Series that match, in the order of their ids; `undefined` at the end when the catalogue goes on beyond the bound. */
function* scan(
  catalogue: Pick<CatalogueStore, 'series'>,
  tenant: string,
  query: SeriesQuery
): Generator<StoredSeries | undefined, void> {
  const filter = { service: query.service, indicator: query.indicator };
  let after: string | undefined;
  for (let scanned = 0; scanned < MOST_SCANNED;) {
    const page = catalogue.series(tenant, filter, { limit: PAGE, after });
    yield* page.rows.filter((row) => matches(row, query));
    if (page.next === undefined) return;
    after = page.next;
    scanned += page.rows.length;
  }
  yield undefined;
}

function matches({ identity: { entity } }: StoredSeries, query: SeriesQuery): boolean {
  if (query.environment !== undefined && query.environment !== entity.environment) return false;
  if (query.namespace !== undefined && query.namespace !== entity.namespace) return false;
  if (query.method === undefined && query.route === undefined) return entity.kind !== 'endpoint';
  if (query.method !== undefined && query.method !== entity.method) return false;
  return query.route === undefined || query.route === entity.route;
}
