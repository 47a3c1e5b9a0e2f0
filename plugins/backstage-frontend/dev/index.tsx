import { createDevApp } from '@backstage/frontend-dev-utils';
import {
  ApiBlueprint,
  createFrontendModule,
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { convertLegacyRouteRef } from '@backstage/core-compat-api';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import weirPlugin, { weirApiRef } from '../src';
import { component, EntityPreview } from './EntityPreview';
import { STATES, weirIn, type State } from './states';

/** The state is chosen by `?state=`, and kept while one goes from page to page. */
function chosenState(): State {
  const asked = new URLSearchParams(window.location.search).get('weir-state') ?? sessionStorage.getItem('weir-state');
  const state = STATES.find((one) => one === asked) ?? 'story';
  sessionStorage.setItem('weir-state', state);
  return state;
}

const weir = weirIn(chosenState());

const inMemory = createFrontendModule({
  pluginId: 'weir',
  extensions: [ApiBlueprint.make({ params: (define) => define({ api: weirApiRef, deps: {}, factory: () => weir }) })],
});

const names = ['orders', 'payments', 'inventory', 'shop-web', 'gift-cards'];

const preview = createFrontendPlugin({
  pluginId: 'preview',
  extensions: [
    ApiBlueprint.make({
      params: (define) =>
        define({ api: catalogApiRef, deps: {}, factory: () => catalogApiMock({ entities: names.map(component) }) }),
    }),
    PageBlueprint.make({
      name: 'entity',
      params: { path: '/entity', title: 'orders', loader: async () => <EntityPreview name="orders" /> },
    }),
    PageBlueprint.make({
      name: 'quiet',
      params: { path: '/quiet', title: 'shop-web', loader: async () => <EntityPreview name="shop-web" /> },
    }),
    PageBlueprint.make({
      name: 'catalog-entity',
      params: {
        path: '/catalog/:namespace/:kind/:name',
        title: 'An entity',
        routeRef: convertLegacyRouteRef(entityRouteRef),
        loader: async () => <EntityPreview name="payments" />,
      },
    }),
  ],
});

createDevApp({ features: [weirPlugin, inMemory, preview] });
