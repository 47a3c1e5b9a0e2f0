import { FeedbackSummary, Word } from '../weir/answers';
import { moment } from '../words/times';

/** One of the eight words as people choose it. */
export interface WordText {
  word: Word;
  button: string;
  question: string;
  /** What the word will change once words change detection. */
  effect: string;
}

export const WORDS: readonly WordText[] = [
  {
    word: 'confirmed',
    button: 'Real problem',
    question: 'Anything to add? (optional)',
    effect: 'Its span is kept out of what Weir learns.',
  },
  {
    word: 'false-alarm',
    button: 'False alarm',
    question: 'What did you see instead?',
    effect: 'Counts toward a calmer threshold; nothing moves before it passes replay.',
  },
  {
    word: 'expected',
    button: 'Expected',
    question: 'What was it? Will it come back?',
    effect: 'Not counted in the rating; proposed as calendar entry.',
  },
  {
    word: 'new-normal',
    button: 'New normal',
    question: 'From when?',
    effect: 'Weir forgets what was before and learns again, about 24 h.',
  },
  {
    word: 'wrong-season',
    button: 'Wrong rhythm',
    question: 'Which repeats: daily, weekly, none?',
    effect: 'Refit with the chosen rhythm.',
  },
  {
    word: 'missed',
    button: 'Report a missed one',
    question: 'From when to when?',
    effect: 'Opens a problem, author you.',
  },
  {
    word: 'wrong-grouping',
    button: 'Split or merge',
    question: 'Tick the members that belong together.',
    effect: '1 problem becomes 2; history of both is kept.',
  },
  {
    word: 'wrong-owner',
    button: 'Wrong owner',
    question: 'Whose is it?',
    effect: 'Routing only; no detector changes.',
  },
];

/** The texts of a word. */
export const textOf = (word: Word): WordText => WORDS.find((one) => one.word === word) ?? WORDS[0];

/** What people said, for a row: the newest word and how many more there are. */
export function said({ words, count, needsReview }: FeedbackSummary): string {
  const [newest] = words;
  if (!newest) {
    return '';
  }
  const more = needsReview ? ', needs review' : count > 1 ? ` and ${count - 1} more` : '';
  return `${textOf(newest.word).button} (${newest.person.name})${more}`;
}

/** "Ana said real problem at 15:04. Needs review." */
export function conflict({ words, needsReview }: FeedbackSummary): string | undefined {
  const [newest] = words;
  return needsReview && newest
    ? `${newest.person.name} said ${textOf(newest.word).button.toLowerCase()} at ${moment(newest.time)}. Needs review.`
    : undefined;
}
