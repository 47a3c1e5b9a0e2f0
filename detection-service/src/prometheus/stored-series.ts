import { MINUTE, type Millis } from '../core/time.ts';
import type { CatalogueStore, StoredSeries } from '../storage/ports.ts';
import type { Label } from './label-set.ts';
import type { Matcher } from './matcher.ts';
import { seriesLabels } from './series-labels.ts';

const PAGE = 1_000;
/** Prometheus' own look-back. */
const LOOKBACK = 5 * MINUTE;
/** A sample of a longer step stays the newest word for this many steps. */
const LOOKBACK_STEPS = 2;

/** A series of the store with its labels, without those of a metric. */
export interface LabelledSeries {
  readonly series: StoredSeries;
  readonly labels: readonly Label[];
}

/** How long a sample of a step is the newest word when no other follows. */
export function lookbackOf(step: Millis): Millis {
  return Math.max(LOOKBACK, LOOKBACK_STEPS * step);
}

/** Series of a tenant that match, looked for as narrowly as the store can. `undefined` after each one looked at. */
export function* matchingSeries(
  catalogue: Pick<CatalogueStore, 'series' | 'seriesById'>,
  tenant: string,
  matchers: readonly Matcher[]
): Generator<LabelledSeries | undefined, void> {
  for (const series of scan(catalogue, tenant, matchers)) {
    yield labelled(series, matchers);
    yield undefined;
  }
}

/** A series with its labels when they match. */
export function labelled(series: StoredSeries | undefined, matchers: readonly Matcher[]): LabelledSeries | undefined {
  if (series === undefined) return undefined;
  const labels = seriesLabels(series);
  const fits = matchers.every(({ label, matches }) => matches(labels.find(([name]) => name === label)?.[1] ?? ''));
  return fits ? { series, labels } : undefined;
}

function* scan(
  catalogue: Pick<CatalogueStore, 'series' | 'seriesById'>,
  tenant: string,
  matchers: readonly Matcher[]
): Generator<StoredSeries | undefined, void> {
  const id = exactly(matchers, 'series_id');
  if (id !== undefined) {
    yield catalogue.seriesById(tenant, id);
    return;
  }
  const filter = { service: exactly(matchers, 'service'), indicator: exactly(matchers, 'indicator') };
  let after: string | undefined;
  do {
    const page = catalogue.series(tenant, filter, { limit: PAGE, after });
    yield* page.rows;
    after = page.next;
  } while (after !== undefined);
}

/** The value that a label must have, when a matcher says exactly which. */
export function exactly(matchers: readonly Matcher[], label: string): string | undefined {
  return matchers.find((one) => one.label === label && one.operator === '=' && one.value !== '')?.value;
}
