import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../core/time.ts';
import { Scenario } from './scenario.ts';
import type { Calls, Sender } from './scenario.ts';
import type { PreprocessSettings } from './settings.ts';

/** A round hour. */
const T = 1_767_225_600_000;
const at = (minutes: number): number => T + minutes * MINUTE;
const NONE = new Map<string, number>();
const FULL = new Map([['route_limit', 1]]);

const call = (minute: number, route: string, more: Partial<Calls> = {}): Calls => ({
  slot: at(minute),
  route,
  status: 200,
  calls: 1,
  ...more,
});

/** A service with room for two routes, whose collector is alive; after an hour a route that was called once may go. */
class Service extends Scenario {
  private heard = T;

  constructor(settings: Partial<PreprocessSettings> = {}) {
    super({ routesPerService: 2, ...settings });
    this.heartbeat(T, T);
  }

  /** Lets event time pass, with the collector's word for it every minute. */
  until(minute: number): void {
    for (; this.heard < at(minute); this.heard += MINUTE) {
      this.tick(this.heard);
      this.heartbeat(this.heard + MINUTE, this.heard + MINUTE);
    }
  }

  /** One call at a minute; returns what was left out. */
  called(minute: number, route: string, more: Partial<Calls> = {}): ReadonlyMap<string, number> {
    this.until(minute);
    return this.partial(at(minute) + 10_000, [call(minute, route, more)]).partly;
  }

  /** Minutes at which the rate of a route was shown, with values. */
  rates(route: string): string[] {
    return this.shown('request_rate', ` ${route} `).map((row) =>
      row.replace(/^\d+/, (time) => String((Number(time) * 1000 - T) / MINUTE))
    );
  }
}

describe('when a service has all its routes', () => {
  test('a route that was called in one step only makes room after an hour without a call', () => {
    const s = new Service();
    s.called(1, '/once');
    s.called(2, '/other');
    expect(s.called(61, '/new')).toEqual(FULL);
    expect(s.called(63, '/new')).toEqual(NONE);
    expect(s.called(63, '/newer')).toEqual(FULL);
    expect(s.called(64, '/newer')).toEqual(NONE);
  });

  test('a route that was called in several steps makes room after a day', () => {
    const s = new Service();
    for (const route of ['/a', '/b']) for (const minute of [1, 2]) s.called(minute, route);
    expect(s.called(24 * 60 + 2, '/new')).toEqual(FULL);
    expect(s.called(24 * 60 + 4, '/new')).toEqual(NONE);
  });

  test('the one that has been silent longest goes, and the first by name among equals', () => {
    const s = new Service({ routesPerService: 3 });
    for (const [minute, route] of [[1, '/z'], [1, '/b'], [3, '/a']] as const) s.called(minute, route); // prettier-ignore
    s.called(100, '/new');
    s.until(102);
    const last = (route: string): string => s.rates(route).at(-1) as string;
    expect([last('/b'), last('/z'), last('/a')]).toEqual(['100=gap', '100=0', '100=0']);
  });

  test('one that makes room has gaps from then on, for an hour; what was shown stays', () => {
    const s = new Service();
    s.called(1, '/gone');
    s.called(2, '/other');
    s.called(90, '/new');
    s.until(300);
    const rows = s.rates('/gone');
    expect(rows.slice(0, 2)).toEqual(['1=0.0166667', '2=0']);
    expect(rows.filter((row) => row.includes('gap'))).toEqual(Array.from({ length: 60 }, (_, i) => `${89 + i}=gap`));
    expect(rows.at(-1)).toBe('148=gap');
    expect(s.rates('/other').at(-1)).toBe('298=0');
  });

  test('steps of an hour have three gaps, so that an anomaly can close', () => {
    const s = new Service({ requestStep: HOUR });
    s.called(1, '/gone');
    s.called(2, '/other');
    s.called(300, '/new');
    s.until(900);
    expect(s.rates('/gone').filter((row) => row.includes('gap'))).toEqual(['240=gap', '300=gap', '360=gap']);
  });

  test('one that is called again goes on as the same series when there is a place for it', () => {
    const s = new Service();
    s.called(1, '/back');
    s.called(2, '/other');
    s.called(90, '/new');
    const { length } = s.series;
    expect(s.called(91, '/back')).toEqual(NONE);
    expect(s.called(92, '/other')).toEqual(FULL);
    s.until(95);
    expect(s.series).toHaveLength(length);
    expect(s.rates('/back').slice(-3)).toEqual(['91=0.0166667', '92=0', '93=0']);
    expect(s.rates('/other').at(-1)).toBe('93=gap');
    expect(s.of('request_rate', ' shop  ').find(({ time }) => time === at(92))?.weight).toBe(1);
  });

  test('what a collector puts together needs no place, and neither do further methods of a route', () => {
    const s = new Service();
    s.called(1, '/a');
    s.called(1, '/b');
    for (const route of ['/{...}', '/{not_found}', '/{malformed}', '/{unknown}', '{authority}', '*'])
      expect(s.called(2, route)).toEqual(NONE);
    for (const method of ['POST', 'DELETE', '_OTHER']) expect(s.called(2, '/a', { method })).toEqual(NONE);
    expect(s.called(2, '/c')).toEqual(FULL);
    expect(s.called(2, '/{...}', { method: 'X1' })).toEqual(FULL);
  });

  test('a route goes with all its methods, and one of them that is called keeps it', () => {
    const s = new Service();
    s.called(1, '/a');
    s.called(1, '/b');
    s.called(30, '/a', { method: 'POST' });
    s.called(31, '/b');
    expect(s.called(89, '/c')).toEqual(FULL);
    expect(s.called(93, '/c')).toEqual(NONE);
    expect(s.called(93, '/a')).toEqual(FULL);
  });

  test('services do not take places from each other', () => {
    const s = new Service();
    for (const route of ['/a', '/b', '/c']) s.called(1, route);
    const elsewhere = s.partial(at(2), [call(1, '/a'), call(1, '/b'), call(1, '/c')], { service: 'cart' });
    expect(elsewhere.partly).toEqual(FULL);
  });
});

describe('routes that are known from two clocks', () => {
  const file: Sender = { source: 'file', mode: 'history' };
  const LONG_AGO = T - 90 * 24 * HOUR;
  const past = (minute: number, route: string): Calls => ({ ...call(minute, route), slot: LONG_AGO + minute * MINUTE });

  test('history keeps its routes while it comes in, and gives them up when it has ended', () => {
    const s = new Service();
    s.partial(T, [past(1, '/a'), past(1, '/b')], file);
    s.heartbeat(T, LONG_AGO + 10 * MINUTE, file);
    expect(s.called(1, '/live')).toEqual(FULL);
    s.heartbeat(at(1) + 20_000, LONG_AGO + 11 * MINUTE, file, true);
    expect(s.called(2, '/live')).toEqual(NONE);
  });

  test('the present keeps its routes whatever the past says', () => {
    const s = new Service();
    s.called(1, '/a');
    s.called(1, '/b');
    s.partial(at(2), [past(1, '/old')], file);
    s.heartbeat(at(2), LONG_AGO + 600 * MINUTE, file);
    expect(s.partial(at(2), [past(601, '/old')], file).partly).toEqual(FULL);
  });
});

describe('routes of ordinary senders', () => {
  const sent = (s: Service, minute: number, route: string, total: number): ReadonlyMap<string, number> => {
    s.until(minute);
    const attributes = { 'http.request.method': 'GET', 'http.route': route, 'http.response.status_code': 200 };
    const buckets = { bounds: [1], counts: [total, 0] };
    const histogram = [{ time: at(minute), start: at(0), count: total, sum: total, ...buckets, attributes }];
    const metric = { name: 'http.server.request.duration', unit: 's', histogram, temporality: 'cumulative' as const };
    return s.metrics(at(minute), [metric]).partly;
  };

  test('one that found no place gets one as soon as there is one; until then each point is counted', () => {
    const s = new Service();
    s.called(1, '/a');
    s.called(2, '/b');
    sent(s, 3, '/c', 5);
    expect(sent(s, 4, '/c', 6)).toEqual(FULL);
    s.restart();
    expect(sent(s, 5, '/c', 7)).toEqual(FULL);
    expect(sent(s, 6, '/c', 7)).toEqual(NONE);
    expect(sent(s, 70, '/c', 10)).toEqual(NONE);
    sent(s, 71, '/c', 11);
    s.until(74);
    expect(s.of('request_rate', ' /c ').map(({ weight }) => weight).slice(0, 2)).toEqual([3, 1]); // prettier-ignore
  });

  test('a counter that stands still is no call: its route makes room, and comes back with the next call', () => {
    const s = new Service();
    s.called(1, '/b');
    for (let minute = 1; minute <= 70; minute++) sent(s, minute, '/c', 2);
    expect(s.called(71, '/d')).toEqual(NONE);
    expect(s.called(71, '/e')).toEqual(NONE);
    expect(sent(s, 72, '/c', 2)).toEqual(NONE);
    expect(sent(s, 73, '/c', 3)).toEqual(FULL);
    sent(s, 134, '/c', 3);
    expect(sent(s, 135, '/c', 9)).toEqual(NONE);
  });
});
