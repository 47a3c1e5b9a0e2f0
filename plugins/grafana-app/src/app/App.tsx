import React from 'react';
import { AppRootProps } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { useSceneApp } from '@grafana/scenes';

import { NoSource } from '../parts/States';
import { weirSource } from '../weir/ask';
import { weirApp } from './weir-app';

/** The app's pages; without a data source, what to do about that. */
export default function App(_: AppRootProps) {
  return weirSource() ? (
    <Pages />
  ) : (
    <PluginPage>
      <NoSource />
    </PluginPage>
  );
}

function Pages() {
  const app = useSceneApp(weirApp);
  return <app.Component model={app} />;
}
