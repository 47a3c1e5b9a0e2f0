import { MINUTE, type Millis } from '../core/time.ts';
import type { RatedProblem } from './evidence.ts';

/**
 * Minutes of `[from, to)` in which a service was degraded, each weighed by concern and by how sure it is that there was a
 * problem: 1 when a person confirmed it, 0 when discarded, otherwise its confidence. Where problems overlap the gravest
 * counts, once.
 */
export function degradedMinutes(problems: readonly RatedProblem[], from: Millis, to: Millis): number {
  const spans = problems
    .map(({ start, end = to, ...problem }) => ({
      start: Math.max(from, start),
      end: Math.min(to, end),
      weight: (problem.concern / 100) * certainty(problem),
    }))
    .filter(({ start, end, weight }) => end > start && weight > 0);
  const edges = [...new Set(spans.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  let minutes = 0;
  for (let i = 0; i + 1 < edges.length; i++) {
    const [left, right] = [edges[i] as Millis, edges[i + 1] as Millis];
    const here = spans.filter(({ start, end }) => start <= left && end >= right);
    minutes += (Math.max(0, ...here.map(({ weight }) => weight)) * (right - left)) / MINUTE;
  }
  return minutes;
}

function certainty({ word, confidence }: Pick<RatedProblem, 'word' | 'confidence'>): number {
  if (word === 'confirmed') return 1;
  return word === 'discarded' ? 0 : confidence / 100;
}
