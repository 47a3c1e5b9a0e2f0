import * as emotionCss from '@emotion/css';
import * as emotionReact from '@emotion/react';
import * as grafanaData from '@grafana/data';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaUi from '@grafana/ui';
import i18next from 'i18next';
import lodash from 'lodash';
import React from 'react';
import * as reactDom from 'react-dom';
import { createRoot } from 'react-dom/client';
import * as reactRouter from 'react-router';
import * as jsxRuntime from 'react/jsx-runtime';
import * as rxjs from 'rxjs';
import { Router } from 'react-router';

import { PluginPage, setServices } from './services';

/**
 * What Grafana's page is to a plugin, as far as these need it: the shared modules are the real @grafana/* packages, the
 * loader is AMD as Grafana's is. Core panels are no package: a stand-in tells what data came.
 */
const shared: Record<string, unknown> = {
  '@emotion/css': emotionCss,
  '@emotion/react': emotionReact,
  '@grafana/data': grafanaData,
  '@grafana/runtime': { ...grafanaRuntime, PluginPage },
  '@grafana/ui': grafanaUi,
  i18next,
  lodash,
  react: React,
  'react-dom': reactDom,
  'react-router': reactRouter,
  'react/jsx-runtime': jsxRuntime,
  rxjs,
};

type Define = (dependencies: string[], factory: (...modules: unknown[]) => unknown) => void;
type Loaded = { plugin: grafanaData.AppPlugin | grafanaData.DataSourcePlugin<never> };

/** Loads a plugin's module.js; what it needs and nobody shares is an error that names it. */
async function load(id: string): Promise<Loaded> {
  const uri = `${location.origin}/public/plugins/${id}/module.js`;
  return new Promise((resolve, reject) => {
    const define: Define & { amd?: object } = (dependencies, factory) => {
      const missing = dependencies.filter((name) => name !== 'module' && !(name in shared));
      if (missing.length > 0) {
        reject(new Error(`${id} needs ${missing.join(', ')}, which Grafana does not share`));
        return;
      }
      const modules = dependencies.map((name) => (name === 'module' ? { id: uri, uri } : shared[name]));
      Promise.resolve(factory(...modules)).then((exports) => resolve(exports as Loaded), reject);
    };
    define.amd = {};
    Object.assign(window, { define });
    const script = document.createElement('script');
    script.src = uri;
    script.onerror = () => reject(new Error(`${uri} cannot be loaded`));
    document.head.append(script);
  });
}

function Page({ children, theme }: { children: React.ReactNode; theme: grafanaData.GrafanaTheme2 }) {
  const history = grafanaRuntime.locationService.getHistory();
  const [at, setAt] = React.useState(history.location);
  React.useLayoutEffect(() => history.listen((next: typeof at) => setAt(next)), [history]);
  return (
    <grafanaData.ThemeContext.Provider value={theme}>
      <grafanaUi.PortalContainer />
      <grafanaRuntime.LocationServiceProvider service={grafanaRuntime.locationService}>
        <Router navigator={history as never} location={at}>
          <reactRouter.Routes>
            <reactRouter.Route path="/a/weir-detection-app/*" element={children} />
          </reactRouter.Routes>
        </Router>
      </grafanaRuntime.LocationServiceProvider>
    </grafanaData.ThemeContext.Provider>
  );
}

async function start() {
  const mode = new URLSearchParams(location.search).get('theme') === 'light' ? 'light' : 'dark';
  const theme = grafanaData.createTheme({ colors: { mode } });
  document.body.style.cssText = `margin: 0; background: ${theme.colors.background.canvas}`;
  const source = await load('weir-detection-datasource');
  setServices(theme, source.plugin as grafanaData.DataSourcePlugin<never>);
  const { plugin } = await load('weir-detection-app');
  const App = (plugin as grafanaData.AppPlugin).root as React.ComponentType<grafanaData.AppRootProps>;
  createRoot(document.getElementById('reactRoot') as HTMLElement).render(
    <Page theme={theme}>
      <grafanaUi.GlobalStyles />
      <App
        basename="/a/weir-detection-app"
        meta={plugin.meta as never}
        query={{}}
        path=""
        onNavChanged={() => undefined}
      />
    </Page>
  );
  Object.assign(window, { weirHost: { plugin, source: source.plugin } });
}

start().catch((error: Error) => {
  // The test that drives this page takes any error on the console as a failure.
  console.error(error);
});
