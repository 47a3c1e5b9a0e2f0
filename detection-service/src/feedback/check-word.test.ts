import { describe, expect, it } from 'vitest';
import { WeirError } from '../core/errors.ts';
import { checkWord } from './check-word.ts';
import type { Subject, Word, WordDetails } from './word.ts';

const PROBLEM: Subject = { kind: 'problem', id: 'p' };
const ANOMALY: Subject = { kind: 'anomaly', id: 'a' };
const ENTITY: Subject = { kind: 'entity', id: 'e' };
const CONTEXT = { now: 1_000, members: ['a1', 'a2', 'a3'] };

const check = (word: Word, details: WordDetails, subject: Subject = PROBLEM): WordDetails =>
  JSON.parse(JSON.stringify(checkWord(word, subject, details, CONTEXT))) as WordDetails;

describe('what a word takes', () => {
  it.each<[Word, WordDetails, Subject]>([
    ['confirmed', {}, PROBLEM],
    ['confirmed', { comment: 'pool was empty' }, ANOMALY],
    ['false-alarm', { comment: 'load test' }, PROBLEM],
    ['expected', { comment: 'batch run', recurrence: 'weekly' }, PROBLEM],
    ['expected', { comment: 'sale', recurrence: 'calendar', calendar: 'Sales' }, PROBLEM],
    ['new-normal', { from: 900 }, ANOMALY],
    ['wrong-season', { rhythm: 'none' }, ANOMALY],
    ['missed', { from: 10, to: 20 }, ENTITY],
    ['wrong-grouping', { members: ['a1', 'a3'] }, PROBLEM],
    ['wrong-grouping', { mergeWith: ['q'] }, PROBLEM],
    ['wrong-owner', { owner: 'team-order' }, PROBLEM],
  ])('%s with %o is kept', (word, details, subject) => {
    expect(check(word, details, subject)).toEqual(details);
  });

  it.each<[string, Word, WordDetails, Subject]>([
    ['comment', 'expected', { recurrence: 'once' }, PROBLEM],
    ['recurrence', 'expected', { comment: 'x' }, PROBLEM],
    ['calendar', 'expected', { comment: 'x', recurrence: 'calendar' }, PROBLEM],
    ['calendar', 'expected', { comment: 'x', recurrence: 'once', calendar: 'Sales' }, PROBLEM],
    ['comment', 'expected', { comment: '  ', recurrence: 'once' }, PROBLEM],
    ['comment', 'confirmed', { comment: 'a\u0000' }, PROBLEM],
    ['from', 'new-normal', {}, PROBLEM],
    ['from', 'new-normal', { from: 1_001 }, PROBLEM],
    ['rhythm', 'wrong-season', {}, PROBLEM],
    ['owner', 'confirmed', { owner: 'me' }, PROBLEM],
    ['owner', 'wrong-owner', { owner: 'a\nb' }, PROBLEM],
    ['to', 'missed', { from: 20, to: 20 }, ENTITY],
    ['to', 'missed', { from: 20, to: 1_001 }, ENTITY],
    ['problemId', 'missed', { from: 10, to: 20 }, PROBLEM],
    ['entityId', 'confirmed', {}, ENTITY],
    ['anomalyId', 'wrong-grouping', { mergeWith: ['q'] }, ANOMALY],
    ['members', 'wrong-grouping', {}, PROBLEM],
    ['members', 'wrong-grouping', { members: ['a1', 'a2', 'a3'] }, PROBLEM],
    ['members[1]', 'wrong-grouping', { members: ['a1', 'zz'] }, PROBLEM],
    ['mergeWith', 'wrong-grouping', { mergeWith: ['p'] }, PROBLEM],
  ])('names %s when %s has %o', (path, word, details, subject) => {
    let seen: unknown;
    try {
      check(word, details, subject);
    } catch (error) {
      seen = error;
    }
    expect(seen).toBeInstanceOf(WeirError);
    expect((seen as WeirError).details.map((detail) => detail.path)).toEqual([path]);
  });

  it('lists are sets in an order of their own', () => {
    expect(check('wrong-grouping', { members: ['a3', 'a1', 'a3'] })).toEqual({ members: ['a1', 'a3'] });
  });
});
