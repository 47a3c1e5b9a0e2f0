import { afterAll, describe, expect, it } from 'vitest';
import type { Forecast, ForecastPage, ForecastSummaryPage, Said } from '@weir/contract';
import { trackRecord } from '../forecast/account/track-record.ts';
import { MemoryForecasts } from '../forecasting/memory-forecasts.ts';
import { forecastId, type StoredForecast } from '../forecasting/stored-forecast.ts';
import { HOUR, MINUTE } from '../core/time.ts';
import {
  bodyOf,
  ERRORS,
  FOREIGN_SERIES,
  RATE,
  refused,
  scratchStorage,
  seed,
  serverOver,
  START,
  STEP,
} from './fixture.ts';

const objective = { service: 'payments', indicator: 'error_ratio', side: 'above', value: 0.02 } as const;

/** A forecast of 0.1, between 0 and 0.2, for three steps of five minutes. */
function forecast(issued: number, more: Partial<StoredForecast> = {}): StoredForecast {
  const { tenant = 'default', seriesId = ERRORS.id, horizon = '24h' } = more;
  const steps = (value: number): Float64Array => new Float64Array(3).fill(value);
  return {
    id: forecastId(tenant, seriesId, horizon, issued),
    ...{ tenant, seriesId, horizon, issued },
    service: 'payments',
    indicator: 'error_ratio',
    made: issued + 1_000,
    step: 5 * MINUTE,
    to: issued + 15 * MINUTE,
    basis: {
      ...{ from: START, to: issued, values: 100, gaps: 2, averaged: 5, origins: 7, contested: issued },
      contest: [
        { forecaster: 'seasonal-naive', version: 1, error: 1, inside95: 0.9 },
        { forecaster: 'mstl', version: 1, reason: 'No.' },
      ],
    },
    status: 'made',
    forecaster: { id: 'seasonal-naive', version: 1 },
    prediction: {
      point: steps(0.1),
      lower80: steps(0.05),
      upper80: steps(0.15),
      lower95: steps(0),
      upper95: steps(0.2),
    },
    calls: [{ objective, chance: 0.7, from: issued, to: issued + HOUR }],
    record: trackRecord([]),
    ...more,
  };
}

function served() {
  const storage = scratchStorage();
  seed(storage);
  const store = new MemoryForecasts();
  const wanted: string[] = [];
  const forecasts = Object.assign(store, {
    want: ({ seriesId, horizon }: { seriesId: string; horizon: '24h' | '14d' }) => {
      wanted.push(`${seriesId}.${horizon}`);
      const { id, basis, record, ...made } = forecast(START, { seriesId, horizon });
      const { tenant, service, indicator, issued, step } = made;
      const reason = 'It takes 3 days of history; this series has 1 hour.';
      const said = { status: 'withheld', reason, to: issued, made: issued, calls: [] } as const;
      return Promise.resolve({
        id,
        basis,
        record,
        tenant,
        seriesId,
        service,
        indicator,
        horizon,
        issued,
        step,
        ...said,
      });
    },
  });
  const app = serverOver(storage, { forecasts });
  afterAll(() => app.close());
  return { app, store, wanted };
}

describe('GET /v1/series/:id/forecast', () => {
  const { app, store, wanted } = served();
  const url = `/v1/series/${ERRORS.id}/forecast`;

  it('makes one when there is none, and says why it is withheld', async () => {
    const body = bodyOf<Forecast>(await app.inject({ url: `${url}?horizon=14d` }), 'Forecast');
    expect(wanted).toEqual([`${ERRORS.id}.14d`]);
    expect(body).toMatchObject({
      status: 'withheld',
      reason: expect.stringMatching(/3 days/) as string,
      times: [],
      values: [],
    });
  });

  it('answers the newest with its columns, its chances and what it was made from', async () => {
    store.put(forecast(START + HOUR));
    const body = bodyOf<Forecast>(await app.inject({ url }), 'Forecast');
    expect(body).toMatchObject({
      horizon: '24h',
      issued: START + HOUR,
      times: [0, 1, 2].map((i) => START + HOUR + i * 5 * MINUTE),
      values: [0.1, 0.1, 0.1],
      upper95: [0.2, 0.2, 0.2],
      annotator: { name: 'seasonal-naive', version: '1', type: 'algorithm' },
      objectives: [{ side: 'above', value: 0.02, chance: 0.7, chanceText: '70 %' }],
      record: { forecasts: 0, typicalNotice: null },
    });
    expect(body.basis.contest[1]).toEqual({
      forecaster: 'mstl',
      version: 1,
      error: null,
      inside95: null,
      reason: 'No.',
    });
  });

  it('asks for a new one behind what it answers, and does not fail with it', async () => {
    const before = wanted.length;
    expect((await app.inject({ url })).statusCode).toBe(200);
    expect(wanted.length).toBe(before + 1);
  });

  it('refuses an unknown series, one of another tenant, and another horizon', async () => {
    await refused(app, 404, { url: `/v1/series/${'0'.repeat(32)}/forecast` });
    await refused(app, 404, { url: `/v1/series/${FOREIGN_SERIES.id}/forecast` });
    await refused(app, 400, { url: `${url}?horizon=7d` });
  });
});

describe('GET /v1/series/:id/forecasts and /said', () => {
  const { app, store } = served();
  for (const hours of [0, 0.25, 0.5, 1]) store.put(forecast(START + hours * HOUR));

  it('pages through past forecasts, the newest issue first', async () => {
    const url = `/v1/series/${ERRORS.id}/forecasts?limit=3`;
    const first = bodyOf<ForecastPage>(await app.inject({ url }), 'ForecastPage');
    expect(first.items.map(({ issued }) => (issued - START) / HOUR)).toEqual([1, 0.5, 0.25]);
    const next = encodeURIComponent(first.next ?? '');
    const second = bodyOf<ForecastPage>(await app.inject({ url: `${url}&cursor=${next}` }), 'ForecastPage');
    expect(second.items.map(({ issued }) => issued)).toEqual([START]);
    await refused(app, 400, { url: `/v1/series/${ERRORS.id}/forecasts?horizon=14d&cursor=${next}` });
    await refused(app, 400, { url: `/v1/series/${ERRORS.id}/forecasts?limit=51` });
  });

  it('says what was said of each step, and what came', async () => {
    const url = `/v1/series/${ERRORS.id}/said?from=${START}&to=${START + HOUR}`;
    const soon = bodyOf<Said>(await app.inject({ url: `${url}&lead=0` }), 'Said');
    expect(soon.times.slice(0, 4)).toEqual([0, 5, 10, 15].map((m) => START + m * MINUTE));
    expect(soon.issued.slice(2, 4)).toEqual([START, START + 15 * MINUTE]);
    // The story has 0.38 in its steps 10 to 19, far above the 0.2 that were said.
    expect(soon.came[2]).toBeCloseTo(0.38, 6);
    expect(soon.came[0]).toBeCloseTo(0.002, 6);
    // Nine steps, one without samples, two in that stretch.
    expect(soon.times).toHaveLength(9);
    expect(soon.inside95).toBe(6 / 8);
    const early = bodyOf<Said>(await app.inject({ url: `${url}&lead=${10 * MINUTE}` }), 'Said');
    expect(early.times).not.toContain(START);
    expect(early.times).toContain(START + 5 * MINUTE);
    const nothing = bodyOf<Said>(await app.inject({ url }), 'Said');
    expect(nothing).toMatchObject({ times: [], came: [], inside95: null, lead: 12 * HOUR });
  });

  it('refuses a span that is empty or too long', async () => {
    const url = (to: number) => `/v1/series/${ERRORS.id}/said?from=${START}&to=${to}`;
    await refused(app, 400, { url: url(START) });
    await refused(app, 400, { url: url(START + 11_001 * 5 * MINUTE) });
    expect(STEP).toBe(MINUTE);
  });
});

describe('GET /v1/forecasts', () => {
  const { app, store } = served();
  store.put(forecast(START, { calls: [{ objective, chance: 0 }] }));
  store.put(forecast(START, { seriesId: RATE.id, indicator: 'request_rate' }));
  store.put(forecast(START, { tenant: 'other', seriesId: FOREIGN_SERIES.id }));

  it('lists the newest of each series of the tenant, the likeliest breach first', async () => {
    const page = bodyOf<ForecastSummaryPage>(await app.inject({ url: '/v1/forecasts' }), 'ForecastSummaryPage');
    expect(page.items.map(({ series, objectives }) => [series.indicator, objectives[0]?.chanceText])).toEqual([
      ['request_rate', '70 %'],
      ['error_ratio', 'under 5 %'],
    ]);
    expect(page.items[0]).toMatchObject({ last: 0.1, last95: [0, 0.2] });
  });

  it('narrows by service, indicator and horizon', async () => {
    const count = async (query: string): Promise<number> =>
      bodyOf<ForecastSummaryPage>(await app.inject({ url: `/v1/forecasts?${query}` }), 'ForecastSummaryPage').items
        .length;
    expect(await count('service=payments')).toBe(2);
    expect(await count('service=orders')).toBe(0);
    expect(await count('indicator=error_ratio')).toBe(1);
    expect(await count('horizon=14d')).toBe(0);
    await refused(app, 400, { url: '/v1/forecasts?cursor=abc' });
  });
});
