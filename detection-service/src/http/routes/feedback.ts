import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isDeepStrictEqual } from 'node:util';
import {
  operations,
  type FeedbackDetail,
  type FeedbackListParameters,
  type FeedbackPage,
  type FeedbackPath,
  type FeedbackRequest,
  type FeedbackSaved,
} from '@weir/contract';
import { WeirError } from '../../core/errors.ts';
import { uuid5 } from '../../core/uuid.ts';
import { checkWord } from '../../feedback/check-word.ts';
import { aspectOf, personKey, subjectKey, type Said, type Subject, type WordDetails } from '../../feedback/word.ts';
import { listWhere } from '../../records/list-where.ts';
import type { Actor, Revision } from '../../records/record.ts';
import { actorOf } from '../acting-person.ts';
import { principalOf } from '../authentication.ts';
import { readPage } from '../cursor.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { FEEDBACK, bodyOfWord, saidBy, toFeedback } from '../feedback-of.ts';
import { orNotFound } from '../not-found.ts';

/** `/v1/feedback`: what people say of anomalies and problems. */
export function feedbackRoutes(app: FastifyInstance, deps: HttpDependencies): void {
  const { records, now } = deps;
  app.post<{ Body: FeedbackRequest }>(
    '/v1/feedback',
    { schema: operations.saveFeedback, config: { scope: 'write' } },
    (request): FeedbackSaved => {
      const { tenant } = principalOf(request);
      const actor = actorOf(request);
      const { said, about } = checkedWord(deps, tenant, request.body);
      const id = wordId(tenant, said, actor);
      const known = records.get(tenant, FEEDBACK, id);
      const body = bodyOfWord(said);
      const subject = subjectKey(said.subject);
      // The same word again (a second click, a repeated request) is no change.
      const saved =
        known !== undefined && isDeepStrictEqual(known.body, JSON.parse(JSON.stringify(body)))
          ? known
          : records.append({ tenant, kind: FEEDBACK, id, subject, actor, time: now(), body });
      rateAgain(deps, tenant, said.subject);
      const message = `Recorded for ${about}; it does not change detection yet.`;
      return { feedback: toFeedback(saved), message };
    }
  );
  app.post<{ Params: FeedbackPath }>(
    '/v1/feedback/:id/withdraw',
    { schema: operations.withdrawFeedback, config: { scope: 'write' } },
    (request): FeedbackSaved => {
      const revision = withdraw(deps, request);
      rateAgain(deps, revision.tenant, saidBy(revision).said.subject);
      return { feedback: toFeedback(revision), message: 'Taken back. What was said stays in the history.' };
    }
  );
  app.get<{ Querystring: FeedbackListParameters }>(
    '/v1/feedback',
    { schema: operations.listFeedback, config: { scope: 'read' } },
    (request): FeedbackPage => {
      const { tenant } = principalOf(request);
      const { limit, cursor, ...filter } = request.query;
      const { subject, more } = subjectOf(filter);
      const { rows, next } = readPage('feedback', tenant, filter, { limit, cursor }, (page) =>
        listWhere(
          records,
          tenant,
          FEEDBACK,
          { subject: subject && subjectKey(subject), creator: filter.actor },
          page,
          (revision) => {
            const { said } = saidBy(revision);
            if (more.some((one) => subjectKey(one) !== subjectKey(said.subject))) return false;
            if (filter.service !== undefined && filter.service !== said.service) return false;
            return filter.withdrawn === undefined || filter.withdrawn === said.withdrawn;
          }
        )
      );
      return { items: rows.map(toFeedback), next };
    }
  );
  app.get<{ Params: FeedbackPath }>(
    '/v1/feedback/:id',
    { schema: operations.getFeedback, config: { scope: 'read' } },
    (request): FeedbackDetail => {
      const { tenant } = principalOf(request);
      const { id } = request.params;
      const newest = orNotFound(records.get(tenant, FEEDBACK, id), 'feedback', id);
      return { feedback: toFeedback(newest), revisions: records.revisions(tenant, FEEDBACK, id).map(toFeedback) };
    }
  );
}

/** A problem that was expected, or none, is given back to the rating of its service. */
function rateAgain({ anomalies, ratings }: HttpDependencies, tenant: string, subject: Said['subject']): void {
  const problem = subject.kind === 'problem' ? anomalies.problem(tenant, subject.id) : undefined;
  if (problem !== undefined) ratings.forget(tenant, problem.entityId);
}

/** The word of a request, checked against what it is about; `about` names that in a sentence. */
function checkedWord(
  { anomalies, catalogue, now }: HttpDependencies,
  tenant: string,
  body: FeedbackRequest
): { readonly said: Said; readonly about: string } {
  const { word, problemId, anomalyId, entityId, ...details } = body;
  const { subject, more } = subjectOf({ problemId, anomalyId, entityId });
  if (subject === undefined || more.length > 0) throw notOneSubject(more.length + (subject === undefined ? 0 : 1));
  let target: Target;
  switch (subject.kind) {
    case 'problem': {
      const problem = orNotFound(anomalies.problem(tenant, subject.id), 'problem', subject.id, 'problemId');
      target = { service: problem.service, about: problem.description, members: problem.anomalyIds };
      break;
    }
    case 'anomaly': {
      const anomaly = orNotFound(anomalies.anomaly(tenant, subject.id), 'anomaly', subject.id, 'anomalyId');
      target = { service: anomaly.service, about: anomaly.description, members: [] };
      break;
    }
    case 'entity': {
      const { entity } = orNotFound(catalogue.entityById(tenant, subject.id), 'entity', subject.id, 'entityId');
      target = { service: entity.name, about: entity.name, members: [] };
    }
  }
  const checked: WordDetails = checkWord(word, subject, details, { now: now(), members: target.members });
  for (const id of checked.mergeWith ?? []) orNotFound(anomalies.problem(tenant, id), 'problem', id, 'mergeWith');
  const about = target.about.replace(/\.$/, '');
  return { said: { subject, service: target.service, word, details: checked, withdrawn: false }, about };
}

/** What a word needs to know of its subject. */
interface Target {
  readonly service: string;
  /** As a sentence names it. */
  readonly about: string;
  readonly members: readonly string[];
}

interface SubjectIds {
  readonly problemId?: string | undefined;
  readonly anomalyId?: string | undefined;
  readonly entityId?: string | undefined;
}

/** The subject that ids name; `more` are those that were named beside it. */
function subjectOf({ problemId, anomalyId, entityId }: SubjectIds): {
  readonly subject: Subject | undefined;
  readonly more: readonly Subject[];
} {
  const [subject, ...more] = (
    [
      { kind: 'problem', id: problemId },
      { kind: 'anomaly', id: anomalyId },
      { kind: 'entity', id: entityId },
    ] as const
  ).flatMap(({ kind, id }): Subject[] => (id === undefined ? [] : [{ kind, id }]));
  return { subject, more };
}

function notOneSubject(count: number): WeirError {
  const expected = 'exactly one of problemId, anomalyId and (for `missed`) entityId';
  const found = count === 0 ? 'none of them' : `${count} of them`;
  return new WeirError('invalid_argument', `The word is refused: it needs ${expected}, found ${found}.`, [
    { path: 'problemId', expected, found },
  ]);
}

/** One record per person, subject and aspect; of what was missed, one per span. */
function wordId(tenant: string, { subject, word, details }: Said, actor: Actor): string {
  const aspect = aspectOf(word);
  const span = aspect === 'missed' ? [details.from ?? 0, details.to ?? 0] : [];
  return uuid5('feedback', tenant, subjectKey(subject), aspect, personKey(actor), ...span);
}

function withdraw({ records, now }: HttpDependencies, request: FastifyRequest<{ Params: FeedbackPath }>): Revision {
  const { tenant } = principalOf(request);
  const { id } = request.params;
  const actor = actorOf(request);
  const known = orNotFound(records.get(tenant, FEEDBACK, id), 'feedback', id);
  if (personKey(known.actor) !== personKey(actor)) {
    throw new WeirError('permission_denied', `Only ${known.actor.name} can take this word back.`, [
      { path: 'id', expected: 'feedback of your own', found: `feedback of ${known.actor.name}` },
    ]);
  }
  const { said } = saidBy(known);
  if (said.withdrawn) return known;
  const body = bodyOfWord({ ...said, withdrawn: true });
  const { subject } = known;
  return records.append({ tenant, kind: FEEDBACK, id, subject, actor, time: now(), body }, known.revision);
}
