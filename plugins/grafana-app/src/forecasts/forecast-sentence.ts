import { ForecastSummary } from '../weir/answers';
import { counted } from '../words/numbers';
import { breachOf } from './breach';

const WORDS = { '24h': 'next 24 hours', '14d': 'next 14 days' };

/** What the page says first: how many services may pass an objective. */
export function forecastSentence(rows: ForecastSummary[], horizon: '24h' | '14d'): string {
  const services = new Set(rows.filter(breachOf).map(({ series }) => series.entity.name));
  if (services.size === 0) {
    return `Nothing is forecast to pass its objective in the ${WORDS[horizon]}.`;
  }
  return `${counted(services.size, 'service')} may pass ${services.size === 1 ? 'its objective' : 'their objectives'} in the ${WORDS[horizon]}.`;
}

/** What the quiet page says besides: how much is forecast, and how well that held. */
export function emptyText(rows: ForecastSummary[]): string {
  const [steps, inside] = rows.reduce(
    ([all, held], { record }) => [all + record.steps, held + record.inside95],
    [0, 0]
  );
  const held = steps > 0 ? `, 95 % interval held ${Math.round((100 * inside) / steps)} % of the time` : '';
  return `${counted(rows.length, 'series', 'series')} forecast${held}.`;
}
