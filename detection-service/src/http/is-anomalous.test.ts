import { describe, expect, it } from 'vitest';
import type { SeriesKind } from '../core/series.ts';
import { NO_DATA, SCORED } from '../core/verdict.ts';
import { isAnomalous } from './is-anomalous.ts';

const marked = (
  kind: SeriesKind,
  value: number,
  parts: { score?: number; status?: number; band?: [number, number] }
) => {
  const [lower, upper] = parts.band ?? [100, 200];
  const rows = {
    status: Uint8Array.of(parts.status ?? SCORED),
    score: Float32Array.of(parts.score ?? 0.9),
    value: Float64Array.of(value),
    lower: Float32Array.of(lower),
    upper: Float32Array.of(upper),
  };
  return isAnomalous(kind, rows, 0);
};

describe('a sample is marked', () => {
  it('when its score says so and it lies outside the band', () => {
    expect([marked('latency', 201, {}), marked('latency', 200, {}), marked('latency', 150, {})]).toEqual([
      true,
      false,
      false,
    ]);
    expect(marked('latency', 201, { score: 0.49 })).toBe(false);
  });

  it('below the band only where low is bad', () => {
    expect((['count', 'gauge', 'ratio', 'latency'] as const).map((kind) => marked(kind, 99, {}))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('without a band by its score alone, and never for a gap', () => {
    expect(marked('latency', 1, { band: [Number.NaN, Number.NaN] })).toBe(true);
    expect(marked('latency', Number.NaN, {})).toBe(false);
    expect(marked('latency', 900, { status: NO_DATA })).toBe(false);
  });
});
