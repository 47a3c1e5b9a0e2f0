import type { Forecast, Series } from '@weir/backstage-plugin-weir-common';
import { columnsOf } from './columns';
import { uuid } from './story';

const HOUR = 3_600_000;

/** A forecast of the next 24 hours: what the wave does next, with intervals that widen. */
export function forecastOf(series: Series, now: number): Forecast & { last: number | null; last95: number[] } {
  const step = HOUR / 2;
  const from = Math.floor(now / step) * step;
  const { times, expected } = columnsOf(series, [], { from, to: from + 24 * HOUR, points: 48 });
  const slow = series.entity.name === 'orders' && series.indicator === 'latency_p95';
  const values = expected.map((value, index) => (value ?? 0) * (slow ? 2.15 + index * 0.004 : 1));
  const spread = (index: number) => 0.05 + 0.15 * (index / values.length);
  const bound = (factor: number) => values.map((value, index) => Math.max(0, value * (1 + factor * spread(index))));
  const upper95 = bound(1.5);
  const lower95 = bound(-1.5);
  return {
    id: uuid(parseInt(series.id.slice(-6), 16)),
    series,
    horizon: '24h',
    status: 'made',
    reason: null,
    issued: from,
    made: from,
    to: from + 24 * HOUR,
    step,
    annotator: { name: 'mstl', version: '1', type: 'algorithm' },
    objectives: slow
      ? [{ side: 'above', value: 500, chance: 0.7, chanceText: '70 %', from: now + HOUR, to: now + 2 * HOUR }]
      : [],
    record: {
      forecasts: 41,
      held: 38,
      steps: 984,
      inside80: 790,
      inside95: 930,
      right: 2,
      wrong: 1,
      missed: 0,
      typicalNotice: 3 * HOUR,
      sentence: 'Of 41 past forecasts of this series, 38 had the value inside the 95 % interval.',
    },
    basis: {
      from: now - 360 * HOUR,
      to: now,
      values: 720,
      gaps: 0,
      averaged: 30,
      origins: 5,
      contest: [],
      contested: now,
    },
    times,
    values,
    lower80: bound(-1),
    upper80: bound(1),
    lower95,
    upper95,
    last: values.at(-1) ?? null,
    last95: [lower95.at(-1) ?? 0, upper95.at(-1) ?? 0],
  };
}
