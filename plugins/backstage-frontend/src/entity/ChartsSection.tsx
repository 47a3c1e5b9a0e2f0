import { useMemo } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Text } from '@backstage/ui';
import { anomalousSamples, type Problem, type ServiceIdentity } from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { BandChart, type ChartSpan } from '../charts/BandChart';
import type { BandColumns } from '../charts/bandGeometry';
import type { Range } from '../configSchemas';
import { indicatorName, quantity } from '../format/number';
import { Message } from '../states/Message';
import { RemoteView } from '../states/RemoteView';
import { useNow } from '../states/useNow';
import { useRemote } from '../states/useRemote';
import { rangeMs, windowOf } from './range';
import { Section } from './Section';
import { useCharts, type Chart } from './useSeriesAnswers';
import styles from './tab.module.css';

/** Values of a service beside what was expected of them. */
export function ChartsSection(props: { service: ServiceIdentity; range: Range; onShorter: () => void }) {
  const { service, range, onShorter } = props;
  const api = useApi(weirApiRef);
  const now = useNow(60_000);
  const { from, to } = windowOf(range, now);
  const charts = useCharts(service.entityId, from, to, range === '24h');
  const problems = useRemote(`spans ${service.entityId} ${from}`, (signal) =>
    api.listProblems({ entityId: service.entityId, from, limit: 100 }, { signal })
  );
  const spans = useMemo(() => spansOf(problems.value?.items ?? [], to), [problems.value, to]);
  return (
    <Section id="charts" title="Beside its own normal">
      <RemoteView
        remote={charts}
        lines={12}
        shorter={range === '24h' ? undefined : { label: 'Show last 24 h instead', onPress: onShorter }}
      >
        {(list) =>
          list.length === 0 ? (
            <Message title="No series are watched yet." />
          ) : (
            <div className={styles.charts}>
              {list.map((chart) => (
                <OneChart key={chart.answer.series.id} chart={chart} spans={spans} from={from} to={to} now={now} />
              ))}
            </div>
          )
        }
      </RemoteView>
    </Section>
  );
}

function OneChart(props: { chart: Chart; spans: ChartSpan[]; from: number; to: number; now: number }) {
  const { chart, spans, from, to, now } = props;
  const { series } = chart.answer;
  const columns = useMemo(() => columnsOf(chart), [chart]);
  const name = indicatorName(series.indicator);
  const format = (value: number) => quantity(value, series);
  const last = columns.values.findLast((value) => value !== null);
  const odd = columns.anomalous.filter(Boolean).length;
  const newest = typeof last === 'number' ? format(last) : 'no data';
  const sentence = `${name} of ${series.entity.name}: newest ${newest}, ${
    odd === 0 ? 'within what was expected' : `${odd} of ${columns.times.length} points out of the ordinary`
  }.`;
  return (
    <div className={styles.chart}>
      <div className={styles.chartHead}>
        <Text as="h4" variant="body-medium" weight="bold">
          {name.charAt(0).toLocaleUpperCase('en-US') + name.slice(1)}
        </Text>
        <Text className={styles.tabular}>{newest}</Text>
      </div>
      <BandChart
        sentence={sentence}
        name={name}
        columns={columns}
        from={from}
        to={chart.forecast ? to + rangeMs('24h') / 3 : to}
        now={now}
        format={format}
        spans={spans}
        forecast={chart.forecast}
        objective={chart.forecast?.objectives[0]?.value}
        height={180}
      />
    </div>
  );
}

function columnsOf({ answer }: Chart): BandColumns {
  const { times, values, expected, lower, upper } = answer;
  return { times, values, expected, lower, upper, anomalous: anomalousSamples(answer) };
}

function spansOf(problems: readonly Problem[], to: number): ChartSpan[] {
  return problems.map((one) => ({
    start: one.start,
    end: one.end ?? to,
    concern: one.concernScore,
    label: one.id,
  }));
}
