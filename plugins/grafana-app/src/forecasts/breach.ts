import { ForecastSummary, Objective } from '../weir/answers';
import { indicatorName } from '../words/indicators';
import { measured } from '../words/numbers';
import { ahead } from '../words/times';

/** From this chance on a forecast is worth a word: one in five. */
const WORTH_A_WORD = 0.2;

/** The objective that will most likely be passed, or undefined. */
export function breachOf({ status, objectives }: ForecastSummary): Objective | undefined {
  const [first] = status === 'made' ? [...objectives].sort((a, b) => b.chance - a.chance) : [];
  return first && first.chance >= WORTH_A_WORD ? first : undefined;
}

/** The chance in steps of five, never certain: "70 %", "over 95 %". */
export const chanceOf = ({ chance, chanceText }: Objective) => (chance > 0.95 ? 'over 95 %' : chanceText);

/** What is forecast, as people say it: "orders p95", "orders POST /orders p95". */
export function subjectOf({ series: { entity, indicator } }: Pick<ForecastSummary, 'series'>): string {
  return [entity.name, entity.method, entity.route, indicatorName(indicator)].filter(Boolean).join(' ');
}

/** "orders p95 > 500 ms". */
export const limitOf = (forecast: ForecastSummary, { side, value }: Objective) =>
  `${subjectOf(forecast)} ${side === 'above' ? '>' : '<'} ${measured(value, forecast.series)}`;

/** "orders p95 may pass 500 ms today 16:00–17:00 (70 %)". */
export function breachText(forecast: ForecastSummary, objective: Objective): string {
  const { value, from, to } = objective;
  const when = from !== null && to !== null ? ` ${ahead(from, to)}` : '';
  return `${subjectOf(forecast)} may pass ${measured(value, forecast.series)}${when} (${chanceOf(objective)})`;
}
