import React, { lazy, Suspense } from 'react';
import {
  dateMath,
  PluginExtensionEventHelpers,
  PluginExtensionPanelContext,
  PluginExtensionPoints,
  RawTimeRange,
} from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';

import { askedOf } from './asked';

const LazyExplain = lazy(() => import('./Explain').then(({ Explain }) => ({ default: Explain })));

const instant = (at: RawTimeRange['from'], up: boolean) =>
  dateMath.toDateTime(at, { roundUp: up })?.valueOf() ?? Date.now();

/**
 * The entry in every panel's menu. It opens the why-card for the panel's series and range over the dashboard. Grafana
 * lets a link open a modal, not a drawer.
 */
export const explainLink = {
  title: 'Explain with Weir',
  description: 'Is what this panel shows normal?',
  targets: PluginExtensionPoints.DashboardPanelMenu,
  icon: 'question-circle' as const,
  onClick: (_: React.MouseEvent | undefined, { context, openModal }: PluginExtensionEventHelpers) => {
    const panel = context as PluginExtensionPanelContext | undefined;
    const asked = panel ? askedOf(panel) : [];
    const from = instant(panel?.timeRange.from ?? 'now-6h', false);
    const to = instant(panel?.timeRange.to ?? 'now', true);
    openModal({
      title: 'Explain with Weir',
      width: 640,
      body: () => (
        <Suspense fallback={<LoadingPlaceholder text="" />}>
          <LazyExplain asked={asked} from={from} to={to} />
        </Suspense>
      ),
    });
  },
};
