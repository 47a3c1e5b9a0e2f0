import React from 'react';
import { LoadingState, PanelPlugin } from '@grafana/data';
import { config, setPluginImportUtils, setRunRequest } from '@grafana/runtime';
import { EmbeddedScene } from '@grafana/scenes';
import { of } from 'rxjs';

import { draw } from './draw';

const panel = new PanelPlugin(() => <div data-testid="panel" />);
panel.meta = { id: 'timeseries', name: 'Panel', info: {}, module: '', baseUrl: '' } as never;

// Grafana takes them once.
setPluginImportUtils({ importPanelPlugin: async () => panel, getPanelPluginFromCache: () => panel } as never);

/** Draws a page with the real Scenes; panels stand empty. */
export function drawScene(scene: EmbeddedScene, search = '') {
  Object.assign(config, { panels: {}, apps: {}, featureToggles: {} });
  setRunRequest((_, request) => of({ state: LoadingState.Done, series: [], timeRange: request.range }));
  return draw(<scene.Component model={scene} />, `/a/weir-detection-app/overview${search}`);
}
