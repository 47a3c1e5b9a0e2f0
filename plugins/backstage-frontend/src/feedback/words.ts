import type { FeedbackWord } from '@weir/backstage-plugin-weir-common';

/** One of the eight words: what its button says, what its dialog asks, and as what it is saved. */
export interface Word {
  word: FeedbackWord;
  button: string;
  asks: string;
  saved: string;
}

/** The eight words, in the order of every screen; the first three have a button of their own. */
export const WORDS: readonly Word[] = [
  { word: 'confirmed', button: 'Real problem', asks: 'Anything to add? (optional)', saved: 'Real problem' },
  { word: 'false-alarm', button: 'False alarm', asks: 'What did you see instead?', saved: 'False alarm' },
  { word: 'expected', button: 'Expected', asks: 'What was it?', saved: 'Expected' },
  { word: 'new-normal', button: 'New normal', asks: 'From when?', saved: 'New normal' },
  { word: 'wrong-season', button: 'Wrong rhythm', asks: 'Which repeats: daily, weekly, none?', saved: 'Wrong rhythm' },
  { word: 'missed', button: 'Report a missed one', asks: 'From when to when?', saved: 'Missed' },
  {
    word: 'wrong-grouping',
    button: 'Split or merge',
    asks: 'Tick the members that belong together.',
    saved: 'Split or merge',
  },
  { word: 'wrong-owner', button: 'Wrong owner', asks: 'Whose is it?', saved: 'Wrong owner' },
];

/** The word as its button says it. */
export function wordOf(word: FeedbackWord): Word {
  return WORDS.find((one) => one.word === word) ?? { word, button: word, asks: '', saved: word };
}
