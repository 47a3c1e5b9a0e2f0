import { describe, expect, it } from 'vitest';
import { WeirError } from '../core/errors.ts';
import { seededRandom } from '../core/random.ts';
import { decodeMetrics } from './decode-metrics.ts';
import { writeMetrics } from './otlp-writer.ts';
import { flatten } from './test-support/flatten.ts';
import { randomRequest } from './test-support/random-request.ts';

/** Decodes and reads everything; a WeirError is an answer, anything else is a defect. Returns the number of points. */
function survive(body: Uint8Array): number | 'refused' {
  let points;
  try {
    points = decodeMetrics(body);
  } catch (error) {
    expect(error).toBeInstanceOf(WeirError);
    expect((error as WeirError).code).toBe('invalid_argument');
    expect((error as WeirError).details[0]?.path).not.toBe('');
    return 'refused';
  }
  // What has been decoded must be readable without any error.
  return flatten(points).length;
}

function sample(seed: number, size: number): Uint8Array {
  const random = seededRandom(seed);
  for (;;) {
    const body = writeMetrics(randomRequest(random));
    if (body.length > size && body.length < size * 2) return body;
  }
}

// Tens of thousands of requests: seconds, on a machine that is busy with other things a good many.
describe('hostile bytes', { timeout: 120_000 }, () => {
  it('cut at every byte: refused, or fewer points', () => {
    const body = sample(1, 2_000);
    const whole = survive(body) as number;
    expect(whole).toBeGreaterThan(5);
    let refused = 0;
    for (let end = 0; end < body.length; end++) {
      // A window whose surroundings are all that was cut off: reading past the end would succeed.
      const outcome = survive(body.subarray(0, end));
      if (outcome === 'refused') refused++;
      else expect(outcome).toBeLessThan(whole);
    }
    expect(refused).toBeGreaterThan(body.length * 0.9);
  });

  it('10,000 times one to four bytes changed: refused or decoded, never anything else', () => {
    const random = seededRandom(2);
    const body = sample(3, 700);
    let refused = 0;
    for (let i = 0; i < 10_000; i++) {
      const changed = body.slice();
      for (let n = 1 + Math.floor(random() * 4); n > 0; n--) {
        changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256);
      }
      if (survive(changed) === 'refused') refused++;
    }
    expect(refused).toBeGreaterThan(1_000);
    expect(refused).toBeLessThan(9_900);
  });

  it('5,000 times noise: refused or empty', () => {
    const random = seededRandom(4);
    for (let i = 0; i < 5_000; i++) {
      survive(Uint8Array.from({ length: Math.floor(random() * 60) }, () => Math.floor(random() * 256)));
    }
  });

  it('millions of empty messages take no rows and little time', () => {
    const body = new Uint8Array(4_000_000);
    for (let i = 0; i < body.length; i += 2) body[i] = 0x0a;
    const points = decodeMetrics(body);
    expect([points.count, points.resources]).toEqual([0, 0]);
  });
});
