import { mean } from '../../core/math/mean.ts';

const MOST_DAYS = 7;
/** A day counts this much of the day after it. */
const AGEING = 0.9;

/** The mean shape of the last days, each as it lay above the day before it, on the level of the last day. */
export function dayProfile(values: Float64Array, horizon: number, day: number): Float64Array | undefined {
  const n = values.length;
  const days = Math.min(MOST_DAYS, Math.floor(n / day) - 1);
  if (days < 1) return undefined;
  const forecast = new Float64Array(horizon);
  const level = mean(values, n - day, n);
  let total = 0;
  for (let k = 1; k <= days; k++) {
    const start = n - k * day;
    const weight = Math.pow(AGEING, k - 1);
    const before = start >= day ? mean(values, start - day, start) : mean(values, 0, day);
    total += weight;
    for (let i = 0; i < horizon; i++) {
      forecast[i] = (forecast[i] as number) + weight * ((values[start + (i % day)] as number) - before);
    }
  }
  return forecast.map((sum) => sum / total + level);
}
