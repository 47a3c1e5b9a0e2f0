import { describe, expect, it } from 'vitest';
import type { Outcome } from '../forecast/account/outcome.ts';
import { trackRecord } from '../forecast/account/track-record.ts';
import { HOUR, MINUTE } from '../core/time.ts';
import type { ForecastStore } from './forecast-store.ts';
import { forecastId, type StoredForecast } from './stored-forecast.ts';

/** A store under examination. */
export interface ForecastStoreCandidate {
  readonly store: () => ForecastStore;
  /** Closes it and opens it again where it outlives its process. */
  readonly reopen: () => void;
  readonly discard: () => void;
}

const KEY = { tenant: 'default', seriesId: 'a'.repeat(32), horizon: '24h' } as const;
const OUTCOME: Outcome = { steps: 3, inside80: 2, inside95: 3, held: true, error: 0.5, breaches: [null] };
const steps = (value: number): Float64Array => Float64Array.of(value, value + 0.5, value + 1);

function made(issued: number, more: Partial<StoredForecast> = {}): StoredForecast {
  const { tenant = KEY.tenant, seriesId = KEY.seriesId, horizon = KEY.horizon } = more;
  return {
    id: forecastId(tenant, seriesId, horizon, issued),
    ...KEY,
    service: 'payments',
    indicator: 'latency_p95',
    issued,
    made: issued + 1,
    step: 5 * MINUTE,
    to: issued + 15 * MINUTE,
    basis: {
      from: 0,
      to: issued,
      values: 10,
      gaps: 1,
      averaged: 5,
      origins: 7,
      contest: [{ forecaster: 'x', version: 1 }],
      contested: issued,
    },
    status: 'made',
    forecaster: { id: 'x', version: 1 },
    prediction: { point: steps(3), lower80: steps(2), upper80: steps(4), lower95: steps(1), upper95: steps(5) },
    calls: [],
    record: trackRecord([]),
    ...more,
  };
}

function withheld(issued: number, reason: string): StoredForecast {
  const { id, service, indicator, made: when, step, basis, calls, record } = made(issued);
  return {
    id,
    ...KEY,
    service,
    indicator,
    issued,
    made: when,
    step,
    to: issued,
    basis,
    status: 'withheld',
    reason,
    calls,
    record,
  };
}

/** A forecast of another series that says something of an objective. */
function calling(letter: string, chance: number, from: number, more: Partial<StoredForecast> = {}): StoredForecast {
  const objective = { service: 'payments', indicator: 'latency_p95', side: 'above', value: 500 } as const;
  const calls = [chance === 0 ? { objective, chance } : { objective, chance, from, to: from + HOUR }];
  return made(1_000, { seriesId: letter.repeat(32), calls, ...more });
}

/** The conformance suite that every `ForecastStore` sits. */
export function examineForecastStore(name: string, create: () => ForecastStoreCandidate): void {
  describe(`forecast store exam: ${name}`, () => {
    const withStore = (work: (candidate: ForecastStoreCandidate) => void) => () => {
      const candidate = create();
      try {
        work(candidate);
      } finally {
        candidate.discard();
      }
    };

    it(
      'gives back what was kept, also after it was opened again',
      withStore(({ store, reopen }) => {
        store().put(made(1_000));
        reopen();
        expect(store().newest(KEY)).toEqual(made(1_000));
        expect(store().newest({ ...KEY, tenant: 'other' })).toBeUndefined();
        expect(store().newest({ ...KEY, horizon: '14d' })).toBeUndefined();
      })
    );

    it(
      'keeps what was said, and takes another try for what was withheld',
      withStore(({ store }) => {
        store().put(withheld(1_000, 'Too short.'));
        store().put(withheld(1_000, 'Still too short.'));
        expect(store().newest(KEY)).toEqual(withheld(1_000, 'Still too short.'));
        store().put(made(1_000));
        store().put(made(1_000, { indicator: 'another' }));
        store().put(withheld(1_000, 'Lost.'));
        expect(store().newest(KEY)).toEqual(made(1_000));
      })
    );

    it(
      'calls the newest the one that was issued last, whenever it was kept',
      withStore(({ store }) => {
        store().put(made(2_000));
        store().put(made(1_000));
        expect(store().newest(KEY)?.issued).toBe(2_000);
        store().put(withheld(3_000, 'No.'));
        expect(store().newest(KEY)).toMatchObject({ issued: 3_000, status: 'withheld' });
      })
    );

    it(
      'finds past forecasts by what they speak of, page by page',
      withStore(({ store }) => {
        for (const issued of [10, 20, 30, 40].map((n) => n * HOUR)) store().put(made(issued));
        store().put(withheld(25 * HOUR, 'No.'));
        const issued = (span: { from?: number; to?: number }, limit = 10, after?: string) =>
          store()
            .past(KEY, span, { limit, after })
            .rows.map((row) => row.issued / HOUR);
        expect(issued({})).toEqual([40, 30, 20, 10]);
        expect(issued({ from: 20 * HOUR, to: 40 * HOUR })).toEqual([30, 20]);
        expect(issued({ from: 10 * HOUR + 14 * MINUTE, to: 10 * HOUR + 20 * MINUTE })).toEqual([10]);
        expect(issued({ from: 10 * HOUR + 15 * MINUTE, to: 20 * HOUR })).toEqual([]);
        const first = store().past(KEY, {}, { limit: 3 });
        expect(first.next).toBeDefined();
        expect(issued({}, 3, first.next)).toEqual([10]);
      })
    );

    it(
      'settles a forecast once its end has come',
      withStore(({ store, reopen }) => {
        store().put(made(2 * HOUR));
        store().put(made(HOUR));
        store().put(withheld(0, 'No.'));
        const open = (until: number, limit = 10) =>
          store()
            .unsettled(KEY, until, limit)
            .map(({ issued }) => issued / HOUR);
        expect(open(HOUR + 15 * MINUTE - 1)).toEqual([]);
        expect(open(HOUR + 15 * MINUTE)).toEqual([1]);
        expect(open(3 * HOUR)).toEqual([1, 2]);
        expect(open(3 * HOUR, 1)).toEqual([1]);
        store().settle('other', made(HOUR).id, OUTCOME);
        store().settle('default', 'nothing of that name', OUTCOME);
        store().settle('default', made(HOUR).id, OUTCOME);
        reopen();
        expect(open(3 * HOUR)).toEqual([2]);
        expect(store().settled(KEY, 10)).toEqual([{ issued: HOUR, calls: [], outcome: OUTCOME }]);
        expect(
          store()
            .past(KEY, {}, { limit: 10 })
            .rows.map(({ outcome }) => outcome)
        ).toEqual([undefined, OUTCOME]);
      })
    );

    it(
      'lists the newest of each series, the likeliest breach first, then the nearest',
      withStore(({ store }) => {
        const at = 5 * HOUR;
        store().put(calling('b', 0.7, at + HOUR));
        store().put(calling('c', 0.7, at));
        store().put(calling('d', 0.95, at + 2 * HOUR, { service: 'orders' }));
        store().put(calling('e', 0, 0));
        store().put(made(1_000));
        store().put(calling('b', 0.9, at, { issued: 500, id: forecastId('default', 'b'.repeat(32), '24h', 500) }));
        store().put(calling('f', 0.5, at, { tenant: 'other', id: forecastId('other', 'f'.repeat(32), '24h', 1_000) }));
        const letters = (filter = {}) =>
          store()
            .list('default', filter, { limit: 10 })
            .rows.map(({ seriesId }) => seriesId[0]);
        expect(letters()).toEqual(['d', 'c', 'b', 'e', 'a']);
        expect(letters({ service: 'orders' })).toEqual(['d']);
        expect(letters({ indicator: 'request_rate' })).toEqual([]);
        expect(letters({ horizon: '14d' })).toEqual([]);
        const pages: (string | undefined)[] = [];
        for (let after: string | undefined, more = true; more;) {
          const page = store().list('default', {}, { limit: 2, after });
          pages.push(...page.rows.map(({ seriesId }) => seriesId[0]));
          after = page.next;
          more = after !== undefined;
        }
        expect(pages).toEqual(['d', 'c', 'b', 'e', 'a']);
      })
    );

    it(
      'refuses a page that was not handed out',
      withStore(({ store }) => {
        const wrong = { limit: 1, after: 'x' };
        expect(() => store().list('default', {}, wrong)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
        expect(() => store().past(KEY, {}, wrong)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
      })
    );

    it(
      'drops old forecasts but the newest of each series',
      withStore(({ store }) => {
        for (const issued of [HOUR, 2 * HOUR, 3 * HOUR]) store().put(made(issued));
        expect(store().retain(2 * HOUR + 1)).toBe(1);
        expect(store().retain(9 * HOUR)).toBe(1);
        expect(
          store()
            .past(KEY, {}, { limit: 10 })
            .rows.map(({ issued }) => issued)
        ).toEqual([3 * HOUR]);
        expect(store().newest(KEY)?.issued).toBe(3 * HOUR);
      })
    );
  });
}
