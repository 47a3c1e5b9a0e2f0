import type { ObjectiveCall } from '../forecast/account/chance.ts';
import type { Outcome } from '../forecast/account/outcome.ts';
import type { TrackRecord } from '../forecast/account/track-record.ts';
import type { Contestant } from '../forecast/choice/choose.ts';
import type { Prediction } from '../forecast/forecaster.ts';
import type { Millis } from '../core/time.ts';
import { uuid5 } from '../core/uuid.ts';
import type { HorizonName } from './horizons.ts';

/** What a forecast was made from. */
export interface Basis {
  readonly from: Millis;
  readonly to: Millis;
  /** Steps of the forecast in that span that had a value. */
  readonly values: number;
  readonly gaps: number;
  /** Samples of the series that were averaged into one step. */
  readonly averaged: number;
  /** Past days that the forecasters were tried on. */
  readonly origins: number;
  readonly contest: readonly Contestant[];
  /** When the contest was held, in event time: all forecasters compete once a day, the winner goes on until then. */
  readonly contested: Millis;
}

/** A forecast as it was made: nothing of it changes later but that its outcome becomes known. */
export interface StoredForecast {
  /** The same for the same series, horizon and time of issue. */
  readonly id: string;
  readonly tenant: string;
  readonly seriesId: string;
  readonly service: string;
  readonly indicator: string;
  readonly horizon: HorizonName;
  /** End of the newest step that it knew, in event time: where the forecast starts. */
  readonly issued: Millis;
  /** Wall clock when it was made. */
  readonly made: Millis;
  readonly step: Millis;
  /** End of its last step; `issued` when it was withheld. */
  readonly to: Millis;
  readonly basis: Basis;
  readonly status: 'made' | 'withheld';
  /** Why it was withheld: a sentence. */
  readonly reason?: string | undefined;
  readonly forecaster?: { readonly id: string; readonly version: number } | undefined;
  /** One row a step from `issued` on. */
  readonly prediction?: Prediction | undefined;
  /** What it says of the objectives of its series. */
  readonly calls: readonly ObjectiveCall[];
  /** How earlier forecasts of the series and horizon had done when it was made. */
  readonly record: TrackRecord;
  /** Known once its horizon has passed and values have come. */
  readonly outcome?: Outcome | undefined;
}

/** The id of the forecast of a series that is issued at a time. */
export function forecastId(tenant: string, seriesId: string, horizon: HorizonName, issued: Millis): string {
  return uuid5(tenant, 'forecast', seriesId, horizon, issued);
}

/** The call that is most likely, the nearest of equals; undefined without an objective. */
export function likeliestCall({ calls }: Pick<StoredForecast, 'calls'>): ObjectiveCall | undefined {
  return [...calls].sort((a, b) => b.chance - a.chance || (a.from ?? Infinity) - (b.from ?? Infinity))[0];
}
