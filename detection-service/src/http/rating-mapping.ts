import type * as contract from '@weir/contract';
import type { Revision } from '../records/record.ts';
import type { RecordStore } from '../records/record-store.ts';
import { listAll } from '../records/list-where.ts';
import type { Vote } from '../ratings/evidence.ts';
import type { Rating } from '../ratings/rating.ts';
import type { Rated } from '../ratings/rating-book.ts';
import { R1 } from '../ratings/rubric.ts';
import { averageStars, liveWeight } from '../ratings/votes.ts';
import { toPerson } from './feedback-of.ts';

/** The kind of the records that hold votes; their subject is the entity. */
export const VOTE = 'vote';

/** What a record of a vote holds. */
interface VoteBody {
  readonly stars: number;
  readonly comment?: string | undefined;
  readonly isOwner: boolean;
  readonly withdrawn: boolean;
}

const bodyOf = (revision: Revision): VoteBody => revision.body as unknown as VoteBody;

/** The live votes on a service. */
export function votesOn(records: Pick<RecordStore, 'list'>, tenant: string, entityId: string): readonly Vote[] {
  return listAll(records, tenant, VOTE, { subject: entityId }).flatMap(liveVote);
}

/** The live votes on all services, by the ids of their entities. */
export function allVotes(records: Pick<RecordStore, 'list'>, tenant: string): ReadonlyMap<string, readonly Vote[]> {
  const votes = new Map<string, Vote[]>();
  for (const revision of listAll(records, tenant, VOTE, {})) {
    const there = votes.get(revision.subject);
    if (there === undefined) votes.set(revision.subject, liveVote(revision));
    else there.push(...liveVote(revision));
  }
  return votes;
}

function liveVote(revision: Revision): Vote[] {
  const { stars, isOwner, withdrawn } = bodyOf(revision);
  return withdrawn ? [] : [{ stars, time: revision.time, isOwner }];
}

export function toVote(revision: Revision, now: number): contract.Vote {
  const { stars, comment, isOwner, withdrawn } = bodyOf(revision);
  const weight = withdrawn ? 0 : liveWeight({ stars, time: revision.time, isOwner }, now, R1);
  return {
    entityId: revision.subject,
    stars,
    comment: comment ?? null,
    isOwner,
    counts: Math.round(100 * weight),
    withdrawn,
    person: toPerson(revision.actor),
    time: revision.time,
    revision: revision.revision,
  };
}

export function toRating({ entity: { id, entity }, rating, votes }: Rated, now: number): contract.Rating {
  let left = 100;
  return {
    entityId: id,
    service: entity.name,
    environment: entity.environment,
    namespace: entity.namespace,
    time: rating.time,
    rubric: rating.rubric,
    score: tenths(rating.score),
    low: tenths(rating.low),
    high: tenths(rating.high),
    band: rating.band ?? null,
    confidence: tenths(rating.confidence),
    lines: rating.lines.map(({ what, lost, sentence }) => {
      left -= lost;
      return { what, lost: tenths(lost), left: tenths(Math.max(0, left)), sentence };
    }),
    notApplicable: rating.notApplicable.map(({ facet, reason }) => ({ facet, reason })),
    raise: rating.raise === undefined ? null : { facet: rating.raise.facet, points: tenths(rating.raise.points) },
    votes: { count: votes.filter(({ isOwner }) => !isOwner).length, average: averageStars(votes, now, R1) ?? null },
  };
}

export function toRatingPoint({ time, score, low, high }: Rating): contract.RatingPoint {
  return { time, score: tenths(score), low: tenths(low), high: tenths(high) };
}

/** Nobody reads more of a rating, and a digit that nobody can explain invites questions. */
function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
