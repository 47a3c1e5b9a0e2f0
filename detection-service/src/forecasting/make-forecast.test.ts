import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../core/time.ts';
import type { Objective } from '../forecast/account/objective.ts';
import { seasonalNaive } from '../forecast/seasonal-naive.ts';
import { makeForecast, type Workshop } from './make-forecast.ts';
import { MemoryForecasts } from './memory-forecasts.ts';
import { FormulaResults, latencyAt, START, storedSeries } from './test-series.ts';

const SERIES = storedSeries(1, 'latency_p95');

function workshop(end: () => number, objectives: readonly Objective[] = [], valueAt = latencyAt): Workshop {
  return {
    results: new FormulaResults(end, valueAt),
    store: new MemoryForecasts(),
    forecasters: [seasonalNaive],
    objectives,
    operations: 1e9,
  };
}

const above = (value: number): Objective => ({ service: 'payments', indicator: 'latency_p95', side: 'above', value });

describe('a forecast that is made', () => {
  it('starts at the end of the newest step and says what it was made from', async () => {
    const end = START + 22 * DAY + 3 * HOUR + 7 * MINUTE;
    const forecast = await makeForecast(
      workshop(() => end),
      SERIES,
      '24h',
      end + 5_000
    );
    expect(forecast).toMatchObject({
      status: 'made',
      issued: START + 22 * DAY + 3 * HOUR + 5 * MINUTE,
      made: end + 5_000,
      step: 5 * MINUTE,
      forecaster: { id: 'seasonal-naive', version: 1 },
      basis: { values: 21 * 288, gaps: 0, averaged: 5, origins: 7 },
    });
    expect(forecast.to - forecast.issued).toBe(DAY);
    expect(forecast.prediction?.point).toHaveLength(288);
    const tomorrow = latencyAt(forecast.issued + 12 * HOUR);
    expect(forecast.prediction?.lower95[144]).toBeLessThan(tomorrow);
    expect(forecast.prediction?.upper95[144]).toBeGreaterThan(tomorrow);
  });

  it('reaches no further than a third of its history', async () => {
    const end = START + 14 * DAY;
    const forecast = await makeForecast(
      workshop(() => end),
      SERIES,
      '14d',
      end
    );
    expect(forecast.status).toBe('made');
    expect(forecast.to - forecast.issued).toBe(4 * DAY);
  });

  it('is found again while nothing new has come', async () => {
    const end = START + 10 * DAY;
    const shop = workshop(() => end);
    const first = await makeForecast(shop, SERIES, '24h', end);
    expect(await makeForecast(shop, SERIES, '24h', end + HOUR)).toEqual(first);
  });

  it('lets all forecasters compete once a day, and the winner go on until then', async () => {
    let end = START + 15 * DAY;
    const fitted: string[] = [];
    const watched = [seasonalNaive, { ...seasonalNaive, id: 'another' }].map((one) => ({
      ...one,
      fit: (...given: Parameters<typeof one.fit>) => {
        fitted.push(one.id);
        return one.fit(...given);
      },
    }));
    const shop = { ...workshop(() => end), forecasters: watched };
    const first = await makeForecast(shop, SERIES, '24h', end);
    expect(new Set(fitted)).toEqual(new Set(['seasonal-naive', 'another']));
    fitted.length = 0;
    end += 23 * HOUR;
    const second = await makeForecast(shop, SERIES, '24h', end);
    expect(new Set(fitted)).toEqual(new Set(['seasonal-naive']));
    expect(second.basis).toMatchObject({ contested: first.issued, contest: first.basis.contest });
    end += HOUR;
    expect((await makeForecast(shop, SERIES, '24h', end)).basis.contested).toBe(end);
    expect(fitted).toContain('another');
  });

  it('works for data of years ago', async () => {
    const end = START + 10 * DAY;
    const forecast = await makeForecast(
      workshop(() => end),
      SERIES,
      '24h',
      end + 4_000 * DAY
    );
    expect(forecast).toMatchObject({ status: 'made', issued: end });
  });

  it('keeps to the longer step of a series, whose season may not be known', async () => {
    const hourly = storedSeries(2, 'temperature', { kind: 'gauge', step: HOUR });
    const end = START + 20 * DAY;
    expect(
      await makeForecast(
        workshop(() => end),
        hourly,
        '24h',
        end
      )
    ).toMatchObject({ status: 'made', step: HOUR });
  });
});

describe('a forecast that is withheld', () => {
  it.each([
    [
      'too short a history',
      START + DAY + 4 * HOUR,
      '24h',
      'It takes 3 days of history; this series has 1 day and 4 hours.',
    ],
    ['too short a history for days', START + 5 * DAY, '14d', 'It takes 7 days of history; this series has 5 days.'],
    ['minutes', START + 7 * MINUTE, '24h', 'It takes 3 days of history; this series has 5 minutes.'],
    ['no value', START, '24h', 'The series has no values yet.'],
  ] as const)('says why: %s', async (_, end, horizon, reason) => {
    const forecast = await makeForecast(
      workshop(() => end),
      SERIES,
      horizon,
      end
    );
    expect(forecast).toMatchObject({ status: 'withheld', reason, calls: [] });
    expect(forecast.prediction).toBeUndefined();
  });

  it('says why: gaps', async () => {
    const end = START + 10 * DAY;
    const holes = (time: number) => (time % DAY < 14 * HOUR && time < end - HOUR ? Number.NaN : latencyAt(time));
    expect(
      (
        await makeForecast(
          workshop(() => end, [], holes),
          SERIES,
          '24h',
          end
        )
      ).reason
    ).toMatch(/^Only 4\d % of the 10 days of history have values\.$/);
  });

  it('is replaced when more has come', async () => {
    let end = START + 2 * DAY;
    const shop = workshop(() => end);
    expect((await makeForecast(shop, SERIES, '24h', end)).status).toBe('withheld');
    end += 2 * DAY;
    expect((await makeForecast(shop, SERIES, '24h', end)).status).toBe('made');
  });
});

describe('an account', () => {
  it('is given of each forecast whose end has come, and of each breach that was called', async () => {
    let end = START + 15 * DAY;
    const shop = workshop(() => end, [above(270), above(1_000)]);
    const first = await makeForecast(shop, SERIES, '24h', end);
    expect(first.calls.map(({ chance }) => chance)).toEqual([expect.closeTo(0.85, 0), 0]);
    expect(first.record.forecasts).toBe(0);
    end += 26 * HOUR;
    const second = await makeForecast(shop, SERIES, '24h', end);
    expect(second.record).toMatchObject({ forecasts: 1, held: 1, steps: 288, right: 1, wrong: 0, missed: 0 });
    expect(second.record.inside95 / second.record.steps).toBeGreaterThan(0.9);
    expect(second.record.notice).toBeGreaterThan(HOUR);
    expect(shop.store.newest({ tenant: 'default', seriesId: SERIES.id, horizon: '24h' })?.id).toBe(second.id);
  });

  it('reads what lies before the history when a forecast waited long for it', async () => {
    let end = START + 10 * DAY;
    const shop = workshop(() => end);
    await makeForecast(shop, SERIES, '24h', end);
    end += 60 * DAY;
    expect((await makeForecast(shop, SERIES, '24h', end)).record).toMatchObject({ forecasts: 1, steps: 288 });
  });

  it('does not speak for endpoints or other environments', async () => {
    const end = START + 10 * DAY;
    const elsewhere = { ...above(1), environment: 'test' };
    expect(
      (
        await makeForecast(
          workshop(() => end, [elsewhere]),
          SERIES,
          '24h',
          end
        )
      ).calls
    ).toEqual([]);
    const entity = { ...SERIES.identity.entity, kind: 'endpoint', method: 'GET', route: '/' } as const;
    const endpoint = storedSeries(3, 'latency_p95', { entity });
    expect(
      (
        await makeForecast(
          workshop(() => end, [above(1)]),
          endpoint,
          '24h',
          end
        )
      ).calls
    ).toEqual([]);
  });
});
