import { describe, expect, test } from 'vitest';
import { WeirError } from '../core/errors.ts';
import { SECOND } from '../core/time.ts';
import type { ResourceInput } from '../ingest/otlp-writer.ts';
import { Preprocess } from './preprocess.ts';
import { Scenario } from './scenario.ts';
import type { Calls } from './scenario.ts';

const T = 1_767_225_600_000;

/** Uniform in [0, 1), the same at every run (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Play = (s: Scenario) => void;

/** What the makers of entries draw from. */
interface Draw {
  readonly next: () => number;
  readonly pick: (n: number) => number;
  /** Append time of the entry at hand. */
  at: number;
  /** How late its points are. */
  late: number;
  sequence: number;
  readonly totals: Map<string, number>;
}

/** Entries of a few hours of everything that can come, in the order of their append times. */
function entries(seed: number, count: number): Play[] {
  const next = random(seed);
  const pick = (n: number): number => Math.floor(next() * n);
  const draw: Draw = { next, pick, at: T, late: 0, sequence: 0, totals: new Map() };
  const makers = [tick, tick, tick, beat, beat, partial, partial, partial, history, level, level, counters, counters];
  return Array.from({ length: count }, () => {
    draw.at += pick(5) * SECOND + (pick(200) === 0 ? 900 * SECOND : 0);
    draw.late = (pick(12) === 0 ? pick(400) : pick(8)) * SECOND;
    const tenant = pick(4) === 0 ? 'other' : 'default';
    const play = (makers[pick(makers.length)] as (draw: Draw) => Play)(draw);
    return (s) => {
      s.tenant = tenant;
      play(s);
    };
  });
}

function tick({ at }: Draw): Play {
  return (s) => s.tick(at);
}

function beat({ at, late, pick }: Draw): Play {
  const emitter = `collector-${pick(2)}`;
  const ended = pick(60) === 0;
  return (s) => s.heartbeat(at, at - late, { emitter }, ended);
}

function partial(draw: Draw): Play {
  const { at, late, next, pick } = draw;
  const slot = Math.floor((at - late) / 10_000) * 10_000;
  const calls: Calls[] = Array.from({ length: 1 + pick(3) }, (_, k) => ({
    slot: slot - 10_000 * k,
    route: `/r${pick(4)}`,
    status: [200, 200, 404, 500][pick(4)] as number,
    ...(pick(2) === 0 ? { calls: 1 + pick(9) } : { durations: Array.from({ length: 30 }, () => next() * 2) }),
  }));
  const sequence = pick(15) === 0 ? draw.sequence : ++draw.sequence;
  const sender = { emitter: `collector-${pick(2)}`, service: `s${pick(3)}`, sequence };
  return (s) => s.partial(at, calls, sender);
}

function history({ at, pick }: Draw): Play {
  const time = at - 10_000_000 - pick(600) * SECOND;
  const sender = { source: 'file', mode: 'history' as const, service: `s${pick(3)}`, batch: `b${pick(40)}` };
  const ended = pick(5) === 0;
  const slot = Math.floor(time / 10_000) * 10_000;
  if (pick(3) === 0) return (s) => s.heartbeat(at, time, sender, ended);
  return (s) => s.partial(at, [{ slot, route: '/r0', status: 200, calls: 3 }], sender);
}

const plain = (instance: number) => ({ 'service.name': 'plain', 'service.instance.id': `i${instance}` });

function level({ at, late, next, pick }: Draw): Play {
  const value = pick(30) === 0 ? Number.NaN : next() * 100;
  const gauge = [{ time: at - late, value, attributes: { k: `${pick(5)}` } }];
  const resource = plain(pick(3));
  return (s) => s.metrics(at, [{ name: 'level', gauge }], resource);
}

/** A counter, the histogram of requests and another one; now and then all begin anew. */
function counters({ at, pick, totals }: Draw): Play {
  const resource = plain(pick(3));
  const key = resource['service.instance.id'];
  const total = pick(25) === 0 ? pick(5) : (totals.get(key) ?? 0) + pick(50);
  totals.set(key, total);
  const sum = [{ time: at, start: T - 1000, value: BigInt(total) }];
  const buckets = { bounds: [0.1, 0.2, 0.5], counts: [total, total * 2, total, 1] };
  const attributes = { 'http.request.method': 'GET', 'http.route': '/p' };
  const histogram = [{ time: at, start: T - 1000, count: total * 4 + 1, sum: total, ...buckets, attributes }];
  return (s) =>
    s.metrics(
      at,
      [
        { name: 'grown', unit: '{thing}', sum, temporality: 'cumulative', monotonic: true },
        { name: 'http.server.request.duration', unit: 's', histogram, temporality: 'cumulative' },
        { name: 'db.duration', unit: 's', histogram, temporality: 'cumulative' },
      ],
      resource
    );
}

/** Where two runs part, short enough to read. */
function firstDifference(one: readonly string[], other: readonly string[]): string | undefined {
  const length = Math.max(one.length, other.length);
  for (let i = 0; i < length; i++) {
    if (one[i] !== other[i])
      return `line ${i}: ${one[i]?.slice(0, 300) ?? 'nothing'} | ${other[i]?.slice(0, 300) ?? 'nothing'}`;
  }
  return undefined;
}

describe('a replay', () => {
  test.each([1, 2, 3])(
    'of the same entries gives the same output, and a restart anywhere changes nothing (%i)',
    (seed) => {
      const log = entries(seed, 1_200);
      const plain = new Scenario({ stepStateHorizon: 3_600_000 });
      for (const entry of log) entry(plain);
      expect(plain.rows.length).toBeGreaterThan(1_000);
      expect(plain.rows.some(({ revision }) => revision > 0)).toBe(true);

      const next = random(seed + 100);
      const restarted = new Scenario({ stepStateHorizon: 3_600_000 });
      for (const entry of log) {
        if (next() < 0.02) restarted.restart();
        entry(restarted);
      }
      expect(firstDifference(restarted.trace, plain.trace)).toBeUndefined();
    }
  );

  test.each([5, 6])('is the same where routes make room for each other (%i)', (seed) => {
    const settings = { routesPerService: 2, routeSilence: { once: 30 * SECOND, recurring: 120 * SECOND } };
    const log = entries(seed, 1_200);
    const plain = new Scenario(settings);
    for (const entry of log) entry(plain);
    const endpoints = plain.series.filter(({ identity: { entity } }) => entity.kind === 'endpoint');
    expect(new Set(endpoints.map(({ entityId }) => entityId)).size).toBeGreaterThan(3 * 2 * 2);

    const next = random(seed + 100);
    const restarted = new Scenario(settings);
    for (const entry of log) {
      if (next() < 0.05) restarted.restart();
      entry(restarted);
    }
    expect(firstDifference(restarted.trace, plain.trace)).toBeUndefined();
  });

  test('from an older snapshot gives the rest once more, word for word', () => {
    const log = entries(9, 1_500);
    const s = new Scenario({ stepStateHorizon: 3_600_000 });
    for (const entry of log.slice(0, 700)) entry(s);
    const snapshot = s.preprocess.snapshot();
    const [offset, from] = [s.offset, s.trace.length];
    for (const entry of log.slice(700)) entry(s);
    const rest = s.trace.splice(from);
    s.preprocess = Preprocess.restore(snapshot, { stepStateHorizon: 3_600_000 }, s.states);
    s.offset = offset;
    for (const entry of log.slice(700)) entry(s);
    expect(firstDifference(s.trace.slice(from), rest)).toBeUndefined();
  });

  test('a snapshot of other step lengths is refused, in words', () => {
    const s = new Scenario();
    const snapshot = s.preprocess.snapshot();
    expect(() => Preprocess.restore(snapshot, { requestStep: 10_000 }, s.states)).toThrow(WeirError);
    expect(() => Preprocess.restore({ ...snapshot, version: 99 }, {}, s.states)).toThrow('another release');
  });

  test('steps of every series come in order, each closed once', () => {
    const s = new Scenario({ stepStateHorizon: 3_600_000 });
    for (const entry of entries(4, 1_500)) entry(s);
    const newest = new Map<string, number>();
    for (const { series, time, step, revision } of s.rows) {
      if (revision > 0) continue;
      const key = `${series} ${step}`;
      expect(time).toBeGreaterThan(newest.get(key) ?? 0);
      newest.set(key, time);
    }
  });
});

describe('the order of what is in time', () => {
  test('does not matter', () => {
    const of = (seed: number): string[] => {
      const next = random(seed);
      const s = new Scenario();
      s.heartbeat(T, T);
      const parts: ResourceInput[] = [];
      const same = random(77);
      for (let i = 0; i < 60; i++) {
        const calls: Calls = {
          slot: T + 60_000 + (i % 6) * 10_000,
          route: `/r${i % 4}`,
          status: [200, 404, 500][i % 3] as number,
          durations: Array.from({ length: 20 }, () => same() * 3),
        };
        parts.push(s.partialOf([calls], { sequence: i + 1 }));
      }
      for (let i = parts.length - 1; i > 0; i--) {
        const j = Math.floor(next() * (i + 1));
        [parts[i], parts[j]] = [parts[j] as ResourceInput, parts[i] as ResourceInput];
      }
      parts.forEach((part, i) => s.send(T + 120_000 + i, [part]));
      s.heartbeat(T + 140_000, T + 140_000);
      const rows = s.rows.map(
        ({ series, time, value, weight, flags }) => `${series} ${time} ${value} ${weight} ${flags}`
      );
      return rows.sort();
    };
    const first = of(1);
    expect(first.length).toBe(5 * 6);
    for (const seed of [2, 3, 4]) expect(of(seed)).toEqual(first);
  });
});
