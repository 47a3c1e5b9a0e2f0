import React from 'react';
import { css } from '@emotion/css';
import { GrafanaTheme2 } from '@grafana/data';
import { LazyLoader, PanelBuilders } from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';

import { runner } from '../app/panels';
import { ReactPart, usePanel } from '../app/ReactPart';
import { useAnswer } from '../weir/use-answer';
import { indicatorName } from '../words/indicators';

const FIRST = ['request_rate', 'error_ratio', 'latency_p95'];
const MOST = 6;
const TITLES: Record<string, string> = { request_rate: 'Calls', error_ratio: 'Errors', latency_p95: 'p95 latency' };

interface Props {
  name: string;
  environment: string;
  model: ReactPart;
}

/** Rate, errors and latency, or whatever the entity has, each with its band. */
export function IndicatorPanels({ name, environment, model }: Props) {
  const styles = useStyles2(getStyles);
  const known = useAnswer<{ items: string[] }>('indicators', { entity: name });
  const usual = FIRST.filter((indicator) => known.data?.items.includes(indicator));
  const shown = usual.length > 0 ? usual : (known.data?.items ?? []).slice(0, MOST);
  return (
    <div className={styles.grid}>
      {(known.data ? shown : FIRST).map((indicator) => (
        <LazyLoader key={indicator} className={styles.cell}>
          {known.data && <Panel name={name} environment={environment} indicator={indicator} model={model} />}
        </LazyLoader>
      ))}
    </div>
  );
}

function Panel({ name, environment, indicator, model }: Props & { indicator: string }) {
  const panel = usePanel(model, `${environment} ${indicator}`, () =>
    PanelBuilders.timeseries()
      .setTitle(TITLES[indicator] ?? indicatorName(indicator))
      .setData(runner({ queryType: 'series', entity: name, environment: environment || undefined, indicator }))
      .setOption('legend', { showLegend: false } as never)
      .build()
  );
  return panel ? <panel.Component model={panel} /> : null;
}

const getStyles = (theme: GrafanaTheme2) => ({
  grid: css({
    display: 'grid',
    gap: theme.spacing(1),
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(300px, 100%), 1fr))',
  }),
  cell: css({ position: 'relative', height: 220 }),
});
