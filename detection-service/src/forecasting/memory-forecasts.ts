import type { Outcome } from '../forecast/account/outcome.ts';
import type { Settled } from '../forecast/account/track-record.ts';
import type { Millis } from '../core/time.ts';
import { decodeSpanKey, encodeSpanKey, pageOf } from '../storage/page-key.ts';
import type { Page, Paged } from '../storage/ports.ts';
import type { ForecastFilter, ForecastKey, ForecastStore } from './forecast-store.ts';
import { decodeListKey, encodeListKey, listKeyOf, type ListKey } from './list-key.ts';
import { predictionBytes, predictionOf } from './prediction-bytes.ts';
import type { StoredForecast } from './stored-forecast.ts';

/** Forecasts in memory, for tests and for what is thrown away. */
export class MemoryForecasts implements ForecastStore {
  readonly #forecasts = new Map<string, StoredForecast>();

  put(forecast: StoredForecast): void {
    const known = this.#forecasts.get(forecast.id);
    if (known?.status === 'made') return;
    const { prediction } = forecast;
    this.#forecasts.set(
      forecast.id,
      prediction === undefined ? forecast : { ...forecast, prediction: predictionOf(predictionBytes(prediction)) }
    );
  }

  newest(key: ForecastKey): StoredForecast | undefined {
    return this.#of(key)[0];
  }

  past(
    key: ForecastKey,
    {
      from = Number.NEGATIVE_INFINITY,
      to = Number.POSITIVE_INFINITY,
    }: { from?: Millis | undefined; to?: Millis | undefined },
    page: Page
  ): Paged<StoredForecast> {
    const after = page.after === undefined ? Number.POSITIVE_INFINITY : decodeSpanKey(page.after).start;
    const found = this.#of(key).filter(
      (one) => one.status === 'made' && one.issued < to && one.to > from && one.issued < after
    );
    return pageOf(found.slice(0, page.limit + 1), page, ({ issued, id }) => encodeSpanKey({ start: issued, id }));
  }

  unsettled(key: ForecastKey, until: Millis, limit: number): readonly StoredForecast[] {
    const open = this.#of(key).filter((one) => one.status === 'made' && one.outcome === undefined && one.to <= until);
    return open.reverse().slice(0, limit);
  }

  settle(tenant: string, id: string, outcome: Outcome): void {
    const forecast = this.#forecasts.get(id);
    if (forecast?.tenant === tenant) this.#forecasts.set(id, { ...forecast, outcome });
  }

  settled(key: ForecastKey, limit: number): readonly Settled[] {
    return this.#of(key)
      .flatMap(({ issued, calls, outcome }) => (outcome === undefined ? [] : [{ issued, calls, outcome }]))
      .slice(0, limit);
  }

  list(tenant: string, filter: ForecastFilter, page: Page): Paged<StoredForecast> {
    const after = page.after === undefined ? undefined : decodeListKey(page.after);
    const found = this.#newestOfAll()
      .filter((one) => one.tenant === tenant && fits(one, filter))
      .map((forecast) => ({ forecast, key: listKeyOf(forecast) }))
      .filter(({ key }) => after === undefined || byPlace(after, key) < 0)
      .sort((a, b) => byPlace(a.key, b.key));
    const { rows, next } = pageOf(found.slice(0, page.limit + 1), page, ({ key }) => encodeListKey(key));
    return { rows: rows.map(({ forecast }) => forecast), next };
  }

  retain(before: Millis): number {
    const newest = new Set(this.#newestOfAll().map(({ id }) => id));
    const old = [...this.#forecasts.values()].filter(({ id, made }) => made < before && !newest.has(id));
    for (const { id } of old) this.#forecasts.delete(id);
    return old.length;
  }

  close(): void {
    this.#forecasts.clear();
  }

  /** The newest issue first. */
  #of({ tenant, seriesId, horizon }: ForecastKey): StoredForecast[] {
    return [...this.#forecasts.values()]
      .filter((one) => one.tenant === tenant && one.seriesId === seriesId && one.horizon === horizon)
      .sort((a, b) => b.issued - a.issued);
  }

  #newestOfAll(): StoredForecast[] {
    const newest = new Map<string, StoredForecast>();
    for (const one of this.#forecasts.values()) {
      const key = JSON.stringify([one.tenant, one.seriesId, one.horizon]);
      const known = newest.get(key);
      if (known === undefined || one.issued > known.issued) newest.set(key, one);
    }
    return [...newest.values()];
  }
}

function fits(forecast: StoredForecast, { service, indicator, horizon }: ForecastFilter): boolean {
  if (service !== undefined && forecast.service !== service) return false;
  if (indicator !== undefined && forecast.indicator !== indicator) return false;
  return horizon === undefined || forecast.horizon === horizon;
}

function byPlace(a: ListKey, b: ListKey): number {
  return b.chance - a.chance || a.nearest - b.nearest || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
