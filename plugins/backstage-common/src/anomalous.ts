import type { SeriesAnswer } from './schemas';

/**
 * Which samples of an answer are to be marked: those whose score says so and whose value lies outside the band. The
 * score alone stays high for a while after an outage, when values are what they usually are.
 *
 * @public
 */
export function anomalousSamples(
  { values, lower, upper, scores }: Pick<SeriesAnswer, 'values' | 'lower' | 'upper' | 'scores'>,
  openScore: number
): boolean[] {
  return scores.map((score, i) => {
    const value = values[i];
    if (score === null || score < openScore || value === null || value === undefined) return false;
    const [from, to] = [lower[i], upper[i]];
    return typeof from !== 'number' || typeof to !== 'number' || value < from || value > to;
  });
}
