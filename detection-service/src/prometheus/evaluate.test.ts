import { describe, expect, it } from 'vitest';
import { answer, memorySeries, overMinutes } from './test-support/memory-series.ts';

/** That the numbers are those of a real Prometheus is tested in e2e/prometheus; here is what each part is meant to do. */

const source = memorySeries([
  { labels: { __name__: 'x', job: 'a', zone: '1' }, samples: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
  { labels: { __name__: 'x', job: 'b', zone: '1' }, samples: [0, 10, 20, 30, Number.NaN, 50, 60, 70, 80, 90, 100] },
  { labels: { __name__: 'y', job: 'a' }, samples: [5, 5, 5] },
  { labels: { __name__: 'limit', job: 'a' }, samples: Array.from({ length: 12 }, () => 4) },
  { labels: { __name__: 'limit', job: 'b' }, samples: Array.from({ length: 12 }, () => 1_000) },
  { labels: { __name__: 'info', job: 'a', team: 'blue' }, samples: Array.from({ length: 12 }, () => 1) },
]);
const at = (query: string, minute = 10): unknown => answer(source, query, minute);

describe('selectors', () => {
  it('find the newest sample, not older than the look-back', () => {
    expect(at('y')).toEqual({});
    expect(at('y', 6)).toEqual({ '{__name__="y", job="a"}': '5' });
    expect(at('y', 7)).toEqual({});
    expect(at('y offset 4m')).toEqual({ '{__name__="y", job="a"}': '5' });
    expect(overMinutes(source, 'y', 1, 8)).toEqual({ '{__name__="y", job="a"}': '5 5 5 5 5 5 - -' });
  });

  it('find nothing after a gap, and something again after the next sample', () => {
    expect(overMinutes(source, 'x{job="b"}', 2, 5)).toEqual({ '{__name__="x", job="b", zone="1"}': '20 30 - 50 60' });
  });

  it('give the samples of a window, which is open at its beginning and knows no gaps', () => {
    expect(at('x{job="b"}[3m]', 5)).toEqual([
      {
        metric: { __name__: 'x', job: 'b', zone: '1' },
        values: [
          [180, '30'],
          [300, '50'],
        ],
      },
    ]);
    expect(overMinutes(source, 'count_over_time(y[2m])', 0, 6)).toEqual({ '{job="a"}': '1 2 2 1 - -' });
    expect(at('count_over_time(x[3m])', 5)).toEqual({ '{job="a", zone="1"}': '3', '{job="b", zone="1"}': '2' });
  });
});

describe('operators', () => {
  it('calculate with elements of equal labels and drop the name', () => {
    expect(at('x * x')).toEqual({ '{job="a", zone="1"}': '100', '{job="b", zone="1"}': '10000' });
    expect(at('x + on(job) limit')).toEqual({ '{job="a"}': '14', '{job="b"}': '1100' });
    expect(at('y * limit', 2)).toEqual({ '{job="a"}': '20' });
    expect(at('x + limit')).toEqual({});
  });

  it('filter by comparisons, keeping the name and the left value', () => {
    expect(at('x > on(job) limit')).toEqual({ '{job="a"}': '10' });
    expect(at('x > 50')).toEqual({ '{__name__="x", job="b", zone="1"}': '100' });
    expect(at('50 > x')).toEqual({ '{__name__="x", job="a", zone="1"}': '10' });
    expect(at('x > bool 50')).toEqual({ '{job="a", zone="1"}': '0', '{job="b", zone="1"}': '1' });
  });

  it('match many with one and take labels from it', () => {
    expect(at('x * on(job) group_left(team) info')).toEqual({ '{job="a", team="blue", zone="1"}': '10' });
    expect(at('info * on(job) group_right(team) x')).toEqual({ '{job="a", team="blue", zone="1"}': '10' });
  });

  it('say what matches twice', () => {
    expect(() => at('info * on(team) x')).toThrow('found duplicate series for the match group {}');
    expect(() => at('x * on(zone) x')).toThrow('many-to-many matching not allowed');
    expect(() => at('x > on(zone) sum by (zone) (x) / 1000')).toThrow('many-to-one matching must be explicit');
    // Also where the results would have different labels.
    expect(() => at('{__name__=~"y|limit",job="a"} >= limit', 2)).toThrow('many-to-one matching must be explicit');
    expect(at('x > on(zone) group_left sum by (zone) (x) / 2')).toEqual({ '{__name__="x", job="b", zone="1"}': '100' });
  });

  it('combine sets', () => {
    expect(at('x and on(job) info')).toEqual({ '{__name__="x", job="a", zone="1"}': '10' });
    expect(at('x unless on(job) info')).toEqual({ '{__name__="x", job="b", zone="1"}': '100' });
    expect(at('info or on(job) limit')).toEqual({
      '{__name__="info", job="a", team="blue"}': '1',
      '{__name__="limit", job="b"}': '1000',
    });
  });

  it('decide at each point anew', () => {
    expect(overMinutes(source, 'x{job="a"} >= 2 and x{job="a"} < 4 or info', 0, 6)).toEqual({
      '{__name__="x", job="a", zone="1"}': '- - 2 3 - -',
      '{__name__="info", job="a", team="blue"}': '1 1 1 1 1 1',
    });
  });
});

describe('aggregations and functions', () => {
  it.each<[string, Record<string, string>]>([
    ['sum(x)', { '{}': '110' }],
    ['sum by (zone) (x)', { '{zone="1"}': '110' }],
    ['avg without (job) (x)', { '{zone="1"}': '55' }],
    ['count by (__name__) ({job="a"})', { '{__name__="x"}': '1', '{__name__="limit"}': '1', '{__name__="info"}': '1' }],
    ['topk(1, x)', { '{__name__="x", job="b", zone="1"}': '100' }],
    ['bottomk(1, x)', { '{__name__="x", job="a", zone="1"}': '10' }],
    ['topk(0, x)', {}],
    ['quantile(0.5, x)', { '{}': '55' }],
    ['quantile(-1, x)', { '{}': '-Inf' }],
    ['stddev(x)', { '{}': '45' }],
    ['max_over_time(x{job="a"}[4m])', { '{job="a", zone="1"}': '10' }],
    ['increase(x{job="a"}[4m])', { '{job="a", zone="1"}': '4' }],
    ['last_over_time(y[20m])', { '{__name__="y", job="a"}': '5' }],
    ['absent(y{job="a"})', { '{job="a"}': '1' }],
    ['absent(x)', {}],
    ['absent_over_time(y{job="a",zone=~"q"}[2m])', { '{job="a"}': '1' }],
    [
      'label_replace(info, "who", "$1-${1}", "team", "(b).*")',
      { '{__name__="info", job="a", team="blue", who="b-b"}': '1' },
    ],
    ['label_join(info, "who", "/", "job", "team")', { '{__name__="info", job="a", team="blue", who="a/blue"}': '1' }],
    ['vector(scalar(x))', { '{}': 'NaN' }],
    ['vector(scalar(info))', { '{}': '1' }],
    ['timestamp(x{job="a"} offset 2m)', { '{job="a", zone="1"}': '480' }],
    ['vector(time())', { '{}': '600' }],
  ])('%s', (query, expected) => expect(at(query)).toEqual(expected));

  it('answer scalars and texts as such', () => {
    expect(at('1 + 1')).toEqual([600, '2']);
    expect(at('"text"')).toEqual([600, 'text']);
    expect(overMinutes(source, '2', 0, 3)).toEqual({ '{}': '2 2 2' });
  });

  it('sort at one point in time, NaN last', () => {
    const values = (query: string): string[] => Object.values(at(query) as Record<string, string>);
    expect(values('sort(x or info or ln(-limit))')).toEqual(['1', '10', '100', 'NaN', 'NaN']);
    expect(values('sort_desc(x or info or ln(-limit))')).toEqual(['100', '10', '1', 'NaN', 'NaN']);
  });

  it('refuse two elements with the same labels, unless they are never there together', () => {
    const both = 'abs({__name__=~"y|limit",job="a"})';
    expect(() => at(both, 2)).toThrow('vector cannot contain metrics with the same labelset');
    expect(at(both)).toEqual({ '{job="a"}': '4' });
    expect(overMinutes(source, 'abs({__name__=~"y|limit",job="a"} == 5 or limit{job="a"} > 4)', 0, 4)).toEqual({
      '{job="a"}': '5 5 5 5',
    });
  });

  it('need an expression with a number at each point for a range', () => {
    expect(() => overMinutes(source, 'x[5m]', 0, 2)).toThrow('invalid expression type "range vector" for range query');
    expect(() => overMinutes(source, '"text"', 0, 2)).toThrow('invalid expression type "string" for range query');
  });
});

describe('limits', () => {
  it.each<[string, string, object, string]>([
    ['series', 'x + limit', { series: 3 }, 'selects more than 3 series'],
    ['samples', 'sum_over_time(x[10m])', { samples: 15 }, 'reads more than 15 samples'],
    ['points', 'x + x', { points: 5 }, 'holds more than 5 points'],
    ['work', 'sum_over_time(x[10m])', { work: 15 }, 'looks at more than 15 samples'],
    ['answer', 'x', { answerBytes: 100 }, 'has an answer of more than 100 bytes'],
  ])('of %s', (_, query, limits, message) => {
    expect(() => answer(source, query, 10, limits)).toThrow(message);
    expect(() => overMinutes(source, query, 10, 1, limits)).toThrow(message);
    expect(answer(source, 'limit{job="a"}', 10, limits)).toEqual({ '{__name__="limit", job="a"}': '4' });
  });
});
