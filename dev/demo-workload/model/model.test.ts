import { describe, expect, it } from 'vitest';
import { seededRandom } from '@weir/detection-service/core/random.ts';
import { DAY, HOUR, MINUTE } from '@weir/detection-service/core/time.ts';
import { pathOf, routesOf } from '../live/routes.ts';
import { Minutes } from '../history/minute.ts';
import { makePlan } from '../plan.ts';
import { seedIncidents, troublesOf } from './incidents.ts';
import { visitsPerSecond } from './rhythm.ts';
import { ENDPOINTS, SERVICES, type EndpointName } from './shop.ts';
import { tellCall } from './told-call.ts';

const NOW = Date.UTC(2026, 10, 18, 15, 0);

describe('the incidents of a demo', () => {
  it.each([0, 1, 7, 999_999_999])('of seed %i lie where the story needs them', (seed) => {
    const [outage, ramp] = seedIncidents(seed, NOW);
    if (outage === undefined || ramp === undefined) throw new Error('there are two');
    expect(NOW - outage.start).toBeGreaterThanOrEqual(20 * HOUR);
    expect(NOW - outage.start).toBeLessThanOrEqual(28 * HOUR);
    expect((outage.end - outage.start) / MINUTE).toBeGreaterThanOrEqual(26);
    expect((outage.end - outage.start) / MINUTE).toBeLessThanOrEqual(33);
    expect(NOW - ramp.start).toBeGreaterThanOrEqual(105 * MINUTE);
    expect(ramp.end).toBeGreaterThan(NOW + HOUR);
  });

  it('are elsewhere with another seed, and the same with the same', () => {
    const starts = [1, 2, 3, 4, 5].map((seed) =>
      seedIncidents(seed, NOW)
        .map(({ start }) => start)
        .join()
    );
    expect(new Set(starts).size).toBe(5);
    expect(seedIncidents(3, NOW)).toEqual(seedIncidents(3, NOW));
  });

  it('concern their endpoints in their time only', () => {
    const incidents = seedIncidents(1, NOW);
    const [outage, ramp] = incidents;
    const during = troublesOf(incidents, (outage?.start ?? 0) + MINUTE);
    expect(during.pay.failing).toBeGreaterThan(0.3);
    expect(during['place-order']).toEqual({ failing: 0, failsAfter: 0, slower: 1 });
    expect(troublesOf(incidents, outage?.end ?? 0).pay.failing).toBe(0);
    const slower = [0, 55, 110, 300].map(
      (m) => troublesOf(incidents, (ramp?.start ?? 0) + m * MINUTE)['place-order'].slower
    );
    expect(slower[0]).toBe(1);
    expect(slower[1]).toBeCloseTo((1 + (slower[2] ?? 0)) / 2);
    expect(slower[3]).toBe(slower[2]);
  });
});

describe('visits', () => {
  it('are fewest at night and fewer at weekends, by the local time', () => {
    const day = (time: number): number => visitsPerSecond(time, 1, 0);
    const monday = Date.UTC(2026, 10, 16);
    expect(day(monday + 4 * HOUR) / day(monday + 16 * HOUR)).toBeCloseTo(0.35, 0);
    expect(day(monday - DAY + 16 * HOUR)).toBeLessThan(0.95 * day(monday + 16 * HOUR));
    const local = visitsPerSecond(monday + 16 * HOUR, 1, 12 * HOUR);
    expect(local).toBeLessThan(0.5 * day(monday + 16 * HOUR));
  });
});

describe('a call', () => {
  const random = seededRandom(1);
  const sound = troublesOf([], NOW);

  it('goes on to the services behind it, and takes at least as long as they do', () => {
    const told: [EndpointName, number, number][] = [];
    for (let i = 0; i < 500; i++) tellCall(random, 'checkout', sound, (...call) => told.push(call));
    expect(new Set(told.map(([name]) => ENDPOINTS[name].service))).toEqual(new Set(SERVICES));
    const at = (name: EndpointName): number => told.filter(([one]) => one === name).length;
    expect(at('checkout')).toBe(500);
    expect(at('reserve') / at('place-order')).toBeCloseTo(0.35, 1);
  });

  it('that fails makes those that wait for it fail', () => {
    const broken = { ...sound, pay: { failing: 1, failsAfter: 900, slower: 1 } };
    const told = new Map<EndpointName, number>();
    tellCall(random, 'checkout', broken, (name, status) => told.set(name, status));
    expect(told.get('pay')).toBe(503);
    expect(told.get('place-order')).toBe(502);
    expect(told.get('checkout')).toBe(502);
  });
});

describe('a minute of the past', () => {
  const plan = makePlan(5, NOW, 0);

  it('is the same whichever minutes were told before', () => {
    const minute = plan.from + 7 * HOUR;
    const other = new Minutes(plan);
    other.tell(plan.from);
    expect(other.tell(minute)).toEqual(new Minutes(plan).tell(minute));
  });

  it('has points whose numbers agree, of all services; inventory is quiet', () => {
    const minutes = new Minutes(plan);
    const calls = new Map<string, number>();
    for (let i = 0; i < 60; i++) {
      for (const [service, points] of minutes.tell(plan.created - DAY + i * MINUTE)) {
        for (const { count, positive } of points) {
          expect(positive?.counts.reduce((sum, one) => sum + one, 0)).toBe(count);
          calls.set(service, (calls.get(service) ?? 0) + count);
        }
      }
    }
    expect([...calls.keys()].sort()).toEqual([...SERVICES].sort());
    expect((calls.get('inventory') ?? 0) / 3600).toBeGreaterThan(0.2);
    expect((calls.get('inventory') ?? 0) / 3600).toBeLessThan(0.6);
  });
});

describe('routes', () => {
  it('lead every path to its endpoint', () => {
    for (const [name, { service, method }] of Object.entries(ENDPOINTS) as [
      EndpointName,
      (typeof ENDPOINTS)['home'],
    ][]) {
      expect(routesOf(service)(method, pathOf(name, seededRandom(2)))).toBe(name);
    }
    expect(routesOf('orders')('GET', '/orders/x')).toBeUndefined();
    expect(routesOf('orders')('DELETE', '/orders')).toBeUndefined();
  });
});
