import { EmbeddedScene, SceneControlsSpacer, SceneRefreshPicker, SceneTimeRange } from '@grafana/scenes';

import { ReactPart } from '../app/ReactPart';
import { ForecastsPage } from './ForecastsPage';

/** What will break, when, and should I believe it? The range reaches into the future: forecasts lie there. */
export function forecastsScene(): EmbeddedScene {
  return new EmbeddedScene({
    $timeRange: new SceneTimeRange({ from: 'now-2d', to: 'now+24h' }),
    controls: [
      new SceneControlsSpacer(),
      new SceneRefreshPicker({ isOnCanvas: true, withText: true, refresh: '5m', intervals: ['1m', '5m', '15m'] }),
    ],
    body: new ReactPart({ part: ForecastsPage }),
  });
}
