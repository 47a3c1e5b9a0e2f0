import type { Anomaly, Series, SeriesAnswer } from '@weir/backstage-plugin-weir-common';

const DAY = 86_400_000;
/** The bit of the flags that says so. */
const ANOMALOUS = 4;

/** Levels of a quiet afternoon, by service and indicator. */
const LEVEL: Readonly<Record<string, number>> = { request_rate: 90, error_ratio: 0.003, latency_p95: 212 };
const SCALE: Readonly<Record<string, number>> = { orders: 1.5, payments: 0.6, inventory: 0.004, 'shop-web': 1 };

/** Noise that depends on the step and the series only: the same picture every time. */
function noise(seed: number): number {
  const value = Math.sin(seed * 12.9898) * 43758.5453;
  return (value - Math.floor(value) - 0.5) * 2;
}

/** The answer to a query of one series: a daily wave with noise, out of its band where the story has an anomaly. */
export function columnsOf(
  series: Series,
  anomalies: readonly Anomaly[],
  span: { from: number; to: number; points: number }
): SeriesAnswer {
  const { from, to, points } = span;
  const step = Math.max(series.step, Math.ceil((to - from) / points / series.step) * series.step);
  const level = LEVEL[series.indicator] ?? 100;
  const isRate = series.indicator === 'request_rate';
  const scale = isRate ? (SCALE[series.entity.name] ?? 1) : 1;
  const seed = parseInt(series.id.slice(-6), 16);
  const answer: SeriesAnswer = {
    series,
    reduced: step > series.step,
    learningUntil: null,
    times: [],
    values: [],
    expected: [],
    lower: [],
    upper: [],
    scores: [],
    status: [],
    flags: [],
  };
  for (let time = Math.ceil(from / step) * step; time < to; time += step) {
    const wave = 1 + 0.35 * Math.sin((2 * Math.PI * (time % DAY)) / DAY - 2);
    const expected = level * scale * (isRate ? wave : 0.9 + 0.1 * wave);
    const hit = anomalies.find(
      (one) => one.seriesId === series.id && one.start <= time && time < (one.end ?? Infinity)
    );
    const bump = hit ? bumpOf(series.indicator, time - hit.start) : 1;
    const gap = Math.floor(time / step) % 397 === 0;
    answer.times.push(time);
    answer.values.push(gap ? null : Math.max(0, expected * bump * (1 + 0.07 * noise(time / step + seed))));
    answer.expected.push(expected);
    answer.lower.push(expected * 0.85);
    answer.upper.push(expected * 1.19);
    const score = hit ? 0.998 : 0.2;
    answer.scores.push(gap ? null : score);
    answer.status.push(gap ? 'no-data' : 'scored');
    answer.flags.push(hit && !gap ? ANOMALOUS : 0);
  }
  return answer;
}

function bumpOf(indicator: string, since: number): number {
  if (indicator === 'error_ratio') return 126;
  return 1.3 + Math.min(0.95, since / (100 * 60_000));
}
