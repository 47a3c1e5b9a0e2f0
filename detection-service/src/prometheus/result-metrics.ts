import { shortestFloat32 } from '../core/math/shortest-float32.ts';
import type { Millis } from '../core/time.ts';
import { SCORED } from '../core/verdict.ts';
import type { SeriesResults, StoredSeries, WantedResults } from '../storage/ports.ts';
import { inPortions } from '../storage/read-near.ts';
import type { LabelSet } from './label-set.ts';
import type { Matcher } from './matcher.ts';
import type { MetricSource, MetricStores } from './metric-source.ts';
import {
  Needed,
  type Pause,
  type Samples,
  type SampleSpan,
  type SelectedSeries,
  type SeriesSource,
} from './samples.ts';
import { lookbackOf, matchingSeries, type LabelledSeries } from './stored-series.ts';
import { Variants, withOwnLabels, type Variant } from './variants.ts';

/** Rows of results that are kept for further selectors of the same query. */
const KEPT_ROWS = 500_000;
/** Series that are found before any of them is read. */
const FOUND_AT_ONCE = 1_000;

interface ResultVariant extends Variant {
  /** Its value at a row of a series' results; NaN where it has none. */
  readonly value: (rows: SeriesResults, row: number) => number;
}

const bound = (name: string, column: (rows: SeriesResults) => Float32Array): ResultVariant => ({
  metric: 'weir_expected',
  labels: [['bound', name]],
  value: (rows, row) => shortestFloat32(column(rows)[row] as number),
});

const variants = new Variants<ResultVariant>([
  { metric: 'weir_sample', labels: [], value: (rows, row) => rows.value[row] as number },
  {
    metric: 'weir_anomaly_score',
    labels: [],
    value: (rows, row) => (rows.status[row] === SCORED ? shortestFloat32(rows.score[row] as number) : Number.NaN),
  },
  bound('expected', (rows) => rows.expected),
  bound('lower', (rows) => rows.lower),
  bound('upper', (rows) => rows.upper),
]);

/** What was measured, what was expected, and what the detector says of it. */
export const resultMetrics: MetricSource = {
  metrics: [
    {
      name: 'weir_sample',
      help: 'What was measured, in the unit of the label unit: rates per second, ratios 0 to 1, latencies in milliseconds.',
    },
    {
      name: 'weir_anomaly_score',
      help: 'How anomalous the sample is, 0 to 1; from 0.5 an anomaly opens. None while the detector warms up.',
    },
    {
      name: 'weir_expected',
      help: 'What was expected of the sample, and the bounds of the ordinary, in its unit; see the label bound.',
    },
  ],
  open: (stores, tenant) => new ResultSeries(stores, tenant),
};

/**
 * A step `[t, t + step)` is a sample at its end, when all of it was known; a step without a value is a gap, which ends
 * the series until the next value.
 */
class ResultSeries implements SeriesSource {
  readonly #stores: MetricStores;
  readonly #tenant: string;
  readonly #reads = new Map<string, SeriesResults>();
  #kept = 0;

  constructor(stores: MetricStores, tenant: string) {
    this.#stores = stores;
    this.#tenant = tenant;
  }

  *select(matchers: readonly Matcher[], span: SampleSpan): Generator<SelectedSeries | Pause, void> {
    const meant = variants.meant(matchers);
    const found: LabelledSeries[] = [];
    for (const one of this.#find(meant, matchers, span.upTo)) {
      if (one !== undefined) found.push(one);
      if (found.length >= FOUND_AT_ONCE) yield* this.#readAll(found.splice(0), meant, span);
      yield undefined;
    }
    yield* this.#readAll(found, meant, span);
  }

  *labels(matchers: readonly Matcher[], upTo: Millis): Generator<LabelSet | undefined, void> {
    const meant = variants.meant(matchers);
    for (const found of this.#find(meant, matchers, upTo)) {
      if (found === undefined) yield undefined;
      else for (const variant of meant) yield withOwnLabels(found.labels, variant);
    }
  }

  *#find(
    meant: readonly ResultVariant[],
    matchers: readonly Matcher[],
    upTo: Millis
  ): Generator<LabelledSeries | undefined, void> {
    if (meant.length === 0) return;
    for (const found of matchingSeries(this.#stores.catalogue, this.#tenant, variants.others(matchers))) {
      const begun = found !== undefined && found.series.firstStep + found.series.identity.step <= upTo;
      yield begun ? found : undefined;
    }
  }

  *#readAll(
    found: readonly LabelledSeries[],
    meant: readonly ResultVariant[],
    span: SampleSpan
  ): Generator<SelectedSeries | Pause, void> {
    const wanted = found.map((one) => wantedOf(one, span));
    for (const portion of inPortions(wanted, span.upTo)) {
      const unread = portion.filter((one) => !this.#reads.has(keyOf(one)));
      if (unread.length > 0) yield new Needed(unread);
      for (const one of portion) {
        yield* this.#read(one, meant);
        yield undefined;
      }
    }
  }

  *#read(wanted: WantedSeries, meant: readonly ResultVariant[]): Generator<SelectedSeries, void> {
    const { labels, lookback, series } = wanted;
    const { step } = series.identity;
    const rows = this.#rows(wanted);
    if (rows.time.length === 0) return;
    for (const variant of meant) {
      const samples = samplesOf(rows, step, variant);
      if (samples !== undefined) yield { labels: withOwnLabels(labels, variant), lookback, ...samples };
    }
  }

  #rows(wanted: WantedSeries): SeriesResults {
    const key = keyOf(wanted);
    const known = this.#reads.get(key);
    if (known !== undefined) return known;
    const rows = this.#stores.results.read(wanted.series, wanted.from, wanted.to);
    if (this.#kept + rows.time.length <= KEPT_ROWS) {
      this.#kept += rows.time.length;
      this.#reads.set(key, rows);
    }
    return rows;
  }
}

/** A series that was found, with what is read of it. */
interface WantedSeries extends LabelledSeries, WantedResults {
  readonly series: StoredSeries;
  readonly lookback: Millis;
}

function wantedOf({ series, labels }: LabelledSeries, span: SampleSpan): WantedSeries {
  const { step } = series.identity;
  const lookback = lookbackOf(step);
  const after = span.withLookback ? span.after - lookback : span.after;
  return { series, labels, lookback, from: after - step + 1, to: span.upTo - step + 1 };
}

function keyOf({ series, from, to }: WantedResults): string {
  return `${series.id} ${from} ${to}`;
}

/** `undefined` when there is no value at all. */
function samplesOf(rows: SeriesResults, step: Millis, variant: ResultVariant): Samples | undefined {
  const value = new Float64Array(rows.time.length);
  let any = false;
  for (let row = 0; row < value.length; row++) {
    const sample = variant.value(rows, row);
    value[row] = sample;
    any ||= !Number.isNaN(sample);
  }
  return any ? { time: rows.time.map((start) => start + step), value } : undefined;
}
