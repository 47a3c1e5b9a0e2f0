import { count, countOf, indicatorName, latency, quantity, rate, ratio } from './number';

describe('numbers as people read them', () => {
  it.each([
    [478.2, '478 ms'],
    [4.23, '4.2 ms'],
    [9999, '9999 ms'],
    [12_400, '12.4 s'],
  ])('latency %p is %s', (ms, words) => expect(latency(ms)).toBe(words));

  it.each([
    [0, '0 %'],
    [0.003, '0.3 %'],
    [0.00071, '0.071 %'],
    [0.38, '38 %'],
    [0.00005, '< 0.01 %'],
  ])('share %p is %s', (share, words) => expect(ratio(share)).toBe(words));

  it.each([
    [142.1, '142 req/s'],
    [0.4, '24 req/min'],
    [1.42, '1.4 req/s'],
    [0, '0 req/s'],
    [12_345, '12,345 req/s'],
  ])('rate %p is %s', (perSecond, words) => expect(rate(perSecond)).toBe(words));

  it('separates thousands and counts nouns', () => {
    expect(count(5214)).toBe('5,214');
    expect(count(1_000_000)).toBe('1,000,000');
    expect(countOf(1, 'service')).toBe('1 service');
    expect(countOf(2, 'person', 'people')).toBe('2 people');
  });

  it('writes a value by the kind of its series, and an indicator as people say it', () => {
    expect(quantity(0.02, { kind: 'ratio', unit: '1' })).toBe('2 %');
    expect(quantity(21.53, { kind: 'gauge', unit: 'Cel' })).toBe('21.5 Cel');
    expect(indicatorName('latency_p95')).toBe('p95 latency');
    expect(indicatorName('error_ratio')).toBe('error ratio');
  });
});
