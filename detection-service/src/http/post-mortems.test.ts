import { beforeEach, describe, expect, it } from 'vitest';
import type { PostMortemDetail, PostMortemPage, PostMortemUpdate } from '@weir/contract';
import { uuid5 } from '../core/uuid.ts';
import { PROBLEM_ID, START, STEP, anomalyId, bearer, bodyOf, refused } from './fixture.ts';
import { peopledStory } from './people-fixture.ts';

const { storage, app, records, clock, as } = peopledStory();
beforeEach(() => records.close());

async function send(method: 'POST' | 'PUT', url: string, person: string, payload: object): Promise<PostMortemDetail> {
  clock.now += 60_000;
  const response = await app.inject({ method, url, headers: as(person), payload });
  expect([response.statusCode, response.body]).toEqual([200, response.body]);
  return bodyOf<PostMortemDetail>(response, 'PostMortemDetail');
}
const open = (payload: object = { problemId: PROBLEM_ID }) => send('POST', '/v1/post-mortems', 'Ana', payload);
const path = ({ postMortem }: PostMortemDetail): string => `/v1/post-mortems/${postMortem.id}`;
/** The body that saves a document as it is, but for `changes`. */
function edited({ postMortem }: PostMortemDetail, changes: Partial<PostMortemUpdate>): PostMortemUpdate {
  const { revision, title, sections, timeline, actions } = postMortem;
  return {
    revision,
    title,
    sections,
    timeline: timeline.map(({ id, time, text }) => ({ id, time, text })),
    actions,
    ...changes,
  };
}
const save = (detail: PostMortemDetail, person: string, changes: Partial<PostMortemUpdate>) =>
  send('PUT', path(detail), person, edited(detail, changes));
const list = async (query = ''): Promise<PostMortemPage> =>
  bodyOf<PostMortemPage>(
    await app.inject({ url: `/v1/post-mortems${query}`, headers: bearer('reader') }),
    'PostMortemPage'
  );
const titles = async (query: string): Promise<string[]> => (await list(query)).items.map(({ title }) => title);
const action = (changes: object = {}) => ({
  ...{ id: 'a', type: 'prevent' as const, title: 'timeout on pool', owner: null, due: null, done: false },
  ...changes,
});

describe('a post-mortem of a problem', () => {
  it('starts with numbers and a timeline, and offers the other events', async () => {
    const word = { word: 'confirmed', problemId: PROBLEM_ID };
    await app.inject({ method: 'POST', url: '/v1/feedback', headers: as('Cleo'), payload: word });
    const said = clock.now;
    const { postMortem, offered } = await open();
    expect(postMortem).toMatchObject({
      state: 'draft',
      title: 'payments fails, 17 Nov',
      problemId: PROBLEM_ID,
      editors: [{ id: 'ana', name: 'Ana', via: 'portal' }],
      revision: 1,
      facts: { services: ['payments'], start: START, end: null, duration: null, firstHuman: said, anomalyCount: 3 },
    });
    expect(postMortem.timeline.map(({ kind, text }) => [kind, text])).toEqual([
      ['first-sign', 'First sign: payments fails 38 % of calls.'],
      ['alert', 'Alert: payments fails.'],
      ['word', 'Cleo said: confirmed'],
    ]);
    expect(postMortem.timeline[0]).toMatchObject({ time: START, systemTime: START });
    const kinds = offered.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'anomaly-start')).toHaveLength(3);
    expect(kinds).toContain('peak');
  });

  it('the alert is the end of the first sample that was anomalous enough', async () => {
    // Steps 0 to 9 of the story are ordinary, but for an anomaly whose first steps say nothing yet.
    const start = START + 8 * STEP;
    const id = uuid5('anomaly', 'late');
    const one = storage.anomaly('default', anomalyId(0));
    const problem = storage.problem('default', PROBLEM_ID);
    if (one === undefined || problem === undefined) throw new Error('the story is not there');
    const problemId = uuid5('problem', 'late');
    storage.putAnomalies([
      { ...one, id, problemId, start, end: START + 20 * STEP, peak: { ...one.peak, time: START + 15 * STEP } },
    ]);
    storage.putProblems([{ ...problem, id: problemId, start, end: START + 20 * STEP, anomalyIds: [id] }]);
    const { postMortem } = await open({ problemId });
    expect(postMortem.facts).toMatchObject({
      start,
      alert: START + 11 * STEP,
      end: START + 20 * STEP,
      duration: 12 * STEP,
    });
    expect(postMortem.timeline.map(({ kind }) => kind)).toEqual(['first-sign', 'alert', 'over']);
  });

  it('is opened once: the second time it is there', async () => {
    const first = await open();
    expect(await open()).toEqual(first);
    expect((await list()).items).toHaveLength(1);
  });

  it('of what does not exist is not_found, of nothing is refused', async () => {
    const request = { method: 'POST' as const, url: '/v1/post-mortems', headers: as('Ana') };
    expect((await refused(app, 404, { ...request, payload: { problemId: uuid5('no') } })).details[0]?.path).toBe(
      'problemId'
    );
    await refused(app, 400, { ...request, payload: {} });
    await refused(app, 404, { url: `/v1/post-mortems/${uuid5('no')}`, headers: bearer('reader') });
    await refused(app, 403, { ...request, headers: bearer('reader'), payload: { title: 'x' } });
  });
});

describe('writing', () => {
  it('saves everything, remembers who wrote, and is no revision when nothing changed', async () => {
    const opened = await open();
    const sections = { ...opened.postMortem.sections, impact: '33,700 payments <b>failed</b>' };
    const saved = await save(opened, 'Ben', { title: 'payments failed', sections, actions: [action()] });
    expect(saved.postMortem).toMatchObject({ title: 'payments failed', sections, actions: [action()], revision: 2 });
    expect(saved.postMortem.editors.map(({ name }) => name)).toEqual(['Ana', 'Ben']);
    expect(saved.postMortem.updatedBy.name).toBe('Ben');
    expect((await save(saved, 'Cleo', {})).postMortem.revision).toBe(2);
  });

  it('an event that is added keeps the time of the system; a forged kind is a note', async () => {
    const opened = await open();
    const peak = opened.offered.find(({ kind }) => kind === 'peak');
    const rows = edited(opened, {}).timeline;
    const saved = await save(opened, 'Ana', {
      timeline: [
        ...rows,
        { id: 'peak', time: START + 1, text: 'Worst' },
        { id: 'over', time: START + 2, text: 'Over?' },
      ],
    });
    const added = saved.postMortem.timeline.filter(({ id }) => id === 'peak' || id === 'over');
    expect(added).toMatchObject([
      { kind: 'peak', time: START + 1, systemTime: peak?.systemTime },
      { kind: 'note', time: START + 2, systemTime: null },
    ]);
    expect(saved.offered.map(({ id }) => id)).not.toContain('peak');
  });

  it('says what somebody else changed meanwhile', async () => {
    const opened = await open();
    await save(opened, 'Ben', { sections: { ...opened.postMortem.sections, impact: 'x' } });
    const error = await refused(app, 409, {
      method: 'PUT',
      url: path(opened),
      headers: as('Ana'),
      payload: edited(opened, { title: 'mine' }),
    });
    expect(error.message).toMatch(/^Ben changed Impact at \d\d:\d\d UTC: read revision 2/);
    expect(error.details[0]?.path).toBe('sections.impact');
  });

  it.each([
    ['a field that is not known', { owner: 'x' }, 'owner'],
    ['a day that is none', { actions: [action({ due: '2026-13-01' })] }, 'actions[0].due'],
    ['a type that is none', { actions: [action({ type: 'punish' })] }, 'actions[0].type'],
    ['a title of two lines', { title: 'a\nb' }, 'title'],
  ])('refuses %s', async (_, changes, at) => {
    const opened = await open();
    const payload = { ...edited(opened, {}), ...changes };
    const error = await refused(app, 400, { method: 'PUT', url: path(opened), headers: as('Ana'), payload });
    expect(error.details[0]?.path).toBe(at);
  });
});

describe('publishing', () => {
  it('is refused while an action has no owner or date, and keeps to it afterwards', async () => {
    const draft = await save(await open(), 'Ana', { actions: [action()] });
    const publish = {
      method: 'POST' as const,
      url: `${path(draft)}/publish`,
      headers: as('Ben'),
      payload: { revision: 2 },
    };
    expect((await refused(app, 400, publish)).message).toBe("Give 'timeout on pool' an owner and a date.");
    const ready = await save(draft, 'Ana', { actions: [action({ owner: 'Ben', due: '2026-11-25' })] });
    await refused(app, 409, publish);
    const published = await send('POST', `${path(draft)}/publish`, 'Ben', { revision: 3 });
    expect(published.postMortem).toMatchObject({ state: 'published', publishedAt: clock.now, revision: 4 });
    expect((await send('POST', `${path(draft)}/publish`, 'Ben', { revision: 4 })).postMortem.revision).toBe(4);
    const worse = edited(published, { actions: [action()] });
    await refused(app, 400, { method: 'PUT', url: path(draft), headers: as('Ana'), payload: worse });
    const done = await save(published, 'Ben', {
      actions: [{ ...ready.postMortem.actions[0], ...action(), owner: 'Ben', due: '2026-11-25', done: true }],
    });
    expect(done.postMortem).toMatchObject({ state: 'published', revision: 5 });
  });

  it('gives Markdown without names', async () => {
    await app.inject({
      method: 'POST',
      url: '/v1/feedback',
      headers: as('Cleo'),
      payload: { word: 'confirmed', problemId: PROBLEM_ID },
    });
    const draft = await open();
    await save(draft, 'Ben', {
      sections: { ...draft.postMortem.sections, factors: 'Ben said to Ana:\n\n# Cleo was right\n\n```' },
    });
    const response = await app.inject({ url: `${path(draft)}/markdown`, headers: bearer('reader') });
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({
      'content-type': 'text/markdown; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'content-disposition': expect.stringContaining('.md"') as string,
    });
    expect(response.body).toContain('# payments fails, 17 Nov');
    expect(response.body).toContain('editor 1 said to the author:\n\n### responder 1 was right\n\n```\n```\n');
    expect(response.body).not.toMatch(/Ana|Ben|Cleo/);
    await refused(app, 404, { url: `${path(draft)}/markdown`, headers: bearer('other') });
  });
});

describe('the list', () => {
  it('is filtered by state, service, problem and owner of actions, in pages', async () => {
    const one = await open();
    await save(one, 'Ana', {
      title: 'one',
      actions: [
        action({ owner: 'Ben', due: '2026-11-01' }),
        action({ id: 'b', owner: 'Ana', due: '2030-01-01', done: true }),
      ],
    });
    const two = await open({ title: 'two' });
    await send('POST', `${path(two)}/publish`, 'Ana', { revision: 1 });
    await open({ title: 'three' });
    expect(await titles('')).toEqual(['three', 'two', 'one']);
    expect(await titles('?state=published')).toEqual(['two']);
    expect(await titles('?service=payments')).toEqual(['one']);
    expect(await titles(`?problemId=${PROBLEM_ID}`)).toEqual(['one']);
    expect(await titles('?actionOwner=ben')).toEqual(['one']);
    expect(await titles('?actionOwner=Ana&openActions=true')).toEqual([]);
    expect(await titles('?openActions=true')).toEqual(['one']);
    expect(await titles('?openActions=false')).toEqual(['three', 'two']);
    const row = (await list('?service=payments')).items[0];
    expect(row).toMatchObject({
      actionCount: 2,
      actionsDone: 1,
      actionsOverdue: 1,
      author: { name: 'Ana' },
      start: START,
    });
    const first = await list('?state=draft&limit=1');
    const second = await list(`?state=draft&limit=1&cursor=${first.next}`);
    expect([first, second].map(({ items, next }) => [items[0]?.title, next === null])).toEqual([
      ['three', false],
      ['one', true],
    ]);
  });
});
