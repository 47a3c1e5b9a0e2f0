import { Details, missing, requestOf } from './details';
import { WORDS } from './words';

const empty: Details = {
  comment: '',
  recurrence: 'once',
  calendar: '',
  rhythm: 'daily',
  from: 1,
  members: [],
  owner: '',
};

it('has a text for each of the eight words', () => expect(new Set(WORDS.map(({ word }) => word)).size).toBe(8));

it('asks for what a word needs', () => {
  expect(missing('confirmed', empty)).toBeUndefined();
  expect(missing('expected', empty)).toBe('Say what it was.');
  expect(missing('expected', { ...empty, comment: 'batch', recurrence: 'calendar' })).toBe('Name the calendar.');
  expect(missing('new-normal', { ...empty, from: undefined })).toBe('Say since when.');
  expect(missing('wrong-grouping', empty)).toBe('Tick at least one member.');
  expect(missing('missed', empty)).toBe('Say from when to when.');
  expect(missing('missed', { ...empty, to: 1 })).toBe('The end must come after the start.');
  expect(missing('missed', { ...empty, to: 2 })).toBeUndefined();
  expect(missing('wrong-owner', { ...empty, owner: '  ' })).toBe('Say whose it is.');
});

it('sends only what the word takes', () => {
  const full: Details = { ...empty, comment: ' so ', calendar: 'batch', members: ['m'], owner: 'team-a' };
  expect(requestOf('confirmed', { problemId: 'p' }, full)).toEqual({
    word: 'confirmed',
    problemId: 'p',
    comment: 'so',
  });
  expect(requestOf('expected', { problemId: 'p' }, full)).toEqual({
    word: 'expected',
    problemId: 'p',
    comment: 'so',
    recurrence: 'once',
  });
  expect(requestOf('wrong-season', { problemId: 'p' }, { ...full, comment: '' })).toEqual({
    word: 'wrong-season',
    problemId: 'p',
    rhythm: 'daily',
  });
  expect(requestOf('missed', { entityId: 'e' }, { ...full, from: 1, to: 2 })).toEqual({
    word: 'missed',
    entityId: 'e',
    comment: 'so',
    from: 1,
    to: 2,
  });
});
