import { describe, expect, it } from 'vitest';
import { WeirError } from '../core/errors.ts';
import { DECODE_LIMITS } from './decode-limits.ts';
import { decodeMetrics } from './decode-metrics.ts';
import { writeMetrics } from './otlp-writer.ts';
import { ProtoWriter } from './proto-writer.ts';

const T = 1_700_000_000_000;

function failure(body: Uint8Array, limits = DECODE_LIMITS): WeirError {
  try {
    decodeMetrics(body, limits);
  } catch (error) {
    expect(error).toBeInstanceOf(WeirError);
    return error as WeirError;
  }
  throw new Error('expected decodeMetrics to throw');
}

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
