import { locationUtil } from '@grafana/data';

import pluginJson from './plugin.json';

export const APP_ID = pluginJson.id;
export const SOURCE_ID = 'weir-detection-datasource';

/** Where the app's pages are. */
export const BASE = `/a/${APP_ID}`;

/** Version of the contract that the pages were written for. */
export const CONTRACT = '1.0';

/** Pages of the app by their first segment. */
export const ROUTES = {
  overview: 'overview',
  services: 'services',
  forecasts: 'forecasts',
  strategies: 'strategies',
  problems: 'problems',
  explain: 'explain',
} as const;

/** The address of a page; what comes from telemetry is encoded. */
export const pageOf = (route: keyof typeof ROUTES, id?: string) =>
  `${BASE}/${ROUTES[route]}${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;

/** The same for an ordinary link, below whatever path this Grafana is served at. */
export const hrefOf = (route: keyof typeof ROUTES, id?: string) => locationUtil.assureBaseUrl(pageOf(route, id));
