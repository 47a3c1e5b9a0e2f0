import { Budget, LIMITS, type Limits } from '../budget.ts';
import type { Work } from '../columns.ts';
import { LabelSet } from '../label-set.ts';
import { parseQuery } from '../parse.ts';
import { instantResult, rangeExpression, rangeResult } from '../result.ts';
import type { SampleSpan, SelectedSeries, SeriesSource } from '../samples.ts';

/** A series as tests write it: samples a minute apart from minute 0 on; `undefined` is none, NaN a gap. */
export interface WrittenSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (number | undefined)[];
}

export const MINUTE = 60_000;

/** Series in memory. */
export function memorySeries(series: readonly WrittenSeries[]): SeriesSource {
  const all = series.map(({ labels, samples }) => ({
    labels: LabelSet.of(Object.entries(labels)),
    points: samples.flatMap((value, i) => (value === undefined ? [] : [{ time: i * MINUTE, value }])),
  }));
  return {
    *select(matchers, span: SampleSpan): Generator<SelectedSeries | undefined, void> {
      const lookback = 5 * MINUTE;
      const after = span.withLookback ? span.after - lookback : span.after;
      for (const { labels, points } of all) {
        if (!matchers.every(({ label, matches }) => matches(labels.get(label)))) continue;
        const found = points.filter(({ time }) => time > after && time <= span.upTo);
        const [time, value] = [found.map((one) => one.time), found.map((one) => one.value)];
        yield { labels, lookback, time: Float64Array.from(time), value: Float64Array.from(value) };
      }
    },
    *labels(matchers) {
      for (const { labels } of all) {
        if (matchers.every(({ label, matches }) => matches(labels.get(label)))) yield labels;
      }
    },
  };
}

/** Does work without a pause. */
export function finished<T>(work: Work<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

/** What a query comes to at minute `at`: values by the labels that are written there, or the value of a scalar. */
export function answer(source: SeriesSource, query: string, at = 10, limits: Partial<Limits> = {}): unknown {
  const budget = new Budget({ ...LIMITS, ...limits });
  const text = finished(instantResult(parseQuery(query), at * MINUTE, source, budget));
  const { resultType, result } = JSON.parse(text) as { resultType: string; result: unknown };
  if (resultType !== 'vector') return result;
  const elements = result as { metric: Record<string, string>; value: [number, string] }[];
  return Object.fromEntries(
    elements.map(({ metric, value }) => [LabelSet.of(Object.entries(metric)).toString(), value[1]])
  );
}

/** What a query comes to from minute `from` on, `count` times a minute apart; a point without a value is a dash. */
export function overMinutes(
  source: SeriesSource,
  query: string,
  from: number,
  count: number,
  limits: Partial<Limits> = {}
): Record<string, string> {
  const grid = { start: from * MINUTE, step: MINUTE, count };
  const expression = rangeExpression(parseQuery(query));
  const text = finished(rangeResult(expression, grid, source, new Budget({ ...LIMITS, ...limits })));
  const { result } = JSON.parse(text) as { result: { metric: Record<string, string>; values: [number, string][] }[] };
  return Object.fromEntries(
    result.map(({ metric, values }) => {
      const byTime = new Map(values);
      const row = Array.from({ length: count }, (_, i) => byTime.get((grid.start + i * MINUTE) / 1_000) ?? '-');
      return [LabelSet.of(Object.entries(metric)).toString(), row.join(' ')];
    })
  );
}
