import React, { useEffect } from 'react';
import { css } from '@emotion/css';
import { dateTime, GrafanaTheme2 } from '@grafana/data';
import { PanelBuilders, sceneGraph } from '@grafana/scenes';
import { Alert, EmptyState, RadioButtonGroup, Stack, Switch, useStyles2 } from '@grafana/ui';

import { runner } from '../app/panels';
import { PartProps, ReactPart, usePanel, useRange } from '../app/ReactPart';
import { hrefOf } from '../constants';
import { Sentence } from '../parts/Sentence';
import { Shown } from '../parts/States';
import { useUrlState } from '../parts/use-url-state';
import { ForecastSummary, Page } from '../weir/answers';
import { useAnswer } from '../weir/use-answer';
import { subjectOf } from './breach';
import { emptyText, forecastSentence } from './forecast-sentence';
import { ForecastTable } from './ForecastTable';

const HORIZONS = [
  { label: '24 h', value: '24h' as const },
  { label: '14 d', value: '14d' as const },
];
const MOST = 100;
/** How much of the past stands before each forecast. */
const PAST = { '24h': '2d', '14d': '14d' };

/** What will break, when, and should I believe it? */
export function ForecastsPage({ model }: PartProps) {
  const styles = useStyles2(getStyles);
  const { refreshed } = useRange(model);
  const [{ series, h, said, q }, setUrl] = useUrlState('series', 'h', 'said', 'q');
  const horizon = h === '14d' ? '14d' : '24h';
  const answer = useAnswer<Page<ForecastSummary>>('v1/forecasts', { horizon, service: q, limit: MOST }, refreshed);
  useEffect(() => {
    const raw = { from: `now-${PAST[horizon]}`, to: `now+${horizon}` };
    const range = sceneGraph.getTimeRange(model);
    if (range.state.from !== raw.from || range.state.to !== raw.to) {
      range.onTimeRangeChange({ from: dateTime(), to: dateTime(), raw });
    }
  }, [model, horizon]);
  return (
    <Shown answer={answer}>
      {({ items, next }) => {
        const chosen = items.find((one) => one.series.id === series) ?? items[0];
        return (
          <>
            <Sentence more={chosen ? undefined : emptyText(items)}>{forecastSentence(items, horizon)}</Sentence>
            {!chosen && (
              <EmptyState variant="call-to-action" message="Nothing is forecast yet.">
                Forecasts start when a series is known for three days.
              </EmptyState>
            )}
            {chosen && (
              <>
                <Stack gap={2} wrap="wrap" alignItems="center">
                  <h2 className={styles.title}>{subjectOf(chosen)}</h2>
                  <RadioButtonGroup
                    aria-label="How far"
                    size="sm"
                    options={HORIZONS}
                    value={horizon}
                    onChange={(value) => setUrl({ h: value })}
                  />
                  {/* A label of ours: Grafana's own gives its label element a name, which ARIA forbids. */}
                  <label htmlFor="weir-said">What we said</label>
                  <Switch
                    id="weir-said"
                    value={said === '1'}
                    onChange={(event) => setUrl({ said: event.currentTarget.checked ? '1' : undefined })}
                  />
                </Stack>
                <div className={styles.chart}>
                  <Chart forecast={chosen} said={said === '1'} model={model} />
                </div>
                <p className={styles.record}>
                  {chosen.status === 'withheld' ? `No forecast: ${chosen.reason}` : chosen.record.sentence}
                </p>
                <ForecastTable
                  rows={items}
                  chosen={chosen.series.id}
                  hrefs={(one) => `${hrefOf('forecasts')}?series=${one.series.id}&h=${horizon}${said ? '&said=1' : ''}`}
                />
                {next && (
                  <Alert severity="info" title={`${items.length} forecasts shown.`}>
                    Those with the greatest chance to pass an objective come first.
                  </Alert>
                )}
              </>
            )}
          </>
        );
      }}
    </Shown>
  );
}

function Chart({
  forecast: { series, horizon },
  said,
  model,
}: {
  forecast: ForecastSummary;
  said: boolean;
  model: ReactPart;
}) {
  const { entity, indicator } = series;
  const panel = usePanel(model, `${series.id} ${horizon} ${said}`, () => {
    const about = {
      entity: entity.name,
      environment: entity.environment || undefined,
      namespace: entity.namespace || undefined,
      method: entity.method ?? undefined,
      route: entity.route ?? undefined,
      indicator,
    };
    return PanelBuilders.timeseries()
      .setTitle('')
      .setHoverHeader(true)
      .setData(
        runner(
          { queryType: 'series', ...about, band: false },
          { queryType: 'forecast', ...about, horizon, said: said || undefined }
        )
      )
      .setOption('legend', { showLegend: false } as never)
      .build();
  });
  return panel ? <panel.Component model={panel} /> : null;
}

const getStyles = (theme: GrafanaTheme2) => ({
  title: css({ ...theme.typography.h5, margin: 0, overflowWrap: 'anywhere' }),
  chart: css({ position: 'relative', height: 280 }),
  record: css({ color: theme.colors.text.secondary, margin: 0 }),
});
