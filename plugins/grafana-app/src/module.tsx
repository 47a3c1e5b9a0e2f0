import React, { lazy, Suspense } from 'react';
import { AppPlugin, AppRootProps } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';

import { explainLink } from './explain/link';

/** The pages come when they are opened; the texts of Scenes, which they are made with, come before. */
const LazyApp = lazy(async () => {
  const { loadScenesTexts } = await import('./app/scenes-texts');
  await loadScenesTexts();
  return import('./app/App');
});

const Root = (props: AppRootProps) => (
  <Suspense fallback={<LoadingPlaceholder text="" />}>
    <LazyApp {...props} />
  </Suspense>
);

export const plugin = new AppPlugin<{}>().setRootPage(Root).addLink(explainLink);
