import { EmbeddedScene, SceneControlsSpacer, SceneRefreshPicker, SceneTimeRange } from '@grafana/scenes';

import { ReactPart } from '../app/ReactPart';
import { ServicesPage } from './ServicesPage';

/** Everything that is watched, exceptions first. */
export function servicesScene(): EmbeddedScene {
  return new EmbeddedScene({
    $timeRange: new SceneTimeRange({ from: 'now-2d', to: 'now' }),
    controls: [
      new SceneControlsSpacer(),
      new SceneRefreshPicker({ isOnCanvas: true, withText: true, refresh: '1m', intervals: ['30s', '1m', '5m'] }),
    ],
    body: new ReactPart({ part: ServicesPage }),
  });
}
