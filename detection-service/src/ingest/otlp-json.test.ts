import { describe, expect, it } from 'vitest';
import { WeirError } from '../core/errors.ts';
import { decodeMetrics } from './decode-metrics.ts';
import { transcodeJson } from './otlp-json.ts';
import { writeMetrics } from './otlp-writer.ts';
import { flatten, keys } from './test-support/flatten.ts';

const T = 1_700_000_000_000;
const NANOS = '1700000000000000000';

const transcode = (request: unknown) => transcodeJson(Buffer.from(JSON.stringify(request)));
const metric = (value: object) => ({ resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'm', ...value }] }] }] });
const gauge = (...dataPoints: object[]) => metric({ gauge: { dataPoints } });

function failure(run: () => unknown): WeirError {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(WeirError);
    return error as WeirError;
  }
  throw new Error('expected a WeirError');
}

describe('transcodeJson', () => {
  it('writes the very bytes that the writer writes', () => {
    const attributes = [
      { key: 'text', value: { stringValue: 'ü' } },
      { key: 'on', value: { boolValue: true } },
      { key: 'int', value: { intValue: '-9223372036854775808' } },
      { key: 'number', value: { intValue: 12 } },
      { key: 'double', value: { doubleValue: 3 } },
      { key: 'bytes', value: { bytesValue: 'AQL/' } },
      { key: 'array', value: { arrayValue: { values: [{ stringValue: 'a' }, { intValue: 1 }] } } },
      { key: 'list', value: { kvlistValue: { values: [{ key: 'k', value: { stringValue: 'v' } }] } } },
    ];
    const json = {
      resourceMetrics: [
        {
          resource: { attributes },
          schemaUrl: 'ignored',
          scopeMetrics: [
            {
              scope: { name: 'scope', version: '2' },
              metrics: [
                {
                  name: 'g',
                  unit: '1',
                  gauge: { dataPoints: [{ startTimeUnixNano: NANOS, timeUnixNano: NANOS, asDouble: 1.5, attributes }] },
                },
                {
                  name: 's',
                  sum: {
                    dataPoints: [{ timeUnixNano: NANOS, asInt: '-7', flags: 1 }],
                    aggregationTemporality: 2,
                    isMonotonic: true,
                  },
                },
                {
                  name: 'h',
                  histogram: {
                    dataPoints: [
                      {
                        timeUnixNano: NANOS,
                        count: '3',
                        sum: 2,
                        bucketCounts: ['1', 2],
                        explicitBounds: [0.5],
                        attributes,
                      },
                    ],
                    aggregationTemporality: 'AGGREGATION_TEMPORALITY_DELTA',
                  },
                },
                {
                  name: 'e',
                  exponentialHistogram: {
                    dataPoints: [
                      {
                        attributes,
                        timeUnixNano: NANOS,
                        count: 4,
                        sum: 2.5,
                        scale: -2,
                        zeroCount: '1',
                        positive: { offset: -3, bucketCounts: ['1', '0'] },
                        negative: { offset: '5', bucketCounts: [2] },
                      },
                    ],
                    aggregationTemporality: 1,
                  },
                },
              ],
            },
          ],
        },
      ],
      unknown: { anything: [1, 2] },
    };
    const written = {
      text: 'ü',
      on: true,
      int: -(2n ** 63n),
      number: 12,
      double: { double: 3 },
      bytes: Uint8Array.of(1, 2, 255),
      array: ['a', 1],
      list: { list: { k: 'v' } },
    };
    const expected = writeMetrics([
      {
        attributes: written,
        scopes: [
          {
            name: 'scope',
            version: '2',
            metrics: [
              { name: 'g', unit: '1', gauge: [{ start: T, time: T, value: 1.5, attributes: written }] },
              {
                name: 's',
                sum: [{ time: T, value: -7n, noRecordedValue: true }],
                temporality: 'cumulative',
                monotonic: true,
              },
              {
                name: 'h',
                histogram: [{ time: T, count: 3, sum: 2, counts: [1, 2], bounds: [0.5], attributes: written }],
                temporality: 'delta',
              },
              {
                name: 'e',
                exponential: [
                  {
                    time: T,
                    count: 4,
                    sum: 2.5,
                    scale: -2,
                    zeroCount: 1,
                    positive: { offset: -3, counts: [1, 0] },
                    negative: { offset: 5, counts: [2] },
                    attributes: written,
                  },
                ],
                temporality: 'delta',
              },
            ],
          },
        ],
      },
    ]);
    const points = decodeMetrics(transcode(json));
    expect(flatten(points)).toEqual(flatten(decodeMetrics(expected)));
    expect(keys(points)).toEqual(keys(decodeMetrics(expected)));
    expect(points.count).toBe(4);
  });

  it('knows the numbers that JSON lacks, numbers in strings, and null for absent', () => {
    const values = ['NaN', 'Infinity', '1e3', '-0.5', 7];
    const points = decodeMetrics(
      transcode(gauge(...values.map((asDouble) => ({ timeUnixNano: NANOS, asDouble, asInt: null }))))
    );
    expect([...points.value]).toEqual([NaN, 1_000, -0.5, 7]);
    expect(Object.fromEntries(points.rejected)).toEqual({ not_finite: 1 });
  });

  it('takes a time that is a number to the millisecond that was meant', () => {
    for (let ms = T; ms < T + 2_000; ms += 7) {
      const text = JSON.stringify(gauge({ timeUnixNano: 'N', asInt: 1 })).replace('"N"', `${ms}000000`);
      expect(decodeMetrics(transcodeJson(Buffer.from(text))).time[0]).toBe(ms);
    }
  });

  it('counts summaries', () => {
    const points = decodeMetrics(transcode(metric({ summary: { dataPoints: [{ count: 1 }, {}] } })));
    expect(Object.fromEntries(points.rejected)).toEqual({ summary: 2 });
  });

  const at = 'resourceMetrics[0].scopeMetrics[0].metrics[0]';
  const point = (value: object) => gauge({}, value);
  it.each<[unknown, string]>([
    [[], 'body: expected an object with resourceMetrics'],
    [7, 'body: expected an object'],
    [{ resourceMetrics: {} }, 'resourceMetrics: expected an array, each an object, found an object'],
    [{ resourceMetrics: [{}, 4] }, 'resourceMetrics[1]: expected an object, found 4'],
    [metric({ name: 5 }), `${at}.name: expected a string, found 5`],
    [metric({ gauge: [] }), `${at}.gauge: expected an object, found an array`],
    [
      metric({ gauge: {}, sum: {} }),
      `${at}: expected only one of gauge, sum, histogram, exponentialHistogram, summary, found gauge and sum`,
    ],
    [point({ asDouble: 'x' }), `${at}.gauge.dataPoints[1].asDouble: expected a number, found "x"`],
    [
      point({ asInt: 1.5 }),
      `${at}.gauge.dataPoints[1].asInt: expected an integer from -9223372036854775808 to 9223372036854775807, found 1.5`,
    ],
    [point({ asInt: '9223372036854775808' }), `${at}.gauge.dataPoints[1].asInt: expected an integer`],
    [
      point({ asInt: 1, asDouble: 2 }),
      `${at}.gauge.dataPoints[1]: expected only one of asDouble, asInt, found asDouble and asInt`,
    ],
    [point({ timeUnixNano: -1 }), `${at}.gauge.dataPoints[1].timeUnixNano: expected an integer from 0`],
    [point({ timeUnixNano: '2023-11-14T22:13:20Z' }), `${at}.gauge.dataPoints[1].timeUnixNano: expected an integer`],
    [point({ flags: true }), `${at}.gauge.dataPoints[1].flags: expected an integer from 0 to 4294967295, found true`],
    [
      point({ attributes: { a: 'b' } }),
      `${at}.gauge.dataPoints[1].attributes: expected an array, each an object, found an object`,
    ],
    [
      point({ attributes: [{ key: 'k', value: 'v' }] }),
      `${at}.gauge.dataPoints[1].attributes[0].value: expected an object, found "v"`,
    ],
    [
      point({ attributes: [{ key: 'k', value: { bytesValue: '§' } }] }),
      `${at}.gauge.dataPoints[1].attributes[0].value.bytesValue: expected base64`,
    ],
    [
      point({ attributes: [{ key: 'k', value: { arrayValue: { values: [{}, { intValue: 'x' }] } } }] }),
      `${at}.gauge.dataPoints[1].attributes[0].value.arrayValue.values[1].intValue: expected an integer`,
    ],
    [
      metric({ sum: { aggregationTemporality: 'DELTA' } }),
      `${at}.sum.aggregationTemporality: expected 0, 1, 2 or one of`,
    ],
    [metric({ sum: { isMonotonic: 'yes' } }), `${at}.sum.isMonotonic: expected true or false, found "yes"`],
    [
      metric({ histogram: { dataPoints: [{ bucketCounts: ['1', -1] }] } }),
      `${at}.histogram.dataPoints[0].bucketCounts[1]: expected an integer from 0`,
    ],
    [
      metric({ histogram: { dataPoints: [{ explicitBounds: [1, null] }] } }),
      `${at}.histogram.dataPoints[0].explicitBounds[1]: expected a number, found null`,
    ],
    [
      metric({ exponentialHistogram: { dataPoints: [{ scale: 2 ** 40 }] } }),
      `${at}.exponentialHistogram.dataPoints[0].scale: expected an integer from -2147483648`,
    ],
    [
      metric({ exponentialHistogram: { dataPoints: [{ positive: 1 }] } }),
      `${at}.exponentialHistogram.dataPoints[0].positive: expected an object, found 1`,
    ],
  ])('%j', (request, message) => {
    const error = failure(() => transcode(request));
    expect(error.code).toBe('invalid_argument');
    expect(error.message).toContain(message);
    expect(error.details).toHaveLength(1);
  });

  it('refuses what is not JSON, not UTF-8, too deep or too large', () => {
    expect(failure(() => transcodeJson(Buffer.from('{"resourceMetrics":[')))).toMatchObject({
      code: 'invalid_argument',
    });
    expect(failure(() => transcodeJson(Buffer.from([0x22, 0xff, 0x22])))).toMatchObject({ code: 'invalid_argument' });
    expect(failure(() => transcodeJson(new Uint8Array(0)))).toMatchObject({ code: 'invalid_argument' });
    expect(failure(() => transcodeJson(new Uint8Array(11), 10))).toMatchObject({ code: 'too_large' });
    let value: object = {};
    for (let i = 0; i < 10_000; i++) value = { arrayValue: { values: [value] } };
    const text = `{"resourceMetrics":[{"resource":{"attributes":[{"key":"k","value":${'{"arrayValue":{"values":['.repeat(10_000)}${']}}'.repeat(10_000)}}]}}]}`;
    expect(failure(() => transcodeJson(Buffer.from(text))).message).toMatch(/expected at most 32 levels/);
  });
});
