import { MINUTE, type Millis } from '../core/time.ts';
import type { CatalogueStore, ResultStore, SeriesResults, StoredSeries } from '../storage/ports.ts';
import { LabelSet, METRIC_NAME, type Label } from './label-set.ts';
import type { Matcher } from './matcher.ts';
import { metrics, type MetricVariant } from './metrics.ts';
import type { Samples, SampleSpan, SelectedSeries, SeriesSource } from './samples.ts';
import { seriesLabels } from './series-labels.ts';

/** Prometheus' own look-back. */
const LOOKBACK = 5 * MINUTE;
/** A sample of a longer step stays the newest word for this many steps. */
const LOOKBACK_STEPS = 2;
const PAGE = 1_000;
/** Results kept for further metrics of the same series; a query with several selectors asks for the same again. */
const KEPT_READS = 512;

/** A variant of a metric with all labels that are its own. */
interface NamedVariant extends MetricVariant {
  readonly all: readonly Label[];
}

const VARIANTS: readonly NamedVariant[] = metrics.flatMap(({ name, variants }) =>
  variants.map((variant) => ({ ...variant, all: [[METRIC_NAME, name], ...variant.labels] as const }))
);
const VARIANT_LABELS = new Set(VARIANTS.flatMap(({ all }) => all.map(([name]) => name)));

/**
 * The results of one tenant as series of Prometheus. A step `[t, t + step)` is a sample at its end, when all of it was
 * known; a step without a value is a gap, which ends the series until the next value. Serves one query.
 */
export class WeirSeries implements SeriesSource {
  readonly #catalogue: Pick<CatalogueStore, 'series' | 'seriesById'>;
  readonly #results: Pick<ResultStore, 'read'>;
  readonly #tenant: string;
  readonly #reads = new Map<string, SeriesResults>();

  constructor(
    catalogue: Pick<CatalogueStore, 'series' | 'seriesById'>,
    results: Pick<ResultStore, 'read'>,
    tenant: string
  ) {
    this.#catalogue = catalogue;
    this.#results = results;
    this.#tenant = tenant;
  }

  *select(matchers: readonly Matcher[], span: SampleSpan): Generator<SelectedSeries | undefined, void> {
    for (const found of this.#find(matchers, span.upTo)) {
      if (found !== undefined) yield* this.#read(found, span);
      yield undefined;
    }
  }

  *labels(matchers: readonly Matcher[], upTo: Millis): Generator<LabelSet | undefined, void> {
    for (const found of this.#find(matchers, upTo)) {
      if (found === undefined) yield undefined;
      else for (const { all } of found.variants) yield LabelSet.of([...found.labels, ...all]);
    }
  }

  /** Series of the store with the variants of metrics that match. */
  *#find(matchers: readonly Matcher[], upTo: Millis): Generator<FoundSeries | undefined, void> {
    const variants = VARIANTS.filter(({ all }) => {
      const labels = LabelSet.of(all);
      return matchers.every(({ label, matches }) => !VARIANT_LABELS.has(label) || matches(labels.get(label)));
    });
    if (variants.length === 0) return;
    const others = matchers.filter(({ label }) => !VARIANT_LABELS.has(label));
    for (const series of this.#scan(others)) {
      yield undefined;
      if (series === undefined || series.firstStep + series.identity.step > upTo) continue;
      const labels = seriesLabels(series);
      if (others.every(({ label, matches }) => matches(valueOf(labels, label)))) yield { series, labels, variants };
    }
  }

  /** Series of the tenant, as narrow as the store can look for them. */
  *#scan(matchers: readonly Matcher[]): Generator<StoredSeries | undefined, void> {
    const id = exactly(matchers, 'series_id');
    if (id !== undefined) {
      yield this.#catalogue.seriesById(this.#tenant, id);
      return;
    }
    const filter = { service: exactly(matchers, 'service'), indicator: exactly(matchers, 'indicator') };
    let after: string | undefined;
    do {
      const page = this.#catalogue.series(this.#tenant, filter, { limit: PAGE, after });
      yield* page.rows;
      after = page.next;
    } while (after !== undefined);
  }

  *#read({ series, labels, variants }: FoundSeries, span: SampleSpan): Generator<SelectedSeries | undefined, void> {
    const { step } = series.identity;
    const lookback = Math.max(LOOKBACK, LOOKBACK_STEPS * step);
    const after = span.withLookback ? span.after - lookback : span.after;
    const rows = this.#rows(series, after - step + 1, span.upTo - step + 1);
    if (rows.time.length === 0) return;
    for (const variant of variants) {
      const samples = samplesOf(rows, step, variant);
      if (samples !== undefined) yield { labels: LabelSet.of([...labels, ...variant.all]), lookback, ...samples };
    }
  }

  #rows(series: StoredSeries, from: Millis, to: Millis): SeriesResults {
    const key = `${series.id} ${from} ${to}`;
    const known = this.#reads.get(key);
    if (known !== undefined) return known;
    const rows = this.#results.read(series, from, to);
    if (this.#reads.size < KEPT_READS) this.#reads.set(key, rows);
    return rows;
  }
}

interface FoundSeries {
  readonly series: StoredSeries;
  readonly labels: readonly Label[];
  readonly variants: readonly NamedVariant[];
}

function valueOf(labels: readonly Label[], name: string): string {
  return labels.find(([known]) => known === name)?.[1] ?? '';
}

/** The value that a label must have, when a matcher says exactly which. */
function exactly(matchers: readonly Matcher[], label: string): string | undefined {
  return matchers.find((one) => one.label === label && one.operator === '=' && one.value !== '')?.value;
}

/** `undefined` when there is no value at all. */
function samplesOf(rows: SeriesResults, step: Millis, variant: MetricVariant): Samples | undefined {
  const value = new Float64Array(rows.time.length);
  let any = false;
  for (let row = 0; row < value.length; row++) {
    const sample = variant.value(rows, row);
    value[row] = sample;
    any ||= !Number.isNaN(sample);
  }
  return any ? { time: rows.time.map((start) => start + step), value } : undefined;
}
