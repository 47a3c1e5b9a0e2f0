import type { FastifyInstance } from 'fastify';
import {
  operations,
  type Rating,
  type RatingHistory,
  type RatingHistoryParameters,
  type RatingListParameters,
  type RatingPage,
  type RatingPath,
  type Vote,
  type VoteListParameters,
  type VotePage,
  type VoteRequest,
} from '@weir/contract';
import { WeirError } from '../../core/errors.ts';
import { checkText } from '../../core/human-text.ts';
import { uuid5 } from '../../core/uuid.ts';
import { personKey } from '../../feedback/word.ts';
import type { Actor } from '../../records/record.ts';
import { decodeOrdinal, pageOf } from '../../storage/page-key.ts';
import type { StoredEntity } from '../../storage/ports.ts';
import { actorOf } from '../acting-person.ts';
import { principalOf } from '../authentication.ts';
import { readPage } from '../cursor.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { inTime } from '../in-time.ts';
import { orNotFound } from '../not-found.ts';
import { notesOn } from '../notes.ts';
import { toRating, toRatingPoint, toVote, VOTE, votesOn } from '../rating-mapping.ts';

/** Milliseconds that a list of ratings is waited for. */
const PATIENCE = 15_000;

/** `/v1/ratings`: how good APIs are, and what their consumers say. */
export function ratingRoutes(app: FastifyInstance, deps: HttpDependencies): void {
  const { ratings, records, now } = deps;
  app.get<{ Querystring: RatingListParameters }>(
    '/v1/ratings',
    { schema: operations.listRatings, config: { scope: 'read' } },
    async (request): Promise<RatingPage> => {
      const { tenant } = principalOf(request);
      const { limit, cursor, ...filter } = request.query;
      const wanted = filter.q?.toLowerCase();
      const { rated, away } = await inTime(ratings.all(tenant), PATIENCE, () => notYet(ratings.progress(tenant)));
      const all = rated
        .map((one, place) => ({ one, place }))
        .filter(({ one }) => wanted === undefined || one.entity.entity.name.toLowerCase().includes(wanted))
        .filter(({ one }) => filter.band === undefined || one.rating.band === filter.band);
      const { rows, next } = readPage('ratings', tenant, filter, { limit, cursor }, (page) => {
        const from = page.after === undefined ? -1 : decodeOrdinal(page.after);
        const rest = all.filter(({ place }) => place > from).slice(0, page.limit + 1);
        return pageOf(rest, page, ({ place }) => String(place));
      });
      return {
        items: rows.map(({ one }) => toRating(one, now())),
        next,
        ...notesOn(away, 'Some services are not among these, or as they were rated before.'),
      };
    }
  );
  app.get<{ Params: RatingPath }>(
    '/v1/ratings/:id',
    { schema: operations.getRating, config: { scope: 'read' } },
    async (request): Promise<Rating> => {
      const { tenant } = principalOf(request);
      const entity = service(deps, tenant, request.params.id);
      const rating = await ratings.one(tenant, entity);
      return toRating({ entity, rating, votes: votesOn(records, tenant, entity.id) }, now());
    }
  );
  app.get<{ Params: RatingPath; Querystring: RatingHistoryParameters }>(
    '/v1/ratings/:id/history',
    { schema: operations.getRatingHistory, config: { scope: 'read' } },
    async (request): Promise<RatingHistory> => {
      const { tenant } = principalOf(request);
      const entity = service(deps, tenant, request.params.id);
      const points = await ratings.history(tenant, entity, request.query.days ?? 30);
      return { entityId: entity.id, points: points.map(toRatingPoint) };
    }
  );
  app.put<{ Params: RatingPath; Body: VoteRequest }>(
    '/v1/ratings/:id/vote',
    { schema: operations.saveVote, config: { scope: 'write' } },
    (request): Vote => {
      const { tenant } = principalOf(request);
      const { id: subject } = service(deps, tenant, request.params.id);
      const actor = actorOf(request);
      const { stars, isOwner = false } = request.body;
      const comment = commentOf(request.body);
      const body = { stars, comment, isOwner, withdrawn: false };
      const id = voteId(tenant, subject, actor);
      ratings.forget(tenant, subject);
      return toVote(records.append({ tenant, kind: VOTE, id, subject, actor, time: now(), body }), now());
    }
  );
  app.delete<{ Params: RatingPath }>(
    '/v1/ratings/:id/vote',
    { schema: operations.withdrawVote, config: { scope: 'write' } },
    (request): Vote => {
      const { tenant } = principalOf(request);
      const { id: subject } = service(deps, tenant, request.params.id);
      const actor = actorOf(request);
      const id = voteId(tenant, subject, actor);
      const known = orNotFound(records.get(tenant, VOTE, id), 'vote', actor.name);
      ratings.forget(tenant, subject);
      const body = { ...known.body, withdrawn: true };
      return toVote(records.append({ tenant, kind: VOTE, id, subject, actor, time: now(), body }), now());
    }
  );
  app.get<{ Params: RatingPath; Querystring: VoteListParameters }>(
    '/v1/ratings/:id/votes',
    { schema: operations.listVotes, config: { scope: 'read' } },
    (request): VotePage => {
      const { tenant } = principalOf(request);
      const { id: subject } = service(deps, tenant, request.params.id);
      const { limit, cursor } = request.query;
      const { rows, next } = readPage('votes', tenant, { subject }, { limit, cursor }, (page) =>
        records.list(tenant, VOTE, { subject }, page)
      );
      return { items: rows.map((revision) => toVote(revision, now())), next };
    }
  );
}

/** What is made for the first time for thousands of services takes a while: it goes on while the caller comes back. */
function notYet(progress: ReturnType<HttpDependencies['ratings']['progress']>): never {
  const { done = 0, services = 0 } = progress ?? {};
  const so = services === 0 ? '' : ` (${done} of ${services} services so far)`;
  throw new WeirError('unavailable', `The ratings are being made for the first time${so}; ask again shortly.`);
}

/** The service that a rating is about; endpoints and devices have none. */
function service({ catalogue }: HttpDependencies, tenant: string, id: string): StoredEntity {
  const found = catalogue.entityById(tenant, id);
  return orNotFound(found?.entity.kind === 'service' ? found : undefined, 'service', id);
}

function commentOf({ comment }: VoteRequest): string | undefined {
  const text = comment === undefined ? '' : checkText('comment', comment, { maximum: 4_000, lines: true, empty: true });
  return text.trim() === '' ? undefined : text.trim();
}

/** One vote per person and API, whichever portal it is cast in. */
function voteId(tenant: string, entityId: string, actor: Actor): string {
  return uuid5(tenant, 'vote', entityId, personKey(actor));
}
