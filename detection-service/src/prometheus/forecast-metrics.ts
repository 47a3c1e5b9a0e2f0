import type { Millis } from '../core/time.ts';
import type { Prediction } from '../forecast/forecaster.ts';
import type { ForecastKey } from '../forecasting/forecast-store.ts';
import { HORIZON_NAMES, type HorizonName } from '../forecasting/horizons.ts';
import type { StoredForecast } from '../forecasting/stored-forecast.ts';
import type { LabelSet } from './label-set.ts';
import type { Matcher } from './matcher.ts';
import type { MetricSource, MetricStores } from './metric-source.ts';
import type { Samples, SampleSpan, SelectedSeries, SeriesSource } from './samples.ts';
import { exactly, labelled, lookbackOf, type LabelledSeries } from './stored-series.ts';
import { Variants, withOwnLabels, type Variant } from './variants.ts';

const NAME = 'weir_forecast';
const PAGE = 200;
/** Most forecasts that are read of one series and horizon, the newest first. */
const MOST_FORECASTS = 2_000;

interface ForecastVariant extends Variant {
  readonly horizon: HorizonName;
  readonly column: (prediction: Prediction) => Float64Array;
}

const bound = (
  horizon: HorizonName,
  name: string,
  column: (prediction: Prediction) => Float64Array
): ForecastVariant => ({
  metric: NAME,
  labels: [
    ['bound', name],
    ['horizon', horizon],
  ],
  horizon,
  column,
});

const variants = new Variants<ForecastVariant>(
  HORIZON_NAMES.flatMap((horizon) => [
    bound(horizon, 'expected', ({ point }) => point),
    bound(horizon, 'lower', ({ lower95 }) => lower95),
    bound(horizon, 'upper', ({ upper95 }) => upper95),
  ])
);

/** What was said of times to come. */
export const forecastMetrics: MetricSource = {
  metrics: [
    {
      name: NAME,
      help: 'What is forecast, and the bounds that 95 of 100 values should lie within, in the unit of the sample; see the labels bound and horizon.',
    },
  ],
  open: (stores, tenant) => new ForecastSeries(stores, tenant),
};

/**
 * Forecasts as they were made: at each time what the newest of them says that was issued before. A step is a sample at
 * its end.
 */
class ForecastSeries implements SeriesSource {
  readonly #stores: MetricStores;
  readonly #tenant: string;

  constructor(stores: MetricStores, tenant: string) {
    this.#stores = stores;
    this.#tenant = tenant;
  }

  *select(matchers: readonly Matcher[], span: SampleSpan): Generator<SelectedSeries | undefined, void> {
    for (const found of this.#find(matchers)) {
      yield undefined;
      if (found === undefined) continue;
      const lookback = lookbackOf(found.step);
      const after = span.withLookback ? span.after - lookback : span.after;
      const forecasts = this.#past(found, after, span.upTo);
      if (forecasts.length === 0) continue;
      for (const variant of found.variants) {
        const samples = samplesOf(forecasts, variant, after, span.upTo);
        if (samples.time.length > 0) yield { labels: withOwnLabels(found.labels, variant), lookback, ...samples };
      }
    }
  }

  *labels(matchers: readonly Matcher[], upTo: Millis): Generator<LabelSet | undefined, void> {
    for (const found of this.#find(matchers)) {
      if (found === undefined || found.series.firstStep > upTo) yield undefined;
      else for (const variant of found.variants) yield withOwnLabels(found.labels, variant);
    }
  }

  /** Series and horizons of which there are forecasts. */
  *#find(matchers: readonly Matcher[]): Generator<Forecasted | undefined, void> {
    const meant = variants.meant(matchers);
    const others = variants.others(matchers);
    const { catalogue, forecasts } = this.#stores;
    const filter = { service: exactly(others, 'service'), indicator: exactly(others, 'indicator') };
    for (const horizon of HORIZON_NAMES) {
      const ofHorizon = meant.filter((variant) => variant.horizon === horizon);
      if (ofHorizon.length === 0) continue;
      let after: string | undefined;
      do {
        const page = forecasts.list(this.#tenant, { ...filter, horizon }, { limit: PAGE, after });
        for (const { seriesId, step, status } of page.rows) {
          const found = status === 'made' ? labelled(catalogue.seriesById(this.#tenant, seriesId), others) : undefined;
          yield found && { ...found, step, horizon, variants: ofHorizon };
        }
        after = page.next;
      } while (after !== undefined);
    }
  }

  /** Forecasts that say something of the span, the newest first, each only as far back as it was the newest. */
  #past({ series, horizon }: Forecasted, after: Millis, upTo: Millis): readonly StoredForecast[] {
    const key: ForecastKey = { tenant: this.#tenant, seriesId: series.id, horizon };
    const found: StoredForecast[] = [];
    let next: string | undefined;
    do {
      const page = this.#stores.forecasts.past(key, { from: after, to: upTo }, { limit: PAGE, after: next });
      found.push(...page.rows);
      next = page.next;
      // What was issued before the span has nothing older behind it that is asked for.
    } while (next !== undefined && found.length < MOST_FORECASTS && (found.at(-1)?.issued ?? after) > after);
    return found;
  }
}

interface Forecasted extends LabelledSeries {
  readonly horizon: HorizonName;
  readonly step: Millis;
  readonly variants: readonly ForecastVariant[];
}

function samplesOf(
  newestFirst: readonly StoredForecast[],
  { column }: ForecastVariant,
  after: Millis,
  upTo: Millis
): Samples {
  const time: number[] = [];
  const value: number[] = [];
  for (const [i, { issued, step, prediction }] of [...newestFirst.entries()].reverse()) {
    if (prediction === undefined) continue;
    const replaced = newestFirst[i - 1]?.issued ?? Infinity;
    const said = column(prediction);
    for (let row = 0; row < said.length; row++) {
      const end = issued + (row + 1) * step;
      if (end <= after || end > upTo || end > replaced) continue;
      time.push(end);
      value.push(said[row] as number);
    }
  }
  return { time: Float64Array.from(time), value: Float64Array.from(value) };
}
