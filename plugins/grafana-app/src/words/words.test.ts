import { anomaly, NOW, problem } from '../testing/stories';
import { concernOf } from './concern';
import { matter } from './indicators';
import { compared, counted, latency, measured, rate, ratio } from './numbers';
import { titleOf } from './problem-title';
import { ahead, during, moment, offset, span } from './times';

const at = (text: string) => Date.parse(`2026-11-${text}:00Z`);

it('concern has its words from the rounded score on', () => {
  expect([0, 0.4, 1, 24, 25, 49.4, 49.5, 79, 80, 100].map((score) => concernOf(score).word)).toEqual([
    'Normal',
    'Normal',
    'Low',
    'Low',
    'Medium',
    'Medium',
    'High',
    'High',
    'Severe',
    'Severe',
  ]);
});

it('numbers have their units and digits', () => {
  expect([478, 4.21, 0, 12_400].map(latency)).toEqual(['478 ms', '4.2 ms', '0 ms', '12.4 s']);
  expect([0.38, 0.003, 0.012, 0.0005, 0.00001, 0].map(ratio)).toEqual([
    '38 %',
    '0.3 %',
    '1.2 %',
    '0.05 %',
    '< 0.01 %',
    '0 %',
  ]);
  expect([142, 0.4, 0, 2.31].map(rate)).toEqual(['142 req/s', '24 req/min', '0 req/s', '2.3 req/s']);
  expect(measured(81.236, { kind: 'gauge', unit: 'Cel' })).toBe('81.2 Cel');
  expect([compared(38, 0.3), compared(2.5, 1), compared(138, 100), compared(62, 100), compared(1, 0)]).toEqual([
    '127× its usual',
    '2.5× its usual',
    '+38 %',
    '−38 %',
    undefined,
  ]);
  expect([counted(1, 'service'), counted(4961, 'quiet service')]).toEqual(['1 service', '4,961 quiet services']);
});

it('times are as long as needed', () => {
  const times = [at('18T13:10'), at('17T14:02'), at('16T14:02'), at('03T14:02')];
  expect(times.map((time) => moment(time, NOW))).toEqual(['13:10', 'yesterday 14:02', 'Mon 14:02', '3 Nov 14:02']);
  expect(during(at('18T13:10'), null, NOW)).toBe('since 13:10 (1 h 50 min)');
  expect(during(problem.start, problem.end, NOW)).toBe('yesterday 14:02–14:31 (29 min)');
  expect(ahead(at('18T16:00'), at('18T17:00'), NOW)).toBe('today 16:00–17:00');
  expect(ahead(at('19T09:00'), at('19T10:00'), NOW)).toBe(
    'tomorrow 09:00–tomorrow 10:00'.replace('tomorrow 10:00', '10:00')
  );
  expect([8000, 29 * 60_000, 2 * 3600_000, 3 * 86_400_000].map(span)).toEqual(['8 s', '29 min', '2 h', '3 days']);
  expect([0, 40_000, 3_725_000].map(offset)).toEqual(['+0:00', '+0:40', '+1:02:05']);
});

it('what is the matter is said subject first', () => {
  expect(matter(anomaly)).toBe('payments failed 38 % of calls');
  expect(matter({ ...anomaly, end: null })).toBe('payments fails 38 % of calls');
  expect(matter({ ...anomaly, end: null, indicator: 'latency_p95' })).toBe('payments answers slower than usual');
  const none = { time: 0, value: null, expected: 51 };
  expect(matter({ ...anomaly, end: null, indicator: 'request_rate', direction: 'down', peak: none })).toBe(
    'payments gets no calls'
  );
  expect(titleOf(problem)).toBe('payments fails 38 % of calls');
  const description = 'latency_p95 of x is higher than usual: 3 ms';
  expect(titleOf({ title: 'latency_p95 of x is higher than usual', description })).toBe(
    'p95 of x is higher than usual'
  );
  expect(titleOf({ title: '', description })).toBe('p95 of x is higher than usual: 3 ms');
});
