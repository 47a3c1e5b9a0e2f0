import { describe, expect, test } from 'vitest';
import { SECOND } from '../core/time.ts';
import { Preprocess } from './preprocess.ts';
import { Scenario } from './scenario.ts';
import type { Calls, Sender } from './scenario.ts';

/** A round hour, so that steps of all lengths begin there. */
const T = 1_767_225_600_000;
const at = (seconds: number): number => T + seconds * SECOND;
const show = (rows: string[]): string[] =>
  rows.map((row) => row.replace(/^\d+/, (time) => String(Number(time) - T / 1000)));
const rates = (s: Scenario, about?: string): string[] => show(s.shown('request_rate', about));

/** Plays seconds `[from, to)` of a running collector: its partials, heartbeats every 2 s; and ticks every 5 s. */
function play(
  s: Scenario,
  from: number,
  to: number,
  calls: (second: number) => readonly Calls[] = () => [],
  sender: Sender = {}
): void {
  for (let second = from; second < to; second++) {
    const now = calls(second);
    if (now.length > 0) s.partial(at(second), now, sender);
    if (second % 2 === 0) s.heartbeat(at(second), at(second), sender);
    if (second % 5 === 0) s.tick(at(second));
  }
}
/** Only ticks: nobody speaks. */
const silence = (s: Scenario, from: number, to: number): void => s.ticks(at(from), at(to));

const ok = (second: number, calls = 6): Calls => ({ slot: at(second), route: '/a', status: 200, calls });
/** Six calls in every slot of ten seconds, reported at its end. */
const steady = (second: number): readonly Calls[] => (second % 10 === 9 ? [ok(second - 9)] : []);
const until = (end: number) => (second: number) => (second < end ? steady(second) : []);

describe('calls of a collector', () => {
  test('become rates per service and endpoint; the first step is incomplete, a step without calls is zero', () => {
    const s = new Scenario();
    play(s, 0, 200, until(100));
    expect(rates(s, ' /a ')).toEqual(['0=0.6:i', '60=0.4', '120=0']);
    expect(rates(s)).toHaveLength(6);
    expect(s.of('request_rate')[0]?.weight).toBe(36);
    expect(show(s.shown('error_ratio', ' /a '))).toEqual(['0=0:i', '60=0', '120=gap']);
    expect(s.of('latency_p50')).toEqual([]);
  });

  test('5xx and no response are errors, 4xx is the client, and each has its share of all calls', () => {
    const s = new Scenario();
    const mixed: Calls[] = [
      { slot: at(0), route: '/a', status: 200, calls: 6 },
      { slot: at(0), route: '/a', status: 503, calls: 1 },
      { slot: at(0), route: '/a', status: 404, calls: 2 },
      { slot: at(0), route: '/a', calls: 1 },
    ];
    play(s, 0, 80, (second) => (second === 5 ? mixed : []));
    expect(show(s.shown('error_ratio', ' /a '))).toEqual(['0=0.2:i']);
    expect(show(s.shown('client_error_ratio', ' /a '))).toEqual(['0=0.2:i']);
    expect(s.of('error_ratio')[0]?.weight).toBe(10);
  });

  test('a call without a route counts for its service only', () => {
    const s = new Scenario();
    play(s, 0, 80, (second) => (second === 5 ? [{ slot: at(0), status: 200, calls: 3 }] : []));
    expect(s.of('request_rate').map(({ series, weight }) => [series, weight])).toEqual([
      ['request_rate default shop  {} v0', 3],
    ]);
  });

  test.each([
    [4, ['gap', 'gap', 'gap']],
    [5, ['200', 'gap', 'gap']],
    [19, ['200', 'gap', 'gap']],
    [20, ['200', '200', 'gap']],
    [100, ['200', '200', '200']],
  ])('percentiles of %i calls of 200 ms', (count, expected) => {
    const s = new Scenario();
    const durations = new Array<number>(count).fill(0.2);
    play(s, 0, 80, (second) => (second === 5 ? [{ slot: at(0), route: '/a', status: 200, durations }] : []));
    const found = ['latency_p50', 'latency_p95', 'latency_p99'].map((indicator) => s.of(indicator, ' /a ')[0]);
    expect(found.map((row) => row?.weight)).toEqual([count, count, count]);
    const near = found.map((row) => (Math.abs((row?.value ?? 0) / 200 - 1) < 0.045 ? '200' : 'gap'));
    expect(near).toEqual(expected);
    expect(found.every((row, i) => Number.isNaN(row?.value) === (expected[i] === 'gap'))).toBe(true);
  });

  test('percentile series begin with the first duration, and not for services that never have one', () => {
    const s = new Scenario();
    play(s, 0, 140, (second) => {
      if (second === 5) return [ok(0)];
      return second === 65 ? [{ slot: at(60), route: '/a', status: 200, durations: [0.1] }] : [];
    });
    expect(s.of('latency_p50').map(({ time }) => (time - T) / SECOND)).toEqual([60, 60]);
    expect(s.series.filter(({ identity }) => identity.indicator === 'latency_p50')[0]?.firstStep).toBe(at(60));
  });

  test('an endpoint that is new has no past: its first step is whole when its collector was there before', () => {
    const s = new Scenario();
    play(s, 0, 200, (second) => (second === 5 ? [ok(0)] : second === 75 ? [{ ...ok(70), route: '/b' }] : []));
    expect(rates(s, ' /b ')).toEqual(['60=0.1', '120=0']);
  });

  test('the last instant of a slot decides its step', () => {
    const s = new Scenario();
    play(s, 0, 140, (second) => (second === 62 ? [ok(50), ok(60)] : []));
    expect(rates(s, ' /a ')).toEqual(['0=0.1:i', '60=0.1']);
  });
});

describe('zero against gap', () => {
  test('everybody stops calling: zeros. The collector stops: no data, said for an hour', () => {
    const s = new Scenario();
    play(s, 0, 130, until(60));
    silence(s, 130, 2_000);
    s.restart();
    silence(s, 2_000, 130 + 3 * 3600);
    const rows = rates(s, ' /a ');
    expect(rows.slice(0, 4)).toEqual(['0=0.6:i', '60=0', '120=0:i', '180=gap:u']);
    expect(rows.slice(3).every((row) => row.endsWith('=gap:u'))).toBe(true);
    expect(rows.slice(3)).toHaveLength(60);
  });

  test('after a collector came back, the step it returned in is incomplete and zeros count again', () => {
    const s = new Scenario();
    play(s, 0, 130, until(60));
    silence(s, 130, 300);
    play(s, 300, 500);
    expect(rates(s, ' /a ').slice(2)).toEqual(['120=0:i', '180=gap:u', '240=gap:u', '300=0:i', '360=0', '420=0']);
  });

  test('an hour and more later it covers its services again, although they had fallen silent', () => {
    const s = new Scenario();
    play(s, 0, 70, until(60));
    silence(s, 70, 7_200);
    play(s, 7_200, 7_400);
    expect(rates(s, ' /a ').slice(-3)).toEqual(['7200=0:i', '7260=0', '7320=0']);
  });

  test('two collectors report one service: zero as long as one lives, incomplete where one is missing', () => {
    const s = new Scenario();
    const other = { emitter: 'collector-2' };
    for (let second = 0; second < 300; second++) {
      play(s, second, second + 1, steady);
      if (second === 5) s.partial(at(second), [ok(0)], other);
      if (second % 2 === 0 && second < 100) s.heartbeat(at(second), at(second), other);
    }
    expect(rates(s, ' /a ')).toEqual(['0=0.7:i', '60=0.6:i', '120=0.6', '180=0.6']);
  });

  test('a live collector that falls behind leaves the minimum after two minutes; its services are incomplete', () => {
    const s = new Scenario();
    const slow = { emitter: 'slow', service: 'cart' };
    for (let second = 0; second < 400; second++) {
      play(s, second, second + 1, steady);
      if (second === 5) s.partial(at(second), [ok(0)], slow);
      if (second % 2 === 0) s.heartbeat(at(second), at(Math.min(second, 90)), slow);
    }
    expect(rates(s, 'shop /a ')).toEqual(['0=0.6:i', '60=0.6', '120=0.6', '180=0.6', '240=0.6', '300=0.6']);
    expect(rates(s, 'cart /a ').slice(0, 4)).toEqual(['0=0.1:i', '60=0:i', '120=gap:iu', '180=gap:iu']);
    expect(s.preprocess.sources('default').map(({ emitter, behind }) => [emitter, (behind ?? 0) > 300_000])).toEqual([
      ['collector-1', false],
      ['slow', true],
    ]);
  });

  test('silence while the service was down is not counted against a collector', () => {
    const played = (note: boolean): boolean | undefined => {
      const s = new Scenario();
      play(s, 0, 70, steady);
      if (note) s.preprocess.started(s.offset++, at(400));
      s.tick(at(405));
      return s.preprocess.sources('default')[0]?.alive;
    };
    expect([played(true), played(false)]).toEqual([true, false]);
  });

  test('both were down: the collector does not claim the time between', () => {
    const s = new Scenario();
    play(s, 0, 130, steady);
    s.preprocess.started(s.offset++, at(700));
    play(s, 700, 900);
    expect(rates(s, ' /a ')).toEqual([
      ...['0=0.6:i', '60=0.6', '120=0.1:i'],
      ...[180, 240, 300, 360, 420, 480, 540, 600].map((time) => `${time}=gap:u`),
      ...['660=0:i', '720=0', '780=0'],
    ]);
  });

  test('the service was down, the collector was not: its queue fills the steps', () => {
    const s = new Scenario();
    play(s, 0, 130, steady);
    s.preprocess.started(s.offset++, at(700));
    for (let second = 130; second < 700; second++) {
      const now = at(700) + (second - 130) * 10;
      if (second % 10 === 9) s.partial(now, [ok(second - 9)]);
      if (second % 2 === 0) s.heartbeat(now, at(second));
    }
    play(s, 706, 780, steady);
    expect(rates(s, ' /a ').slice(0, 11)).toEqual([
      '0=0.6:i',
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((i) => `${60 * i}=0.6`),
    ]);
  });

  test('a collector that never sends heartbeats is taken by its data after a minute', () => {
    const s = new Scenario();
    for (let second = 0; second < 200; second++) {
      if (second % 10 === 9) s.partial(at(second), [ok(second - 9)]);
      if (second % 5 === 0) s.tick(at(second));
    }
    expect(rates(s, ' /a ').slice(0, 2)).toEqual(['0=0.6:i', '60=0.6']);
  });
});

describe('what comes twice', () => {
  test('a partial with a known sequence is dropped whole, also after a restart', () => {
    const s = new Scenario();
    const sender = { sequence: 7 };
    expect(s.partial(at(5), [ok(0), { ...ok(0), status: 500 }], sender)).toMatchObject({ accepted: 2, duplicates: 0 });
    s.restart();
    expect(s.partial(at(6), [ok(0), { ...ok(0), status: 500 }], sender)).toMatchObject({ accepted: 0, duplicates: 2 });
    expect(s.partial(at(6), [ok(0)], { ...sender, service: 'cart' }).accepted).toBe(1);
    expect(s.partial(at(6), [ok(0)], { ...sender, emitter: 'collector-2' }).accepted).toBe(1);
  });

  test('a batch key counts before the sequence: the same batch through another collector is known', () => {
    const s = new Scenario();
    expect(s.partial(at(5), [ok(0)], { batch: 'k', sequence: 1 }).accepted).toBe(1);
    expect(s.partial(at(6), [ok(0)], { batch: 'k', sequence: 2, emitter: 'other' }).duplicates).toBe(1);
    expect(s.partial(at(6), [ok(0)], { batch: 'k', sequence: 3, source: 'apache' }).accepted).toBe(1);
  });

  test('a partial without any identity is refused', () => {
    const s = new Scenario();
    const { attributes, scopes } = s.partialOf([ok(0)]);
    const rest = { ...attributes, 'weir.emitter.sequence': '' };
    expect(s.send(at(5), [{ attributes: rest, scopes }]).rejected).toEqual(new Map([['no_sequence', 1]]));
  });
});

describe('what comes late', () => {
  test('merges into its closed step and revises it, again and again', () => {
    const s = new Scenario();
    play(s, 0, 140, steady);
    expect(s.partial(at(140), [{ ...ok(30), status: 500, calls: 4 }]).accepted).toBe(1);
    expect(s.partial(at(141), [ok(40, 2)]).accepted).toBe(1);
    expect(rates(s, ' /a ')).toEqual(['0=0.6:i', '60=0.6', '0=0.666667:ir1', '0=0.7:ir2']);
    expect(show(s.shown('error_ratio', ' /a ')).slice(-1)).toEqual(['0=0.0952381:ir2']);
  });

  test('equals what would have come had it been in time, distribution and all', () => {
    const parts: Calls[] = [0.1, 0.2, 0.4].map((base, i) => ({
      slot: at(60 + 10 * i),
      route: '/a',
      status: 200,
      durations: Array.from({ length: 40 }, (_, k) => base + k / 100),
    }));
    const played = (late: readonly number[]): Scenario => {
      const s = new Scenario();
      play(s, 0, 64, steady);
      parts.forEach((part, i) => !late.includes(i) && s.partial(at(80), [part]));
      play(s, 90, 200);
      for (const i of late) s.partial(at(200), [parts[i] as Calls]);
      return s;
    };
    const whole = played([]);
    for (const late of [[0], [2], [0, 1], [2, 0, 1]]) {
      const s = played(late);
      for (const indicator of ['request_rate', 'latency_p50', 'latency_p95', 'latency_p99']) {
        const of = (from: Scenario) =>
          from
            .of(indicator, ' /a ')
            .filter(({ time }) => time === at(60))
            .at(-1);
        expect(of(s)?.revision).toBe(late.length);
        expect(of(s)?.value).toBe(of(whole)?.value);
        expect(of(s)?.weight).toBe(of(whole)?.weight);
      }
    }
  });

  test('several in one entry make one revision', () => {
    const s = new Scenario();
    play(s, 0, 140, steady);
    s.send(at(140), [s.partialOf([ok(30, 1), ok(40, 1)]), s.partialOf([ok(50, 1)])]);
    expect(rates(s, ' /a ').slice(2)).toEqual(['0=0.65:ir1']);
  });

  test('turns no-data into data', () => {
    const s = new Scenario();
    play(s, 0, 70, steady);
    silence(s, 70, 400);
    s.partial(at(400), [ok(200, 12)]);
    expect(rates(s, ' /a ').slice(-1)).toEqual(['180=0.2:ir1']);
  });

  test('is refused when its step is no longer kept, or lies a day back', () => {
    const s = new Scenario({ stepStateHorizon: 600_000 });
    play(s, 0, 1_500, steady);
    expect(s.partial(at(1_500), [ok(700)]).rejected).toEqual(new Map([['late_dropped', 1]]));
    expect(s.partial(at(1_500), [ok(1_000)]).accepted).toBe(1);
    expect(s.partial(at(90_000), [ok(1_500)]).rejected).toEqual(new Map([['too_old', 1]]));
  });

  test('the state before an entry is what its replay finds', () => {
    const s = new Scenario();
    play(s, 0, 140, steady);
    const snapshot = s.preprocess.snapshot();
    const offset = s.offset;
    s.partial(at(140), [ok(30)], { sequence: 900 });
    const first = s.of('request_rate', ' /a ').at(-1);
    s.preprocess = Preprocess.restore(snapshot, {}, s.states);
    s.offset = offset;
    s.partial(at(140), [ok(30)], { sequence: 900 });
    expect(s.of('request_rate', ' /a ').at(-1)).toEqual(first);
  });
});

describe('bounds', () => {
  test('points from the future are refused, also heartbeats', () => {
    const s = new Scenario();
    expect(s.partial(at(0), [ok(111)]).rejected).toEqual(new Map([['future', 1]]));
    expect(s.heartbeat(at(0), at(121)).rejected).toEqual(new Map([['future', 1]]));
    expect(s.partial(at(0), [ok(110)]).accepted).toBe(1);
  });

  test('one fast clock does not close the steps of the present', () => {
    const s = new Scenario();
    play(s, 0, 50, steady);
    s.heartbeat(at(50), at(169));
    play(s, 50, 100, steady);
    expect(rates(s, ' /a ')).toEqual(['0=0.6:i']);
  });

  test('routes beyond the limit count for their service only', () => {
    const s = new Scenario({ routesPerService: 2 });
    const calls = ['/a', '/b', '/c', '/c', '/a'].map((route) => ({ ...ok(0, 1), route }));
    const counts = s.partial(at(5), calls);
    expect([counts.accepted, counts.partly]).toEqual([5, new Map([['route_limit', 2]])]);
    play(s, 6, 80);
    expect(s.of('request_rate').map(({ series, weight }) => [series.split(' ')[3], weight])).toEqual([
      ['', 5],
      ['/a', 2],
      ['/b', 1],
    ]);
  });

  test('series beyond the limit are refused, those that are there go on', () => {
    const s = new Scenario({ seriesPerTenant: 9 });
    s.partial(at(1), [ok(0)]);
    expect(s.partial(at(2), [{ ...ok(0), route: '/b' }]).accepted).toBe(1);
    const third = s.partial(at(3), [
      { ...ok(0), route: '/c' },
      { slot: at(0), route: '/a', status: 200, durations: [1] },
    ]);
    expect([third.accepted, third.partly.get('series_limit')]).toEqual([2, 3]);
    expect(s.partial(at(4), [ok(0)], { service: 'cart' }).rejected).toEqual(new Map([['series_limit', 1]]));
    expect(s.series).toHaveLength(9);
  });

  test('two tenants share nothing', () => {
    const s = new Scenario();
    play(s, 0, 66, steady);
    s.tenant = 'other';
    expect(s.partial(at(66), [ok(60)], { sequence: 1 }).accepted).toBe(1);
    s.heartbeat(at(400), at(400));
    expect(s.preprocess.watermarks('default').live).toBe(at(54));
    expect(s.preprocess.watermarks('other').live).toBe(at(390));
    expect(s.preprocess.sources('other')).toHaveLength(1);
    expect(s.preprocess.sources('nobody')).toEqual([]);
    expect(rates(s, 'default shop /a')).toEqual([]);
    expect(rates(s, 'other shop /a')[0]).toBe('60=0.1:i');
  });
});

describe('history', () => {
  const past = { mode: 'history' as const, source: 'file' };
  const deliver = (s: Scenario, from: number, to: number, sender: Sender = past): void => {
    for (let slot = from; slot < to; slot += 10) s.partial(T + 10 ** 9, [ok(slot)], sender);
  };

  test('is closed by what its source declares, whatever the time of day', () => {
    const s = new Scenario();
    deliver(s, 0, 300);
    expect(rates(s)).toEqual([]);
    s.heartbeat(T + 10 ** 9, at(250), past);
    expect(rates(s, ' /a ')).toEqual(['0=0.6:i', '60=0.6', '120=0.6', '180=0.6']);
  });

  test('an end closes everything, the last step as far as the data goes', () => {
    const s = new Scenario();
    deliver(s, 0, 150);
    s.heartbeat(T + 10 ** 9, at(146), past, true);
    expect(rates(s, ' /a ')).toEqual(['0=0.6:i', '60=0.6', '120=0.3:i']);
    expect(s.preprocess.sources('default')[0]).toMatchObject({ mode: 'history', alive: false, ended: true });
  });

  test('an end that reaches further leaves zeros, up to the last whole step', () => {
    const s = new Scenario();
    deliver(s, 0, 60);
    s.heartbeat(T + 10 ** 9, at(250), past, true);
    expect(rates(s, ' /a ')).toEqual(['0=0.6:i', '60=0', '120=0', '180=0']);
  });

  test('a sender that just goes away is taken to have ended after a minute of ticks', () => {
    const s = new Scenario();
    deliver(s, 0, 150);
    s.ticks(T + 10 ** 9, T + 10 ** 9 + 70_000);
    expect(rates(s, ' /a ')).toEqual(['0=0.6:i', '60=0.6', '120=0.3:i']);
  });

  test('a hole of a week yields a day of zeros, then the data', () => {
    const s = new Scenario();
    const week = 7 * 86_400;
    deliver(s, 0, 60);
    s.heartbeat(T + 10 ** 9, at(60), past);
    s.partial(T + 10 ** 9, [ok(week)], past);
    s.heartbeat(T + 10 ** 9, at(week + 130), past);
    const rows = rates(s, ' /a ');
    expect(rows[1440]).toBe('86400=0');
    expect(rows[1441]).toBe(`${week}=0.1`);
    expect(rows).toHaveLength(1 + 1440 + 2);
  });

  test('a second source holds the clock until it has come as far', () => {
    const s = new Scenario();
    const other = { ...past, source: 'other', service: 'cart' };
    deliver(s, 0, 10, other);
    deliver(s, 0, 200);
    s.heartbeat(T + 10 ** 9, at(200), past);
    expect(rates(s)).toEqual([]);
    s.heartbeat(T + 10 ** 9, at(80), other);
    expect(rates(s, 'shop /a')).toEqual(['0=0.6:i']);
    s.heartbeat(T + 10 ** 9, at(80), other, true);
    expect(rates(s, 'shop /a')).toEqual(['0=0.6:i', '60=0.6', '120=0.6']);
  });

  test('what comes after the end merges late and does not wake the source', () => {
    const s = new Scenario();
    deliver(s, 0, 150);
    s.heartbeat(T + 10 ** 9, at(150), past, true);
    s.partial(T + 10 ** 9, [ok(130, 6)], past);
    expect(rates(s, ' /a ').at(-1)).toBe('120=0.4:ir1');
    expect(s.preprocess.sources('default')[0]?.ended).toBe(true);
  });

  test('live and history of one service do not close a step twice', () => {
    const s = new Scenario();
    play(s, 0, 140, steady);
    s.partial(at(140), [ok(0, 6)], past);
    s.heartbeat(at(140), at(130), past, true);
    play(s, 140, 200);
    const rows = rates(s, ' /a ').filter((row) => row.startsWith('0='));
    expect(rows).toEqual(['0=0.6:i', '0=0.7:ir1']);
    const first = s.rows.filter(({ revision }) => revision === 0).map(({ series, time }) => `${series} ${time}`);
    expect(new Set(first).size).toBe(first.length);
  });
});
