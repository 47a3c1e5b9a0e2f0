import type { InjectOptions } from 'fastify';
import { beforeEach, describe, expect, it } from 'vitest';
import type {
  Anomaly,
  Feedback,
  FeedbackDetail,
  FeedbackPage,
  FeedbackSaved,
  ProblemDetail,
  RatingPage,
} from '@weir/contract';
import { uuid5 } from '../core/uuid.ts';
import { ERRORS, FOREIGN_SERIES, PROBLEM_ID, START, STEP, anomalyId, bearer, bodyOf, refused } from './fixture.ts';
import { peopledStory } from './people-fixture.ts';

const { app, records, clock, as, get } = peopledStory();
beforeEach(() => records.close());

const say = async (person: string, payload: object): Promise<FeedbackSaved> => {
  clock.now += 1_000;
  const response = await app.inject({ method: 'POST', url: '/v1/feedback', headers: as(person), payload });
  expect([response.statusCode, response.body]).toEqual([200, response.body]);
  return bodyOf<FeedbackSaved>(response, 'FeedbackSaved');
};
const withdraw = (person: string, id: string): InjectOptions => ({
  method: 'POST',
  url: `/v1/feedback/${id}/withdraw`,
  headers: as(person),
});
const list = async (query: string): Promise<Feedback[]> =>
  (await get<FeedbackPage>(`/v1/feedback?${query}`, 'FeedbackPage')).items;
const problem = () => get<ProblemDetail>(`/v1/problems/${PROBLEM_ID}`, 'ProblemDetail');

describe('a word', () => {
  it('counts in the rating at once, and no more when it is taken back', async () => {
    const stability = async (): Promise<number | undefined> => {
      const { items } = await get<RatingPage>('/v1/ratings', 'RatingPage');
      return items[0]?.lines.find(({ what }) => what === 'stability')?.lost;
    };
    const before = await stability();
    const { feedback } = await say('ana', { word: 'false-alarm', problemId: PROBLEM_ID, comment: 'A rehearsal.' });
    const after = await stability();
    expect(after ?? 0).toBeLessThan(before ?? 0);
    await app.inject(withdraw('ana', feedback.id));
    expect(await stability()).toBe(before);
  });

  it('is saved for the person whom the portal names, and says that it changes nothing yet', async () => {
    const { feedback, message } = await say('ana', { word: 'confirmed', problemId: PROBLEM_ID, comment: ' Pool.\r\n' });
    expect(message).toBe('Recorded for payments fails; it does not change detection yet.');
    expect(feedback).toMatchObject({
      word: 'confirmed',
      problemId: PROBLEM_ID,
      service: 'payments',
      comment: ' Pool.',
      person: { id: 'ana', name: 'Ana', via: 'portal' },
      revision: 1,
      withdrawn: false,
    });
    expect(await list('')).toEqual([feedback]);
  });

  it('never takes the person from the body', async () => {
    const error = await refused(app, 400, {
      method: 'POST',
      url: '/v1/feedback',
      headers: as('ana'),
      payload: { word: 'confirmed', problemId: PROBLEM_ID, person: { id: 'ben' } },
    });
    expect(error.details[0]?.path).toBe('person');
  });

  it('that is changed is a new revision; both stay', async () => {
    const first = await say('ana', { word: 'confirmed', problemId: PROBLEM_ID });
    const second = await say('ana', { word: 'false-alarm', problemId: PROBLEM_ID, comment: 'load test' });
    expect(second.feedback).toMatchObject({ id: first.feedback.id, revision: 2 });
    const detail = await get<FeedbackDetail>(`/v1/feedback/${first.feedback.id}`, 'FeedbackDetail');
    expect(detail.revisions).toEqual([first.feedback, second.feedback]);
    expect(detail.feedback).toEqual(second.feedback);
    expect(await list(`problemId=${PROBLEM_ID}`)).toEqual([second.feedback]);
  });

  it('said twice is one word', async () => {
    const said = { word: 'expected', anomalyId: anomalyId(1), comment: 'batch', recurrence: 'weekly' };
    const first = await say('ana', said);
    expect((await say('ana', said)).feedback).toEqual(first.feedback);
  });

  it('can be taken back and said again, by its person only', async () => {
    const { feedback } = await say('ana', { word: 'confirmed', problemId: PROBLEM_ID });
    const error = await refused(app, 403, withdraw('ben', feedback.id));
    expect(error.message).toBe('Only Ana can take this word back.');
    const taken = bodyOf<FeedbackSaved>(await app.inject(withdraw('ana', feedback.id)), 'FeedbackSaved');
    expect(taken.feedback).toMatchObject({ revision: 2, withdrawn: true, word: 'confirmed' });
    const again = bodyOf<FeedbackSaved>(await app.inject(withdraw('ana', feedback.id)), 'FeedbackSaved');
    expect(again.feedback).toEqual(taken.feedback);
    expect((await problem()).problem.feedback).toMatchObject({ count: 0, stage: null });
    expect((await say('ana', { word: 'confirmed', problemId: PROBLEM_ID })).feedback.revision).toBe(3);
    await refused(app, 404, withdraw('ana', uuid5('nothing')));
  });

  it('of what was missed carries a span of an entity, and makes no anomaly', async () => {
    const before = (await get<{ items: Anomaly[] }>('/v1/anomalies', 'AnomalyPage')).items.length;
    const span = { from: START, to: START + STEP };
    const { feedback, message } = await say('ana', { word: 'missed', entityId: ERRORS.entityId, ...span });
    expect(feedback).toMatchObject({ entityId: ERRORS.entityId, problemId: null, ...span });
    expect(message).toBe('Recorded for payments; it does not change detection yet.');
    const second = await say('ana', {
      word: 'missed',
      entityId: ERRORS.entityId,
      from: START + STEP,
      to: START + 2 * STEP,
    });
    expect(second.feedback.id).not.toBe(feedback.id);
    expect(await list(`entityId=${ERRORS.entityId}`)).toHaveLength(2);
    expect((await get<{ items: Anomaly[] }>('/v1/anomalies', 'AnomalyPage')).items).toHaveLength(before);
  });

  it.each([
    ['a problem that does not exist', { word: 'confirmed', problemId: uuid5('no') }, 'problemId'],
    ['an anomaly that does not exist', { word: 'confirmed', anomalyId: uuid5('no') }, 'anomalyId'],
    ['an entity that does not exist', { word: 'missed', entityId: '0'.repeat(32), from: 1, to: 2 }, 'entityId'],
    ['an entity of another tenant', { word: 'missed', entityId: FOREIGN_SERIES.entityId, from: 1, to: 2 }, 'entityId'],
    ['a merge with nothing', { word: 'wrong-grouping', problemId: PROBLEM_ID, mergeWith: [uuid5('no')] }, 'mergeWith'],
  ])('on %s is not_found', async (_, payload, path) => {
    const error = await refused(app, 404, { method: 'POST', url: '/v1/feedback', headers: as('ana'), payload });
    expect([error.code, error.details[0]?.path]).toEqual(['not_found', path]);
  });

  it.each([
    ['no subject', { word: 'confirmed' }, 'none of them'],
    ['two subjects', { word: 'confirmed', problemId: PROBLEM_ID, anomalyId: anomalyId(0) }, '2 of them'],
    ['a word that is none', { word: 'meh', problemId: PROBLEM_ID }, '"meh"'],
    ['a detail of another word', { word: 'confirmed', problemId: PROBLEM_ID, rhythm: 'daily' }, '"daily"'],
    ['a span that has not been', { word: 'missed', entityId: ERRORS.entityId, from: 1, to: 8e15 }, '8000000000000000'],
    [
      'all its anomalies',
      { word: 'wrong-grouping', problemId: PROBLEM_ID, members: [0, 1, 2].map(anomalyId) },
      '3 of them',
    ],
  ])('with %s is refused', async (_, payload, found) => {
    const error = await refused(app, 400, { method: 'POST', url: '/v1/feedback', headers: as('ana'), payload });
    expect(error.details[0]?.found).toBe(found);
  });

  it('needs the scopes write and, for a person, act-as', async () => {
    const request = {
      method: 'POST' as const,
      url: '/v1/feedback',
      payload: { word: 'confirmed', problemId: PROBLEM_ID },
    };
    await refused(app, 403, { ...request, headers: bearer('reader') });
    await refused(app, 403, { ...request, headers: { ...bearer('writer'), 'weir-actor-id': 'ana' } });
    const own = await app.inject({ ...request, headers: bearer('writer') });
    expect(bodyOf<FeedbackSaved>(own, 'FeedbackSaved').feedback.person).toEqual({
      id: 'writer',
      name: 'writer',
      via: 'writer',
    });
  });

  it('of another tenant is not there', async () => {
    const { feedback } = await say('ana', { word: 'confirmed', problemId: PROBLEM_ID });
    await refused(app, 404, { url: `/v1/feedback/${feedback.id}`, headers: bearer('other') });
    await refused(app, 404, {
      method: 'POST',
      url: '/v1/feedback',
      headers: { ...as('ana'), ...bearer('other') },
      payload: { word: 'confirmed', problemId: PROBLEM_ID },
    });
  });
});

describe('what several people say', () => {
  it('stands beside the stage of the detector, in lists and details', async () => {
    await say('ana', { word: 'confirmed', problemId: PROBLEM_ID });
    const agreed = (await problem()).problem;
    expect(agreed.stage).toBe('problem-potential');
    expect(agreed.feedback).toMatchObject({ count: 1, stage: 'problem-confirmed', needsReview: false });
    await say('ben', { word: 'false-alarm', problemId: PROBLEM_ID });
    await say('ben', { word: 'confirmed', anomalyId: anomalyId(2) });
    const detail = await problem();
    expect(detail.problem.feedback).toMatchObject({ count: 2, stage: null, needsReview: true });
    expect(detail.problem.feedback.words.map(({ person, word }) => [person.name, word])).toEqual([
      ['Ben', 'false-alarm'],
      ['Ana', 'confirmed'],
    ]);
    expect(detail.anomalies[0]?.feedback).toMatchObject({ count: 1, stage: 'problem-confirmed' });
    const page = await get<{ items: { feedback: unknown }[] }>('/v1/problems', 'ProblemPage');
    expect(page.items[0]?.feedback).toEqual(detail.problem.feedback);
    expect((await get<Anomaly>(`/v1/anomalies/${anomalyId(2)}`, 'Anomaly')).feedback.count).toBe(1);
  });

  it('is listed by subject, service, person and whether it still counts, in pages', async () => {
    await say('ana', { word: 'confirmed', problemId: PROBLEM_ID });
    await say('ben', { word: 'confirmed', anomalyId: anomalyId(0) });
    const { feedback } = await say('ana', { word: 'wrong-owner', anomalyId: anomalyId(0), owner: 'team-a' });
    await app.inject(withdraw('ana', feedback.id));
    expect((await list('actor=ana')).map(({ word }) => word)).toEqual(['wrong-owner', 'confirmed']);
    expect(await list(`anomalyId=${anomalyId(0)}&withdrawn=false`)).toHaveLength(1);
    expect(await list('service=payments')).toHaveLength(3);
    expect(await list('service=orders')).toHaveLength(0);
    expect(await list(`problemId=${PROBLEM_ID}&anomalyId=${anomalyId(0)}`)).toHaveLength(0);
    const first = await get<FeedbackPage>('/v1/feedback?service=payments&limit=2', 'FeedbackPage');
    const rest = await get<FeedbackPage>(`/v1/feedback?service=payments&limit=2&cursor=${first.next}`, 'FeedbackPage');
    expect([first.items.length, rest.items.length, rest.next]).toEqual([2, 1, null]);
  });
});
