import type { Rating, RatingLine } from '@weir/backstage-plugin-weir-common';
import { points, score } from './number';

const NAMES: Readonly<Record<RatingLine['what'], string>> = {
  reliability: 'Reliability',
  latency: 'Latency',
  stability: 'Stability',
  outlook: 'Outlook',
  'change-safety': 'Change safety',
  contract: 'Contract and docs',
  consumers: 'Consumers',
  'not-enough-data': 'Not enough data',
  cap: 'Cap',
};

/** A facet or line of a rating as people read it. */
export function lineName(what: RatingLine['what']): string {
  return NAMES[what] ?? what;
}

/** `78 B`, or `74 provisional` while too little is known for a letter. */
export function scoreAndBand(rating: Pick<Rating, 'score' | 'band'>): string {
  return `${score(rating.score)} ${rating.band ?? 'provisional'}`;
}

/** `72 to 83` */
export function range(rating: Pick<Rating, 'low' | 'high'>): string {
  return `${score(rating.low)} to ${score(rating.high)}`;
}

/**
 * The change of a rating as a word and an arrow, where it counts: five points or more, and outside the range that the
 * rating has anyway.
 */
export function trend(rating: Pick<Rating, 'score' | 'low' | 'high'>, change: number | null): string {
  if (change === null || Math.abs(change) < 5) return '';
  const before = rating.score - change;
  if (before >= rating.low && before <= rating.high) return '';
  return `${change < 0 ? '↓' : '↑'} ${score(Math.abs(change))}`;
}

/** Why a rating is provisional. */
export function provisionalWhy(rating: Pick<Rating, 'confidence'>): string {
  return `Too few calls to be sure (${score(rating.confidence)} % confidence). Not a bad mark.`;
}

/** The line that lost most of what evidence lost; undefined when nothing was lost. */
export function mostLost(rating: Pick<Rating, 'lines'>): RatingLine | undefined {
  return rating.lines
    .filter((line) => line.lost > 0 && line.what !== 'not-enough-data' && line.what !== 'cap')
    .sort((one, other) => other.lost - one.lost)[0];
}

/** `-9.1` with a minus sign that lines up. */
export function lost(value: number): string {
  return value === 0 ? '0.0' : `−${points(value)}`;
}
