import type * as contract from '@weir/contract';
import { summarize, type SaidBy } from '../feedback/summary.ts';
import { subjectKey, type Said, type Subject } from '../feedback/word.ts';
import { listAll } from '../records/list-where.ts';
import type { Actor, JsonObject, Revision } from '../records/record.ts';
import type { RecordStore } from '../records/record-store.ts';

/** The kind of the records that hold words. */
export const FEEDBACK = 'feedback';
/** Words that a summary shows; its `count` says how many there are. */
const MOST_SHOWN = 20;

/** What people say of one subject, as the API shows it. */
export function feedbackOf(
  records: Pick<RecordStore, 'list'>,
  tenant: string,
  subject: Subject
): contract.FeedbackSummary {
  const all = listAll(records, tenant, FEEDBACK, { subject: subjectKey(subject) });
  const { words, stage, needsReview } = summarize(all.map(saidBy));
  return {
    words: words.slice(0, MOST_SHOWN).map(({ revision }) => toFeedback(revision)),
    count: words.length,
    stage: stage ?? null,
    needsReview,
  };
}

/** The body of a record for a word. */
export function bodyOfWord({ subject, service, word, details, withdrawn }: Said): JsonObject {
  return { subject, service, word, details: { ...details }, withdrawn };
}

/** The word that a revision holds. */
export function saidBy(revision: Revision): SaidBy {
  return { said: revision.body as unknown as Said, revision };
}

export function toFeedback(revision: Revision): contract.Feedback {
  const { subject, service, word, details, withdrawn } = saidBy(revision).said;
  const { comment, recurrence, calendar, from, to, rhythm, members, mergeWith, owner } = details;
  return {
    id: revision.id,
    word,
    problemId: subject.kind === 'problem' ? subject.id : null,
    anomalyId: subject.kind === 'anomaly' ? subject.id : null,
    entityId: subject.kind === 'entity' ? subject.id : null,
    service,
    ...given({ comment, recurrence, calendar, from, to, rhythm, owner }),
    ...given({ members: members && [...members], mergeWith: mergeWith && [...mergeWith] }),
    withdrawn,
    person: toPerson(revision.actor),
    time: revision.time,
    revision: revision.revision,
  };
}

/** Addresses stay inside: others see the name. */
export function toPerson({ id, name, via }: Actor): contract.Person {
  return { id, name, via };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the keys that have no value. */
function given<T extends object>(all: T): Given<T> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Given<T>;
}
