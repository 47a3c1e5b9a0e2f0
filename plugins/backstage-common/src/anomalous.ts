import type { SeriesAnswer } from './schemas';

/**
 * The columns of an answer that say which samples are anomalous.
 *
 * @public
 */
export type AnomalousParts = Pick<SeriesAnswer, 'values' | 'lower' | 'upper' | 'scores'> & {
  series: Pick<SeriesAnswer['series'], 'kind'>;
};

/**
 * Which samples of an answer are to be marked: those whose score says so and whose value lies outside the band, for
 * ratios and latencies above it. The score alone stays high for a while after an outage, when values are what they
 * usually are.
 *
 * @public
 */
export function anomalousSamples(
  { series, values, lower, upper, scores }: AnomalousParts,
  openScore: number
): boolean[] {
  const isOneSided = series.kind === 'ratio' || series.kind === 'latency';
  return scores.map((score, i) => {
    const value = values[i];
    if (score === null || score < openScore || value === null || value === undefined) return false;
    const [from, to] = [lower[i], upper[i]];
    return typeof from !== 'number' || typeof to !== 'number' || value > to || (value < from && !isOneSided);
  });
}
