import { Word } from '../weir/answers';

/** What a word says besides itself, as the form holds it. */
export interface Details {
  comment: string;
  recurrence: 'once' | 'weekly' | 'calendar';
  calendar: string;
  rhythm: 'daily' | 'weekly' | 'none';
  /** "new normal": since when; of what was missed, its start. */
  from?: number;
  /** The end of what was missed. */
  to?: number;
  members: string[];
  owner: string;
}

/** What a word is about: a problem, or (for what was missed) an entity. */
export type Subject = { problemId: string } | { entityId: string };

const known = (time: number | undefined): time is number => time !== undefined && !Number.isNaN(time);

/** What is missing before the word can be saved, as a sentence; undefined when nothing is. */
export function missing(word: Word, details: Details): string | undefined {
  switch (word) {
    case 'expected':
      if (!details.comment.trim()) {
        return 'Say what it was.';
      }
      return details.recurrence === 'calendar' && !details.calendar.trim() ? 'Name the calendar.' : undefined;
    case 'new-normal':
      return known(details.from) ? undefined : 'Say since when.';
    case 'missed':
      if (!known(details.from) || !known(details.to)) {
        return 'Say from when to when.';
      }
      return details.to > details.from ? undefined : 'The end must come after the start.';
    case 'wrong-grouping':
      return details.members.length === 0 ? 'Tick at least one member.' : undefined;
    case 'wrong-owner':
      return details.owner.trim() ? undefined : 'Say whose it is.';
    default:
      return undefined;
  }
}

/** The request that says the word: only what the word takes. */
export function requestOf(word: Word, subject: Subject, details: Details): Record<string, unknown> {
  const comment = details.comment.trim();
  const taken: Partial<Record<Word, Record<string, unknown>>> = {
    expected: {
      recurrence: details.recurrence,
      ...(details.recurrence === 'calendar' ? { calendar: details.calendar.trim() } : {}),
    },
    'new-normal': { from: details.from },
    missed: { from: details.from, to: details.to },
    'wrong-season': { rhythm: details.rhythm },
    'wrong-grouping': { members: details.members },
    'wrong-owner': { owner: details.owner.trim() },
  };
  return { word, ...subject, ...(comment ? { comment } : {}), ...taken[word] };
}
