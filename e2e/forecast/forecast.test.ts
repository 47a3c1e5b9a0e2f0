import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Forecast, ForecastSummaryPage, SeriesPage } from '@weir/contract';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { DAY, MINUTE } from '@weir/detection-service/core/time.ts';
import { writeMetrics } from '@weir/detection-service/ingest/otlp-writer.ts';
import { postUntilTaken } from '../support/otlp-sender.ts';
import { scratchFolder } from '../support/scratch.ts';
import { ServiceProcess } from '../support/service-process.ts';

const folder = scratchFolder('forecast');
const data = path.join(folder, 'data');
const DAYS = 10;
const CHUNK = 2_000;
/** The last minute that the history tells of. */
const END = Math.floor(Date.now() / MINUTE) * MINUTE - 10 * MINUTE;
let service: ServiceProcess;
let port: number;

const valueAt = (time: number): number =>
  100 + 40 * Math.sin((2 * Math.PI * (time % DAY)) / DAY) + 5 * Math.sin(time / 7_777_777);

/** Ten days of a queue by the minute, as history. */
async function sendHistory(url: string): Promise<void> {
  for (let sent = 0; sent < DAYS * 1_440; sent += CHUNK) {
    const gauge = Array.from({ length: Math.min(CHUNK, DAYS * 1_440 - sent) }, (_, i) => {
      const time = END - DAYS * DAY + (sent + i) * MINUTE;
      return { time, value: valueAt(time) };
    });
    const attributes = { 'service.name': 'worker', 'weir.source.mode': 'history' };
    const metrics = [{ name: 'queue.length', unit: '1', gauge }];
    await postUntilTaken(url, writeMetrics([{ attributes, scopes: [{ metrics }] }]));
  }
}

async function get<T>(of: string): Promise<T> {
  const answer = await fetch(`${service.url}${of}`);
  expect(answer.status, of).toBe(200);
  return (await answer.json()) as T;
}

async function queue(): Promise<string> {
  const { items } = await get<SeriesPage>('/v1/series?indicator=queue.length');
  expect(items).toHaveLength(1);
  return items[0]?.id ?? '';
}

beforeAll(async () => {
  port = await freePort();
  service = await ServiceProcess.start({ data, port, set: ['forecast.indicators=[queue.length]'] });
  await sendHistory(service.url);
});

test('a series with history is forecast unasked, by the forecaster that was nearest on past days', async () => {
  await expect
    .poll(async () => (await get<ForecastSummaryPage>('/v1/forecasts?horizon=24h')).items.length, {
      timeout: 120_000,
      interval: 1_000,
    })
    .toBe(1);
  const forecast = await get<Forecast>(`/v1/series/${await queue()}/forecast`);
  expect(forecast).toMatchObject({ status: 'made', series: { indicator: 'queue.length' } });
  expect(forecast.basis.contest.map(({ reason }) => reason)).toEqual([null, null, null]);
  expect(forecast.times).toHaveLength(288);
  const errors = forecast.times.map((time, i) => Math.abs((forecast.values[i] ?? 0) - valueAt(time)));
  expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(8);
});

test('whoever asks gets a forecast of days, and an answer while it is made', async () => {
  const id = await queue();
  const asked = get<Forecast>(`/v1/series/${id}/forecast?horizon=14d`);
  const before = Date.now();
  await get('/v1/info');
  expect(Date.now() - before).toBeLessThan(2_000);
  const forecast = await asked;
  expect(forecast.status).toBe('made');
  expect((forecast.to - forecast.issued) / DAY).toBe(3);
});

test('what was said is there after a restart', async () => {
  const id = await queue();
  const before = await get<Forecast>(`/v1/series/${id}/forecast?horizon=14d`);
  expect(await service.stop()).toBe(0);
  service = await ServiceProcess.start({ data, port, set: ['forecast.indicators=[]'] });
  expect(await get<Forecast>(`/v1/series/${id}/forecast?horizon=14d`)).toEqual(before);
});
