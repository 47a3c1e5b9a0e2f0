import { Flex, Link, Text } from '@backstage/ui';
import type { EntitySummary } from '@weir/backstage-plugin-weir-common';
import { ConcernMark } from '../charts/ConcernMark';
import { SparkBand } from '../charts/SparkBand';
import { countOf, indicatorName, quantity } from '../format/number';
import { span } from '../format/time';
import { kindOfUnit } from './indicators';
import { SummaryCard } from './SummaryCard';
import { useEntitySummary } from './useEntitySummary';
import { useEntityTab } from './useEntityLink';
import { withoutSubject } from './healthWords';
import { useGrafana } from '../useGrafana';
import styles from './entity.module.css';

/** How the entity is today: its worst open problem, and its latency beside what was expected. */
export function HealthCard() {
  const tab = useEntityTab();
  return (
    <SummaryCard
      title="Health"
      teaches
      footer={
        <Flex gap="4">
          <Link href={tab}>Details</Link>
          <ToGrafana />
        </Flex>
      }
    >
      {(summary, now) => (
        <div className={styles.stack}>
          <Problems summary={summary} now={now} />
          <Spark summary={summary} />
        </div>
      )}
    </SummaryCard>
  );
}

function ToGrafana() {
  const grafana = useGrafana();
  const { value } = useEntitySummary();
  if (!grafana || !value?.service) return null;
  return (
    <Link href={grafana.service(value.service.name)} target="_blank" rel="noopener">
      Grafana
    </Link>
  );
}

function Problems(props: { summary: EntitySummary; now: number }) {
  const { worstProblem, lastProblem, openProblems } = props.summary;
  if (!worstProblem) {
    return (
      <div>
        <Text as="p" weight="bold">
          {lastProblem ? 'Nothing unusual now.' : 'Nothing unusual in 14 days.'}
        </Text>
        {lastProblem && (
          <Text as="p" variant="body-small" color="secondary">
            {`Last: ${withoutSubject(lastProblem)} ${span(lastProblem.start, lastProblem.end, props.now)}`}
          </Text>
        )}
      </div>
    );
  }
  return (
    <div>
      <Text as="p" weight="bold">
        {withoutSubject(worstProblem)}
      </Text>
      <div className={styles.line}>
        <ConcernMark concern={worstProblem.concernScore} confidence={worstProblem.confidenceScore} />
        <Text variant="body-small" color="secondary">
          {span(worstProblem.start, worstProblem.end, props.now)}
          {openProblems > 1 && `, and ${countOf(openProblems - 1, 'more problem')}`}
        </Text>
      </div>
    </div>
  );
}

function Spark(props: { summary: EntitySummary }) {
  const { sparkline, worstProblem } = props.summary;
  if (!sparkline || sparkline.times.length === 0) return null;
  const { times, values, lower, upper, anomalous, indicator, last } = sparkline;
  const name = indicatorName(indicator);
  const newest = last === null ? 'no data' : quantity(last, { kind: kindOfUnit(sparkline), unit: sparkline.unit });
  const odd = anomalous.some(Boolean) ? 'with anomalies' : 'within what was expected';
  return (
    <div className={styles.spark}>
      <SparkBand
        sentence={`${name} over the last day, ${odd}; newest ${newest}.`}
        columns={{ times, values, lower, upper, anomalous, expected: [] }}
        from={times[0] ?? 0}
        to={times.at(-1) ?? 1}
        concern={worstProblem?.concernScore ?? 58}
      />
      <Text variant="body-small" color="secondary" className={styles.newest}>
        {name} <strong>{newest}</strong>
      </Text>
    </div>
  );
}
