import { describe, expect, it } from 'vitest';
import { duration, postMortemMarkdown } from './markdown.ts';
import type { PostMortem } from './post-mortem.ts';

const START = Date.UTC(2026, 10, 17, 14, 2, 10);
const ANA = { id: 'user:default/ana', name: 'Ana García', via: 'backstage' };
const BEN = { id: 'ben', name: 'Ben', via: 'grafana' };

const DOCUMENT: PostMortem = {
  state: 'published',
  title: 'payments failed # badly',
  problemId: 'p',
  facts: {
    services: ['payments'],
    start: START,
    end: START + 29 * 60_000,
    alert: START + 50_000,
    firstHuman: START + 290_000,
    concernScore: 86,
    anomalyCount: 1,
    description: 'payments fails.',
  },
  sections: {
    summary: 'Ana rolled back; Ben and user:default/ana watched. Banana.\n\n# Not a title\n\n```\nopen',
    impact: '',
    detection: 'Mail to ops@example.org.',
    factors: '<details>',
    lessons: 'x',
  },
  timeline: [
    { id: 'alert', kind: 'alert', time: START + 60_000, systemTime: START + 50_000, text: 'Alert' },
    { id: 'n', kind: 'note', time: START + 70_000, text: 'Cleo called\n# Ben' },
  ],
  actions: [
    { id: 'a', type: 'prevent', title: 'timeout on pool', owner: 'Ben', due: '2026-11-25', done: false },
    { id: 'b', type: 'process', title: 'page', owner: 'group:default/team-pay', done: true },
    { id: 'c', type: 'detect', title: 'probe', owner: 'Dora', done: false },
  ],
  editors: [ANA, BEN],
  publishedAt: START + 86_400_000,
};

describe('a post-mortem as Markdown', () => {
  const text = postMortemMarkdown(DOCUMENT, [{ id: 'cleo', name: 'Cleo' }]);

  it('is a document whose headings are ours', () => {
    expect(text.match(/^#{1,2} .*$/gm)).toEqual([
      '# payments failed \\# badly',
      '## Summary',
      '## Impact',
      '## Timeline',
      '## Detection',
      '## Contributing factors',
      '## Action items',
      '## Lessons',
    ]);
    expect(text).toContain('### Not a title');
    expect(text).toContain('```\nopen\n```\n\n## Impact');
    expect(text).toContain('&lt;details>');
  });

  it('names nobody', () => {
    for (const name of ['Ana', 'García', 'Ben', 'Cleo', 'Dora', 'ops@'])
      expect(text).not.toMatch(new RegExp(`\\b${name}`));
    expect(text).toContain('the author rolled back; editor 1 and the author watched. Banana.');
    expect(text).toContain('responder 1 called');
    expect(text).toContain('(editor 1, by 2026-11-25)');
    expect(text).toContain('(group:default/team-pay, no date yet)');
    expect(text).toContain('(owner 1, no date yet)');
    expect(text).toContain('Mail to (address left out).');
  });

  it('has the numbers, and the time of the system beside a corrected one', () => {
    expect(text).toContain('- Until: 2026-11-17 14:31:10 UTC (29 min)');
    expect(text).toContain('alert 50 s later, first word of a person 4 min later.');
    expect(text).toContain('- **2026-11-17 14:03:10 UTC** Alert (the system says 2026-11-17 14:03:00 UTC)');
    expect(text).toContain('- [ ] **prevent** timeout on pool');
    expect(text).toContain('_Published 2026-11-18.');
    expect(text).toContain('## Impact\n\n_Nothing is written here yet._');
  });
});

it.each([
  [0, '0 s'],
  [50_000, '50 s'],
  [29 * 60_000, '29 min'],
  [59_600, '60 s'],
  [61_000, '1 min 1 s'],
  [110 * 60_000, '1 h 50 min'],
  [3_599_800, '60 min'],
  [51 * 3_600_000, '2 d 3 h'],
])('%i ms are %s', (length, text) => {
  expect(duration(length)).toBe(text);
});
