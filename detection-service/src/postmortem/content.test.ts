import { describe, expect, it } from 'vitest';
import { WeirError } from '../core/errors.ts';
import { checkContent, checkPublishable, type GivenContent } from './check-content.ts';
import { changedParts, conflict } from './conflict.ts';
import type { ActionItem, TimelineEvent } from './post-mortem.ts';

const SECTIONS = { summary: '', impact: '', detection: '', factors: '', lessons: '' };
const ACTION: ActionItem = {
  id: 'a',
  type: 'prevent',
  title: 'timeout on pool',
  owner: 'Ben',
  due: '2026-11-25',
  done: false,
};
const GIVEN: GivenContent = { title: 't', sections: SECTIONS, timeline: [], actions: [] };
const ALERT: TimelineEvent = { id: 'alert', kind: 'alert', time: 10, systemTime: 10, text: 'Alert' };

function errorOf(work: () => unknown): WeirError {
  try {
    work();
  } catch (error) {
    if (error instanceof WeirError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('what a person wrote', () => {
  it('keeps what the system knows of a row whose time was put right, and orders by time', () => {
    const timeline = [
      { id: 'alert', time: 30, text: 'Alert, really' },
      { id: 'mine', time: 20, text: 'I noticed' },
    ];
    expect(checkContent({ ...GIVEN, timeline }, [ALERT]).timeline).toEqual([
      { id: 'mine', kind: 'note', time: 20, systemTime: undefined, text: 'I noticed' },
      { id: 'alert', kind: 'alert', time: 30, systemTime: 10, text: 'Alert, really' },
    ]);
  });

  it('keeps Markdown as it is', () => {
    const summary = '# a\n\n<script>alert(1)</script>\n\n- b  ';
    expect(checkContent({ ...GIVEN, sections: { ...SECTIONS, summary } }, []).sections.summary).toBe(summary.trimEnd());
  });

  it.each<[string, Partial<GivenContent>]>([
    ['title', { title: 'a\nb' }],
    ['sections.impact', { sections: { ...SECTIONS, impact: 'a\u0000' } }],
    ['timeline[0].text', { timeline: [{ id: 'x', time: 1, text: 'a\nb' }] }],
    ['timeline[1].id', { timeline: [1, 2].map((time) => ({ id: 'x', time, text: 'a' })) }],
    ['actions[1].id', { actions: [ACTION, ACTION] }],
    ['actions[0].due', { actions: [{ ...ACTION, due: '2026-02-30' }] }],
    ['actions[0].owner', { actions: [{ ...ACTION, owner: ' ' }] }],
  ])('is refused at %s', (path, wrong) => {
    expect(errorOf(() => checkContent({ ...GIVEN, ...wrong }, [])).details.map((one) => one.path)).toEqual([path]);
  });
});

describe('publishing', () => {
  it('needs an owner and a date for every action', () => {
    expect(() => checkPublishable({ actions: [ACTION] })).not.toThrow();
    const error = errorOf(() =>
      checkPublishable({
        actions: [
          { ...ACTION, owner: undefined, due: undefined },
          { ...ACTION, title: 'probe', due: undefined },
        ],
      })
    );
    expect(error.message).toBe("Give 'timeout on pool' an owner and a date. Give 'probe' a date.");
    expect(error.details.map(({ path }) => path)).toEqual(['actions[0].owner', 'actions[0].due', 'actions[1].due']);
  });
});

describe('a conflict', () => {
  const before = checkContent(GIVEN, []);
  const after = checkContent(
    {
      ...GIVEN,
      sections: { ...SECTIONS, impact: 'x' },
      actions: [ACTION],
      timeline: [{ id: 'n', time: 1, text: 'n' }],
    },
    []
  );

  it('says who changed what, when', () => {
    expect(changedParts(before, before)).toEqual([]);
    const newest = { content: after, revision: 5, by: 'Ben', time: Date.UTC(2026, 10, 18, 15, 3) };
    const error = conflict({ content: before, revision: 4 }, newest);
    expect(error.code).toBe('conflict');
    expect(error.message).toBe(
      'Ben changed Impact, Timeline, Actions at 15:03 UTC: read revision 5, then repeat your change.'
    );
    expect(error.details[0]).toEqual({ path: 'sections.impact', expected: 'revision 5', found: 'revision 4' });
    expect(conflict({ content: undefined, revision: 99 }, newest).message).toContain('Ben changed it at 15:03 UTC');
  });
});
