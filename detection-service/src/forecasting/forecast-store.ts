import type { Outcome } from '../forecast/account/outcome.ts';
import type { Settled } from '../forecast/account/track-record.ts';
import type { Millis } from '../core/time.ts';
import type { Page, Paged } from '../storage/ports.ts';
import type { HorizonName } from './horizons.ts';
import type { StoredForecast } from './stored-forecast.ts';

/** Whose forecasts are meant. */
export interface ForecastKey {
  readonly tenant: string;
  readonly seriesId: string;
  readonly horizon: HorizonName;
}

/** Which newest forecasts to list: all that are stated must hold. */
export interface ForecastFilter {
  readonly service?: string | undefined;
  readonly indicator?: string | undefined;
  readonly horizon?: HorizonName | undefined;
}

/**
 * Forecasts as they were made, and what became of them. They are not a function of the log (which forecaster was at
 * work, and when it came to it, is not in it), so what was said is kept rather than computed again.
 */
export interface ForecastStore {
  /**
   * Keeps a forecast. One that was made is never replaced: what was said stays said. One that was withheld is, by
   * another try at the same time of issue.
   */
  put(forecast: StoredForecast): void;
  /** The one issued last. */
  newest(key: ForecastKey): StoredForecast | undefined;
  /** Those that speak of any time in `[from, to)`, withheld ones left out, the newest issue first. */
  past(
    key: ForecastKey,
    span: { readonly from?: Millis | undefined; readonly to?: Millis | undefined },
    page: Page
  ): Paged<StoredForecast>;
  /** Made ones that end at or before `until` and have no outcome yet, the oldest issue first. */
  unsettled(key: ForecastKey, until: Millis, limit: number): readonly StoredForecast[];
  /** Keeps what became of a forecast. An unknown id is passed over: it may have been dropped meanwhile. */
  settle(tenant: string, id: string, outcome: Outcome): void;
  /** Those with an outcome, the newest issue first. */
  settled(key: ForecastKey, limit: number): readonly Settled[];
  /** The newest of each series and horizon: the greatest chance to pass an objective first, then the nearest. */
  list(tenant: string, filter: ForecastFilter, page: Page): Paged<StoredForecast>;
  /** Drops forecasts made before `before`, but the newest of each series and horizon; returns how many. */
  retain(before: Millis): number;
  close(): void;
}
