import { afterAll, describe, expect, it } from 'vitest';
import type { InventoryPage, PostMortemDetail, Rating, RatingPage } from '@weir/contract';
import type { Anomaly } from '../aggregate/anomaly.ts';
import { WeirError } from '../core/errors.ts';
import { MemoryRecords } from '../records/memory-records.ts';
import type { ReadableResults, Storage } from '../storage/ports.ts';
import {
  anomalyId,
  bodyOf,
  ERRORS,
  PROBLEM_ID,
  refused,
  scratchStorage,
  seed,
  serverOver,
  START,
  STEP,
} from './fixture.ts';
import { notesOn } from './notes.ts';

/** What is answered when a part of the results is at another replica that does not answer. */

const REASON = 'The results of partition 3 cannot be had now: replica weir-2 does not answer (ECONNREFUSED).';
const NOW = START + 60 * STEP;

/** Results that are there until they are away. */
function leaving(storage: Storage): { readonly results: ReadableResults; isAway: boolean } {
  const state = {
    isAway: false,
    results: {
      near: () => (state.isAway ? Promise.reject(away()) : Promise.resolve()),
      read: (...given: Parameters<ReadableResults['read']>) => {
        if (state.isAway) throw away();
        return storage.read(...given);
      },
    },
  };
  return state;
}
const away = (): WeirError => new WeirError('unavailable', REASON);

const storage = scratchStorage();
seed(storage);
const [anomaly] = storage.anomalies('default', {}, { limit: 1 }).rows as [Anomaly];
storage.putAnomalies([{ ...anomaly, id: anomalyId(0), start: START, end: START + 20 * STEP, revision: 9 }]);
const state = leaving(storage);
const clock = { now: NOW };
const app = serverOver(storage, {
  results: state.results,
  records: new MemoryRecords(),
  now: () => clock.now,
  sources: () =>
    Promise.resolve([{ id: 'collector', mode: 'live', alive: true, ended: false, watermark: clock.now } as const]),
});
afterAll(() => app.close());

const get = (url: string) => app.inject({ url });
const post = (url: string, payload: object) => app.inject({ method: 'POST', url, payload });

it('says of many reasons the first ones and how many there are', () => {
  const reasons = Array.from({ length: 9 }, (_, i) => new WeirError('unavailable', `Partition ${i % 7}.`));
  const { notes = [] } = notesOn(reasons, 'Some are missing.');
  expect(notes).toHaveLength(6);
  expect(notes.at(-1)).toBe('Some are missing. There are 2 further reasons like these.');
  expect(notesOn([], 'Some are missing.')).toEqual({});
});

describe('results that cannot be had', () => {
  it('are an error of what is about them', async () => {
    state.isAway = true;
    const queries = [{ seriesId: ERRORS.id, from: START, to: START + 10 * STEP }];
    const query = await refused(app, 503, { method: 'POST', url: '/v1/query', payload: { queries } });
    expect(query).toMatchObject({ code: 'unavailable', message: REASON });
    const prometheus = await get(`/prometheus/api/v1/query?query=weir_sample&time=${(START + 5 * STEP) / 1_000}`);
    expect([prometheus.statusCode, prometheus.json()]).toEqual([
      503,
      { status: 'error', errorType: 'unavailable', error: REASON },
    ]);
    const problem = { problemId: PROBLEM_ID };
    expect((await refused(app, 503, { method: 'POST', url: '/v1/post-mortems', payload: problem })).message).toBe(
      REASON
    );
  });

  it('leave a post-mortem with what was known when it was written', async () => {
    state.isAway = false;
    const made = bodyOf<PostMortemDetail>(
      await post('/v1/post-mortems', { problemId: PROBLEM_ID }),
      'PostMortemDetail'
    );
    state.isAway = true;
    const url = `/v1/post-mortems/${made.postMortem.id}`;
    const read = bodyOf<PostMortemDetail>(await get(url), 'PostMortemDetail');
    expect(read).toEqual(made);
    expect(read.postMortem.facts?.alert).toBeGreaterThan(read.postMortem.facts?.start as number);
    expect((await get(`${url}/markdown`)).statusCode).toBe(200);
  });

  it('leave the ratings of before in the list, with a note, and are made anew when they are back', async () => {
    const ratings = async (): Promise<RatingPage> => bodyOf<RatingPage>(await get('/v1/ratings'), 'RatingPage');
    clock.now = NOW;
    state.isAway = true;
    const none = await ratings();
    expect(none).toEqual({
      items: [],
      next: null,
      notes: [`Some services are not among these, or as they were rated before. ${REASON}`],
    });
    expect((await refused(app, 503, { url: `/v1/ratings/${ERRORS.entityId}` })).message).toBe(REASON);
    expect((await refused(app, 503, { url: `/v1/ratings/${ERRORS.entityId}/history` })).message).toBe(REASON);
    state.isAway = false;
    const whole = await ratings();
    expect(whole).toEqual({ items: [expect.objectContaining({ service: 'payments' })], next: null });
    state.isAway = true;
    clock.now = NOW + 5 * STEP;
    expect(await ratings()).toEqual({ ...whole, notes: none.notes });
    // Somebody votes: that counts when the results are back.
    const vote = { method: 'PUT', url: `/v1/ratings/${ERRORS.entityId}/vote`, payload: { stars: 1 } } as const;
    expect((await app.inject(vote)).statusCode).toBe(200);
    expect((await ratings()).items).toEqual(whole.items);
    state.isAway = false;
    const [before] = whole.items as [Rating];
    const [after] = (await ratings()).items as [Rating];
    expect(after.votes.count).toBe(1);
    expect(after.time).toBeGreaterThan(before.time);
  });

  it('leave a note in the inventory', async () => {
    clock.now = NOW;
    state.isAway = false;
    const whole = bodyOf<InventoryPage>(await get('/v1/inventory'), 'InventoryPage');
    expect(whole).not.toHaveProperty('notes');
    expect(whole.items.map(({ telemetry }) => telemetry?.lastSeen)).not.toContain(null);
    state.isAway = true;
    const part = bodyOf<InventoryPage>(await get('/v1/inventory'), 'InventoryPage');
    expect(part.notes).toEqual([`It is not known of all services when they were heard of last. ${REASON}`]);
    expect(part.items.map(({ id }) => id)).toEqual(whole.items.map(({ id }) => id));
    expect(part.items.map(({ telemetry }) => telemetry?.lastSeen)).toEqual([null]);
  });
});
