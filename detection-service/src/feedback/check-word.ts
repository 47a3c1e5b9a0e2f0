import { WeirError } from '../core/errors.ts';
import { checkText } from '../core/human-text.ts';
import { describeFound } from '../core/schema-errors.ts';
import type { Millis } from '../core/time.ts';
import type { Subject, Word, WordDetails } from './word.ts';

/** The most characters of a comment, and of a name. */
export const COMMENT_MAXIMUM = 4_000;
export const NAME_MAXIMUM = 256;

/** What a word needs to be checked against. */
export interface WordContext {
  /** The wall clock: nobody has seen the future. */
  readonly now: Millis;
  /** Ids of the anomalies of the problem that it is about; empty for other subjects. */
  readonly members: readonly string[];
}

type Detail = keyof WordDetails;

/** Which details a word takes; `*` needs it. A comment is always welcome. */
const TAKES: Readonly<Record<Word, readonly (Detail | `${Detail}*`)[]>> = {
  confirmed: [],
  expected: ['comment*', 'recurrence*', 'calendar'],
  'false-alarm': [],
  'new-normal': ['from*'],
  'wrong-season': ['rhythm*'],
  missed: ['from*', 'to*'],
  'wrong-grouping': ['members', 'mergeWith'],
  'wrong-owner': ['owner*'],
};

/** What is missing, in words. */
const MEANING: Readonly<Record<Detail, string>> = {
  comment: 'what it was',
  recurrence: 'whether it will come back: once, weekly or calendar',
  calendar: 'the name of the calendar by which it comes back',
  from: 'the time from which it holds',
  to: 'the time at which it was over',
  rhythm: 'the rhythm that repeats: daily, weekly or none',
  members: 'the anomalies that belong together',
  mergeWith: 'the problems that are the same',
  owner: 'whose it is',
};

/**
 * The details of a word as they are kept.
 *
 * @throws WeirError `invalid_argument` for a detail that is missing, that belongs to another word or that cannot be
 */
export function checkWord(word: Word, subject: Subject, given: WordDetails, context: WordContext): WordDetails {
  checkSubject(word, subject);
  checkTaken(word, given);
  const details: WordDetails = {
    comment:
      given.comment === undefined
        ? undefined
        : checkText('comment', given.comment, { maximum: COMMENT_MAXIMUM, lines: true, empty: word !== 'expected' }) ||
          undefined,
    recurrence: given.recurrence,
    calendar: checkCalendar(given),
    from: checkPast('from', given.from, context.now),
    to: checkPast('to', given.to, context.now),
    rhythm: given.rhythm,
    owner: given.owner === undefined ? undefined : checkText('owner', given.owner, { maximum: NAME_MAXIMUM }),
    ...(word === 'wrong-grouping' ? checkGrouping(subject, given, context.members) : {}),
  };
  const { from, to } = details;
  if (from !== undefined && to !== undefined && to <= from)
    throw refused('to', `a time after from (${from})`, String(to));
  return details;
}

/** What was missed has neither a problem nor an anomaly; everything else is about one of them. */
function checkSubject(word: Word, { kind }: Subject): void {
  if (word === 'missed' && kind !== 'entity') {
    throw refused(`${kind}Id`, 'nothing: what was missed is about an entity and a span', 'an id');
  }
  if (word !== 'missed' && kind === 'entity') throw refused('entityId', 'a problemId or an anomalyId instead', 'an id');
  if (word === 'wrong-grouping' && kind !== 'problem') {
    throw refused(`${kind}Id`, 'a problemId instead: only problems are groups', 'an id');
  }
}

function checkTaken(word: Word, given: WordDetails): void {
  const taken = TAKES[word];
  for (const one of taken) {
    const detail = one.replace('*', '') as Detail;
    if (one !== detail && given[detail] === undefined) throw refused(detail, MEANING[detail], 'nothing');
  }
  for (const [detail, value] of Object.entries(given)) {
    if (value === undefined || detail === 'comment') continue;
    if (!taken.some((one) => one.replace('*', '') === detail)) {
      throw refused(detail, `nothing: the word ${word} does not take it`, describeFound(value));
    }
  }
}

function checkCalendar({ recurrence, calendar }: WordDetails): string | undefined {
  if (recurrence === 'calendar') {
    if (calendar === undefined) throw refused('calendar', MEANING.calendar, 'nothing');
    return checkText('calendar', calendar, { maximum: NAME_MAXIMUM });
  }
  if (calendar !== undefined)
    throw refused('calendar', 'nothing unless recurrence is calendar', describeFound(calendar));
  return undefined;
}

function checkPast(path: string, time: Millis | undefined, now: Millis): Millis | undefined {
  if (time === undefined || time <= now) return time;
  throw refused(path, `a time that is not in the future (at most ${now})`, String(time));
}

function checkGrouping(
  subject: Subject,
  { members, mergeWith }: WordDetails,
  known: readonly string[]
): Pick<WordDetails, 'members' | 'mergeWith'> {
  if (members === undefined && mergeWith === undefined) {
    throw refused('members', `${MEANING.members}, or mergeWith: ${MEANING.mergeWith}`, 'nothing');
  }
  const together = members && [...new Set(members)].sort();
  const stranger = together?.findIndex((id) => !known.includes(id)) ?? -1;
  if (stranger >= 0)
    throw refused(`members[${stranger}]`, 'an anomaly of this problem', describeFound(together?.[stranger]));
  if (together !== undefined && (together.length === 0 || together.length === known.length)) {
    throw refused('members', `some of its ${known.length} anomalies, but not all`, `${together.length} of them`);
  }
  const others = mergeWith && [...new Set(mergeWith)].sort();
  if (others?.length === 0) throw refused('mergeWith', 'at least one other problem', 'an empty list');
  if (others?.includes(subject.id)) throw refused('mergeWith', 'other problems', 'the problem itself');
  return { members: together, mergeWith: others };
}

function refused(path: string, expected: string, found: string): WeirError {
  const message = `The word is refused: ${path} must be ${expected}, found ${found}.`;
  return new WeirError('invalid_argument', message, [{ path, expected, found }]);
}
