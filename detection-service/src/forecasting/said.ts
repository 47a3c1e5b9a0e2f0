import type { Millis } from '../core/time.ts';
import type { StoredForecast } from './stored-forecast.ts';

/** What was said of a step before it came. */
export interface SaidStep {
  readonly time: Millis;
  readonly issued: Millis;
  readonly value: number;
  readonly lower95: number;
  readonly upper95: number;
}

/** Of which steps, and how long before their end. */
export interface SaidSpan {
  readonly from: Millis;
  readonly to: Millis;
  readonly lead: Millis;
}

/**
 * Of each step in a span what the newest forecast said that was issued at least `lead` before the end of the step; steps
 * of which nobody spoke so early are left out. `forecasts` come with the newest issue first. A forecast of another step
 * length than the newest one is passed over.
 */
export function whatWasSaid(forecasts: Iterable<StoredForecast>, { from, to, lead }: SaidSpan): SaidStep[] {
  const said = new Map<Millis, SaidStep>();
  let length: Millis | undefined;
  for (const { issued, step, prediction } of forecasts) {
    length ??= step;
    if (prediction === undefined || step !== length) continue;
    const first = Math.max(Math.ceil((from - issued) / step), Math.ceil(lead / step) - 1, 0);
    const end = Math.min(Math.ceil((to - issued) / step), prediction.point.length);
    for (let i = first; i < end; i++) {
      const time = issued + i * step;
      if (said.has(time)) continue;
      const [value, lower95, upper95] = [prediction.point[i], prediction.lower95[i], prediction.upper95[i]];
      said.set(time, { time, issued, value, lower95, upper95 } as SaidStep);
    }
  }
  return [...said.values()].sort((a, b) => a.time - b.time);
}
