import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeMetrics } from './decode-metrics.ts';
import * as kinds from './metric-points.ts';
import type { MetricInput, NumberPointInput } from './otlp-writer.ts';
import { writeMetrics } from './otlp-writer.ts';
import { transcodeJson } from './otlp-json.ts';
import { ProtoWriter } from './proto-writer.ts';
import { flatten } from './test-support/flatten.ts';

const T = 1_700_000_000_000;

const decode = (...metrics: MetricInput[]) => decodeMetrics(writeMetrics([{ scopes: [{ metrics }] }]));
const gauge = (...points: NumberPointInput[]) => decode({ name: 'g', gauge: points });

describe('what another encoder wrote', () => {
  const fixture = JSON.parse(readFileSync(new URL('./fixtures/opentelemetry-js.json', import.meta.url), 'utf8')) as {
    protobuf: string;
    json: unknown;
  };
  const bodies: [string, Uint8Array][] = [
    ['protobuf', Buffer.from(fixture.protobuf, 'base64')],
    ['JSON', transcodeJson(Buffer.from(JSON.stringify(fixture.json)))],
  ];

  it.each(bodies)('the OpenTelemetry SDK for JavaScript, %s', (_, body) => {
    const points = flatten(decodeMetrics(body));
    const common = {
      resource: {
        'service.name': 'checkout',
        'service.instance.id': '7',
        'process.command_args': '["node","--flag"]',
        'process.ratio': '0.5',
        'process.on': 'true',
      },
      scope: 'my-scope',
      time: 1_700_000_060_123,
      start: T,
    };
    const number = { ...common, observations: 0, buckets: undefined };
    const method = { 'http.request.method': 'GET' };
    expect(points).toEqual([
      {
        ...number,
        kind: kinds.GAUGE,
        name: 'queue.depth',
        unit: '{item}',
        attributes: { queue: 'a', shard: '3' },
        value: 12.5,
      },
      { ...number, kind: kinds.GAUGE, name: 'queue.depth', unit: '{item}', attributes: { queue: 'b' }, value: -3 },
      {
        ...number,
        kind: kinds.SUM_CUMULATIVE,
        name: 'requests',
        unit: '{request}',
        attributes: { 'http.route': '/a/{id}' },
        value: 41,
      },
      { ...number, kind: kinds.SUM_UP_DOWN, name: 'active', unit: '1', attributes: {}, value: 2 },
      {
        ...common,
        kind: kinds.HISTOGRAM_DELTA,
        name: 'http.server.request.duration',
        unit: 's',
        attributes: method,
        value: 1.25,
        observations: 6,
        buckets: { bounds: Float64Array.of(0.1, 0.25, 1), counts: Float64Array.of(1, 2, 3, 0) },
      },
      {
        ...common,
        kind: kinds.EXPONENTIAL_DELTA,
        name: 'latency',
        unit: 'ms',
        attributes: method,
        value: 77,
        observations: 9,
        buckets: {
          scale: 3,
          zeroCount: 1,
          positive: { offset: -5, counts: Float64Array.of(1, 0, 5, 2) },
          negative: { offset: 0, counts: new Float64Array(0) },
        },
      },
    ]);
  });
});

describe('values and times', () => {
  it('reads integers exactly up to 2^53 and as the nearest double beyond', () => {
    const values = [0n, -1n, 2n ** 53n, -(2n ** 53n), 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)];
    const points = gauge(...values.map((value) => ({ time: T, value })));
    expect([...points.value]).toEqual(values.map(Number));
  });

  it('keeps NaN, which is a gap, and makes one of the flag', () => {
    const points = gauge(
      { time: T, value: NaN },
      { time: T, value: 3, noRecordedValue: true },
      { time: T, noRecordedValue: true }
    );
    expect([...points.value]).toEqual([NaN, NaN, NaN]);
  });

  it.each([
    ['1700000000000000000', 1_700_000_000_000],
    ['1700000000000999999', 1_700_000_000_000],
    ['1700000000001000000', 1_700_000_000_001],
    ['9223372036853999999', 9_223_372_036_853],
  ])('takes %s ns for %i ms', (time, millis) => {
    const json = {
      resourceMetrics: [
        { scopeMetrics: [{ metrics: [{ name: 'g', gauge: { dataPoints: [{ timeUnixNano: time, asInt: 1 }] } }] }] },
      ],
    };
    expect(decodeMetrics(transcodeJson(Buffer.from(JSON.stringify(json)))).time[0]).toBe(millis);
  });

  it('makes milliseconds of nanoseconds as bigints do', () => {
    let nanos = 31_536_000_000_000_000n;
    for (let i = 0; i < 2_000; i++) {
      const points = gauge({ time: Number(nanos / 1_000_000n), value: 1 });
      expect(points.time[0]).toBe(Number(nanos / 1_000_000n));
      nanos += 4_611_686_018_427_387n;
      if (nanos >= 9_223_372_036_854_000_000n) break;
    }
  });
});

describe('a point has all of its own', () => {
  it('histograms without buckets have their count in one', () => {
    const points = decode({
      name: 'h',
      histogram: [{ time: T, count: 5, sum: 2, bounds: [], counts: [] }],
      temporality: 'delta',
    });
    expect(points.histogram(0)).toEqual({ bounds: new Float64Array(0), counts: Float64Array.of(5) });
    expect(points.observations[0]).toBe(5);
  });

  it('reads bucket counts that are not packed', () => {
    const out = new ProtoWriter();
    const metric = (field: number, point: () => void) =>
      out.message(1, () =>
        out.message(2, () =>
          out.message(2, () => {
            out.string(1, 'h');
            out.message(field, () => {
              out.message(1, point);
              out.varint(2, 1);
            });
          })
        )
      );
    metric(9, () => {
      out.fixed64(3, BigInt(T) * 1_000_000n);
      out.fixed64(4, 3n);
      out.fixed64(6, 1n);
      out.double(7, 0.5);
      out.fixed64(6, 2n);
    });
    metric(10, () => {
      out.fixed64(3, BigInt(T) * 1_000_000n);
      out.fixed64(4, 301n);
      out.message(8, () => {
        out.varint(2, 300);
        out.sint32(1, -2);
        out.varint(2, 1);
      });
    });
    const points = decodeMetrics(out.finish());
    expect(points.histogram(0)).toEqual({ bounds: Float64Array.of(0.5), counts: Float64Array.of(1, 2) });
    expect(points.exponential(1).positive).toEqual({ offset: -2, counts: Float64Array.of(300, 1) });
  });

  it('refuses to read a kind that it is not, or a point that is not there', () => {
    const points = gauge({ time: T, value: 1 });
    expect(() => points.histogram(0)).toThrow(TypeError);
    expect(() => points.exponential(0)).toThrow(TypeError);
    expect(() => points.pointAttributes(1)).toThrow(RangeError);
    expect(() => points.resourceAttributes(1)).toThrow(RangeError);
    expect(() => points.metricName(1)).toThrow(RangeError);
  });

  it('takes __proto__ for a key like others, and the later of two', () => {
    const out = new ProtoWriter();
    out.message(1, () =>
      out.message(2, () =>
        out.message(2, () => {
          out.string(1, 'g');
          out.message(5, () =>
            out.message(1, () => {
              out.fixed64(3, BigInt(T) * 1_000_000n);
              out.double(4, 1);
              for (const [key, value] of [
                ['__proto__', 'a'],
                ['k', '1'],
                ['k', '2'],
              ] as const) {
                out.message(7, () => {
                  out.string(1, key);
                  out.message(2, () => out.string(1, value));
                });
              }
            })
          );
        })
      )
    );
    const attributes = decodeMetrics(out.finish()).pointAttributes(0);
    expect(Object.entries(attributes)).toEqual([
      ['__proto__', 'a'],
      ['k', '2'],
    ]);
  });

  it('of two members of `data` takes the last, as protobuf does', () => {
    const out = new ProtoWriter();
    const data = (field: number, value: number) =>
      out.message(field, () => {
        out.message(1, () => {
          out.fixed64(3, BigInt(T) * 1_000_000n);
          out.double(4, value);
        });
        out.varint(2, 2);
        out.varint(3, 1);
      });
    out.message(1, () =>
      out.message(2, () =>
        out.message(2, () => {
          data(7, 1);
          data(5, 2);
          data(7, 3);
          data(7, 4);
          out.string(1, 'g');
        })
      )
    );
    const points = decodeMetrics(out.finish());
    expect([...points.value]).toEqual([3, 4]);
    expect([...points.kind]).toEqual([kinds.SUM_CUMULATIVE, kinds.SUM_CUMULATIVE]);
  });

  it('an empty request is no points', () => {
    const points = decodeMetrics(new Uint8Array(0));
    expect([points.count, points.resources, points.rejected.size]).toEqual([0, 0, 0]);
  });

  it('reads a body that is a window of a larger buffer, at any alignment', () => {
    const body = writeMetrics([
      {
        attributes: { a: 'b' },
        scopes: [{ metrics: [{ name: 'g', gauge: [{ time: T, value: 2, attributes: { key: 'value' } }] }] }],
      },
    ]);
    for (let shift = 0; shift < 8; shift++) {
      const large = new Uint8Array(body.length + 32).fill(0xff);
      large.set(body, shift);
      expect(flatten(decodeMetrics(large.subarray(shift, shift + body.length)))).toEqual(flatten(decodeMetrics(body)));
    }
  });
});
