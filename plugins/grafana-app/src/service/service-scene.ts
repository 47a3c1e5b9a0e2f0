import {
  EmbeddedScene,
  SceneControlsSpacer,
  SceneRefreshPicker,
  SceneTimePicker,
  SceneTimeRange,
} from '@grafana/scenes';

import { problemRegions } from '../app/panels';
import { ReactPart } from '../app/ReactPart';
import { ServicePage } from './ServicePage';

/** How is this service, compared with its own normal? The name comes from the address. */
export function serviceScene(name: string): EmbeddedScene {
  return new EmbeddedScene({
    $timeRange: new SceneTimeRange({ from: 'now-24h', to: 'now' }),
    $data: problemRegions(name),
    controls: [
      new SceneControlsSpacer(),
      new SceneTimePicker({ isOnCanvas: true }),
      new SceneRefreshPicker({ isOnCanvas: true, withText: true, refresh: '1m', intervals: ['30s', '1m', '5m'] }),
    ],
    body: new ReactPart({ key: name, part: ServicePage, subject: name }),
  });
}
