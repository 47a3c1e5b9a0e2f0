import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { WeirError } from '../core/errors.ts';
import { DECODE_LIMITS } from './decode-limits.ts';
import { decodeMetrics } from './decode-metrics.ts';
import * as kinds from './metric-points.ts';
import type { ExponentialPointInput, HistogramPointInput, MetricInput, NumberPointInput } from './otlp-writer.ts';
import { writeMetrics } from './otlp-writer.ts';
import { transcodeJson } from './otlp-json.ts';
import { ProtoWriter } from './proto-writer.ts';
import { REJECTIONS } from './rejections.ts';
import { flatten } from './test-support/flatten.ts';

const T = 1_700_000_000_000;

const decode = (...metrics: MetricInput[]) => decodeMetrics(writeMetrics([{ scopes: [{ metrics }] }]));
const gauge = (...points: NumberPointInput[]) => decode({ name: 'g', gauge: points });
const rejected = (points: ReturnType<typeof decodeMetrics>) => Object.fromEntries(points.rejected);

function failure(body: Uint8Array, limits = DECODE_LIMITS): WeirError {
  try {
    decodeMetrics(body, limits);
  } catch (error) {
    expect(error).toBeInstanceOf(WeirError);
    return error as WeirError;
  }
  throw new Error('expected decodeMetrics to throw');
}

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

describe('points that cannot be taken are counted by reason, and the others are taken', () => {
  const good: NumberPointInput = { time: T, value: 7 };
  const attributes = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'v']));

  it.each<[string, NumberPointInput]>([
    ['no_value', { time: T }],
    ['no_time', { time: 0, value: 1 }],
    ['time_out_of_range', { time: 1_700_000_000, value: 1 }],
    ['time_out_of_range', { time: 9_223_372_036_854, value: 1 }],
    ['time_out_of_range', { time: T, start: 18_446_744_073_709, value: 1 }],
    ['not_finite', { time: T, value: Infinity }],
    ['not_finite', { time: T, value: -Infinity }],
    ['too_many_attributes', { time: T, value: 1, attributes: attributes(65) }],
    ['attribute_too_long', { time: T, value: 1, attributes: { key: 'x'.repeat(1_025) } }],
    ['attribute_too_long', { time: T, value: 1, attributes: { ['k'.repeat(1_025)]: 'x' } }],
    ['attribute_too_long', { time: T, value: 1, attributes: { key: ['x'.repeat(600), 'x'.repeat(600)] } }],
  ])('%s: %o', (reason, bad) => {
    const points = gauge(good, bad, good);
    expect(rejected(points)).toEqual({ [reason]: 1 });
    expect([...points.value]).toEqual([7, 7]);
  });

  it('takes what is just within the limits', () => {
    const points = gauge(
      { ...good, attributes: attributes(64) },
      { ...good, attributes: { ['k'.repeat(1_024)]: 'x'.repeat(1_024) } }
    );
    expect(points.count).toBe(2);
    expect(Object.keys(points.pointAttributes(0))).toHaveLength(64);
  });

  it('metrics without a name or temporality, summaries', () => {
    const points = decode(
      { name: '', gauge: [good, good] },
      { name: 'n'.repeat(1_025), gauge: [good] },
      { name: 's', sum: [good, good, { time: T }], temporality: 'unspecified', monotonic: true },
      {
        name: 'q',
        summary: [
          { time: T, count: 1, sum: 1 },
          { time: T, count: 1, sum: 1 },
        ],
      },
      { name: 'h', histogram: [{ time: T, count: 0, bounds: [], counts: [] }], temporality: 'unspecified' },
      { name: 'fine', gauge: [good] }
    );
    expect(rejected(points)).toEqual({ summary: 2, no_value: 1, no_temporality: 3, no_name: 2, name_too_long: 1 });
    expect(points.count).toBe(1);
    expect(points.metricName(points.metric[0] as number)).toBe('fine');
  });

  const histogram: HistogramPointInput = { time: T, count: 6, sum: 1, bounds: [1, 2], counts: [1, 2, 3] };
  it.each<[string, Partial<HistogramPointInput>]>([
    ['bounds_mismatch', { bounds: [1] }],
    ['bounds_mismatch', { bounds: [], counts: [3, 3] }],
    ['bounds_not_ascending', { bounds: [2, 1] }],
    ['bounds_not_ascending', { bounds: [2, 2] }],
    ['not_finite', { bounds: [1, NaN] }],
    ['not_finite', { bounds: [1, Infinity] }],
    ['not_finite', { sum: Infinity }],
    ['count_mismatch', { count: 7 }],
    ['no_recorded_value', { noRecordedValue: true }],
    ['no_time', { time: 0 }],
    [
      'too_many_buckets',
      { bounds: Array.from({ length: 1_001 }, (_, i) => i), counts: Array.from({ length: 1_002 }, () => 0), count: 0 },
    ],
  ])('histogram, %s', (reason, change) => {
    const points = decode({
      name: 'h',
      histogram: [histogram, { ...histogram, ...change }, histogram],
      temporality: 'delta',
    });
    expect(rejected(points)).toEqual({ [reason]: 1 });
    expect(points.count).toBe(2);
  });

  const exponential: ExponentialPointInput = {
    time: T,
    count: 6,
    scale: 4,
    zeroCount: 1,
    positive: { offset: -3, counts: [1, 0, 4] },
  };
  it.each<[string, Partial<ExponentialPointInput>]>([
    ['scale_out_of_range', { scale: 21 }],
    ['scale_out_of_range', { scale: -11 }],
    ['count_mismatch', { count: 5 }],
    ['count_mismatch', { zeroCount: 0 }],
    ['bucket_out_of_range', { scale: 0, positive: { offset: 1_023, counts: [1, 0, 4] } }],
    ['bucket_out_of_range', { scale: 0, positive: { offset: -1_077, counts: [1, 0, 4] } }],
    ['bucket_out_of_range', { negative: { offset: 2_147_483_647, counts: [0] } }],
    ['too_many_buckets', { positive: { offset: 0, counts: Array.from({ length: 1_001 }, () => 0) } }],
    ['too_many_attributes', { attributes: attributes(65) }],
    ['attribute_too_long', { attributes: { key: 'x'.repeat(1_025) } }],
  ])('exponential histogram, %s', (reason, change) => {
    const points = decode({
      name: 'e',
      exponential: [exponential, { ...exponential, ...change }, exponential],
      temporality: 'delta',
    });
    expect(rejected(points)).toEqual({ [reason]: 1 });
    expect(points.count).toBe(2);
  });

  it('a resource over the limits takes its points with it, and only those', () => {
    const scopes = [{ metrics: [{ name: 'g', gauge: [good, good] }] }];
    const points = decodeMetrics(
      writeMetrics([
        { attributes: { a: 'x'.repeat(16_385) }, scopes },
        { attributes: attributes(129), scopes },
        { attributes: { a: 'x'.repeat(16_384) }, scopes },
      ])
    );
    expect(rejected(points)).toEqual({ attribute_too_long: 2, too_many_attributes: 2 });
    expect([...points.resource]).toEqual([0, 0]);
    expect(points.resources).toBe(1);
    expect(points.resourceAttributes(0)['a']).toHaveLength(16_384);
  });

  it('leave nothing behind in the columns', () => {
    const points = decode(
      { name: 'h', histogram: [{ time: T, count: 5, bounds: [], counts: [] }], temporality: 'unspecified' },
      { name: 'g', gauge: [good] }
    );
    expect([points.observations[0], points.value[0], points.kind[0]]).toEqual([0, 7, kinds.GAUGE]);
  });

  it('every reason is one of REJECTIONS, in its order', () => {
    const points = decode({ name: 's', gauge: [{ time: 0 }, { time: T }] }, { name: '', gauge: [good] });
    expect([...points.rejected.keys()]).toEqual(REJECTIONS.filter((reason) => points.rejected.has(reason)));
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

describe('bytes that are not well-formed', () => {
  const wrap = (point: (out: ProtoWriter) => void): Uint8Array => {
    const out = new ProtoWriter();
    out.message(1, () =>
      out.message(2, () => {
        out.message(2, () => undefined);
        out.message(2, () => {
          out.string(1, 'g');
          out.message(5, () => {
            out.message(1, () => undefined);
            out.message(1, () => point(out));
          });
        });
      })
    );
    return out.finish();
  };
  const POINT = 'resourceMetrics[0].scopeMetrics[0].metrics[1].gauge.dataPoints[1]';

  it.each<[string, (out: ProtoWriter) => void, string, RegExp]>([
    ['a wrong wire type', (out) => out.varint(3, 5), `${POINT}.timeUnixNano`, /wire type 0 is not the one of field 3/],
    ['an attribute as a number', (out) => out.varint(7, 5), `${POINT}.attributes[0]`, /wire type 0/],
    ['a group', (out) => out.varint(2_000, 1), `${POINT}.field 2000`, /^/],
    [
      'a value within an attribute',
      (out) =>
        out.message(7, () => {
          out.string(1, 'k');
          out.varint(2, 1);
        }),
      `${POINT}.attributes[0].value`,
      /wire type 0/,
    ],
    [
      'nesting',
      (out) => out.message(7, () => out.message(2, () => nest(out, 17))),
      `${POINT}.attributes[0].value.arrayValue`,
      /nested too deeply/,
    ],
  ])('%s', (name, write, path, message) => {
    const body = wrap(write);
    if (name === 'a group') body[body.length - 3] = (body[body.length - 3] as number) | 3;
    const error = failure(body);
    expect(error.code).toBe('invalid_argument');
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/byte \d+ of \d+/);
    expect(error.details[0]?.path.startsWith(path)).toBe(true);
  });

  it.each<[string, (out: ProtoWriter) => void]>([
    ['a time', (out) => out.fixed64(3, 1n)],
    ['a value', (out) => out.double(4, 1)],
    ['an attribute', (out) => out.message(7, () => out.string(1, 'k'))],
    ['an unknown field', (out) => out.fixed64(99, 1n)],
    ['flags', (out) => out.varint(8, 1)],
  ])('%s that runs over the end of its point into the next', (_, write) => {
    const body = wrap((out) => {
      out.double(4, 1);
      write(out);
    });
    // Shorten the point by one byte; what it loses becomes a field of its own in the gauge, by a length that is made up.
    const point = new ProtoWriter();
    point.double(4, 1);
    write(point);
    const length = point.finish().length;
    const at = body.length - length - 1;
    expect(body[at]).toBe(length);
    body[at] = length - 1;
    expect(failure(body).details[0]?.path.startsWith(POINT)).toBe(true);
  });

  it('nesting within the limit is taken', () => {
    const body = wrap((out) => {
      out.fixed64(3, BigInt(T) * 1_000_000n);
      out.double(4, 1);
      out.message(7, () => out.message(2, () => nest(out, 16)));
    });
    expect(decodeMetrics(body).pointAttributes(0)['']).toBe(`${'['.repeat(16)}null${']'.repeat(16)}`);
  });

  it('a length beyond the end names the field and allocates nothing', () => {
    const error = failure(Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0x07));
    expect(error.message).toMatch(
      /resourceMetrics\[0\]: a length of 2147483647 bytes where only 0 are left.*byte 1 of 6/
    );
  });

  it.each([
    [[0x00], /field number/],
    [[0x0b], /wire type 3 of field 1|wire type 3 is not/],
    [[0x0a], /does not end/],
    [[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01], /more than 10 bytes/],
    [[0x1f, 0x00], /wire type 7/],
    [[0x1d, 0x00], /4 bytes/],
    [[0x19, 0x00], /8 bytes/],
  ])('%o', (bytes, message) => {
    expect(failure(Uint8Array.from(bytes)).message).toMatch(message);
  });

  it('more points than the limit is too large', () => {
    const body = writeMetrics([
      { scopes: [{ metrics: [{ name: 'g', gauge: Array.from({ length: 101 }, () => ({ time: T, value: 1 })) }] }] },
    ]);
    expect(failure(body, { ...DECODE_LIMITS, points: 100 }).code).toBe('too_large');
    expect(decodeMetrics(body, { ...DECODE_LIMITS, points: 101 }).count).toBe(101);
  });
});

function nest(out: ProtoWriter, levels: number): void {
  if (levels > 0) out.message(5, () => out.message(1, () => nest(out, levels - 1)));
}
