import { problemTitle } from './problem-title';

describe('problemTitle', () => {
  it.each([
    [
      'orders answers slower than usual: p95 478 ms, expected 212 ms (180–252); 3 anomalies in all',
      'orders answers slower than usual',
    ],
    ['payments fails 38 % of calls, expected 0.05 % (0–1.5); 1 endpoint affected', 'payments fails 38 % of calls'],
    ['GET /a:b of shop gets no calls', 'GET /a:b of shop gets no calls'],
  ])('of "%s" is its first clause', (description, title) => {
    expect(problemTitle({ description })).toBe(title);
  });
});
