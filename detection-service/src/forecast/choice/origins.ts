/** Days that a choice is tried on: every weekday once. Fewer than `FEW` say little of how wide an interval must be. */
export const MOST_ORIGINS = 7;
export const FEW_ORIGINS = 3;

/** The shortest past that a forecaster can be tried on, in first seasons. */
const SHORTEST_PAST = 2.25;
/** A season is worth knowing where the past holds this much of it. */
const SEASON_SEEN = 1.5;

/** Without a week pasts are this share of a day apart. */
const STRIDE_OF_A_DAY = 7 / 24;

/** From where the past is forecast, and with which seasons. */
export interface Origins {
  /** Lengths of the pasts, newest first. */
  readonly lengths: readonly number[];
  readonly seasons: readonly number[];
}

/**
 * Where a history of `count` values is cut for a backtest with a rolling origin (Tashman 2000), as often as it allows:
 * with a week one first season (a day) apart, so that every weekday is seen, otherwise at differing times of the day. A
 * long season is left out when too few pasts are long enough for it: what is tried must be what is used.
 */
export function rollingOrigins(count: number, horizon: number, seasons: readonly number[]): Origins {
  const [day = 1] = seasons;
  const known = seasons.filter(
    (season) => season === day || count - horizon - (FEW_ORIGINS - 1) * day >= SEASON_SEEN * season
  );
  const longest = known[known.length - 1] ?? 1;
  const stride = longest > day ? day : Math.max(1, Math.round(day * STRIDE_OF_A_DAY));
  const shortest = Math.max(SHORTEST_PAST * day, longest > day ? SEASON_SEEN * longest : 0);
  const lengths: number[] = [];
  for (let j = 0; j < MOST_ORIGINS; j++) {
    const length = count - horizon - j * stride;
    if (length < shortest) break;
    lengths.push(length);
  }
  return { lengths, seasons: known };
}
