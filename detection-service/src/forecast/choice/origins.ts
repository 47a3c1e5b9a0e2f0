/** Days that a choice is tried on: every weekday once. Fewer than `FEW` say little of how wide an interval must be. */
export const MOST_ORIGINS = 7;
export const FEW_ORIGINS = 3;

/** The shortest past that a forecaster can be tried on, in first seasons. */
const SHORTEST_PAST = 2.25;
/** A season is worth knowing where the past holds this much of it. */
const SEASON_SEEN = 1.5;

/** From where the past is forecast, and with which seasons. */
export interface Origins {
  /** Lengths of the pasts, newest first. */
  readonly lengths: readonly number[];
  readonly seasons: readonly number[];
}

/**
 * Where a history of `count` values is cut for a backtest with a rolling origin (Tashman 2000): as often as it allows,
 * one first season (a day) apart, so that every weekday is seen. A long season is left out when the oldest past is too
 * short for it, unless fewer origins make room for it: what is tried must be what is used.
 */
export function rollingOrigins(count: number, horizon: number, seasons: readonly number[]): Origins {
  const known = seasons.filter(
    (season) => count - horizon - (FEW_ORIGINS - 1) * stride(seasons) >= SEASON_SEEN * season
  );
  const longest = known[known.length - 1] ?? 1;
  const shortest = Math.max(SHORTEST_PAST * (seasons[0] ?? 1), SEASON_SEEN * longest);
  const lengths: number[] = [];
  for (let j = 0; j < MOST_ORIGINS; j++) {
    const length = count - horizon - j * stride(seasons);
    if (length < shortest) break;
    lengths.push(length);
  }
  return { lengths, seasons: known };
}

const stride = (seasons: readonly number[]): number => seasons[0] ?? 1;
