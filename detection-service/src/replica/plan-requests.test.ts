import { describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '../core/time.ts';
import { START } from '../storage/exam/examples.ts';
import type { Owner } from './owners.ts';
import { planRequests, wantedSeries, type WantedSeries } from './plan-requests.ts';
import { MOST_ROWS } from './rows-message.ts';
import { seriesOf } from './test-partitions.ts';

const owner = (partition: number, name: string): Owner => ({ partition, name, url: `http://${name}` });
const OWNERS = new Map([owner(0, 'a'), owner(1, 'b'), owner(2, 'a')].map((one) => [one.partition, one]));
const NOW = START + 400 * DAY;

function want(partition: number, ordinal: number, from: number, to: number, tenant = 'default'): WantedSeries {
  return wantedSeries(seriesOf('shop', ordinal, tenant), partition, from, to);
}
const plan = (...wanted: WantedSeries[]) => {
  const { requests, homeless } = planRequests(wanted, OWNERS, NOW);
  const seen = requests.map((one) => `${one.owner.name} ${one.tenant} ${one.parts.length}`);
  return { requests, homeless, seen };
};

describe('what is asked of other replicas', () => {
  it('is one request for each replica and tenant', () => {
    const { seen, homeless } = plan(
      want(0, 1, START, START + DAY),
      want(1, 2, START, START + DAY),
      want(2, 3, START, START + DAY),
      want(0, 4, START, START + DAY, 'other'),
      want(7, 5, START, START + DAY)
    );
    expect(seen).toEqual(['a default 2', 'b default 1', 'a other 1']);
    expect(homeless.map(({ partition }) => partition)).toEqual([7]);
  });

  it('keeps to the bounds of a request', () => {
    const many = Array.from({ length: 2_300 }, (_, i) => want(0, i, START + DAY, START + DAY + MINUTE));
    expect(plan(...many).seen).toEqual(['a default 1000', 'a default 1000', 'a default 300']);
    const long = Array.from({ length: 5 }, (_, i) => want(0, i, START + DAY, START + 121 * DAY));
    expect(plan(...long).seen).toEqual(['a default 2', 'a default 2', 'a default 1']);
  });

  it('cuts a long series into parts that follow each other, and counts only where it has steps', () => {
    const series = want(0, 1, -Infinity, Infinity);
    const { requests, seen } = plan(series);
    expect(seen).toEqual(['a default 1', 'a default 1']);
    const spans = requests.flatMap(({ parts }) => parts.map(({ rows }) => [rows.from, rows.to]));
    const cut = series.firstStep + MOST_ROWS * MINUTE;
    expect(spans).toEqual([
      [-Number.MAX_SAFE_INTEGER, cut],
      [cut, Number.MAX_SAFE_INTEGER],
    ]);
    expect(plan(want(0, 1, 0, START + DAY), want(0, 2, NOW - DAY, Infinity)).seen).toEqual(['a default 2']);
  });
});
