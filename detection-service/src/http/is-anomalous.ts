import type { SeriesKind } from '../core/series.ts';
import { OPEN_SCORE, SCORED } from '../core/verdict.ts';
import type { SeriesResults } from '../storage/ports.ts';

/** The bit of `SeriesAnswer.flags` that says so. */
export const ANOMALOUS = 4;

/**
 * Whether a sample is to be marked: its score says so and its value lies outside the band, for ratios and latencies
 * above it. The score alone stays high for a while after an outage, when values are what they usually are.
 */
export function isAnomalous(
  kind: SeriesKind,
  rows: Pick<SeriesResults, 'status' | 'score' | 'value' | 'lower' | 'upper'>,
  i: number
): boolean {
  const value = rows.value[i] as number;
  if (rows.status[i] !== SCORED || !((rows.score[i] as number) >= OPEN_SCORE) || Number.isNaN(value)) return false;
  const [lower, upper] = [rows.lower[i] as number, rows.upper[i] as number];
  if (Number.isNaN(lower) || Number.isNaN(upper) || value > upper) return true;
  return value < lower && kind !== 'ratio' && kind !== 'latency';
}
