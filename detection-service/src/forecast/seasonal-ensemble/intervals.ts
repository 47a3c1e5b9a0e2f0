import { conformalQuantile } from '../../core/math/conformal-quantile.ts';
import { median } from '../../core/math/median.ts';

/** Least denominator of a relative error, as a share of the middle value of the last days. */
const LEAST_LEVEL = 0.25;
const DAYS = 7;
/** Errors of near horizons are shared over an eighth of it to both sides, and in part over all of it. */
const AROUND = 8;
const OWN = 0.7;
/** Errors of one past day go together: how much wider few days make the 95 % and the 80 % interval. */
const FEW_DAYS_95 = 0.6;
const FEW_DAYS_80 = 0.3;
const CLIP = 4;

/** A past day: what would have been said, what came, and what came without outliers. */
export interface PastDay {
  readonly said: Float64Array;
  readonly actual: Float64Array;
  readonly cleaned: Float64Array;
}

export interface Widths {
  /** Half-widths around a forecast. */
  readonly half80: (point: Float64Array) => Float64Array;
  readonly half95: (point: Float64Array) => Float64Array;
  /** What can be compared with a reference. */
  readonly quantile95: number;
  readonly intraclass: number;
}

/**
 * Half-widths from the errors of past days: relative to the level where nothing is negative, by horizon, and conformal,
 * so that the share inside is measured.
 */
export function intervalWidths(
  values: Float64Array,
  day: number,
  horizon: number,
  days: readonly PastDay[],
  positive: boolean
): Widths {
  const middle = median(values.subarray(Math.max(0, values.length - DAYS * day)).map(Math.abs));
  const level = (value: number): number => (positive ? Math.max(value, LEAST_LEVEL * middle, 1e-12) : 1);
  const relative = days.map(({ said, actual }) =>
    said.map((value, i) => ((actual[i] as number) - value) / level(value))
  );
  const typical = new Float64Array(horizon);
  for (const { said, cleaned } of days) {
    for (let i = 0; i < horizon; i++) {
      const value = said[i] as number;
      const error = Math.abs(((cleaned[i] as number) - value) / level(value));
      typical[i] = (typical[i] as number) + error / days.length;
    }
  }
  const scale = smoothed(typical);
  const intraclass = together(relative, scale);
  const errors = new Float64Array(days.length * horizon);
  relative.forEach((day, j) => {
    for (let i = 0; i < horizon; i++) errors[j * horizon + i] = Math.abs(day[i] as number) / (scale[i] as number);
  });
  errors.sort();
  const wider = (few: number): number => 1 + (few / Math.sqrt(days.length)) * Math.min(1, 2 * intraclass);
  const quantile95 = conformalQuantile(errors, 0.95) * wider(FEW_DAYS_95);
  const quantile80 = conformalQuantile(errors, 0.8) * wider(FEW_DAYS_80);
  const half = (quantile: number) => (point: Float64Array) =>
    point.map((value, i) => quantile * (scale[i] as number) * level(value));
  return { half80: half(quantile80), half95: half(quantile95), quantile95, intraclass };
}

function smoothed(typical: Float64Array): Float64Array {
  const horizon = typical.length;
  const around = Math.max(1, Math.round(horizon / AROUND));
  const sums = new Float64Array(horizon + 1);
  for (let i = 0; i < horizon; i++) sums[i + 1] = (sums[i] as number) + (typical[i] as number);
  const all = (sums[horizon] as number) / horizon;
  return typical.map((_, i) => {
    const from = Math.max(0, i - around);
    const to = Math.min(horizon, i + around + 1);
    return (OWN * ((sums[to] as number) - (sums[from] as number))) / (to - from) + (1 - OWN) * all + 1e-12;
  });
}

/** Which share of the clipped errors goes together within a day, as a standard deviation. */
function together(relative: readonly Float64Array[], scale: Float64Array): number {
  let squares = 0;
  let count = 0;
  let means = 0;
  for (const day of relative) {
    let mean = 0;
    for (let i = 0; i < day.length; i++) {
      const error = Math.max(-CLIP, Math.min(CLIP, (day[i] as number) / (scale[i] as number)));
      mean += error / day.length;
      squares += error * error;
      count++;
    }
    means += (mean * mean) / relative.length;
  }
  return Math.min(1, Math.sqrt(means / (squares / count + 1e-300)));
}
