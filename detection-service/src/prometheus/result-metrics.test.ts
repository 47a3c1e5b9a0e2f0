import { describe, expect, it } from 'vitest';
import { UNCOVERED } from '../core/step-block.ts';
import { NO_DATA, SCORED, WARMING_UP } from '../core/verdict.ts';
import { MemoryForecasts } from '../forecasting/memory-forecasts.ts';
import type { SeriesResults, StoredSeries } from '../storage/ports.ts';
import { parseSeriesSelector } from './parse.ts';
import { isPause, Needed, type SelectedSeries, type SeriesSource } from './samples.ts';
import { resultMetrics } from './result-metrics.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 5);

function series(name: string, step = MINUTE, tenant = 'default'): StoredSeries {
  const entity = { tenant, kind: 'service', environment: '', namespace: '', name } as const;
  const identity = { entity, indicator: 'rate', kind: 'count', unit: '1', attributes: {}, step, version: 1 } as const;
  return { ordinal: 0, id: name.padEnd(32, '0'), entityId: name, identity, firstStep: START };
}

/** Steps 0 to 9: 0 warms up, 5 is a gap, 7 was never judged. */
function rowsOf(step: number): SeriesResults {
  const steps = [0, 1, 2, 3, 4, 5, 6, 8, 9];
  const fill = (value: number): Float32Array => new Float32Array(steps.length).fill(value);
  return {
    time: Float64Array.from(steps, (i) => START + i * step),
    value: Float64Array.from(steps, (i) => (i === 5 ? Number.NaN : i)),
    status: Uint8Array.from(steps, (i) => (i === 5 ? NO_DATA : i === 0 ? WARMING_UP : SCORED)),
    score: fill(0.1),
    expected: Float32Array.from(steps, (i) => (i === 0 ? Number.NaN : 0.3)),
    lower: fill(Number.NaN),
    upper: fill(0.7),
    flags: Uint8Array.from(steps, (i) => (i === 5 ? UNCOVERED : 0)),
    revision: new Uint32Array(steps.length),
  };
}

const reads: string[] = [];
const needed: number[] = [];
const all = [series('orders'), series('slow', 10 * MINUTE), series('payments')];
const catalogue = {
  series: (tenant: string, filter: { service?: string | undefined }) => ({
    rows:
      tenant === 'default'
        ? all.filter(({ identity }) => (filter.service ?? identity.entity.name) === identity.entity.name)
        : [],
  }),
  seriesById: (tenant: string, id: string) => (tenant === 'default' ? all.find((one) => one.id === id) : undefined),
};
const near = new Set<string>();
const results = {
  near: () => Promise.reject(new Error('work is pure: whoever does it brings near what it needs')),
  read: (one: StoredSeries, from: number, to: number): SeriesResults => {
    const steps = [from, to].map((time) => Math.ceil((time - START) / MINUTE));
    reads.push(`${one.identity.entity.name} ${steps.join(' ')}`);
    if (!near.delete(`${one.id} ${from} ${to}`)) throw new Error('it was not said that this would be read');
    const rows = rowsOf(one.identity.step);
    const keep = [...rows.time.keys()].filter((i) => (rows.time[i] as number) >= from && (rows.time[i] as number) < to);
    const pick = <T extends Float64Array | Float32Array | Uint8Array | Uint32Array>(column: T): T =>
      (column.constructor as unknown as { from(values: number[]): T }).from(keep.map((i) => column[i] as number));
    return {
      time: pick(rows.time),
      value: pick(rows.value),
      status: pick(rows.status),
      score: pick(rows.score),
      expected: pick(rows.expected),
      lower: pick(rows.lower),
      upper: pick(rows.upper),
      flags: pick(rows.flags),
      revision: pick(rows.revision),
    };
  },
};

const source = (tenant = 'default'): SeriesSource =>
  resultMetrics.open({ catalogue, results, forecasts: new MemoryForecasts() }, tenant);

function select(selector: string, after = -1, upTo = 60 * 24, withLookback = false): SelectedSeries[] {
  const span = { after: START + after * MINUTE, upTo: START + upTo * MINUTE, withLookback };
  near.clear();
  const found: SelectedSeries[] = [];
  for (const one of source().select(parseSeriesSelector(selector), span)) {
    if (!isPause(one)) found.push(one);
    else if (one instanceof Needed) needed.push(one.results.length);
    if (one instanceof Needed) for (const { series, from, to } of one.results) near.add(`${series.id} ${from} ${to}`);
  }
  return found;
}
const samples = (one: SelectedSeries | undefined): (readonly [number, number])[] =>
  Array.from(one?.time ?? [], (time, i) => [(time - START) / MINUTE, one?.value[i] as number] as const);

describe('the results of a tenant as series of Prometheus', () => {
  it('a step is a sample at its end; a gap is one too, a step that nobody judged is none', () => {
    const [one] = select('weir_sample{service="payments"}');
    expect(samples(one)).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
      [4, 3],
      [5, 4],
      [6, Number.NaN],
      [7, 6],
      [9, 8],
      [10, 9],
    ]);
  });

  it('what the detector had not said ends a series like a gap', () => {
    expect(samples(select('weir_anomaly_score{service="payments"}')[0])).toEqual([
      [1, Number.NaN],
      ...[2, 3, 4, 5].map((end) => [end, 0.1]),
      [6, Number.NaN],
      ...[7, 9, 10].map((end) => [end, 0.1]),
    ]);
  });

  it('a variant without any value is no series', () => {
    const bounds = select('weir_expected{service="payments"}').map(({ labels }) => labels.get('bound'));
    expect(bounds).toEqual(['expected', 'upper']);
  });

  it('reads the steps whose ends are in the span, and the look-back before it', () => {
    reads.length = 0;
    expect(samples(select('weir_sample{service="payments"}', 2, 4)[0])).toEqual([
      [3, 2],
      [4, 3],
    ]);
    select('weir_sample{service="payments"}', 8, 9, true);
    expect(reads).toEqual(['payments 2 4', 'payments 3 9']);
  });

  it('says of all series at once what it will read, and of what it has read nothing', () => {
    needed.length = 0;
    const chosen = source();
    const span = { after: START, upTo: START + 60 * MINUTE, withLookback: false };
    for (const selector of ['weir_sample', 'weir_anomaly_score']) {
      for (const one of chosen.select(parseSeriesSelector(selector), span)) {
        if (!(one instanceof Needed)) continue;
        needed.push(one.results.length);
        for (const { series, from, to } of one.results) near.add(`${series.id} ${from} ${to}`);
      }
    }
    expect(needed).toEqual([3]);
  });

  it('a sample of a long step is the newest word for two steps', () => {
    expect(select('weir_sample').map(({ lookback }) => lookback / MINUTE)).toEqual([5, 20, 5]);
  });

  it('reads the results of a series once for all its metrics', () => {
    reads.length = 0;
    expect(select('{__name__=~"weir_.*",service="payments"}')).toHaveLength(4);
    expect(reads).toHaveLength(1);
  });

  it.each<[string, number]>([
    ['weir_sample', 3],
    ['weir_sample{service="orders"}', 1],
    ['weir_sample{service=~"or.*|pay.*"}', 2],
    ['weir_sample{service!="orders"}', 2],
    ['weir_sample{series_id="orders00000000000000000000000000"}', 1],
    ['weir_sample{series_id="nobody"}', 0],
    ['weir_sample{series_id="orders00000000000000000000000000",service="slow"}', 0],
    ['weir_sample{bound="upper"}', 0],
    ['weir_sample{bound=""}', 3],
    ['{bound=~".+",service="slow"}', 2],
    ['{__name__=~"weir_(sample|anomaly_score)"}', 6],
    ['weir_nothing', 0],
    ['weir_sample{tenant="default"}', 0],
  ])('%s finds %d', (selector, count) => expect(select(selector)).toHaveLength(count));

  it('lists series that had begun, and none of another tenant', () => {
    const matchers = parseSeriesSelector('{__name__=~".+"}');
    const list = (tenant: string, upTo: number): number =>
      [...source(tenant).labels(matchers, upTo)].filter((one) => one !== undefined).length;
    expect(list('default', START + MINUTE)).toBe(10);
    expect(list('default', START + 10 * MINUTE)).toBe(15);
    expect(list('default', START)).toBe(0);
    expect(list('other', Infinity)).toBe(0);
  });
});
