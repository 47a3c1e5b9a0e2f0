import { describe, expect, test } from 'vitest';
import { SECOND } from '../core/time.ts';
import { Scenario } from './scenario.ts';
import type { Calls } from './scenario.ts';

/** A round hour, so that steps of all lengths begin there. */
const T = 1_767_225_600_000;
const at = (seconds: number): number => T + seconds * SECOND;
const show = (rows: string[]): string[] =>
  rows.map((row) => row.replace(/^\d+/, (time) => String(Number(time) - T / 1000)));

/** Heartbeats every 2 s and a tick every 5 s. */
function live(s: Scenario, from: number, to: number, calls: (second: number) => readonly Calls[] = () => []): void {
  for (let second = from; second < to; second++) {
    const now = calls(second);
    if (now.length > 0) s.partial(at(second), now);
    if (second % 2 === 0) s.heartbeat(at(second), at(second));
    if (second % 5 === 0) s.tick(at(second));
  }
}

const ok = (second: number, calls = 6): Calls => ({ slot: at(second), route: '/a', status: 200, calls });

describe('calls of a collector', () => {
  test('become rates per service and endpoint; the first step is incomplete, a step without calls is zero', () => {
    const s = new Scenario();
    live(s, 0, 200, (second) => (second % 10 === 9 && second < 100 ? [ok(second - 9)] : []));
    expect(show(s.shown('request_rate', ' /a '))).toEqual(['0=0.6:i', '60=0.4', '120=0']);
    expect(show(s.shown('request_rate'))).toHaveLength(6);
    expect(s.of('request_rate')[0]?.weight).toBe(36);
    expect(show(s.shown('error_ratio', ' /a '))).toEqual(['0=0:i', '60=0', '120=gap']);
    expect(s.of('latency_p50')).toEqual([]);
  });

  test('5xx and no response are errors, 4xx is the client, and each has its share of all calls', () => {
    const s = new Scenario();
    live(s, 0, 80, (second) =>
      second === 5
        ? [
            { slot: at(0), route: '/a', status: 200, calls: 6 },
            { slot: at(0), route: '/a', status: 503, calls: 1 },
            { slot: at(0), route: '/a', status: 404, calls: 2 },
            { slot: at(0), route: '/a', calls: 1 },
          ]
        : []
    );
    expect(show(s.shown('error_ratio', ' /a '))).toEqual(['0=0.2:i']);
    expect(show(s.shown('client_error_ratio', ' /a '))).toEqual(['0=0.2:i']);
    expect(s.of('error_ratio')[0]?.weight).toBe(10);
  });
});
