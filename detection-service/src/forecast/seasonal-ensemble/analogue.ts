import { mean } from '../../core/math/mean.ts';

/** Stretches of the past that are averaged. */
const NEAREST = 4;

/**
 * Looks for the stretches of the past that the last one resembles (their levels taken out, later values counting more),
 * and goes on as they did. `day` steps lie between two candidates, `window` is the length that is compared.
 */
export function analogue(values: Float64Array, horizon: number, day: number, window: number): Float64Array | undefined {
  const n = values.length;
  const start = n - window;
  if (start < horizon) return undefined;
  const level = mean(values, start, n);
  const candidates: { readonly distance: number; readonly end: number; readonly level: number }[] = [];
  for (let k = Math.ceil(horizon / day); n - k * day - window >= 0; k++) {
    const end = n - k * day;
    const there = mean(values, end - window, end);
    let distance = 0;
    for (let i = 0; i < window; i++) {
      const apart = (values[end - window + i] as number) - there - (values[start + i] as number) + level;
      distance += Math.abs(apart) * (0.5 + i / window);
    }
    candidates.push({ distance: distance / window, end, level: there });
  }
  candidates.sort((a, b) => a.distance - b.distance);
  const nearest = candidates[0];
  if (nearest === undefined) return undefined;
  const forecast = new Float64Array(horizon);
  let total = 0;
  for (const { distance, end, level: there } of candidates.slice(0, NEAREST)) {
    const weight = 1 / (distance + 0.05 * nearest.distance + 1e-9);
    total += weight;
    for (let i = 0; i < horizon; i++) {
      forecast[i] = (forecast[i] as number) + weight * ((values[end + i] as number) - there);
    }
  }
  return forecast.map((sum) => sum / total + level);
}
