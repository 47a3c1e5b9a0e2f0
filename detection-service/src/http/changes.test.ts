import { afterEach, beforeAll, expect, it } from 'vitest';
import type { Change } from '@weir/contract';
import { exampleProblem, exampleSeries } from '../storage/exam/examples.ts';
import { bearer, refused, START } from './fixture.ts';
import { peopledStory } from './people-fixture.ts';

const { app, storage } = peopledStory();
let url: string;
beforeAll(async () => {
  url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/v1/changes`;
});

const open: AbortController[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.abort();
});

/** A client that follows, and gives the events as they come. */
async function follow(query = '', headers: Record<string, string> = {}): Promise<() => Promise<Change>> {
  const client = new AbortController();
  open.push(client);
  const response = await fetch(`${url}${query}`, {
    headers: { ...bearer('reader'), ...headers },
    signal: client.signal,
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return async () => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const event = text.slice(0, end);
        text = text.slice(end + 2);
        const [id, name, data] = ['id', 'event', 'data'].map((field) =>
          new RegExp(`^${field}: (.*)$`, 'm').exec(event)
        );
        if (data === null || data === undefined) continue;
        const change = JSON.parse(data[1] as string) as Change;
        expect([id?.[1], name?.[1]]).toEqual([String(change.offset), change.kind]);
        return change;
      }
      const { value, done } = await reader.read();
      if (done) throw new Error('the stream has ended');
      text += value;
    }
  };
}

const put = (id: string, revision: number): void =>
  storage.putProblems([{ ...exampleProblem(exampleSeries(0), START), id, revision }]);
const seen = ({ problem }: Change): unknown => problem && [problem.id, problem.revision];

it('tells what changes from now on', async () => {
  const next = await follow();
  put('p1', 1);
  put('p1', 2);
  expect([seen(await next()), seen(await next())]).toEqual([
    ['p1', 1],
    ['p1', 2],
  ]);
});

it('goes on where a client was when its connection broke, whichever way it says so', async () => {
  const first = await follow('?after=0');
  const kinds = [await first(), await first(), await first(), await first()].map(({ kind }) => kind);
  expect(kinds).toEqual(['problem', 'anomaly', 'anomaly', 'anomaly']);
  const { offset } = await first();
  put('p1', 3);
  const again = await follow('?after=0', { 'last-event-id': String(offset) });
  expect(seen(await again())).toEqual(['p1', 2]);
  expect(seen(await again())).toEqual(['p1', 3]);
});

it('tells nobody of another tenant, and needs a token', async () => {
  const other = await follow('?after=0', bearer('other'));
  put('p2', 1);
  storage.putProblems([{ ...exampleProblem(exampleSeries(0), START), tenant: 'other', id: 'theirs', revision: 1 }]);
  expect(seen(await other())).toEqual(['theirs', 1]);
  await refused(app, 401, { url: '/v1/changes' });
});

it('refuses a place that there is not, and one of which nothing is kept', async () => {
  const { newest } = storage.changeBounds();
  const wrong = await refused(app, 400, { url: `/v1/changes?after=${newest + 1}`, headers: bearer('reader') });
  expect(wrong.details).toEqual([
    { path: 'after', expected: `a whole number from 0 to ${newest}, the newest change`, found: String(newest + 1) },
  ]);
  const text = await refused(app, 400, { url: '/v1/changes', headers: { ...bearer('reader'), 'last-event-id': 'x' } });
  expect(text.details[0]).toMatchObject({ path: 'Last-Event-ID', found: 'x' });
  storage.dropChanges(Date.now() + 1);
  const gone = await refused(app, 410, { url: '/v1/changes?after=1', headers: bearer('reader') });
  expect(gone.code).toBe('cursor_expired');
});

it('lets the service close while somebody follows', async () => {
  const next = await follow();
  const ended = expect(next()).rejects.toThrow();
  await app.close();
  await ended;
});
