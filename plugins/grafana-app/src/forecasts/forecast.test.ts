import { ForecastSummary } from '../weir/answers';
import { breachOf, breachText, chanceOf, limitOf } from './breach';
import { emptyText, forecastSentence } from './forecast-sentence';
import { recordText } from './ForecastTable';

const objective = { side: 'above' as const, value: 500, chance: 0.7, chanceText: '70 %', from: null, to: null };
const forecast = {
  series: { id: 's', entity: { name: 'orders', method: null, route: null }, indicator: 'latency_p95', kind: 'latency' },
  status: 'made',
  objectives: [objective],
  record: { forecasts: 41, held: 38, steps: 100, inside95: 94, sentence: '' },
} as unknown as ForecastSummary;

it('says what may break, how likely, and how forecasts held', () => {
  expect(breachText(forecast, objective)).toBe('orders p95 may pass 500 ms (70 %)');
  expect(limitOf(forecast, objective)).toBe('orders p95 > 500 ms');
  expect(forecastSentence([forecast], '14d')).toBe('1 service may pass its objective in the next 14 days.');
  expect(recordText(forecast)).toBe('38 of 41');
  expect(emptyText([forecast])).toBe('1 series forecast, 95 % interval held 94 % of the time.');
});

it('is never certain, and silent about what hardly can happen', () => {
  expect(chanceOf({ ...objective, chance: 1, chanceText: '100 %' })).toBe('over 95 %');
  const unlikely = { ...forecast, objectives: [{ ...objective, chance: 0.01 }] };
  expect(breachOf(unlikely)).toBeUndefined();
  expect(forecastSentence([unlikely], '24h')).toBe('Nothing is forecast to pass its objective in the next 24 hours.');
  expect(breachOf({ ...forecast, status: 'withheld' })).toBeUndefined();
});
