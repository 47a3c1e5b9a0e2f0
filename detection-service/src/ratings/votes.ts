import { DAY, type Millis } from '../core/time.ts';
import type { Vote } from './evidence.ts';
import type { Rubric } from './rubric.ts';

/** What a vote counts today, 0..1: half after each half-life; the owner's counts nothing. */
export function liveWeight({ time, isOwner }: Vote, now: Millis, { votes }: Rubric): number {
  return isOwner ? 0 : 2 ** (-Math.max(0, now - time) / (votes.halfLife * DAY));
}

/** The average of the stars that count; undefined below the number of voters from which on it is shown. */
export function averageStars(votes: readonly Vote[], now: Millis, rubric: Rubric): number | undefined {
  const counted = votes.filter(({ isOwner }) => !isOwner);
  if (counted.length < rubric.votes.shownFrom) return undefined;
  const weight = counted.reduce((sum, vote) => sum + liveWeight(vote, now, rubric), 0);
  return counted.reduce((sum, vote) => sum + vote.stars * liveWeight(vote, now, rubric), 0) / weight;
}
