import { describe, expect, it } from 'vitest';
import { MINUTE, SECOND, type Millis } from '@weir/detection-service/core/time.ts';
import { bothStores } from './both-stores.ts';
import { differences, numbersIn, type PrometheusAnswer } from './compare.ts';
import { QUERIES, REFUSED } from './queries.ts';
import { LENGTH, START } from './story.ts';

/** The same samples in a real Prometheus and in Weir, and the same questions to both. */

const stores = bothStores('prometheus');

type Parameters = Readonly<Record<string, string>>;

async function ask(api: string, endpoint: string, parameters: Parameters, method = 'POST'): Promise<PrometheusAnswer> {
  const form = new URLSearchParams(parameters);
  const url = `${api}/api/v1/${endpoint}`;
  const answer =
    method === 'POST' ? await fetch(url, { method, body: form }) : await fetch(`${url}?${form.toString()}`);
  return (await answer.json()) as PrometheusAnswer;
}

/**
 * Windows are open at their beginning in Prometheus 3 and in Weir, closed in version 2. A window that is a millisecond
 * shorter and closed holds the same samples.
 */
function asForVersion2(query: string): string {
  return query.replace(/\[(\w+)\]/g, (_, length: string) => `[${millisecondsOf(length) - 1}ms]`);
}

function millisecondsOf(duration: string): Millis {
  const units: Readonly<Record<string, Millis>> = { h: 60 * MINUTE, m: MINUTE, s: SECOND };
  return Number.parseInt(duration, 10) * (units[duration.slice(-1)] as Millis);
}

/** What is extrapolated to the borders of the window depends on its length: compared where no sample is on a border. */
const extrapolates = (query: string): boolean => /\b(rate|increase|delta)\(/.test(query);

async function bothAnswer(
  query: string,
  endpoint: string,
  parameters: Parameters
): Promise<readonly [PrometheusAnswer, PrometheusAnswer]> {
  const theirs = extrapolates(query) ? query : asForVersion2(query);
  return Promise.all([
    ask(stores.weir, endpoint, { query, ...parameters }),
    ask(stores.prometheus, endpoint, { query: theirs, ...parameters }),
  ]);
}

const seconds = (time: Millis): string => String(time / 1_000);

describe('the same answers as a real Prometheus', () => {
  /** In the warm-up, on a step, between steps, in the gap, in the hole and five minutes into it, late, after the end. */
  const times = [5, 45, 45.55, 62, 66, 93, 95, 96, 131.005, 180, 184.9, 185, 200].map((m) => START + m * MINUTE);

  it.each(QUERIES)('at points in time: %s', async (query) => {
    const ordered = /^(sort|sort_desc)\(/.test(query);
    for (const time of times) {
      const at = extrapolates(query) ? time + 3_337 : time;
      const [mine, theirs] = await bothAnswer(query, 'query', { time: seconds(at) });
      expect(differences(mine, theirs, ordered), `at ${seconds(at)}`).toEqual([]);
    }
  });

  it.each(QUERIES)('over a range: %s', async (query) => {
    const shift = extrapolates(query) ? 3_337 : 0;
    let numbers = 0;
    for (const [from, to, step] of [
      [START, START + LENGTH, MINUTE],
      [START - 10 * MINUTE, START + LENGTH + 20 * MINUTE, 37 * SECOND],
      [START + 20 * MINUTE, START + 140 * MINUTE, 13 * MINUTE],
    ] as const) {
      // 37 s steps meet the steps of 60 s and 10 s at some point, so they do not where that must not be.
      const odd = step === 37 * SECOND && shift > 0 ? 40 * SECOND : step;
      const parameters = { start: seconds(from + shift), end: seconds(to), step: seconds(odd) };
      const [mine, theirs] = await bothAnswer(query, 'query_range', parameters);
      expect(differences(mine, theirs, false)).toEqual([]);
      numbers += numbersIn(mine);
    }
    // A comparison of nothing with nothing would say little; these are meant to find nothing.
    const empty = /nothing_like_it(?!\)\))|clamp\(weir_sample, 5, 0\)/.test(query);
    if (empty) expect(numbers).toBe(0);
    else expect(numbers).toBeGreaterThan(0);
  });

  it.each([
    'weir_sample[10m]',
    'weir_sample{indicator="queue.depth"}[95s]',
    'weir_sample[3m] offset 1h',
    '"some text"',
  ])('of other kinds: %s', async (query) => {
    for (const time of times) {
      const [mine, theirs] = await bothAnswer(query, 'query', { time: seconds(time) });
      expect(differences(mine, theirs, false), `at ${seconds(time)}`).toEqual([]);
    }
  });

  it.each(REFUSED)('a refusal of the same kind: %s', async (query) => {
    const [mine, theirs] = await bothAnswer(query, 'query', { time: seconds(START + 45 * MINUTE) });
    expect([mine.status, mine.errorType, typeof mine.error]).toEqual(['error', theirs.errorType, 'string']);
  });

  it.each<[string, string, Parameters]>([
    ['series', 'series', { 'match[]': 'weir_sample{service="payments"}' }],
    ['series by a pattern of names', 'series', { 'match[]': '{__name__=~"weir_.*",kind="endpoint"}' }],
    ['labels', 'labels', {}],
    ['labels of a selector', 'labels', { 'match[]': 'weir_expected{queue_name!=""}' }],
    ['values of a label', 'label/indicator/values', {}],
    ['names of metrics', 'label/__name__/values', {}],
    ['values of a label of a selector', 'label/service/values', { 'match[]': 'weir_sample{kind="endpoint"}' }],
    ['values of a label that nothing has', 'label/nothing/values', {}],
  ])('what there is: %s', async (_, endpoint, parameters) => {
    const span = { start: seconds(START), end: seconds(START + LENGTH) };
    const [mine, theirs] = await Promise.all(
      [stores.weir, stores.prometheus].map((api) => ask(api, endpoint, { ...parameters, ...span }, 'GET'))
    );
    const sorted = (answer: PrometheusAnswer | undefined): string[] =>
      ((answer?.data ?? []) as unknown as unknown[])
        .map((row) => JSON.stringify(typeof row === 'object' && row !== null ? Object.entries(row).sort() : row))
        .sort();
    expect(mine?.status).toBe('success');
    expect(sorted(mine)).toEqual(sorted(theirs));
  });
});
