import { useMemo } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Text, ToggleButton } from '@backstage/ui';
import { anomalousSamples, type Problem, type ServiceIdentity } from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { BandChart, type ChartSpan } from '../charts/BandChart';
import type { BandColumns } from '../charts/bandGeometry';
import type { Range } from '../configSchemas';
import { countOf, indicatorName, quantity, ratio } from '../format/number';
import { duration } from '../format/time';
import { Message } from '../states/Message';
import { RemoteView } from '../states/RemoteView';
import { useNow } from '../states/useNow';
import { useRemote } from '../states/useRemote';
import { useUrlState } from '../states/useUrlState';
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
  const [read, change] = useUrlState();
  const said = read('said') === '1';
  const charts = useCharts(service.entityId, { from, to }, { forecast: range === '24h', said });
  const problems = useRemote(`spans ${service.entityId} ${from}`, (signal) =>
    api.listProblems({ entityId: service.entityId, from, limit: 100 }, { signal })
  );
  const spans = useMemo(() => spansOf(problems.value?.items ?? [], to), [problems.value, to]);
  return (
    <Section
      id="charts"
      title="Beside its own normal"
      action={
        <ToggleButton size="small" isSelected={said} onChange={(on) => change({ said: on ? '1' : undefined })}>
          What we said
        </ToggleButton>
      }
    >
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
                <OneChart
                  key={chart.answer.series.id}
                  chart={chart}
                  asked={said}
                  spans={spans}
                  from={from}
                  to={to}
                  now={now}
                />
              ))}
            </div>
          )
        }
      </RemoteView>
    </Section>
  );
}

function OneChart(props: {
  chart: Chart;
  /** Whether the reader wants to see what was said of the span. */
  asked: boolean;
  spans: ChartSpan[];
  from: number;
  to: number;
  now: number;
}) {
  const { chart, asked, spans, from, to, now } = props;
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
        said={chart.said}
        objective={chart.forecast?.objectives[0]?.value}
        height={180}
      />
      {asked && (
        <Text as="p" variant="body-small" color="secondary">
          {saidSentence(chart)}
        </Text>
      )}
    </div>
  );
}

/** How forecasts of the span did. */
function saidSentence({ said }: Chart): string {
  if (said === undefined) return 'Nothing was said of this span before it came.';
  const known = said.came.filter((value) => value !== null).length;
  const inside = said.inside95 === null ? '' : `: ${ratio(said.inside95)} of what came lay inside the 95 % interval`;
  return `Said ${duration(said.lead)} before or earlier, of ${countOf(known, 'step')}${inside}.`;
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
