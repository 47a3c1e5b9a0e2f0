import type { EntityPage, PostMortemDetail, Problem, ProblemPage } from '@weir/contract';
import { DAY, MINUTE } from '@weir/detection-service/core/time.ts';
import { serviceOf, type Incident } from '../model/incidents.ts';
import type { ServiceName } from '../model/shop.ts';
import type { Plan } from '../plan.ts';
import { ANA, BEN, OLA } from './people.ts';
import type { Person, WeirApi } from './weir-api.ts';

const VOTES: readonly (readonly [ServiceName, Person, number, string])[] = [
  ['shop-web', ANA, 5, 'Fast and well documented.'],
  ['shop-web', OLA, 4, ''],
  ['orders', OLA, 4, 'Good, but slow at times.'],
  ['orders', ANA, 4, ''],
  ['payments', BEN, 3, 'Went down on us again.'],
  ['payments', OLA, 4, ''],
  ['inventory', BEN, 4, 'Does what it says.'],
];

/**
 * What the demo's people say once its history has been judged: that the outage was real, what they think of the APIs, and a
 * draft of a post-mortem. All through the API, as a portal would send it. Returns whether the outage was among the problems.
 */
export async function sayWords(api: WeirApi, plan: Plan): Promise<boolean> {
  await castVotes(api);
  const outage = plan.incidents.find(({ kind }) => kind === 'outage');
  const problem = outage && (await problemOf(api, outage));
  if (problem === undefined) return false;
  await api.as(BEN, 'POST', '/v1/feedback', {
    word: 'confirmed',
    problemId: problem.id,
    comment: 'Connection pool of payments was exhausted.',
  });
  await draftPostMortem(api, plan, problem);
  return true;
}

/** The problem that an incident became. */
async function problemOf(api: WeirApi, incident: Incident): Promise<Problem | undefined> {
  const span = `from=${incident.start}&to=${Math.min(incident.end, Date.now())}`;
  const { items } = await api.get<ProblemPage>(`/v1/problems?service=${serviceOf(incident)}&${span}`);
  return items.find(({ start }) => start >= incident.start - 5 * MINUTE);
}

async function castVotes(api: WeirApi): Promise<void> {
  const { items } = await api.get<EntityPage>('/v1/entities?kind=service&limit=1000');
  const ids = new Map(items.map(({ name, id }) => [name, id]));
  for (const [service, person, stars, comment] of VOTES) {
    const id = ids.get(service);
    if (id === undefined) continue;
    await api.as(person, 'PUT', `/v1/ratings/${id}/vote`, comment === '' ? { stars } : { stars, comment });
  }
}

async function draftPostMortem(api: WeirApi, plan: Plan, problem: Problem): Promise<void> {
  const opened = await api.as<PostMortemDetail>(ANA, 'POST', '/v1/post-mortems', { problemId: problem.id });
  const { id, revision, title, sections, timeline } = opened.postMortem;
  await api.as(ANA, 'PUT', `/v1/post-mortems/${id}`, {
    ...{ revision, title },
    sections: {
      ...sections,
      impact: 'Customers could not pay; placing an order and the checkout of shop-web failed with it.',
      factors: 'The connection pool of payments was exhausted. Calls waited 900 ms for a connection, then failed.',
    },
    timeline: timeline.map(({ id: row, time, text }) => ({ id: row, time, text })),
    actions: [
      {
        ...{ id: 'pool-timeout', type: 'prevent', title: 'Timeout on the connection pool', done: false },
        ...{ owner: BEN.name, due: new Date(plan.created + 7 * DAY).toISOString().slice(0, 10) },
      },
      {
        ...{ id: 'pool-alert', type: 'detect', title: 'Watch the free connections of the pool', done: false },
        ...{ owner: null, due: null },
      },
    ],
  });
}
