import { EmbeddedScene, SceneTimeRange } from '@grafana/scenes';

import { ReactPart } from '../app/ReactPart';
import { StrategiesPage } from './StrategiesPage';

/** What is watched, how strictly, and did it keep its promise? */
export function strategiesScene(): EmbeddedScene {
  return new EmbeddedScene({
    $timeRange: new SceneTimeRange({ from: 'now-28d', to: 'now' }),
    body: new ReactPart({ part: StrategiesPage }),
  });
}
