import { DAY, HOUR, MINUTE, type Millis } from '../core/time.ts';

/** How far a kind of forecast reaches, at which step, and what it learns from. */
export interface HorizonPlan {
  /** How far it reaches when the history allows it. */
  readonly length: Millis;
  /** Step of the forecast: samples of finer series are averaged to it. */
  readonly step: Millis;
  /** How much of the past it learns from. */
  readonly history: Millis;
  /** The least past that it can say anything from. */
  readonly least: Millis;
  /** It reaches in whole numbers of this. */
  readonly unit: Millis;
}

export const HORIZON_NAMES = ['24h', '14d'] as const;
export type HorizonName = (typeof HORIZON_NAMES)[number];

/**
 * The next hours from three weeks of five-minute averages: the least with which every weekday can be tried on a past
 * that knows a week. The next days from eight weeks of hourly averages.
 */
export const HORIZONS: Readonly<Record<HorizonName, HorizonPlan>> = {
  '24h': { length: DAY, step: 5 * MINUTE, history: 21 * DAY, least: 3 * DAY, unit: HOUR },
  '14d': { length: 14 * DAY, step: HOUR, history: 56 * DAY, least: 7 * DAY, unit: DAY },
};

/** A forecast reaches no further than this share of what it learned from: beyond, nothing shows how far it errs. */
const SHARE_OF_PAST = 1 / 3;

/** How far a forecast reaches after `past` of history; 0 when the history is too short. */
export function reach({ length, least, unit }: HorizonPlan, past: Millis): Millis {
  if (past < least) return 0;
  return Math.min(length, Math.floor((past * SHARE_OF_PAST) / unit) * unit);
}

/** The step of a forecast of a series: that of the plan, or of the series when its own is longer. */
export function forecastStep({ step }: HorizonPlan, seriesStep: Millis): Millis {
  return seriesStep >= step ? seriesStep : Math.ceil(step / seriesStep) * seriesStep;
}
