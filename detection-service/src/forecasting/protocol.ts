import type { ErrorCode, ErrorDetail } from '../core/errors.ts';
import type { ForecastKey } from './forecast-store.ts';
import type { StoredForecast } from './stored-forecast.ts';

/** What the main thread says to the thread that forecasts. */
export type ForecastCall =
  { readonly type: 'want'; readonly id: number; readonly key: ForecastKey } | { readonly type: 'close' };

/** What the thread answers. */
export type ForecastMessage =
  | { readonly type: 'started' }
  | { readonly type: 'refused'; readonly error: PlainError }
  | { readonly type: 'report'; readonly sentence: string }
  | { readonly type: 'forecast'; readonly id: number; readonly forecast: StoredForecast }
  | { readonly type: 'error'; readonly id: number; readonly error: PlainError };

/** A `WeirError` as plain data. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: readonly ErrorDetail[];
}
