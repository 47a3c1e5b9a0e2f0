/** The parts of the plugin that are not in an app's first bundle; each is fetched once, whoever needs it first. */
export const lazyParts = {
  ratingsPage: () => import('./ratings/RatingsPage'),
  inventoryPage: () => import('./inventory/InventoryPage'),
  postMortemsPage: () => import('./postmortems/PostMortemsPage'),
  healthCard: () => import('./entity/HealthCard'),
  ratingCard: () => import('./entity/RatingCard'),
  forecastCard: () => import('./entity/ForecastCard'),
  servicesCard: () => import('./entity/ServicesCard'),
  weirTab: () => import('./entity/WeirTab'),
};
