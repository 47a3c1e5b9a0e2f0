import { statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { EntityPage, FeedbackPage, PostMortemPage, QueryResponse, RatingPage, SourcePage } from '@weir/contract';
import { collectorBinary } from '@weir/detection-service/cli/collector/build.ts';
import { HOUR, MINUTE } from '@weir/detection-service/core/time.ts';
import { planOf, readNote, type Note } from '../../dev/demo-workload/note.ts';
import { endStarted, Started, startPorts } from '../support/npm-start.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause } from '../support/service-process.ts';

const folder = scratchFolder('demo-start');
const SERVICES = ['inventory', 'orders', 'payments', 'shop-web'];
endStarted();

async function get<T>(url: string, of: string): Promise<T> {
  const answer = await fetch(`${url}${of}`);
  expect(answer.status, of).toBe(200);
  return (await answer.json()) as T;
}

/** Requests a minute of shop-web from an instant on, by minute; null where nothing is known. */
async function rates(url: string, from: number): Promise<Map<number, number | null>> {
  const query = { service: 'shop-web', indicator: 'request_rate', from, to: Date.now() };
  const answer = await fetch(`${url}/v1/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ queries: [query] }),
  });
  const series = ((await answer.json()) as QueryResponse).results[0]?.series[0];
  return new Map(series?.times.map((time, i) => [time, series.values[i] ?? null]));
}

test('npm start shows a shop with two weeks of history that goes on; the next start finds it and sends none', async () => {
  await collectorBinary(() => undefined);
  const data = path.join(folder, 'data');
  const { url, args } = await startPorts();
  const flags = [...args, '--data', data, '--seed', '21'];
  const first = new Started(folder, flags);
  await first.ready();
  expect(first.guide).toMatch(/payments +failed [0-9]+ % of its calls .*there is a draft of a post-mortem/);
  expect(first.guide).toMatch(/orders +answers slower and slower since/);
  expect(first.guide).toContain(`npm run grafana:install -- --plugins-dir /var/lib/grafana/plugins --url ${url}`);
  const secret = path.join(data, 'portal-token');
  if (process.platform !== 'win32') expect(statSync(secret).mode & 0o777).toBe(0o600);

  const { items: entities } = await get<EntityPage>(url, '/v1/entities?kind=service');
  expect(entities.map(({ name, environment }) => [name, environment]).sort()).toEqual(
    SERVICES.map((name) => [name, 'demo'])
  );
  const { items: drafts } = await get<PostMortemPage>(url, '/v1/post-mortems');
  expect(drafts).toMatchObject([{ state: 'draft' }]);
  const { items: words } = await get<FeedbackPage>(url, '/v1/feedback?service=payments');
  expect(words).toMatchObject([{ word: 'confirmed', person: { name: 'Ben', via: 'portal' } }]);
  const { items: ratings } = await get<RatingPage>(url, '/v1/ratings');
  expect(ratings.map(({ votes }) => votes.count).sort()).toEqual([1, 2, 2, 2]);
  const { items: sources } = await get<SourcePage>(url, '/v1/sources');
  expect(sources.find(({ mode }) => mode === 'history')).toMatchObject({ ended: true });

  const note = readNote(data) as Note & { delivered: number };
  const plan = planOf(note);
  expect(plan.seed).toBe(21);
  await expect
    .poll(async () => (await rates(url, note.delivered + MINUTE)).size, { timeout: 200_000, interval: 1_000 })
    .toBeGreaterThan(1);
  const before = await rates(url, note.delivered - HOUR);
  const live = [...before].filter(([time]) => time > note.delivered + MINUTE).map(([, rate]) => rate ?? 0);
  const told = [...before].filter(([time]) => time < note.delivered).map(([, rate]) => rate ?? 0);
  const mean = told.reduce((sum, rate) => sum + rate, 0) / told.length;
  for (const rate of live) expect(rate / mean).toBeGreaterThan(0.5);
  expect(await first.interrupt()).toBe(0);
  expect(first.guide).not.toMatch(/weir: |error/i);

  const second = new Started(folder, flags);
  await second.ready();
  expect(second.output).not.toContain('of its history');
  expect(readNote(data)).toEqual(note);
  const after = await rates(url, note.delivered - HOUR);
  for (const [time, rate] of before) expect([time, after.get(time)]).toEqual([time, rate]);
  expect(await second.interrupt()).toBe(0);
});

test('Ctrl-C while history is on its way ends everything', async () => {
  const { args } = await startPorts();
  const started = new Started(folder, [...args, '--data', path.join(folder, 'hasty')]);
  await expect.poll(() => started.output, { timeout: 180_000 }).toContain('demo workload');
  // By now it has begun to send.
  await pause(2_000);
  const from = Date.now();
  await started.interrupt();
  expect(Date.now() - from).toBeLessThan(30_000);
  expect(started.output).not.toMatch(/Its last words|Weir is running/);
});
