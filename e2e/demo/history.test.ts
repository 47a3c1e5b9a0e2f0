import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Problem, ProblemPage, QueryResponse, SourcePage } from '@weir/contract';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { HOUR, MINUTE } from '@weir/detection-service/core/time.ts';
import { sendHistory, type HistoryRoute } from '../../dev/demo-workload/history/send-history.ts';
import { Minutes } from '../../dev/demo-workload/history/minute.ts';
import type { Incident } from '../../dev/demo-workload/model/incidents.ts';
import { makePlan, type Plan } from '../../dev/demo-workload/plan.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause, ServiceProcess } from '../support/service-process.ts';

/**
 * The demo's two weeks, delivered to a detection service that knows nothing of its incidents. The numbers are of these
 * seeds; what others give stands in docs/demo.md.
 */
const folder = scratchFolder('demo-history');
/** What a problem may begin after an incident and still belong to it: effects are seen behind it, and rates come back. */
const AFTERMATH = 30 * MINUTE;

async function start(name: string): Promise<ServiceProcess> {
  const set = ['log.level=error', 'forecast.indicators=[]'];
  return ServiceProcess.start({ data: path.join(folder, name), port: await freePort(), set });
}

function route(service: ServiceProcess, plan: Plan): HistoryRoute {
  return {
    ...{ collector: service.url, from: plan.from, now: Date.now, taken: () => undefined },
    stopped: new AbortController().signal,
    judged: async (upTo) => {
      for (;;) {
        const { items } = await service.get<SourcePage>('/v1/sources');
        if (items.some(({ watermark }) => (watermark ?? 0) >= upTo)) return;
        await pause(100);
      }
    },
  };
}

const belongsTo =
  ({ start, end }: Incident) =>
  (problem: Problem): boolean =>
    problem.start >= start - MINUTE && problem.start < end + AFTERMATH;

describe.each([11, 12, 13])('seed %i', (seed) => {
  test('the outage is caught within minutes, the ramp while it lasts, and nothing is said of the quiet service', async () => {
    const service = await start(`seed-${seed}`);
    const plan = makePlan(seed, Date.now(), 0);
    await sendHistory(plan, route(service, plan));
    const { items } = await service.get<ProblemPage>('/v1/problems?limit=500');
    const [outage, ramp] = plan.incidents as [Incident, Incident];

    const caught = items.find((one) => one.service === 'payments' && belongsTo(outage)(one));
    expect(caught, 'the outage').toBeDefined();
    expect((caught?.start ?? 0) - outage.start).toBeLessThanOrEqual(5 * MINUTE);
    expect(caught?.end).toBeLessThanOrEqual(outage.end + AFTERMATH);
    expect(caught?.concernScore).toBeGreaterThanOrEqual(80);

    const slow = items.find((one) => one.service === 'orders' && belongsTo(ramp)(one));
    expect(slow, 'the ramp').toBeDefined();
    expect(slow?.end, 'the ramp goes on').toBeNull();
    expect(slow?.description).toMatch(/slower|latency/);

    const others = items.filter((one) => !plan.incidents.some((incident) => belongsTo(incident)(one)));
    expect(items.filter((one) => one.service === 'inventory')).toEqual([]);
    expect(others.length, JSON.stringify(others.map(({ description }) => description))).toBeLessThanOrEqual(1);
    await service.stop();
  });
});

test('a history that was interrupted goes on where it was, and counts every call once', async () => {
  const service = await start('interrupted');
  const whole = makePlan(3, Date.now(), 0);
  const plan = { ...whole, from: whole.created - 10 * HOUR };
  const stopping = new AbortController();
  let delivered = plan.from;
  const taken = (upTo: number): void => {
    delivered = upTo;
    stopping.abort();
  };
  await expect(sendHistory(plan, { ...route(service, plan), taken, stopped: stopping.signal })).rejects.toThrow();
  // Whether the last request had come is not known to who was interrupted: it is sent again.
  const end = await sendHistory(plan, { ...route(service, plan), from: delivered - 2 * HOUR });

  const answer = await fetch(`${service.url}/v1/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ queries: [{ service: 'shop-web', indicator: 'request_rate', from: plan.from, to: end }] }),
  });
  const { results } = (await answer.json()) as QueryResponse;
  const answered = results[0]?.series[0];
  const minutes = new Minutes(plan);
  const told = Array.from({ length: (end - plan.from) / MINUTE }, (_, i) => {
    const points = minutes.tell(plan.from + i * MINUTE).get('shop-web') ?? [];
    return points.reduce((sum, { count }) => sum + count, 0);
  });
  expect(answered?.values.map((rate) => Math.round(60 * (rate ?? 0)))).toEqual(told);
  await service.stop();
});
