import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  operations,
  type PostMortemCreate,
  type PostMortemDetail,
  type PostMortemListParameters,
  type PostMortemPage,
  type PostMortemPath,
  type PostMortemPublish,
  type PostMortemUpdate,
} from '@weir/contract';
import { WeirError } from '../../core/errors.ts';
import { checkText } from '../../core/human-text.ts';
import { uuid5 } from '../../core/uuid.ts';
import { checkContent, checkPublishable } from '../../postmortem/check-content.ts';
import { conflict } from '../../postmortem/conflict.ts';
import { eventsOf, factsOf } from '../../postmortem/facts.ts';
import { postMortemMarkdown } from '../../postmortem/markdown.ts';
import { newPostMortem } from '../../postmortem/new-post-mortem.ts';
import { TITLE_MAXIMUM, type PostMortem, type Writer } from '../../postmortem/post-mortem.ts';
import { listWhere } from '../../records/list-where.ts';
import type { Revision } from '../../records/record.ts';
import { actorOf } from '../acting-person.ts';
import { principalOf } from '../authentication.ts';
import { readPage } from '../cursor.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { toPerson } from '../feedback-of.ts';
import { knownProblem, type KnownProblem } from '../known-problem.ts';
import { orNotFound } from '../not-found.ts';
import {
  bodyOfPostMortem,
  fromActions,
  postMortemOf,
  toEvent,
  toPostMortem,
  toSummary,
} from '../post-mortem-mapping.ts';

const KIND = 'post-mortem';
/** People whom a document remembers as its writers. */
const MOST_EDITORS = 50;

/** `/v1/post-mortems`: what happened, and what will change. */
export function postMortemRoutes(app: FastifyInstance, deps: HttpDependencies): void {
  readingRoutes(app, deps);
  const { records, now } = deps;
  app.post<{ Body: PostMortemCreate }>(
    '/v1/post-mortems',
    { schema: operations.createPostMortem, config: { scope: 'write' } },
    async (request): Promise<PostMortemDetail> => {
      const { tenant } = principalOf(request);
      const actor = actorOf(request);
      const { problemId, title } = request.body;
      if (problemId === undefined && title === undefined) throw nothingToOpen();
      const id = problemId === undefined ? randomUUID() : uuid5(KIND, tenant, problemId);
      const there = records.get(tenant, KIND, id);
      if (there !== undefined) return detail(there, await problemOf(deps, there));
      const known =
        problemId === undefined
          ? undefined
          : orNotFound(await knownProblem(deps, tenant, problemId), 'problem', problemId, 'problemId');
      // Somebody else may have opened one while the problem was looked up.
      const meanwhile = records.get(tenant, KIND, id);
      if (meanwhile !== undefined) return detail(meanwhile, known);
      const checked = title === undefined ? undefined : checkText('title', title, { maximum: TITLE_MAXIMUM });
      const body = bodyOfPostMortem(newPostMortem(toPerson(actor), checked, known));
      const record = { tenant, kind: KIND, id, subject: problemId ?? '', actor, time: now(), body };
      return detail(records.append(record, 0), known);
    }
  );
  app.put<{ Params: PostMortemPath; Body: PostMortemUpdate }>(
    '/v1/post-mortems/:id',
    { schema: operations.updatePostMortem, config: { scope: 'write' } },
    async (request): Promise<PostMortemDetail> => {
      const found = newest(deps, request, request.body.revision);
      const before = postMortemOf(found);
      const { title, sections, timeline, actions } = request.body;
      const known = await problemOf(deps, found);
      const events = known === undefined ? [] : eventsOf(known);
      const content = checkContent({ title, sections, timeline, actions: fromActions(actions) }, [
        ...events,
        ...before.timeline,
      ]);
      if (before.state === 'published') checkPublishable(content);
      const saved = save(deps, request, found, { ...before, ...content, facts: factsNow(before, known) });
      return detail(saved, known);
    }
  );
  app.post<{ Params: PostMortemPath; Body: PostMortemPublish }>(
    '/v1/post-mortems/:id/publish',
    { schema: operations.publishPostMortem, config: { scope: 'write' } },
    async (request): Promise<PostMortemDetail> => {
      const found = newest(deps, request, request.body.revision);
      const before = postMortemOf(found);
      const known = await problemOf(deps, found);
      if (before.state === 'published') return detail(found, known);
      checkPublishable(before);
      const document: PostMortem = {
        ...before,
        state: 'published',
        facts: factsNow(before, known),
        publishedAt: now(),
        publishedBy: toPerson(actorOf(request)),
      };
      return detail(save(deps, request, found, document), known);
    }
  );
}

function readingRoutes(app: FastifyInstance, deps: HttpDependencies): void {
  const { records, now } = deps;
  app.get<{ Querystring: PostMortemListParameters }>(
    '/v1/post-mortems',
    { schema: operations.listPostMortems, config: { scope: 'read' } },
    (request): PostMortemPage => {
      const { tenant } = principalOf(request);
      const { limit, cursor, ...filter } = request.query;
      const { rows, next } = readPage('post-mortems', tenant, filter, { limit, cursor }, (page) =>
        listWhere(records, tenant, KIND, { subject: filter.problemId }, page, (revision) => fits(revision, filter))
      );
      return { items: rows.map((row) => toSummary(row, factsOfRow(deps, row), now())), next };
    }
  );
  app.get<{ Params: PostMortemPath }>(
    '/v1/post-mortems/:id',
    { schema: operations.getPostMortem, config: { scope: 'read' } },
    async (request): Promise<PostMortemDetail> => {
      const found = newest(deps, request);
      return detail(found, await problemOf(deps, found));
    }
  );
  app.get<{ Params: PostMortemPath }>(
    '/v1/post-mortems/:id/markdown',
    { schema: operations.getPostMortemMarkdown, config: { scope: 'read' } },
    async (request, reply) => {
      const found = newest(deps, request);
      const document = postMortemOf(found);
      const known = await problemOf(deps, found);
      void reply
        .type('text/markdown; charset=utf-8')
        .header('content-disposition', `attachment; filename="post-mortem-${found.id}.md"`)
        .header('x-content-type-options', 'nosniff')
        .send(postMortemMarkdown({ ...document, facts: factsNow(document, known) }, known?.people ?? []));
      return reply;
    }
  );
}

type Filter = Omit<PostMortemListParameters, 'limit' | 'cursor'>;

function fits(revision: Revision, { state, service, actionOwner, openActions }: Filter): boolean {
  const document = postMortemOf(revision);
  if (state !== undefined && document.state !== state) return false;
  if (service !== undefined && document.facts?.services.includes(service) !== true) return false;
  const owner = actionOwner?.toLowerCase();
  const theirs = document.actions.filter((one) => owner === undefined || one.owner?.toLowerCase() === owner);
  if (owner !== undefined && theirs.length === 0) return false;
  return openActions === undefined || theirs.some(({ done }) => !done) === openActions;
}

/** The newest revision; refuses with what has changed when the caller has `seen` another. */
function newest(
  { records }: HttpDependencies,
  request: FastifyRequest<{ Params: PostMortemPath }>,
  seen?: number
): Revision {
  const { tenant } = principalOf(request);
  const { id } = request.params;
  const found = orNotFound(records.get(tenant, KIND, id), 'post-mortem', id);
  if (seen === undefined || seen === found.revision) return found;
  const base = records.revisions(tenant, KIND, id).find(({ revision }) => revision === seen);
  throw conflict(
    { content: base && postMortemOf(base), revision: seen },
    { content: postMortemOf(found), revision: found.revision, by: found.actor.name, time: found.time }
  );
}

/** Appends a version, if it is another one. */
function save(
  { records, now }: HttpDependencies,
  request: FastifyRequest,
  found: Revision,
  document: PostMortem
): Revision {
  const actor = actorOf(request);
  const { tenant, id, subject } = found;
  const body = bodyOfPostMortem({ ...document, editors: withEditor(document.editors, toPerson(actor)) });
  const unchanged = isDeepStrictEqual(
    { ...found.body, editors: undefined, facts: undefined },
    { ...body, editors: undefined, facts: undefined }
  );
  if (unchanged) return found;
  return records.append({ tenant, kind: KIND, id, subject, actor, time: now(), body }, found.revision);
}

function withEditor(editors: readonly Writer[], writer: Writer): readonly Writer[] {
  const known = editors.some(({ id, via }) => id === writer.id && via === writer.via);
  return known || editors.length >= MOST_EDITORS ? editors : [...editors, writer];
}

async function problemOf(deps: HttpDependencies, revision: Revision): Promise<KnownProblem | undefined> {
  const { problemId, facts } = postMortemOf(revision);
  return problemId === undefined ? undefined : knownProblem(deps, revision.tenant, problemId, facts?.alert);
}

/** A draft's numbers follow its problem; those of a published one are frozen. */
function factsNow({ state, facts }: PostMortem, known: KnownProblem | undefined): PostMortem['facts'] {
  return state === 'published' || known === undefined ? facts : factsOf(known);
}

/** What a row shows of the problem: whether it is over is asked of the problem itself. */
function factsOfRow({ anomalies }: HttpDependencies, revision: Revision): PostMortem['facts'] {
  const { state, problemId, facts } = postMortemOf(revision);
  if (state === 'published' || problemId === undefined || facts === undefined) return facts;
  const problem = anomalies.problem(revision.tenant, problemId);
  return problem === undefined ? facts : { ...facts, start: problem.start, end: problem.end };
}

function detail(found: Revision, known: KnownProblem | undefined): PostMortemDetail {
  const document = postMortemOf(found);
  const there = new Set(document.timeline.map(({ id }) => id));
  const events = known === undefined ? [] : eventsOf(known);
  return {
    postMortem: toPostMortem(found, factsNow(document, known)),
    offered: events.filter(({ id }) => !there.has(id)).map(toEvent),
  };
}

function nothingToOpen(): WeirError {
  const expected = 'a problemId, a title or both';
  return new WeirError('invalid_argument', `A post-mortem needs ${expected}, found neither.`, [
    { path: 'problemId', expected, found: 'neither' },
  ]);
}
