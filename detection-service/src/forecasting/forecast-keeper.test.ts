import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../core/time.ts';
import { seasonalNaive } from '../forecast/seasonal-naive.ts';
import type { StoredSeries } from '../storage/ports.ts';
import { ForecastKeeper, type KeeperSettings } from './forecast-keeper.ts';
import { MemoryForecasts } from './memory-forecasts.ts';
import { FormulaResults, START, storedSeries } from './test-series.ts';

const RATE = storedSeries(1, 'request_rate', { kind: 'count' });
const LATENCY = storedSeries(2, 'latency_p95');
const OTHER = storedSeries(3, 'queue_length', { kind: 'gauge' });
const ROUTE = storedSeries(4, 'request_rate', {
  entity: { ...RATE.identity.entity, kind: 'endpoint', method: 'GET', route: '/' },
});

/** A keeper over series by formula, with a clock of its own. `length` is how much history there is. */
function kept(settings: Partial<KeeperSettings> = {}, length = 10 * DAY) {
  const clock = { now: START + length, end: START + length };
  const store = new MemoryForecasts();
  const series = [RATE, LATENCY, OTHER, ROUTE];
  const keeper = new ForecastKeeper(
    {
      catalogue: {
        series: (tenant, { indicator }) => ({
          rows: series.filter(({ identity }) => identity.entity.tenant === tenant && identity.indicator === indicator),
        }),
        seriesById: (tenant, id) => (tenant === 'default' ? series.find((one) => one.id === id) : undefined),
      },
      results: new FormulaResults(() => clock.end),
      store,
      forecasters: [seasonalNaive],
      objectives: [],
      operations: 1e9,
      now: () => clock.now,
      cpu: () => 0,
      report: (sentence) => {
        throw new Error(sentence);
      },
    },
    {
      tenants: ['default'],
      indicators: ['request_rate', 'latency_p95'],
      every: { '24h': HOUR, '14d': 12 * HOUR },
      perHour: 100,
      cpuShare: 0.1,
      retention: 30 * DAY,
      ...settings,
    }
  );
  const round = async (): Promise<void> => {
    const steps = keeper.round();
    while ((await steps.next()).done !== true);
  };
  /** Lets time go by, with live data. */
  const pass = (span: number): void => {
    clock.now += span;
    clock.end += span;
  };
  const newest = (one: StoredSeries, horizon: '24h' | '14d' = '24h') =>
    store.newest({ tenant: 'default', seriesId: one.id, horizon });
  const past = (one: StoredSeries): number =>
    store.past({ tenant: 'default', seriesId: one.id, horizon: '24h' }, {}, { limit: 100 }).rows.length;
  const want = (one: StoredSeries) => keeper.want({ tenant: 'default', seriesId: one.id, horizon: '24h' });
  return { clock, keeper, round, pass, newest, past, want };
}

describe('the rounds', () => {
  it('forecast the indicators of services, from the second look on', async () => {
    const { round, pass, newest } = kept();
    await round();
    expect(newest(RATE)).toBeUndefined();
    pass(15_000);
    await round();
    expect([RATE, LATENCY, OTHER, ROUTE].map((one) => newest(one)?.status)).toEqual([
      'made',
      'made',
      undefined,
      undefined,
    ]);
    expect(newest(RATE, '14d')?.status).toBe('made');
  });

  it('make the next one when the newest has grown old', async () => {
    const { round, pass, past } = kept();
    for (let i = 0; i < 3 * 60; i++) {
      await round();
      pass(MINUTE);
    }
    expect(past(RATE)).toBe(3);
  });

  it('wait while history is being read in, and then make one at once', async () => {
    const { clock, round, newest } = kept({}, 4 * DAY);
    clock.now = START + 400 * DAY;
    for (let i = 0; i < 10; i++) {
      await round();
      clock.now += 15_000;
      clock.end += 8 * HOUR;
    }
    expect(newest(RATE)).toBeUndefined();
    await round();
    clock.now += 15_000;
    await round();
    expect(newest(RATE)).toMatchObject({ status: 'made', issued: clock.end });
  });

  it('do not try again and again where nothing new comes', async () => {
    const { clock, round, pass, past, newest } = kept();
    await round();
    pass(15_000);
    await round();
    const { made } = newest(RATE) ?? {};
    for (let i = 0; i < 5; i++) {
      clock.now += 2 * HOUR;
      await round();
    }
    expect(past(RATE)).toBe(1);
    expect(newest(RATE)?.made).toBe(made);
  });

  it('make no more in an hour than they may', async () => {
    const { round, pass, newest } = kept({ perHour: 1 });
    await round();
    pass(15_000);
    await round();
    expect([newest(RATE), newest(RATE, '14d'), newest(LATENCY)].filter((one) => one !== undefined)).toHaveLength(1);
  });
});

describe('who asks', () => {
  it('gets a forecast of any series at once, and the same one while it is fresh', async () => {
    const { want, pass, past } = kept();
    const first = await want(OTHER);
    expect(first.status).toBe('made');
    pass(30 * MINUTE);
    expect(await want(OTHER)).toEqual(first);
    pass(HOUR);
    expect((await want(OTHER)).issued).toBeGreaterThan(first.issued);
    expect(past(OTHER)).toBe(2);
  });

  it('gets another try a minute after one was withheld', async () => {
    const { want, pass } = kept({}, 3 * DAY - 6 * MINUTE);
    expect((await want(RATE)).status).toBe('withheld');
    pass(30_000);
    expect((await want(RATE)).status).toBe('withheld');
    pass(10 * MINUTE);
    expect((await want(RATE)).status).toBe('made');
  });

  it('shares one forecast with others who ask at the same time', async () => {
    const { want } = kept({ perHour: 1 });
    const [one, two] = await Promise.all([want(RATE), want(RATE)]);
    expect(two).toEqual(one);
  });

  it('is refused for a series that is not there, and when the hour has had its number', async () => {
    const { want, keeper } = kept({ perHour: 1 });
    await expect(keeper.want({ tenant: 'other', seriesId: RATE.id, horizon: '24h' })).rejects.toMatchObject({
      code: 'not_found',
    });
    await want(RATE);
    await expect(want(LATENCY)).rejects.toMatchObject({ code: 'rate_limited' });
  });
});
