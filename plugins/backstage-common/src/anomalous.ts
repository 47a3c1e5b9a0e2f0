import type { SeriesAnswer } from './schemas';

/** The bit by which the service says so. */
const ANOMALOUS = 4;

/**
 * Which samples of an answer are to be marked, as the service says.
 *
 * @public
 */
export function anomalousSamples({ flags }: Pick<SeriesAnswer, 'flags'>): boolean[] {
  return flags.map((bits) => (bits & ANOMALOUS) !== 0);
}
