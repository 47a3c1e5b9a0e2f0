import React from 'react';
import { useLocation } from 'react-router-dom';
import { EmbeddedScene, PanelBuilders, SceneControlsSpacer, SceneTimePicker, SceneTimeRange } from '@grafana/scenes';

import { runner } from '../app/panels';
import { PartProps, ReactPart, usePanel, useRange } from '../app/ReactPart';
import { Asked } from './asked';
import { Explain } from './Explain';

/** The why-card as a page: its address names series and range, so that it can be sent to a colleague. */
export function explainScene(): EmbeddedScene {
  return new EmbeddedScene({
    $timeRange: new SceneTimeRange({ from: 'now-6h', to: 'now' }),
    controls: [new SceneControlsSpacer(), new SceneTimePicker({ isOnCanvas: true })],
    body: new ReactPart({ part: ExplainPage }),
  });
}

function ExplainPage({ model }: PartProps) {
  const { from, to } = useRange(model);
  const search = new URLSearchParams(useLocation().search);
  const text = (name: string) => search.get(name) ?? undefined;
  const asked: Asked = {
    service: text('service') ?? '',
    indicator: text('indicator'),
    environment: text('environment'),
    method: text('method'),
    route: text('route'),
  };
  const { service, ...about } = asked;
  const panel = usePanel(model, JSON.stringify(asked), () =>
    PanelBuilders.timeseries()
      .setTitle('')
      .setHoverHeader(true)
      .setData(runner({ queryType: 'series', entity: service, ...about }))
      .setOption('legend', { showLegend: false } as never)
      .build()
  );
  return (
    <div>
      {asked.indicator && panel && (
        <div style={{ position: 'relative', height: 240 }}>
          <panel.Component model={panel} />
        </div>
      )}
      <Explain asked={service ? [asked] : []} from={from} to={to} />
    </div>
  );
}
