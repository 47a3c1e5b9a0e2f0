import { conformalQuantile } from '../core/math/conformal-quantile.ts';
import { median } from '../core/math/median.ts';
import {
  checkHistory,
  checkHorizon,
  LEVELS,
  predictionAround,
  type FitResult,
  type ForecasterDefinition,
  type History,
} from './forecaster.ts';

/** How far back it looks for a value where the last season has a gap. */
const MOST_SEASONS = 28;
/** Without a season: the middle of the last few values. */
const RECENT = 12;

/**
 * Says that the last season repeats: tomorrow at nine is today at nine. What every other forecaster has to beat.
 * Intervals are quantiles of how far seasons differed before, wider for each further season (Hyndman and
 * Athanasopoulos, Forecasting: Principles and Practice, 5.5).
 *
 * Blind to trends, and to weekdays when the first season is a day; an outage in the last season is forecast again.
 */
export const seasonalNaive: ForecasterDefinition = {
  id: 'seasonal-naive',
  version: 1,
  summary: 'The last day repeats.',
  fit(history, { spend }): FitResult {
    checkHistory(history);
    const { values } = history;
    spend(4 * values.length);
    const season = history.seasons[0] ?? 1;
    const differences = sortedDifferences(values, season);
    if (differences.length < Math.max(2, season / 2)) {
      return {
        status: 'withheld',
        reason: `It takes two seasons of ${season} steps to know how far they differ; ${values.length} steps are there.`,
      };
    }
    const [narrow, wide] = LEVELS.map((level) => conformalQuantile(differences, level)) as [number, number];
    return {
      status: 'fitted',
      model: {
        forecast(horizon) {
          checkHorizon(horizon);
          const point = Float64Array.from({ length: horizon }, (_, i) => repeated(history, season, i));
          const growth = (i: number): number => Math.sqrt(1 + Math.floor(i / season));
          return predictionAround(
            history,
            point,
            (i) => narrow * growth(i),
            (i) => wide * growth(i)
          );
        },
      },
    };
  },
};

/** The newest value at the same place in its season. */
function repeated({ values }: History, season: number, i: number): number {
  if (season === 1) return recent(values);
  for (let back = 0; back < MOST_SEASONS; back++) {
    const value = values[values.length - season + (i % season) - back * season] ?? Number.NaN;
    if (Number.isFinite(value)) return value;
  }
  return recent(values);
}

function recent(values: Float64Array): number {
  const last: number[] = [];
  for (let i = values.length - 1; i >= 0 && last.length < RECENT; i--) {
    if (Number.isFinite(values[i])) last.push(values[i] as number);
  }
  return median(last);
}

function sortedDifferences(values: Float64Array, season: number): Float64Array {
  const found: number[] = [];
  for (let i = season; i < values.length; i++) {
    const difference = Math.abs((values[i] as number) - (values[i - season] as number));
    if (Number.isFinite(difference)) found.push(difference);
  }
  return Float64Array.from(found).sort();
}
