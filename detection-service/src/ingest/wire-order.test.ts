import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { decodeMetrics } from './decode-metrics.ts';
import { writeMetrics } from './otlp-writer.ts';
import { flatten, keys } from './test-support/flatten.ts';
import { randomRequest } from './test-support/random-request.ts';
import { referencePoints } from './test-support/reference-points.ts';
import { shuffleFields } from './test-support/shuffle-fields.ts';

describe('decodeMetrics against a plain reference decoder', { timeout: 60_000 }, () => {
  it('agrees on 120 random requests as one encoder writes them', () => {
    const random = seededRandom(11);
    let points = 0;
    for (let i = 0; i < 120; i++) {
      const body = writeMetrics(randomRequest(random));
      const decoded = decodeMetrics(body);
      expect(flatten(decoded)).toEqual(referencePoints(body));
      expect(decoded.rejected.size).toBe(0);
      points += decoded.count;
    }
    expect(points).toBeGreaterThan(1_000);
  });

  it('agrees when fields come in any order, in parts and among unknown ones, and keeps keys and order', () => {
    const random = seededRandom(12);
    for (let i = 0; i < 120; i++) {
      const body = writeMetrics(randomRequest(random));
      const untidy = shuffleFields(body, random);
      const decoded = decodeMetrics(untidy);
      expect(flatten(decoded)).toEqual(referencePoints(body));
      expect(keys(decoded)).toEqual(keys(decodeMetrics(body)));
    }
  });
});
