import type * as contract from '@weir/contract';
import type { Millis } from '../core/time.ts';
import type { ActionItem, Facts, PostMortem, TimelineEvent } from '../postmortem/post-mortem.ts';
import type { JsonObject, Revision } from '../records/record.ts';
import { toPerson } from './feedback-of.ts';

/** The post-mortem that a revision holds, and the other way round. */
export function postMortemOf({ body }: Revision): PostMortem {
  return body as unknown as PostMortem;
}
export function bodyOfPostMortem(document: PostMortem): JsonObject {
  return JSON.parse(JSON.stringify(document)) as JsonObject;
}

/** `facts` are those to show: the newest ones of a draft. */
export function toPostMortem(revision: Revision, facts: Facts | undefined): contract.PostMortem {
  const { state, title, problemId, sections, timeline, actions, editors, publishedAt } = postMortemOf(revision);
  return {
    ...{ id: revision.id, state, title, sections },
    problemId: problemId ?? null,
    facts: facts === undefined ? null : toFacts(facts),
    timeline: timeline.map(toEvent),
    actions: actions.map((one) => ({ ...one, owner: one.owner ?? null, due: one.due ?? null })),
    editors: [...editors],
    created: revision.created,
    updated: revision.time,
    updatedBy: toPerson(revision.actor),
    publishedAt: publishedAt ?? null,
    revision: revision.revision,
  };
}

export function toEvent({ id, kind, time, systemTime, text }: TimelineEvent): contract.PostMortemEvent {
  return { id, kind, time, systemTime: systemTime ?? null, text };
}

function toFacts({ services, start, end, alert, firstHuman, concernScore, anomalyCount, description }: Facts) {
  return {
    ...{ services: [...services], start, alert, concernScore, anomalyCount, description },
    end: end ?? null,
    duration: lengthOf(start, end),
    firstHuman: firstHuman ?? null,
  } satisfies contract.PostMortemFacts;
}

/** A row of the list. */
export function toSummary(revision: Revision, facts: Facts | undefined, now: Millis): contract.PostMortemSummary {
  const { state, title, problemId, actions, editors } = postMortemOf(revision);
  const today = new Date(now).toISOString().slice(0, 10);
  return {
    ...{ id: revision.id, state, title, updated: revision.time, revision: revision.revision },
    problemId: problemId ?? null,
    services: [...(facts?.services ?? [])],
    start: facts?.start ?? null,
    duration: facts === undefined ? null : lengthOf(facts.start, facts.end),
    author: editors[0] ?? toPerson(revision.creator),
    actionCount: actions.length,
    actionsDone: actions.filter(({ done }) => done).length,
    actionsOverdue: actions.filter(({ done, due }) => !done && due !== undefined && due < today).length,
  };
}

/** Action items of a request, without what is null. */
export function fromActions(actions: readonly contract.ActionItem[]): ActionItem[] {
  return actions.map((one) => ({ ...one, owner: one.owner ?? undefined, due: one.due ?? undefined }));
}

function lengthOf(start: Millis, end: Millis | undefined): number | null {
  return end === undefined ? null : end - start;
}
