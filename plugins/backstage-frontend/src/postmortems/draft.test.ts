import { changedParts, mergeDrafts, obstacles, updateOf, type Draft } from './draft';

const sections = { summary: 'one', impact: '', detection: '', factors: '', lessons: '' };
const base: Draft = { title: 'payments failed', sections, timeline: [], actions: [] };

describe('two people who write one post-mortem', () => {
  it('are told which parts the other one changed', () => {
    const theirs = { ...base, title: 'x', sections: { ...sections, impact: 'all' } };
    expect(changedParts(base, theirs)).toEqual(['the title', 'Impact']);
  });

  it('keep what either changed, and both texts where both did', () => {
    const mine = { ...base, sections: { ...sections, summary: 'mine', lessons: 'learnt' } };
    const theirs = { ...base, title: 'theirs', sections: { ...sections, summary: 'theirs' } };
    const merged = mergeDrafts(base, mine, theirs);
    expect(merged.title).toBe('theirs');
    expect(merged.sections).toMatchObject({ summary: 'mine\n\ntheirs', lessons: 'learnt' });
  });
});

describe('publishing', () => {
  const action = { id: 'a', type: 'prevent' as const, title: 'timeout on pool', owner: null, due: null, done: false };

  it('wants an owner and a date of each action', () => {
    expect(obstacles([action])).toEqual(["Give 'timeout on pool' an owner and a date."]);
    expect(obstacles([{ ...action, owner: 'Ben' }])).toEqual(["Give 'timeout on pool' a date."]);
    expect(obstacles([{ ...action, owner: 'Ben', due: '2026-11-25' }])).toEqual([]);
  });

  it('sends rows without what only the system may say', () => {
    const row = { id: 'r', time: 1, text: 'first sign', kind: 'first-sign' as const, systemTime: 1 };
    expect(updateOf({ ...base, timeline: [row] }, 3)).toMatchObject({
      revision: 3,
      timeline: [{ id: 'r', time: 1, text: 'first sign' }],
    });
  });
});
