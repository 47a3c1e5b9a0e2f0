/**
 * Weir for apps of the old frontend system.
 *
 * @packageDocumentation
 */
import type { JSX } from 'react';
import { createComponentExtension, createPlugin, createRoutableExtension } from '@backstage/core-plugin-api';
import { weirApiFactory } from './api';
import { entityTabRouteRef, inventoryRouteRef, postMortemsRouteRef, ratingsRouteRef } from './routes';

export { weirApiRef } from './api';
export { isServiceLike as isWeirAvailable } from './entity/kinds';

/**
 * Weir as a plugin of the old frontend system.
 *
 * @public
 */
export const weirPlugin = createPlugin({
  id: 'weir',
  apis: [weirApiFactory],
  routes: {
    inventory: inventoryRouteRef,
    ratings: ratingsRouteRef,
    postMortems: postMortemsRouteRef,
    entity: entityTabRouteRef,
  },
});

/**
 * The service inventory, for a `Route` such as `/weir/inventory`.
 *
 * @public
 */
export const WeirInventoryPage: () => JSX.Element = weirPlugin.provide(
  createRoutableExtension({
    name: 'WeirInventoryPage',
    component: () => import('./legacy/LegacyPages').then((pages) => pages.LegacyInventoryPage),
    mountPoint: inventoryRouteRef,
  })
);

/**
 * The ratings of APIs, for a `Route` such as `/weir/ratings`.
 *
 * @public
 */
export const WeirRatingsPage: () => JSX.Element = weirPlugin.provide(
  createRoutableExtension({
    name: 'WeirRatingsPage',
    component: () => import('./legacy/LegacyPages').then((pages) => pages.LegacyRatingsPage),
    mountPoint: ratingsRouteRef,
  })
);

/**
 * Post-mortems, for a `Route` such as `/weir/post-mortems`.
 *
 * @public
 */
export const WeirPostMortemsPage: () => JSX.Element = weirPlugin.provide(
  createRoutableExtension({
    name: 'WeirPostMortemsPage',
    component: () => import('./legacy/LegacyPages').then((pages) => pages.LegacyPostMortemsPage),
    mountPoint: postMortemsRouteRef,
  })
);

/**
 * The tab "Weir" of an entity, for an `EntityLayout.Route` such as `/weir`.
 *
 * @public
 */
export const EntityWeirContent: () => JSX.Element = weirPlugin.provide(
  createRoutableExtension({
    name: 'EntityWeirContent',
    component: () => import('./legacy/LegacyPages').then((pages) => pages.LegacyEntityContent),
    mountPoint: entityTabRouteRef,
  })
);

/**
 * How an entity is today.
 *
 * @public
 */
export const EntityWeirHealthCard: () => JSX.Element = weirPlugin.provide(
  createComponentExtension({
    name: 'EntityWeirHealthCard',
    component: { lazy: () => import('./entity/HealthCard').then((card) => card.HealthCard) },
  })
);

/**
 * How good an entity's API is, and where most points were lost.
 *
 * @public
 */
export const EntityWeirRatingCard: () => JSX.Element = weirPlugin.provide(
  createComponentExtension({
    name: 'EntityWeirRatingCard',
    component: { lazy: () => import('./entity/RatingCard').then((card) => card.RatingCard) },
  })
);

/**
 * What is forecast to pass an objective.
 *
 * @public
 */
export const EntityWeirForecastCard: () => JSX.Element = weirPlugin.provide(
  createComponentExtension({
    name: 'EntityWeirForecastCard',
    component: { lazy: () => import('./entity/ForecastCard').then((card) => card.ForecastCard) },
  })
);

/**
 * The services of a system or a group, what needs a look first.
 *
 * @public
 */
export const EntityWeirServicesCard: () => JSX.Element = weirPlugin.provide(
  createComponentExtension({
    name: 'EntityWeirServicesCard',
    component: { lazy: () => import('./entity/ServicesCard').then((card) => card.ServicesCard) },
  })
);
