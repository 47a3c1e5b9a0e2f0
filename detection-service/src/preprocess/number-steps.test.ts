import { describe, expect, test } from 'vitest';
import { HOUR, SECOND } from '../core/time.ts';
import type { AttributesInput, MetricInput, NumberPointInput } from '../ingest/otlp-writer.ts';
import { Scenario } from './scenario.ts';

/** A round hour, so that steps of all lengths begin there. */
const T = 1_767_225_600_000;
const at = (seconds: number): number => T + seconds * SECOND;
const show = (rows: string[]): string[] =>
  rows.map((row) => row.replace(/^\d+/, (time) => String(Number(time) - T / 1000)));
const levels = (s: Scenario, about?: string): string[] => show(s.shown('queue.length', about));

const counter = (
  points: readonly NumberPointInput[],
  temporality: 'delta' | 'cumulative',
  unit = 'By'
): MetricInput => ({
  name: 'bytes',
  unit,
  sum: points,
  temporality,
  monotonic: true,
});
const pod = (name: string): AttributesInput => ({ 'service.name': 'shop', 'service.instance.id': name });

/** One gauge point every `every` seconds in `[from, to)`, and ticks. */
function gauges(s: Scenario, from: number, to: number, every: number, value: (second: number) => number): void {
  for (let second = from; second < to; second++) {
    if ((second - from) % every === 0) s.gauge(at(second), at(second), value(second));
    if (second % 5 === 0) s.tick(at(second));
  }
}

describe('levels', () => {
  test('the last value of a step stays; of two at one time the larger, in whatever order', () => {
    const points = [
      [10, 1],
      [50, 5],
      [50, 7],
      [30, 9],
    ] as const;
    for (const order of [points, [...points].reverse()]) {
      const s = new Scenario();
      for (const [second, value] of order) s.gauge(at(55), at(second), value);
      s.tick(at(100));
      s.gauge(at(130), at(130), 0);
      s.tick(at(200));
      expect(levels(s)).toEqual(['0=7', '60=gap', '120=0']);
      expect(s.of('queue.length')[0]).toMatchObject({ weight: 1, step: 60_000 });
    }
  });

  test('instances are summed away, each with its own last value', () => {
    const s = new Scenario();
    for (const [name, second, value] of [
      ['a', 10, 1],
      ['b', 12, 20],
      ['a', 40, 3],
      ['c', 41, 100],
    ] as const) {
      s.gauge(at(second), at(second), value, pod(name));
    }
    for (const name of ['a', 'b', 'c']) s.gauge(at(75), at(75), 1, pod(name));
    s.tick(at(100));
    expect(levels(s)).toEqual(['0=123']);
    expect(s.series).toHaveLength(1);
    expect(s.series[0]?.identity.attributes).toEqual({});
  });

  test('the sum over instances is the same to the last digit in any order', () => {
    const sums = [
      [1, 1, 1, 1e16],
      [1e16, 1, 1, 1],
    ].map((values) => {
      const s = new Scenario();
      for (const second of [10, 75]) values.forEach((value, i) => s.gauge(at(second), at(second), value, pod(`p${i}`)));
      return s.of('queue.length')[0]?.value;
    });
    expect(sums).toEqual([3 + 1e16, 3 + 1e16]);
    expect(1e16 + 1 + 1 + 1).not.toBe(3 + 1e16);
  });

  test('an instance that misses a step though its source lives makes the sum incomplete; one that is gone does not', () => {
    const s = new Scenario();
    for (let second = 0; second < 600; second++) {
      if (second % 30 === 0) s.gauge(at(second), at(second), 1, pod('a'));
      if (second % 30 === 0 && second < 50) s.gauge(at(second), at(second), 1, pod('b'));
      if (second % 10 === 0 && second < 110)
        s.metrics(at(second), [{ name: 'other', gauge: [{ time: at(second), value: 1 }] }], pod('b'));
      if (second % 5 === 0) s.tick(at(second));
    }
    expect(levels(s).slice(0, 4)).toEqual(['0=2', '60=1:i', '120=1', '180=1']);
  });

  test('attributes tell series apart; their order does not', () => {
    const s = new Scenario();
    s.gauge(at(1), at(1), 1, undefined, { a: '1', b: '2' });
    s.gauge(at(1), at(1), 2, pod('x'), { b: '2', a: '1' });
    s.gauge(at(1), at(1), 4, undefined, { a: '2', b: '1' });
    expect(s.series.map(({ identity }) => identity.attributes)).toEqual([
      { a: '1', b: '2' },
      { a: '2', b: '1' },
    ]);
  });

  test('a device is an entity of its own', () => {
    const s = new Scenario();
    s.gauge(at(1), at(1), 1, { 'device.id': 'meter-7', 'service.name': 'meters' });
    expect(s.series[0]?.identity.entity).toMatchObject({ kind: 'device', name: 'meter-7' });
  });

  test('a missing point is a gap; a dead source is no data; both are said for an hour', () => {
    const s = new Scenario();
    gauges(s, 0, 60, 30, () => 5);
    s.gauge(at(95), at(95), 5);
    for (let second = 95; second < 300; second += 5) {
      s.metrics(at(second), [{ name: 'other', gauge: [{ time: at(second), value: 1 }] }]);
      s.tick(at(second));
    }
    s.ticks(at(300), at(3 * 3600));
    const rows = levels(s);
    expect(rows.slice(0, 6)).toEqual(['0=5', '60=5', '120=gap', '180=gap', '240=gap', '300=gap:u']);
    expect(rows).toHaveLength(2 + 60);
    s.gauge(at(3 * 3600), at(3 * 3600), 6);
    s.ticks(at(3 * 3600), at(3 * 3600 + 100));
    expect(levels(s).at(-1)).toBe('10800=6');
  });
});

describe('values that are none', () => {
  test.each([
    [{ value: Number.NaN }, 'no_value'],
    [{ value: Number.POSITIVE_INFINITY }, 'not_finite'],
    [{ value: Number.NEGATIVE_INFINITY }, 'not_finite'],
    [{ noRecordedValue: true }, 'no_value'],
  ])('%j is refused', (point, reason) => {
    const s = new Scenario();
    const result = s.metrics(at(1), [{ name: 'queue.length', gauge: [{ time: at(1), ...point }] }]);
    expect(result.accepted).toBe(0);
    if (result.rejected.size > 0) expect([...result.rejected]).toEqual([[reason, 1]]);
    s.tick(at(100));
    expect(s.rows.filter(({ value }) => !Number.isNaN(value))).toEqual([]);
  });

  test('future and too old', () => {
    const s = new Scenario();
    const refused = (time: number): unknown => [...s.gauge(at(0), time, 1).rejected.keys()];
    expect(refused(at(121))).toEqual(['future']);
    expect(refused(at(-86_401))).toEqual(['too_old']);
    expect(refused(at(120))).toEqual([]);
    expect(refused(at(121))).toEqual(['future']);
    expect(s.series).toHaveLength(1);
  });
});

describe('growth', () => {
  const rates = (s: Scenario): string[] => show(s.shown('bytes'));
  const cumulative = (s: Scenario, second: number, value: number, start = 0, resource?: AttributesInput): void => {
    s.metrics(
      at(second),
      [counter([{ time: at(second), start: start === 0 ? 0 : at(start), value }], 'cumulative')],
      resource
    );
  };

  test('a cumulative sum is a rate over the time that its points cover; the first is only a base', () => {
    const s = new Scenario();
    for (const [second, value] of [
      [0, 1000],
      [60, 1600],
      [120, 1900],
      [180, 1900],
      [240, 2500],
    ] as const)
      cumulative(s, second, value);
    s.ticks(at(240), at(400));
    expect(rates(s).slice(0, 4)).toEqual(['0=10', '60=5', '120=0', '180=10']);
  });

  test('jitter around the end of a step neither doubles nor loses', () => {
    const s = new Scenario();
    [0, 59.8, 120.3, 179.7, 240.1, 299.9].forEach((second) => cumulative(s, second, second * 10));
    s.ticks(at(300), at(400));
    expect(rates(s).filter((row) => !row.includes('gap'))).toEqual(['0=10', '120=10', '240=10']);
  });

  test.each([
    ['the value falls', 0, 300, 5],
    ['a new start', 90, 3000, 100],
  ])('resets: %s', (_, start, value, rate) => {
    const s = new Scenario();
    cumulative(s, 0, 1000, -1000);
    cumulative(s, 60, 1600, -1000);
    cumulative(s, 120, value, start || -1000);
    s.ticks(at(120), at(300));
    expect(rates(s)[1]).toBe(`60=${rate}`);
  });

  test('a counter that begins under our eyes counts from its start', () => {
    const s = new Scenario();
    s.gauge(at(0), at(0), 1);
    cumulative(s, 60, 300, 30);
    s.ticks(at(60), at(200));
    expect(rates(s)).toEqual(['0=10', '60=gap', '120=gap']);
  });

  test('a stream that appears at a source that has long been there counts since its last collection', () => {
    const s = new Scenario();
    for (const second of [0, 60, 120, 180, 240]) s.gauge(at(second), at(second), 1);
    s.gauge(at(300), at(300), 1);
    cumulative(s, 300, 120, -5000);
    s.ticks(at(300), at(400));
    expect(rates(s)).toEqual(['240=2', '300=gap']);
  });

  test('deltas are summed; what says the same span again is a duplicate', () => {
    const s = new Scenario();
    const send = (from: number, to: number, value: number) =>
      s.metrics(at(70), [counter([{ start: at(from), time: at(to), value }], 'delta', '{packet}')]);
    send(0, 20, 100);
    expect(send(20, 40, 140)).toMatchObject({ accepted: 1 });
    expect(send(20, 40, 140)).toMatchObject({ accepted: 0, duplicates: 1 });
    send(40, 60, 60);
    s.ticks(at(70), at(200));
    expect(rates(s)[0]).toBe('0=5');
    expect(s.of('bytes')[0]?.weight).toBe(300);
    expect(s.series[0]?.identity).toMatchObject({ kind: 'count', unit: '{packet}/s' });
  });

  test('instances add their rates', () => {
    const s = new Scenario();
    for (const second of [0, 60, 120])
      for (const name of ['a', 'b']) cumulative(s, second, second * (name === 'a' ? 1 : 4), 0, pod(name));
    s.ticks(at(120), at(250));
    expect(rates(s)[0]).toBe('0=5');
  });

  test('old, repeated and negative points are counted and change nothing', () => {
    const s = new Scenario();
    const send = (second: number, value: number) =>
      s.metrics(at(130), [counter([{ time: at(second), value }], 'cumulative')]);
    send(0, 10);
    send(60, 70);
    expect(send(60, 70).duplicates).toBe(1);
    expect([...send(30, 40).rejected.keys()]).toEqual(['out_of_order']);
    expect([...send(61, -1).rejected.keys()]).toEqual(['negative_count']);
    send(120, 130);
    s.ticks(at(130), at(300));
    expect(rates(s).slice(0, 2)).toEqual(['0=1', '60=1']);
  });

  test('a name that is a level cannot become a rate', () => {
    const s = new Scenario();
    s.metrics(at(1), [{ name: 'bytes', gauge: [{ time: at(1), value: 1 }] }]);
    expect([...s.metrics(at(1), [counter([{ time: at(1), value: 1 }], 'cumulative')]).rejected.keys()]).toEqual([
      'name_conflict',
    ]);
    s.partial(at(1), [{ slot: at(0), status: 200 }]);
    expect([
      ...s.metrics(at(1), [{ name: 'request_rate', gauge: [{ time: at(1), value: 1 }] }]).rejected.keys(),
    ]).toEqual(['name_conflict']);
    expect(new Set(s.series.map(({ id }) => id)).size).toBe(s.series.length);
  });
});

describe('the rhythm of a sender', () => {
  const versions = (s: Scenario): unknown[] =>
    s.series.map(({ identity: { step, version } }) => [step / 1000, version]);

  test.each([
    [
      10,
      [
        [60, 0],
        [10, 1],
      ],
    ],
    [15, [[60, 0]]],
    [60, [[60, 0]]],
    [
      120,
      [
        [60, 0],
        [300, 1],
      ],
    ],
    [
      900,
      [
        [60, 0],
        [3600, 1],
      ],
    ],
  ])('a point every %i s', (every, expected) => {
    const s = new Scenario();
    gauges(s, 0, every * 9, every, (second) => second);
    expect(versions(s)).toEqual(expected);
  });

  test('a new version begins where the old one ends; no value is lost', () => {
    const s = new Scenario();
    gauges(s, 0, 200, 10, (second) => second);
    const old = show(s.shown('queue.length', ' v0'));
    const next = show(s.shown('queue.length', ' v1'));
    expect(old).toEqual(['0=40']);
    expect(next.slice(0, 3)).toEqual(['50=50', '60=60', '70=70']);
    expect(next.every((row) => !row.includes('gap'))).toBe(true);
  });

  test('a few odd intervals change nothing', () => {
    const s = new Scenario();
    for (let i = 0, second = 0; i < 60; i++, second += i % 4 === 0 ? 10 : 60) s.gauge(at(second), at(second), 1);
    expect(versions(s)).toEqual([[60, 0]]);
  });

  test('all instances of a series change together', () => {
    const s = new Scenario();
    for (let second = 0; second < 120; second += 10)
      for (const name of ['a', 'b']) s.gauge(at(second), at(second), 1, pod(name));
    expect(versions(s)).toEqual([
      [60, 0],
      [10, 1],
    ]);
    expect(show(s.shown('queue.length', ' v1')).every((row) => row.includes('=2') || row.startsWith('50='))).toBe(true);
  });

  test('a sender that cannot make up its mind stops making versions', () => {
    const s = new Scenario();
    for (let round = 0, second = 0; round < 60; round++) {
      for (let i = 0; i < 8; i++) s.gauge(at((second += round % 2 === 0 ? 10 : 60)), at(second), 1);
    }
    expect(s.series.length).toBeLessThanOrEqual(17);
  });
});

describe('late values', () => {
  const other = (s: Scenario, second: number) =>
    s.metrics(at(second), [{ name: 'other', gauge: [{ time: at(second), value: 1 }] }], pod('b'));

  test('fill a gap once, as a revision; what is there is not touched', () => {
    const s = new Scenario();
    s.gauge(at(30), at(30), 1);
    for (let second = 30; second < 400; second += 10) other(s, second);
    s.ticks(at(300), at(400));
    expect(s.gauge(at(400), at(130), 13).accepted).toBe(1);
    expect([...s.gauge(at(400), at(140), 14).rejected.keys()]).toEqual(['late_superseded']);
    expect([...s.gauge(at(400), at(35), 2).rejected.keys()]).toEqual(['late_superseded']);
    expect(levels(s).filter((row) => row.includes('r'))).toEqual(['120=13:r1']);
  });

  test('fill nothing that is more than 64 steps back', () => {
    const s = new Scenario();
    s.gauge(at(30), at(30), 1);
    for (let second = 30; second < 5_000; second += 10) other(s, second);
    s.tick(at(5_000));
    expect([...s.gauge(at(5_000), at(70), 1).rejected.keys()]).toEqual(['late_superseded']);
    expect(s.gauge(at(5_000), at(1_200), 1).accepted).toBe(1);
  });

  test('of growth fill a gap too, otherwise they are counted', () => {
    const s = new Scenario();
    const send = (start: number, time: number, value: number) =>
      s.metrics(at(400), [counter([{ start: at(start), time: at(time), value }], 'delta')]);
    s.metrics(at(30), [counter([{ start: at(0), time: at(30), value: 60 }], 'delta')]);
    for (let second = 30; second < 400; second += 10) other(s, second);
    s.ticks(at(300), at(400));
    expect(send(120, 180, 600).accepted).toBe(1);
    expect([...send(125, 175, 600).rejected.keys()]).toEqual(['late_dropped']);
    expect(show(s.shown('bytes')).at(-1)).toBe('120=10:r1');
  });

  test('of a collector that was cut off come back in bulk, in the order of steps', () => {
    const s = new Scenario();
    s.gauge(at(30), at(30), 1);
    for (let second = 30; second < 700; second += 10) other(s, second);
    s.tick(at(700));
    const points = Array.from({ length: 9 }, (_, i) => ({ time: at(90 + 60 * i), value: i })).reverse();
    s.metrics(at(700), [{ name: 'queue.length', unit: '1', gauge: points }]);
    expect(levels(s).filter((row) => row.includes('r'))).toEqual(
      Array.from({ length: 9 }, (_, i) => `${60 + 60 * i}=${i}:r1`)
    );
  });
});

describe('bounds', () => {
  test('a million distinct series: those within the limit are kept, the rest is refused and counted', () => {
    const s = new Scenario({ seriesPerTenant: 200, streamsPerTenant: 400 });
    const refused = new Map<string, number>();
    for (let batch = 0; batch < 10; batch++) {
      const gauge = Array.from({ length: 500 }, (_, i) => ({
        time: at(batch),
        value: i,
        attributes: { id: `${batch}/${i}` },
      }));
      for (const [reason, count] of s.metrics(at(batch), [{ name: 'queue.length', gauge }]).rejected) {
        refused.set(reason, (refused.get(reason) ?? 0) + count);
      }
    }
    expect(s.series).toHaveLength(200);
    expect(refused).toEqual(
      new Map([
        ['series_limit', 200],
        ['stream_limit', 4_600],
      ])
    );
    const known = s.metrics(at(20), [
      { name: 'queue.length', gauge: [{ time: at(20), value: 1, attributes: { id: '0/7' } }] },
    ]);
    expect(known.accepted).toBe(1);
  });

  test('streams of instances that are long gone make room for new ones', () => {
    const s = new Scenario({ seriesPerTenant: 10, streamsPerTenant: 20, sourcesPerTenant: 25 });
    for (let hour = 0; hour < 10; hour++) {
      for (let i = 0; i < 15; i++) {
        const second = hour * 2 * 3600 + 60 * i;
        expect(s.gauge(at(second), at(second), 1, pod(`pod-${hour}-${i}`)).accepted).toBe(1);
      }
      s.ticks(at(hour * 2 * 3600 + 900), at(hour * 2 * 3600 + 1_200), 60_000);
    }
    expect(s.series).toHaveLength(1);
    expect(s.preprocess.sources('default').length).toBeLessThanOrEqual(25);
  });

  test('a stretch of history longer than memory allows closes early instead of growing', () => {
    const s = new Scenario();
    const resource = { 'service.name': 'shop', 'weir.source.mode': 'history' };
    const gauge = Array.from({ length: 30_000 }, (_, i) => ({ time: at(60 * i), value: i }));
    expect(s.metrics(at(60 * 30_000), [{ name: 'queue.length', gauge }], resource).accepted).toBe(30_000);
    expect(s.of('queue.length').length).toBeGreaterThan(29_990);
    expect(s.of('queue.length').every(({ time, value }) => value === (time - T) / 60_000)).toBe(true);
  });

  test('a gauge of every hour still has its rows after a day', () => {
    const s = new Scenario();
    for (let hour = 0; hour < 24; hour++) {
      s.gauge(T + hour * HOUR, T + hour * HOUR, hour);
      s.ticks(T + hour * HOUR, T + (hour + 1) * HOUR - 60_000, 60_000);
    }
    expect(show(s.shown('queue.length', ' v1')).slice(-3)).toEqual(['72000=20', '75600=21', '79200=22'].slice(-3));
  });
});

describe('histograms of ordinary senders', () => {
  const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];
  const explicit = (
    second: number,
    counts: readonly number[],
    start = -5000,
    more: AttributesInput = {}
  ): MetricInput => ({
    name: 'http.server.request.duration',
    unit: 's',
    temporality: 'cumulative',
    histogram: [
      {
        time: at(second),
        start: at(start),
        count: counts.reduce((sum, count) => sum + count, 0),
        sum: 1,
        bounds,
        counts,
        attributes: { 'http.request.method': 'GET', 'http.route': '/a', 'http.response.status_code': 200, ...more },
      },
    ],
  });

  test('cumulative requests of an SDK are rates and percentiles; no growth is a zero, silence is a gap', () => {
    const s = new Scenario();
    for (let k = 0; k <= 4; k++) {
      const n = Math.min(k, 2) * 60;
      s.metrics(at(60 * k), [explicit(60 * k, [0, 0, 0, n, 0, 0, 0, 0, 0])]);
    }
    s.ticks(at(240), at(500));
    const rows = show(s.shown('request_rate', ' /a '));
    expect(rows.slice(0, 4)).toEqual(['0=1:i', '60=1', '120=0', '180=0']);
    expect(rows.slice(5)).toEqual(['300=gap:iu', '360=gap:u', '420=gap:u']);
    const p50 = s.of('latency_p50', ' /a ')[0]?.value ?? 0;
    expect(p50).toBeGreaterThan(25 / 1.05);
    expect(p50).toBeLessThan(50 * 1.05);
  });

  test('the first error of a service counts, although its stream is new', () => {
    const s = new Scenario();
    for (let k = 0; k <= 6; k++) {
      const metrics = [explicit(60 * k, [60 * k, 0, 0, 0, 0, 0, 0, 0, 0])];
      if (k >= 5)
        metrics.push(
          explicit(60 * k, [30 * (k - 4), 0, 0, 0, 0, 0, 0, 0, 0], -5000, { 'http.response.status_code': 500 })
        );
      s.metrics(at(60 * k), metrics);
    }
    s.ticks(at(360), at(500));
    expect(show(s.shown('error_ratio', ' /a ')).slice(3, 6)).toEqual(['180=0', '240=0.333333', '300=0.333333']);
  });

  test('legacy names in milliseconds land on the same percentiles', () => {
    const of = (metric: MetricInput): number => {
      const s = new Scenario();
      s.metrics(at(59), [metric]);
      s.ticks(at(60), at(300));
      return s.of('latency_p95', ' /a ')[0]?.value ?? Number.NaN;
    };
    const counts = [0, 0, 10, 10, 10, 0, 0, 0, 0];
    const modern = { ...explicit(59, counts, 0), temporality: 'delta' as const };
    const legacy = {
      ...modern,
      name: 'http.server.duration',
      unit: 'ms',
      histogram: [
        {
          time: at(59),
          start: at(0),
          count: 30,
          bounds: bounds.map((bound) => bound * 1000),
          counts,
          attributes: { 'http.method': 'GET', 'http.route': '/a', 'http.status_code': 200 },
        },
      ],
    };
    expect(of(modern)).toBeGreaterThan(50);
    expect(of(legacy)).toBeCloseTo(of(modern), 9);
  });

  test('other histograms have a rate and percentiles of their own', () => {
    const s = new Scenario();
    s.metrics(at(59), [
      {
        name: 'db.client.operation.duration',
        unit: 's',
        temporality: 'delta',
        exponential: [
          {
            start: at(0),
            time: at(59),
            count: 30,
            sum: 3,
            scale: 4,
            zeroCount: 0,
            positive: { offset: -54, counts: [30] },
          },
        ],
      },
    ]);
    s.ticks(at(60), at(200));
    expect(
      s.series.map(({ identity: { indicator, kind, unit } }) => [indicator.split('.').at(-1), kind, unit])
    ).toEqual([
      ['rate', 'count', '1/s'],
      ['p50', 'latency', 'ms'],
      ['p95', 'latency', 'ms'],
    ]);
    expect(show(s.shown('db.client.operation.duration.rate'))[0]).toBe('0=0.5:i');
    expect(Math.abs((s.of('db.client.operation.duration.p50')[0]?.value ?? 0) / 98.5 - 1)).toBeLessThan(0.05);
  });

  test('histograms that say nonsense are refused', () => {
    const s = new Scenario();
    const bad = explicit(1, [1, 0, 0, 0, 0, 0, 0, 0, 0]);
    const histogram = 'histogram' in bad ? bad.histogram : [];
    const falling = histogram.map((point) => ({ ...point, bounds: [...bounds].reverse() }));
    const metric: MetricInput = { name: bad.name, unit: 's', temporality: 'cumulative', histogram: falling };
    expect(s.metrics(at(1), [metric]).accepted).toBe(0);
  });
});
