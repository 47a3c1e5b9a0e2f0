import { describe, expect, it } from 'vitest';
import { trackRecord } from '../forecast/account/track-record.ts';
import { MemoryForecasts } from '../forecasting/memory-forecasts.ts';
import { forecastId, type StoredForecast } from '../forecasting/stored-forecast.ts';
import { START, storedSeries } from '../forecasting/test-series.ts';
import { forecastMetrics } from './forecast-metrics.ts';
import { parseSeriesSelector } from './parse.ts';
import { isPause, type SelectedSeries, type SeriesSource } from './samples.ts';
import { METRIC_LABELS } from './series-labels.ts';

const MINUTE = 60_000;
const rate = storedSeries(0, 'request_rate');
const errors = storedSeries(1, 'error_ratio');
const all = [rate, errors];

/** A forecast of six steps of five minutes, issued at a minute: the value in each step. */
function forecast(seriesId: string, minute: number, value: number, more: Partial<StoredForecast> = {}): StoredForecast {
  const issued = START + minute * MINUTE;
  const steps = (all: number): Float64Array => new Float64Array(6).fill(all);
  const horizon = more.horizon ?? '24h';
  return {
    id: forecastId('default', seriesId, horizon, issued),
    tenant: 'default',
    seriesId,
    service: 'payments',
    indicator: all.find(({ id }) => id === seriesId)?.identity.indicator ?? '',
    horizon,
    issued,
    made: issued,
    step: 5 * MINUTE,
    to: issued + 30 * MINUTE,
    basis: { from: START, to: issued, values: 1, gaps: 0, averaged: 5, origins: 7, contest: [], contested: issued },
    status: 'made',
    prediction: {
      point: steps(value),
      lower80: steps(value - 1),
      upper80: steps(value + 1),
      lower95: steps(value - 2),
      upper95: steps(value + 2),
    },
    calls: [],
    record: trackRecord([]),
    ...more,
  };
}

function sourceOf(forecasts: readonly StoredForecast[], tenant = 'default'): SeriesSource {
  const store = new MemoryForecasts();
  for (const one of forecasts) store.put(one);
  const catalogue = {
    series: () => ({ rows: all }),
    seriesById: (of: string, id: string) => (of === 'default' ? all.find((one) => one.id === id) : undefined),
  };
  const unread = (): never => {
    throw new Error('forecasts are not read from results');
  };
  const results = { near: unread, read: unread };
  return forecastMetrics.open({ catalogue, results, forecasts: store }, tenant);
}

function select(
  source: SeriesSource,
  selector: string,
  after: number,
  upTo: number,
  withLookback = false
): SelectedSeries[] {
  const span = { after: START + after * MINUTE, upTo: START + upTo * MINUTE, withLookback };
  return [...source.select(parseSeriesSelector(selector), span)].filter((one): one is SelectedSeries => !isPause(one));
}
const samples = (one: SelectedSeries | undefined): string =>
  Array.from(one?.time ?? [], (time, i) => `${(time - START) / MINUTE}:${one?.value[i]}`).join(' ');

describe('forecasts as series of Prometheus', () => {
  it('a step is a sample at its end; the bounds are those of 95 of 100', () => {
    const source = sourceOf([forecast(rate.id, 0, 10)]);
    const found = select(source, 'weir_forecast', -1, 100);
    expect(found.map(({ labels }) => [labels.get('bound'), labels.get('horizon'), labels.get('indicator')])).toEqual([
      ['expected', '24h', 'request_rate'],
      ['lower', '24h', 'request_rate'],
      ['upper', '24h', 'request_rate'],
    ]);
    expect(found.map(samples)).toEqual([
      '5:10 10:10 15:10 20:10 25:10 30:10',
      '5:8 10:8 15:8 20:8 25:8 30:8',
      '5:12 10:12 15:12 20:12 25:12 30:12',
    ]);
    expect(found[0]?.lookback).toBe(10 * MINUTE);
  });

  it('at each time it is what the newest forecast said that was issued before', () => {
    const source = sourceOf([forecast(rate.id, 0, 1), forecast(rate.id, 10, 2), forecast(rate.id, 25, 3)]);
    const expected = 'weir_forecast{bound="expected"}';
    expect(samples(select(source, expected, -1, 100)[0])).toBe('5:1 10:1 15:2 20:2 25:2 30:3 35:3 40:3 45:3 50:3 55:3');
    expect(samples(select(source, expected, 10, 25)[0])).toBe('15:2 20:2 25:2');
    expect(samples(select(source, expected, 25, 26, true)[0])).toBe('20:2 25:2');
    expect(select(source, expected, 60, 100)).toEqual([]);
  });

  it('knows series and horizons that have a forecast, and no others', () => {
    const withheld = forecast(errors.id, 0, 1, { status: 'withheld', prediction: undefined, reason: 'Too short.' });
    const made = [forecast(rate.id, 0, 1), forecast(rate.id, 0, 5, { horizon: '14d' }), withheld];
    const count = (selector: string, tenant?: string): number =>
      [...sourceOf(made, tenant).labels(parseSeriesSelector(selector), Infinity)].filter((one) => one !== undefined)
        .length;
    expect(count('weir_forecast')).toBe(6);
    expect(count('weir_forecast{horizon="14d"}')).toBe(3);
    expect(count('weir_forecast{indicator="error_ratio"}')).toBe(0);
    expect(count('weir_forecast{service=~"pay.*",bound!="expected"}')).toBe(4);
    expect(count('weir_forecast{service="nobody"}')).toBe(0);
    expect(count('weir_sample')).toBe(0);
    expect(count('weir_forecast', 'other')).toBe(0);
  });

  it('has labels that no attribute can take', () => {
    const [one] = select(sourceOf([forecast(rate.id, 0, 1)]), 'weir_forecast', -1, 100);
    for (const name of METRIC_LABELS) expect(one?.labels.get(name)).not.toBe('');
  });
});
