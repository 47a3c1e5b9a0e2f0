import type { Stage } from '../aggregate/anomaly.ts';
import type { Millis } from '../core/time.ts';
import type { Actor } from '../records/record.ts';

/** What people can say of an anomaly or a problem. */
export const WORDS = [
  'confirmed',
  'expected',
  'false-alarm',
  'new-normal',
  'wrong-season',
  'missed',
  'wrong-grouping',
  'wrong-owner',
] as const;
export type Word = (typeof WORDS)[number];

/** Whether what was expected comes back. */
export const RECURRENCES = ['once', 'weekly', 'calendar'] as const;
export type Recurrence = (typeof RECURRENCES)[number];

/** Which rhythm a series really has. */
export const RHYTHMS = ['daily', 'weekly', 'none'] as const;
export type Rhythm = (typeof RHYTHMS)[number];

/** What a word says besides itself; which of them a word takes stands in `check-word.ts`. */
export interface WordDetails {
  /** In the person's own words: what it was, what was seen instead. Plain text. */
  readonly comment?: string | undefined;
  readonly recurrence?: Recurrence | undefined;
  /** Name of the calendar by which it comes back. */
  readonly calendar?: string | undefined;
  /** When the new normal began; of what was missed, its start. */
  readonly from?: Millis | undefined;
  /** End of what was missed. */
  readonly to?: Millis | undefined;
  readonly rhythm?: Rhythm | undefined;
  /** Anomalies of the problem that belong together; the others are another problem. Sorted. */
  readonly members?: readonly string[] | undefined;
  /** Problems that are the same as this one. Sorted. */
  readonly mergeWith?: readonly string[] | undefined;
  /** Whose it is: a team or a person. */
  readonly owner?: string | undefined;
}

/** What a word is about: one of a problem, an anomaly, or (for what was missed) an entity. */
export type Subject =
  | { readonly kind: 'problem'; readonly id: string }
  | { readonly kind: 'anomaly'; readonly id: string }
  | { readonly kind: 'entity'; readonly id: string };

/** A word as it is kept. */
export interface Said {
  readonly subject: Subject;
  /** `service.name` that the subject is about. */
  readonly service: string;
  readonly word: Word;
  readonly details: WordDetails;
  /** The person has taken it back. */
  readonly withdrawn: boolean;
}

/**
 * What a word speaks about. A person has one word about each aspect of a subject: "real problem" and "wrong owner" can
 * both be true, "real problem" and "false alarm" cannot.
 */
export type Aspect = 'verdict' | 'season' | 'missed' | 'grouping' | 'owner';

const ASPECTS: Readonly<Record<Word, Aspect>> = {
  confirmed: 'verdict',
  expected: 'verdict',
  'false-alarm': 'verdict',
  'new-normal': 'verdict',
  'wrong-season': 'season',
  missed: 'missed',
  'wrong-grouping': 'grouping',
  'wrong-owner': 'owner',
};

export function aspectOf(word: Word): Aspect {
  return ASPECTS[word];
}

/** The stage of the NMOP life cycle that a word asks for; undefined where it does not speak about it. */
export function stageOf(word: Word): Extract<Stage, 'problem-confirmed' | 'discarded'> | undefined {
  if (word === 'confirmed') return 'problem-confirmed';
  return ASPECTS[word] === 'verdict' ? 'discarded' : undefined;
}

/**
 * Who said it, so that one person counts once: by verified e-mail address where there is one, across portals;
 * otherwise by the id within the portal.
 */
export function personKey({ id, email, via }: Actor): string {
  return email === undefined ? JSON.stringify([via, id]) : JSON.stringify([email.toLowerCase()]);
}

/** A subject in one text, which records are listed by. */
export function subjectKey({ kind, id }: Subject): string {
  return `${kind}:${id}`;
}
