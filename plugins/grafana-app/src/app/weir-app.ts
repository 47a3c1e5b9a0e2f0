import { EmbeddedScene, SceneApp, SceneAppPage, SceneAppPageLike, SceneRouteMatch } from '@grafana/scenes';

import { BASE, pageOf, ROUTES } from '../constants';
import { explainScene } from '../explain/explain-scene';
import { forecastsScene } from '../forecasts/forecasts-scene';
import { overviewScene } from '../overview/overview-scene';
import { problemScene } from '../problem/problem-scene';
import { serviceScene } from '../service/service-scene';
import { servicesScene } from '../services/services-scene';
import { strategiesScene } from '../strategies/strategies-scene';

const RANGE_KEYS = ['from', 'to', 'timezone'];

const tab = (route: keyof typeof ROUTES, title: string, getScene: () => EmbeddedScene) =>
  new SceneAppPage({
    title,
    url: pageOf(route),
    routePath: `${ROUTES[route]}/*`,
    preserveUrlKeys: RANGE_KEYS,
    getScene,
  });

/** Names come encoded in addresses; one that is not is shown as it stands. */
const decoded = (text: string) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

type Match = SceneRouteMatch<Record<string, string | undefined>>;

/** A page below the tabs, with the way back in its breadcrumbs. */
const below = (
  routePath: string,
  page: (match: Match, parent: SceneAppPageLike) => { title: string; getScene: (match: Match) => EmbeddedScene }
) => ({
  routePath,
  getPage: (match: Match, parent: SceneAppPageLike) =>
    new SceneAppPage({ ...page(match, parent), url: match.url, routePath: '', getParentPage: () => parent }),
});

/** All pages of the app. */
export const weirApp = () =>
  new SceneApp({
    name: 'weir',
    urlSyncOptions: { updateUrlOnInit: true, createBrowserHistorySteps: true },
    pages: [
      new SceneAppPage({
        title: 'Weir',
        url: BASE,
        routePath: '*',
        hideFromBreadcrumbs: true,
        tabs: [
          tab('overview', 'Overview', overviewScene),
          tab('services', 'Services', servicesScene),
          tab('forecasts', 'Forecasts', forecastsScene),
          tab('strategies', 'Strategies', strategiesScene),
        ],
        drilldowns: [
          below(`${ROUTES.problems}/:id/*`, ({ params }) => ({
            title: 'Problem',
            getScene: () => problemScene(decoded(params.id ?? '')),
          })),
          below(`${ROUTES.services}/:name/*`, ({ params }) => ({
            title: decoded(params.name ?? ''),
            getScene: () => serviceScene(decoded(params.name ?? '')),
          })),
          below(`${ROUTES.explain}/*`, () => ({ title: 'Explain', getScene: explainScene })),
        ],
      }),
    ],
  });
