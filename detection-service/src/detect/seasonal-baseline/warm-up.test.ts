import { describe, expect, it } from 'vitest';
import { Value } from 'typebox/value';
import { SECOND, MINUTE, HOUR } from '../../core/time.ts';
import { newVerdictBlock, WARMING_UP } from '../../core/verdict.ts';
import { blockOf } from '../exam.ts';
import { seasonalBaseline } from './definition.ts';

/** How many samples of each kind are not judged yet: the same for all kinds, or the test fails. */
function samplesOfWarmUp(params: object, step: number): number {
  const detector = seasonalBaseline.create(Value.Default(seasonalBaseline.params, params) as never, {
    random: () => 0.5,
  });
  for (let sample = 0; sample < 3000; sample++) {
    const block = blockOf(
      sample * step,
      [
        { ordinal: 0, kind: 'count', value: 20, weight: (20 * step) / SECOND },
        { ordinal: 1, kind: 'ratio', value: 0, weight: (20 * step) / SECOND },
        { ordinal: 2, kind: 'latency', value: 50, weight: 20 },
        { ordinal: 3, kind: 'gauge', value: 50, weight: 1 },
      ],
      step
    );
    const out = newVerdictBlock(4);
    detector.score(block, out);
    detector.learn(block, new Uint8Array(4).fill(1));
    const warming = [...out.status].filter((status) => status === WARMING_UP).length;
    if (warming === 0) return sample;
    expect(warming, `sample ${sample}`).toBe(4);
  }
  return Infinity;
}

describe('warm-up', () => {
  it('lasts half an hour unless told otherwise, and at least 24 samples', () => {
    expect(samplesOfWarmUp({}, SECOND)).toBe(1800);
    expect(samplesOfWarmUp({}, MINUTE)).toBe(30);
    expect(samplesOfWarmUp({}, HOUR)).toBe(24);
  });

  it('can be made shorter or longer, in seconds', () => {
    expect(samplesOfWarmUp({ warmUp: 45 }, SECOND)).toBe(45);
    expect(samplesOfWarmUp({ warmUp: 10 }, SECOND)).toBe(24);
    expect(samplesOfWarmUp({ warmUp: 7200 }, MINUTE)).toBe(120);
  });

  it('is refused where it is no sensible span', () => {
    for (const warmUp of [0, -1, 1e9, 1.5, '30m']) {
      expect(
        Value.Check(seasonalBaseline.params, Value.Default(seasonalBaseline.params, { warmUp })),
        String(warmUp)
      ).toBe(false);
    }
  });
});
