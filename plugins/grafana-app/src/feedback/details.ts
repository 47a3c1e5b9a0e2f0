import { Word } from '../weir/answers';

/** What a word says besides itself, as the form holds it. */
export interface Details {
  comment: string;
  recurrence: 'once' | 'weekly' | 'calendar';
  calendar: string;
  rhythm: 'daily' | 'weekly' | 'none';
  /** "new normal": since when. */
  from?: number;
  members: string[];
  owner: string;
}

/** What is missing before the word can be saved, as a sentence; undefined when nothing is. */
export function missing(word: Word, details: Details): string | undefined {
  switch (word) {
    case 'expected':
      if (!details.comment.trim()) {
        return 'Say what it was.';
      }
      return details.recurrence === 'calendar' && !details.calendar.trim() ? 'Name the calendar.' : undefined;
    case 'new-normal':
      return details.from === undefined || Number.isNaN(details.from) ? 'Say since when.' : undefined;
    case 'wrong-grouping':
      return details.members.length === 0 ? 'Tick at least one member.' : undefined;
    case 'wrong-owner':
      return details.owner.trim() ? undefined : 'Say whose it is.';
    default:
      return undefined;
  }
}

/** The request that says the word: only what the word takes. */
export function requestOf(word: Word, problemId: string, details: Details): Record<string, unknown> {
  const comment = details.comment.trim();
  const taken: Partial<Record<Word, Record<string, unknown>>> = {
    expected: {
      recurrence: details.recurrence,
      ...(details.recurrence === 'calendar' ? { calendar: details.calendar.trim() } : {}),
    },
    'new-normal': { from: details.from },
    'wrong-season': { rhythm: details.rhythm },
    'wrong-grouping': { members: details.members },
    'wrong-owner': { owner: details.owner.trim() },
  };
  return { word, problemId, ...(comment ? { comment } : {}), ...taken[word] };
}
