import { DAY, HOUR, stepStart, type Millis } from '../core/time.ts';
import { OPEN_SCORE } from '../core/verdict.ts';
import type { History } from '../forecast/forecaster.ts';
import { newestValue } from '../storage/newest-value.ts';
import type { ReadableResults, SeriesResults, StoredSeries } from '../storage/ports.ts';
import { forecastStep, type HorizonPlan } from './horizons.ts';

/** A step of a forecast has a value when at least this share of its samples came. */
const LEAST_SHARE = 0.5;
const WEEK = 7 * DAY;
/** An anomaly lasts while its samples are no further apart, and the last is no older. */
const LASTS: Millis = HOUR;
/** A series of which more is out of the ordinary has another ordinary than the detector knows: all of it counts. */
const MOST_LEFT_OUT = 0.2;

/** The past of a series at the step of a forecast. */
export interface SeriesHistory {
  readonly history: History;
  readonly from: Millis;
  /** End of the newest step: when a forecast is issued. */
  readonly to: Millis;
  readonly step: Millis;
  /** Samples of the series in one step. */
  readonly averaged: number;
}

/**
 * Reads what a forecast learns from, up to the newest value. Samples finer than the forecast's step are averaged, each
 * for as much as the next: a step of a ratio is the mean of ratios, a step of a 95th percentile the mean of percentiles.
 * Steps that have not ended are left out, and so are the samples of anomalies that have: yesterday's outage is no season.
 * One that lasts counts, since it may be the new normal. Undefined for a series without a value.
 */
export async function readHistory(
  results: ReadableResults,
  series: StoredSeries,
  plan: HorizonPlan,
  now: Millis
): Promise<SeriesHistory | undefined> {
  const newest = await newestValue(results, series, { now });
  if (newest === undefined) return undefined;
  const { kind, step: sampleStep } = series.identity;
  const step = forecastStep(plan, sampleStep);
  const to = stepStart(newest + sampleStep, step);
  const from = Math.max(to - stepStart(plan.history, step), stepStart(series.firstStep + step - 1, step));
  if (from >= to) return undefined;
  await results.near([{ series, from, to }]);
  const values = averaged(withoutEnded(results.read(series, from, to), to), series, from, to, step);
  const seasons = [DAY, WEEK].filter((season) => season % step === 0 && season > step).map((season) => season / step);
  const floor = kind !== 'gauge' || values.every((value) => !(value < 0)) ? 0 : undefined;
  const history = { values, seasons, floor, ceiling: kind === 'ratio' ? 1 : undefined };
  return { history, from, to, step, averaged: step / sampleStep };
}

/** Means of the samples of `[from, to)` by step, NaN where fewer than half of them came. */
export async function readAveraged(
  results: ReadableResults,
  series: StoredSeries,
  from: Millis,
  to: Millis,
  step: Millis
): Promise<Float64Array> {
  await results.near([{ series, from, to }]);
  return averaged(results.read(series, from, to), series, from, to, step);
}

type Samples = Pick<SeriesResults, 'time' | 'value'>;

function averaged({ time, value }: Samples, { identity }: StoredSeries, from: Millis, to: Millis, step: Millis) {
  const count = Math.ceil((to - from) / step);
  const sums = new Float64Array(count);
  const counts = new Uint32Array(count);
  for (let i = 0; i < time.length; i++) {
    const sample = value[i] as number;
    if (!Number.isFinite(sample)) continue;
    const at = Math.floor(((time[i] as number) - from) / step);
    sums[at] = (sums[at] as number) + sample;
    counts[at] = (counts[at] as number) + 1;
  }
  const least = (LEAST_SHARE * step) / identity.step;
  return sums.map((sum, i) => ((counts[i] as number) >= least ? sum / (counts[i] as number) : Number.NaN));
}

/** The samples, NaN where an anomaly was that has ended before `to`. */
function withoutEnded({ time, value, score }: SeriesResults, to: Millis): Samples {
  const kept = Float64Array.from(value);
  let [lastsFrom, leftOut] = [to, 0];
  for (let i = time.length - 1; i >= 0; i--) {
    if (!((score[i] as number) >= OPEN_SCORE)) continue;
    if (lastsFrom - (time[i] as number) <= LASTS) lastsFrom = time[i] as number;
    else {
      kept[i] = Number.NaN;
      leftOut++;
    }
  }
  return { time, value: leftOut > MOST_LEFT_OUT * time.length ? value : kept };
}
