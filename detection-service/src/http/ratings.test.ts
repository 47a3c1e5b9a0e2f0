import { describe, expect, it } from 'vitest';
import type { Rating, RatingHistory, RatingPage, Vote, VotePage } from '@weir/contract';
import { bearer, ENDPOINT, ERRORS, FOREIGN_SERIES, ROUTE_ERRORS } from './fixture.ts';
import { peopledStory } from './people-fixture.ts';

const { app, as } = peopledStory();

const get = async <T>(
  url: string,
  headers: Record<string, string> = bearer('reader')
): Promise<{ status: number; body: T }> => {
  const answer = await app.inject({ url, headers });
  return { status: answer.statusCode, body: answer.json() };
};
const vote = async (headers: Record<string, string>, body: object, id = ERRORS.entityId) => {
  const answer = await app.inject({ method: 'PUT', url: `/v1/ratings/${id}/vote`, headers, payload: body });
  return { status: answer.statusCode, body: answer.json<Vote & { code: string; details: { path: string }[] }>() };
};

describe('ratings', () => {
  it('rate every service of the tenant, with lines that sum up', async () => {
    const { body } = await get<RatingPage>('/v1/ratings');
    expect(body.items.map(({ service }) => service)).toEqual(['payments']);
    const rating = body.items[0] as Rating;
    const lost = rating.lines.reduce((sum, line) => sum + line.lost, 0);
    expect(rating.score).toBeCloseTo(100 - lost, 0);
    expect(rating.lines.map(({ what }) => what)).toContain('reliability');
    expect((await get<Rating>(`/v1/ratings/${ERRORS.entityId}`)).body).toEqual(rating);
  });

  it('are made for services only, and for those of the tenant', async () => {
    for (const id of [ROUTE_ERRORS.entityId, FOREIGN_SERIES.entityId, '0'.repeat(32)]) {
      expect((await get(`/v1/ratings/${id}`)).status, ENDPOINT.name).toBe(404);
    }
    expect((await get<RatingPage>('/v1/ratings?q=PAY')).body.items).toHaveLength(1);
    expect((await get<RatingPage>('/v1/ratings?q=nothing')).body.items).toEqual([]);
  });

  it('have a history', async () => {
    const { body } = await get<RatingHistory>(`/v1/ratings/${ERRORS.entityId}/history?days=3`);
    expect(body.points).toHaveLength(1);
    expect((await get(`/v1/ratings/${ERRORS.entityId}/history?days=61`)).status).toBe(400);
  });
});

describe('votes', () => {
  it('change the rating, one for each person, whichever portal the person uses', async () => {
    const before = (await get<Rating>(`/v1/ratings/${ERRORS.entityId}`)).body.score;
    expect(await vote(as('ana', 'ana@example.org'), { stars: 1, comment: '  Down again.  ' })).toMatchObject({
      status: 200,
      body: { stars: 1, comment: 'Down again.', counts: 100, revision: 1, person: { id: 'ana' } },
    });
    const after = (await get<Rating>(`/v1/ratings/${ERRORS.entityId}`)).body;
    expect(after.score).toBeLessThan(before);
    expect(after.votes).toEqual({ count: 1, average: null });
    expect((await vote(as('ana.b', 'ANA@example.org'), { stars: 2 })).body.revision).toBe(2);
    for (const person of ['ben', 'cara']) await vote(as(person), { stars: 5 });
    const { body } = await get<Rating>(`/v1/ratings/${ERRORS.entityId}`);
    expect(body.votes).toEqual({ count: 3, average: 4 });
    const page = await get<VotePage>(`/v1/ratings/${ERRORS.entityId}/votes?limit=2`);
    expect(page.body.items.map(({ person }) => person.id)).toEqual(['cara', 'ben']);
    expect(JSON.stringify(page.body)).not.toContain('@');
  });

  it('can be taken back, and stay in the history', async () => {
    await vote(as('dora'), { stars: 1 });
    const answer = await app.inject({
      method: 'DELETE',
      url: `/v1/ratings/${ERRORS.entityId}/vote`,
      headers: as('dora'),
    });
    expect(answer.json()).toMatchObject({ withdrawn: true, counts: 0, revision: 2 });
    expect((await get<Rating>(`/v1/ratings/${ERRORS.entityId}`)).body.votes.count).toBe(3);
    const nobody = await app.inject({
      method: 'DELETE',
      url: `/v1/ratings/${ERRORS.entityId}/vote`,
      headers: as('erik'),
    });
    expect(nobody.statusCode).toBe(404);
  });

  it.each([
    ['no stars', {}, 'stars'],
    ['six stars', { stars: 6 }, 'stars'],
    ['half a star', { stars: 1.5 }, 'stars'],
    ['a comment with a control character', { stars: 3, comment: 'a\u0007b' }, 'comment'],
    ['a person in the body', { stars: 3, person: 'ben' }, 'person'],
  ])('are refused with %s', async (_what, body, path) => {
    const { status, body: answer } = await vote(as('fay'), body);
    expect(status).toBe(400);
    expect(answer.details.map((detail) => detail.path).join()).toContain(path);
  });

  it('need the right to write, a person the right to act for, and a service that is there', async () => {
    expect((await vote(bearer('reader'), { stars: 3 })).status).toBe(403);
    expect((await vote({ ...bearer('writer'), 'weir-actor-id': 'ana' }, { stars: 3 })).status).toBe(403);
    expect((await vote(as('ana'), { stars: 3 }, FOREIGN_SERIES.entityId)).status).toBe(404);
  });
});
