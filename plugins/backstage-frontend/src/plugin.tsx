import {
  ApiBlueprint,
  AppRootElementBlueprint,
  createFrontendPlugin,
  PageBlueprint,
  type FrontendPlugin,
} from '@backstage/frontend-plugin-api';
import { convertLegacyRouteRef } from '@backstage/core-compat-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
  EntityIconLinkBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { RiFileList3Line, RiPulseLine, RiStackLine, RiStarHalfLine } from '@remixicon/react';
import { weirApiFactory } from './api';
import { isServiceLike, isTeamLike } from './entity/kinds';
import { useEntityLink } from './entity/useEntityLink';
import { pageSizeSchema, rangeSchema } from './configSchemas';
import { lazyParts } from './lazyParts';
import { LoadAhead } from './LoadAhead';
import { entityTabRouteRef, inventoryRouteRef, postMortemsRouteRef, ratingsRouteRef } from './routes';

const routes = {
  inventory: convertLegacyRouteRef(inventoryRouteRef),
  ratings: convertLegacyRouteRef(ratingsRouteRef),
  postMortems: convertLegacyRouteRef(postMortemsRouteRef),
  entity: convertLegacyRouteRef(entityTabRouteRef),
};

const api = ApiBlueprint.make({ params: (define) => define(weirApiFactory) });

const loadAhead = AppRootElementBlueprint.make({ name: 'load-ahead', params: { element: <LoadAhead /> } });

const inventoryPage = PageBlueprint.makeWithOverrides({
  name: 'inventory',
  configSchema: { pageSize: pageSizeSchema },
  factory(original, { config }) {
    return original({
      path: '/weir/inventory',
      title: 'Inventory',
      icon: <RiStackLine />,
      routeRef: routes.inventory,
      loader: async () => {
        const { InventoryPage } = await lazyParts.inventoryPage();
        return (
          <main>
            <InventoryPage pageSize={config.pageSize} />
          </main>
        );
      },
    });
  },
});

const ratingsPage = PageBlueprint.makeWithOverrides({
  name: 'ratings',
  configSchema: { pageSize: pageSizeSchema },
  factory(original, { config }) {
    return original({
      path: '/weir/ratings',
      title: 'API ratings',
      icon: <RiStarHalfLine />,
      routeRef: routes.ratings,
      loader: async () => {
        const { RatingsPage } = await lazyParts.ratingsPage();
        return (
          <main>
            <RatingsPage pageSize={config.pageSize} />
          </main>
        );
      },
    });
  },
});

const postMortemsPage = PageBlueprint.make({
  name: 'post-mortems',
  params: {
    path: '/weir/post-mortems',
    title: 'Post-mortems',
    icon: <RiFileList3Line />,
    routeRef: routes.postMortems,
    loader: async () => {
      const { PostMortemsPage } = await lazyParts.postMortemsPage();
      return (
        <main>
          <PostMortemsPage />
        </main>
      );
    },
  },
});

const healthCard = EntityCardBlueprint.make({
  name: 'health',
  params: {
    type: 'info',
    filter: isServiceLike,
    loader: async () => {
      const { HealthCard } = await lazyParts.healthCard();
      return <HealthCard />;
    },
  },
});

const ratingCard = EntityCardBlueprint.make({
  name: 'rating',
  params: {
    type: 'info',
    filter: isServiceLike,
    loader: async () => {
      const { RatingCard } = await lazyParts.ratingCard();
      return <RatingCard />;
    },
  },
});

const forecastCard = EntityCardBlueprint.make({
  name: 'forecast',
  params: {
    type: 'info',
    filter: isServiceLike,
    loader: async () => {
      const { ForecastCard } = await lazyParts.forecastCard();
      return <ForecastCard />;
    },
  },
});

const servicesCard = EntityCardBlueprint.make({
  name: 'services',
  params: {
    type: 'content',
    filter: isTeamLike,
    loader: async () => {
      const { ServicesCard } = await lazyParts.servicesCard();
      return <ServicesCard />;
    },
  },
});

const entityTab = EntityContentBlueprint.makeWithOverrides({
  configSchema: { range: rangeSchema },
  factory(original, { config }) {
    return original({
      path: '/weir',
      title: 'Weir',
      group: 'operation',
      icon: <RiPulseLine />,
      routeRef: routes.entity,
      filter: isServiceLike,
      loader: async () => {
        const { WeirTab } = await lazyParts.weirTab();
        return <WeirTab defaultRange={config.range} />;
      },
    });
  },
});

const healthLink = EntityIconLinkBlueprint.make({
  name: 'health',
  params: { filter: isServiceLike, useProps: useEntityLink },
});

/**
 * Weir in the new frontend system: pages for the service inventory, API ratings and post-mortems, cards and a tab of
 * entities.
 *
 * @public
 */
const weirPlugin: FrontendPlugin = createFrontendPlugin({
  pluginId: 'weir',
  title: 'Weir',
  icon: <RiPulseLine />,
  info: { packageJson: () => import('../package.json') },
  routes,
  extensions: [
    api,
    loadAhead,
    inventoryPage,
    ratingsPage,
    postMortemsPage,
    healthCard,
    ratingCard,
    forecastCard,
    servicesCard,
    entityTab,
    healthLink,
  ],
});

export default weirPlugin;
