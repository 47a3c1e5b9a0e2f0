import { Link, Text } from '@backstage/ui';
import type { EntitySummary, NextBreach } from '@weir/backstage-plugin-weir-common';
import { countOf, indicatorName, quantity } from '../format/number';
import { coming } from '../format/time';
import { SummaryCard } from './SummaryCard';
import { useEntityTab } from './useEntityLink';
import styles from './entity.module.css';

/** What is forecast to pass an objective, with the record of such forecasts. */
export function ForecastCard() {
  const tab = useEntityTab();
  return (
    <SummaryCard title="Forecast" footer={<Link href={`${tab}#forecast`}>Details</Link>}>
      {(summary, now) => <ForecastBody summary={summary} now={now} />}
    </SummaryCard>
  );
}

function ForecastBody(props: { summary: EntitySummary; now: number }) {
  const { nextBreach, forecasts } = props.summary;
  if (nextBreach) return <Breach next={nextBreach} now={props.now} />;
  if (forecasts === 0) {
    return (
      <>
        <Text as="p" weight="bold">
          No forecast yet.
        </Text>
        <Text as="p" color="secondary">
          Forecasts start after about two days of samples.
        </Text>
      </>
    );
  }
  return (
    <>
      <Text as="p" weight="bold">
        Nothing is forecast to pass its objective.
      </Text>
      <Text as="p" color="secondary">{`${countOf(forecasts, 'series', 'series')} forecast.`}</Text>
    </>
  );
}

function Breach(props: { next: NextBreach; now: number }) {
  const { forecast, objective } = props.next;
  const when =
    objective.from === null || objective.to === null ? '' : `${coming(objective.from, objective.to, props.now)}, `;
  return (
    <div className={styles.stack}>
      <Text as="p" weight="bold">
        {`${indicatorName(forecast.series.indicator)} may ${objective.side === 'above' ? 'pass' : 'fall below'} ${quantity(objective.value, forecast.series)}`}
      </Text>
      <Text as="p">{`${when}${objective.chanceText}`}</Text>
      <Text as="p" variant="body-small" color="secondary">
        {forecast.record.forecasts > 0
          ? `Record: ${forecast.record.held} of ${forecast.record.forecasts} held.`
          : 'No record yet: too short.'}
      </Text>
    </div>
  );
}
