import type { FeedbackRequest, FeedbackWord } from '@weir/backstage-plugin-weir-common';

/** What a person has put into the dialog so far; times as the browser's field has them, `2026-11-18T13:10`. */
export interface FeedbackDraft {
  comment: string;
  recurrence: 'once' | 'weekly' | 'calendar';
  calendar: string;
  from: string;
  to: string;
  rhythm: 'daily' | 'weekly' | 'none';
  members: readonly string[];
  mergeWith: readonly string[];
  owner: string;
}

/** What a word is said about. */
export type FeedbackSubject = { problemId: string } | { entityId: string };

/** A draft with nothing in it. */
export function emptyDraft(from: string, to: string): FeedbackDraft {
  return {
    comment: '',
    recurrence: 'once',
    calendar: '',
    from,
    to,
    rhythm: 'daily',
    members: [],
    mergeWith: [],
    owner: '',
  };
}

/** What is still missing before a word can be saved, as a sentence; undefined when nothing is. */
export function missingIn(word: FeedbackWord, draft: FeedbackDraft): string | undefined {
  switch (word) {
    case 'expected':
      if (draft.comment.trim() === '') return 'Say what it was.';
      return draft.recurrence === 'calendar' && draft.calendar.trim() === '' ? 'Name the calendar.' : undefined;
    case 'new-normal':
      return Number.isNaN(Date.parse(draft.from)) ? 'Say from when.' : undefined;
    case 'missed':
      if (Number.isNaN(Date.parse(draft.from)) || Number.isNaN(Date.parse(draft.to))) return 'Say from when to when.';
      return Date.parse(draft.from) < Date.parse(draft.to) ? undefined : 'The end must come after the start.';
    case 'wrong-grouping':
      return draft.members.length + draft.mergeWith.length === 0 ? 'Tick what belongs together.' : undefined;
    case 'wrong-owner':
      return draft.owner.trim() === '' ? 'Say whose it is.' : undefined;
    default:
      return undefined;
  }
}

/** The request of a word: only what the word takes. */
export function requestOf(word: FeedbackWord, subject: FeedbackSubject, draft: FeedbackDraft): FeedbackRequest {
  const comment = draft.comment.trim();
  return {
    word,
    ...subject,
    ...(comment !== '' && { comment }),
    ...(word === 'expected' && { recurrence: draft.recurrence }),
    ...(word === 'expected' && draft.recurrence === 'calendar' && { calendar: draft.calendar.trim() }),
    ...((word === 'new-normal' || word === 'missed') && { from: Date.parse(draft.from) }),
    ...(word === 'missed' && { to: Date.parse(draft.to) }),
    ...(word === 'wrong-season' && { rhythm: draft.rhythm }),
    ...(word === 'wrong-grouping' && draft.members.length > 0 && { members: [...draft.members] }),
    ...(word === 'wrong-grouping' && draft.mergeWith.length > 0 && { mergeWith: [...draft.mergeWith] }),
    ...(word === 'wrong-owner' && { owner: draft.owner.trim() }),
  };
}

/** A time as a field of the browser takes it, in the browser's zone. */
export function fieldTime(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
