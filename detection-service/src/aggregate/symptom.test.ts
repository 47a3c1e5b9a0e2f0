import { describe, expect, it } from 'vitest';
import type { SeriesIdentity } from '../core/series.ts';
import { describeAnomaly } from './describe.ts';
import { confidenceOf, patternOf } from './pattern.ts';
import { concernOf, meaningOf, symptomOf } from './symptom.ts';

describe('concern', () => {
  it.each([
    ['request_rate', 'down', 0, 12, 95],
    ['request_rate', 'down', 6, 12, 48],
    ['request_rate', 'up', 120, 12, 40],
    ['error_ratio', 'up', 0.9, 0.01, 100],
    ['error_ratio', 'up', 0.06, 0.01, 46],
    ['client_error_ratio', 'up', 0.6, 0.1, 60],
    ['latency_p95', 'up', 1000, 100, 80],
    ['latency_p95', 'up', 100, 100, 20],
    ['queue_length', 'up', 5, 1, 30],
    ['request_rate', 'up', 5, 0, 40],
    ['request_rate', 'down', 0, 0, 0],
    ['latency_p50', 'up', 0, 0, 20],
  ] as const)('of %s %s at %d, expected %d, is %d', (indicator, direction, value, expected, concern) => {
    expect(concernOf(indicator, direction, value, expected)).toBe(concern);
  });

  it('stays within 0..100 for absurd numbers', () => {
    for (const indicator of ['request_rate', 'error_ratio', 'client_error_ratio', 'latency_p99', 'x']) {
      for (const value of [-1e308, 0, 1e308, Infinity]) {
        for (const direction of ['up', 'down'] as const) {
          const concern = concernOf(indicator, direction, value, 1);
          expect(concern >= 0 && concern <= 100, `${indicator} ${direction} ${value}: ${concern}`).toBe(true);
        }
      }
    }
  });
});

describe('a symptom', () => {
  it('speaks the vocabulary of the draft', () => {
    expect(meaningOf('error_ratio', 'up')).toMatchObject({
      action: 'Drop',
      reason: 'Unreachable',
      trigger: 'next-hop',
    });
    expect(meaningOf('latency_p50', 'up')).toMatchObject({ action: 'Delay', reason: 'Mean' });
    expect(meaningOf('latency_p99', 'up')).toMatchObject({ action: 'Delay', reason: 'Max' });
    expect(meaningOf('cpu', 'down')).toEqual({ action: 'Level', reason: 'Below', trigger: 'cpu', plane: 'management' });
  });

  it('has one id per anomaly', () => {
    const id = (anomaly: string): string => symptomOf('default', anomaly, 'cpu', 'up', 1).id;
    expect(id('a')).toBe(id('a'));
    expect(id('a')).not.toBe(id('b'));
  });
});

describe('pattern and confidence', () => {
  it('tells spike, drop, shift and trend apart', () => {
    const hour = 3_600_000;
    expect(patternOf('count', 'up', false, 60_000, 60_000)).toBe('spike');
    expect(patternOf('count', 'down', false, 60_000, 60_000)).toBe('drop');
    expect(patternOf('count', 'down', false, hour, 60_000)).toBe('mean-shift');
    expect(patternOf('latency', 'up', true, hour, 60_000)).toBe('trend');
    expect(patternOf('ratio', 'up', true, 60_000, 60_000)).toBe('spike');
    expect(patternOf('count', 'up', false, 2 * hour, hour)).toBe('spike');
  });

  it('is surer of a higher score and of more steps, and never certain', () => {
    expect(confidenceOf(0.5, 1)).toBe(50);
    expect(confidenceOf(0.5, 11)).toBe(75);
    expect(confidenceOf(0.8, 11)).toBe(90);
    expect(confidenceOf(1, 1000)).toBe(99);
  });
});

describe('the sentence', () => {
  const base: SeriesIdentity = {
    entity: {
      tenant: 'default',
      kind: 'endpoint',
      environment: '',
      namespace: '',
      name: 'shop',
      method: 'GET',
      route: '/a',
    },
    indicator: 'latency_p95',
    kind: 'latency',
    unit: 'ms',
    attributes: {},
    step: 60_000,
    version: 1,
  };
  const band = { expected: 12.44, lower: 8.123, upper: 1890.4 };

  it('has numbers, units and bounds', () => {
    expect(describeAnomaly(base, 'up', 2000, band)).toBe(
      'GET /a of shop answers slower than usual: p95 2,000 ms, expected 12.4 ms (8.12–1,890)'
    );
    const ratio = { ...base, indicator: 'error_ratio', kind: 'ratio', unit: '1' } as const;
    expect(describeAnomaly(ratio, 'up', 0.2, { expected: 0.00312, lower: 0, upper: 0.018 })).toBe(
      'GET /a of shop fails 20 % of calls, expected 0.312 % (0–1.8)'
    );
  });

  it.each([
    ['request_rate', 'down', 0, 'GET /a of shop gets no calls, expected 12.4'],
    ['request_rate', 'down', 3, 'GET /a of shop gets fewer calls than usual: 3, expected 12.4'],
    ['request_rate', 'up', 40, 'GET /a of shop gets more calls than usual: 40, expected 12.4'],
    ['client_error_ratio', 'up', 40, 'GET /a of shop refuses 40 of calls, expected 12.4'],
    ['report_interval', 'up', 40, 'GET /a of shop is silent: no report for 40, expected 12.4'],
    ['cpu.load', 'up', 40, 'cpu.load of GET /a of shop is higher than usual: 40, expected 12.4'],
    ['cpu.load', 'down', 3, 'cpu.load of GET /a of shop is lower than usual: 3, expected 12.4'],
  ] as const)('says what %s %s means', (indicator, direction, value, sentence) => {
    const unknown = { ...band, lower: Number.NaN };
    const series = { ...base, indicator, kind: 'gauge', unit: '1' } as const;
    expect(describeAnomaly(series, direction, value, unknown)).toBe(sentence);
  });

  it('leaves out what it does not know', () => {
    const none = { expected: Number.NaN, lower: Number.NaN, upper: Number.NaN };
    expect(describeAnomaly({ ...base, unit: '' }, 'down', -0.5, none)).toBe(
      'GET /a of shop answers faster than usual: p95 -0.5'
    );
  });
});
