import {
  behaviors,
  EmbeddedScene,
  SceneControlsSpacer,
  SceneRefreshPicker,
  SceneTimePicker,
  SceneTimeRange,
} from '@grafana/scenes';
import { DashboardCursorSync } from '@grafana/schema';

import { ReactPart } from '../app/ReactPart';
import { ProblemPage } from './ProblemPage';

/** What is wrong, why does Weir think so, what do I do? The id comes from the address. */
export function problemScene(id: string): EmbeddedScene {
  return new EmbeddedScene({
    $timeRange: new SceneTimeRange({ from: 'now-3h', to: 'now' }),
    $behaviors: [new behaviors.CursorSync({ key: 'problem', sync: DashboardCursorSync.Crosshair })],
    controls: [
      new SceneControlsSpacer(),
      new SceneTimePicker({ isOnCanvas: true }),
      new SceneRefreshPicker({ isOnCanvas: true, withText: true, refresh: '1m', intervals: ['30s', '1m', '5m'] }),
    ],
    body: new ReactPart({ key: id, part: ProblemPage, subject: id }),
  });
}
