import {
  EmbeddedScene,
  PanelBuilders,
  SceneControlsSpacer,
  SceneRefreshPicker,
  SceneTimePicker,
  SceneTimeRange,
} from '@grafana/scenes';

import { ReactPart } from '../app/ReactPart';
import { runner, WeirQuery } from '../app/panels';
import { Overview } from './Overview';

/** Key of the panel with the lanes. */
export const LANES_KEY = 'lanes';

const LANES: WeirQuery = { queryType: 'problems', format: 'lanes' };

/** Lanes of one environment; all when none is chosen. */
export const lanesOf = (environment?: string) => runner({ ...LANES, environment });

/** Is something wrong now, and where? */
export function overviewScene(): EmbeddedScene {
  const lanes = PanelBuilders.statetimeline()
    .setHoverHeader(true)
    .setTitle('')
    .setData(lanesOf())
    .setOption('mergeValues', true)
    .setOption('showValue', 'auto' as never)
    .setOption('rowHeight', 0.8)
    .setOption('perPage', 0)
    .setOption('legend', { showLegend: false } as never)
    .setNoValue('No problems in this range.')
    .build();
  lanes.setState({ key: LANES_KEY });
  return new EmbeddedScene({
    $timeRange: new SceneTimeRange({ from: 'now-2d', to: 'now' }),
    controls: [
      new SceneControlsSpacer(),
      new SceneTimePicker({ isOnCanvas: true }),
      new SceneRefreshPicker({
        isOnCanvas: true,
        withText: true,
        refresh: '1m',
        intervals: ['30s', '1m', '5m', '15m'],
      }),
    ],
    body: new ReactPart({ part: Overview, panels: [lanes] }),
  });
}
