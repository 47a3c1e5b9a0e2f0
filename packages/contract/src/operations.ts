import { catalogueOperations } from './operations/catalogue.ts';
import { feedbackOperations } from './operations/feedback.ts';
import { forecastsOperations } from './operations/forecasts.ts';
import { inventoryOperations } from './operations/inventory.ts';
import { postMortemsOperations } from './operations/post-mortems.ts';
import { ratingsOperations } from './operations/ratings.ts';
import { resultsOperations } from './operations/results.ts';
import { serviceOperations } from './operations/service.ts';
import { subscriptionsOperations } from './operations/subscriptions.ts';

/** Every operation of the contract: its id (the name of the method in clients), what it takes, what it answers. */
export const operations = {
  ...serviceOperations,
  ...catalogueOperations,
  ...resultsOperations,
  ...feedbackOperations,
  ...postMortemsOperations,
  ...inventoryOperations,
  ...subscriptionsOperations,
  ...forecastsOperations,
  ...ratingsOperations,
} as const;

export type OperationId = keyof typeof operations;
