import { useApi } from '@backstage/core-plugin-api';
import type { ForecastSummary, ServiceIdentity } from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { indicatorName, quantity } from '../format/number';
import { coming } from '../format/time';
import { Message } from '../states/Message';
import { RemoteView } from '../states/RemoteView';
import { useNow } from '../states/useNow';
import { useRemote } from '../states/useRemote';
import { byImportance } from './indicators';
import { Section } from './Section';
import styles from './tab.module.css';

const HORIZONS: Readonly<Record<ForecastSummary['horizon'], string>> = { '24h': '24 h', '14d': '14 d' };

/** What comes next, how likely an objective is passed, and how such forecasts did. */
export function ForecastSection(props: { service: ServiceIdentity }) {
  const { service } = props;
  const api = useApi(weirApiRef);
  const now = useNow();
  const remote = useRemote(`forecasts ${service.entityId}`, async (signal) => {
    const { items } = await api.listForecasts({ service: service.name, limit: 100 }, { signal });
    return items
      .filter((one) => one.series.entity.id === service.entityId)
      .sort((one, other) => byImportance(one.series, other.series) || one.horizon.localeCompare(other.horizon));
  });
  return (
    <Section id="forecast" title="Forecast">
      <RemoteView remote={remote}>
        {(forecasts) =>
          forecasts.length === 0 ? (
            <Message title="No forecast yet.">Forecasts start after about two days of samples.</Message>
          ) : (
            <div className={styles.scroll}>
              <table className={styles.table}>
                <thead>
                  <tr>
                    <th scope="col">What</th>
                    <th scope="col">Reaches</th>
                    <th scope="col">At its end</th>
                    <th scope="col">Objective</th>
                    <th scope="col">Record</th>
                  </tr>
                </thead>
                <tbody>
                  {forecasts.map((one) => (
                    <ForecastRow key={one.id} forecast={one} now={now} />
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </RemoteView>
    </Section>
  );
}

function ForecastRow(props: { forecast: ForecastSummary; now: number }) {
  const { forecast, now } = props;
  const { series, last, last95, record } = forecast;
  const write = (value: number) => quantity(value, series);
  const [low, high] = last95;
  return (
    <tr>
      <th scope="row">{indicatorName(series.indicator)}</th>
      <td data-label="Reaches">{HORIZONS[forecast.horizon]}</td>
      <td data-label="At its end">
        {last === null
          ? `No forecast: ${forecast.reason ?? 'withheld'}`
          : `${write(last)}${low === undefined || high === undefined ? '' : ` (${write(low)} to ${write(high)})`}`}
      </td>
      <td data-label="Objective">{objectiveWords(forecast, now)}</td>
      <td data-label="Record">{record.forecasts === 0 ? 'too short' : `${record.held} of ${record.forecasts}`}</td>
    </tr>
  );
}

function objectiveWords(forecast: ForecastSummary, now: number): string {
  const [objective] = forecast.objectives;
  if (!objective) return 'none set';
  const { value, chanceText, from, to, side } = objective;
  const when = from === null || to === null ? '' : `, ${coming(from, to, now)}`;
  return `${side === 'above' ? 'over' : 'under'} ${quantity(value, forecast.series)}: ${chanceText}${when}`;
}
