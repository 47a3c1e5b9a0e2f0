import { emptyDraft, fieldTime, missingIn, requestOf } from './feedbackDraft';

const draft = emptyDraft('2026-11-18T13:10', '2026-11-18T14:00');
const subject = { problemId: 'p' };

describe('a word', () => {
  it('takes only what it asks for', () => {
    expect(requestOf('confirmed', subject, { ...draft, comment: '  ' })).toEqual({ word: 'confirmed', problemId: 'p' });
    expect(requestOf('expected', subject, { ...draft, comment: 'batch', recurrence: 'weekly' })).toEqual({
      word: 'expected',
      problemId: 'p',
      comment: 'batch',
      recurrence: 'weekly',
    });
    expect(requestOf('missed', { entityId: 'e' }, draft)).toEqual({
      word: 'missed',
      entityId: 'e',
      from: Date.parse(draft.from),
      to: Date.parse(draft.to),
    });
    expect(requestOf('wrong-owner', subject, { ...draft, owner: ' team-a ' })).toMatchObject({ owner: 'team-a' });
  });

  it('is not complete without what it needs', () => {
    expect(missingIn('expected', draft)).toBe('Say what it was.');
    expect(missingIn('expected', { ...draft, comment: 'x', recurrence: 'calendar' })).toBe('Name the calendar.');
    expect(missingIn('missed', { ...draft, to: draft.from })).toBe('The end must come after the start.');
    expect(missingIn('new-normal', { ...draft, from: '' })).toBe('Say from when.');
    expect(missingIn('wrong-grouping', draft)).toBe('Tick what belongs together.');
    expect(missingIn('wrong-owner', draft)).toBe('Say whose it is.');
    expect(missingIn('false-alarm', draft)).toBeUndefined();
  });

  it('has times as a field of the browser writes them', () => {
    expect(Date.parse(fieldTime(new Date(2026, 0, 2, 3, 4).getTime()))).toBe(new Date(2026, 0, 2, 3, 4).getTime());
  });
});
