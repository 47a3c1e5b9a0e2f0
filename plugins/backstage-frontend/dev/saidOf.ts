import type { Anomaly, Said, Series } from '@weir/backstage-plugin-weir-common';
import { columnsOf } from './columns';

const HOUR = 3_600_000;

/** What was said of a past span half a day before: the wave, which no anomaly was foreseen in. */
export function saidOf(series: Series, anomalies: readonly Anomaly[], from: number, to: number): Said {
  const { times, expected, values } = columnsOf(series, anomalies, { from, to, points: 48 });
  const said = expected.map((value) => (value ?? 0) * 1.03);
  const lower95 = said.map((value) => value * 0.8);
  const upper95 = said.map((value) => value * 1.2);
  const came = values.filter((value) => value !== null).length;
  const inside = values.filter((value, i) => value !== null && value >= lower95[i] && value <= upper95[i]).length;
  return {
    series,
    horizon: '24h',
    lead: 12 * HOUR,
    step: HOUR / 2,
    inside95: came === 0 ? null : inside / came,
    times,
    issued: times.map((time) => Math.floor(time / HOUR) * HOUR - 12 * HOUR),
    values: said,
    lower95,
    upper95,
    came: values,
  };
}
